"""Deliveries that are odd as a whole: wrong names and encodings, refused, waiting, unreadable, sent twice."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Oddity:
    """What is odd about one batch of one dataset in one round."""

    dataset: str
    round_number: int
    batch: str
    encoding: str | None = None
    delimiter: str | None = None
    extension: str | None = None
    twice: bool = False
    extra_column: str | None = None
    renamed: dict[str, str] = field(default_factory=dict)
    unreadable_page: int | None = None
    wrong_manifest: bool = False
    scrambled: bool = False
    """The file was saved with its bytes taken for Latin ones, as a careless editor does (F-02)."""
    attachment: str | None = None
    """A scan sent along as if it were a list (F-11)."""


_FIRST, _BASE = "2025-11-30", "2025-12-31"
ODDITIES = (
    Oddity("death_certificate", 1, _FIRST, encoding="utf-16"),
    Oddity("taxpayer", 1, _BASE, extension="xls"),
    Oddity("birth_certificate", 1, _FIRST, delimiter="\t"),
    Oddity("employment", 1, _BASE, twice=True),
    Oddity("individual_business", 1, _FIRST, extra_column="数据来源"),
    Oddity("land_contract", 1, _BASE, extra_column="采集人"),
    Oddity("elderly_allowance", 1, _BASE, renamed={"村居": "村（社区）名称"}),
    Oddity("student_enrollment", 1, _BASE, unreadable_page=3),
    Oddity("disability_certificate", 1, _BASE, wrong_manifest=True),
    Oddity("insured_employer", 1, _BASE, scrambled=True),
    Oddity("rural_dilapidated_house", 1, _BASE, attachment="农村危房改造盖章扫描件.pdf"),
)
"""The rest of the deliveries are as agreed."""
WAITING_BATCH = ("grid_event", 1, "2025-12-31.2")
"""A batch that its department has not finished: no `_READY` yet."""
LATE_BATCH = ("death_certificate", 2, "2025-12-15")
"""Certificates that were left out in round 1 and come a month later under their own date."""
REPEATED_BATCH = ("marriage_registration", 2, "2025-11-30", "2025-11-30.2")
"""An old batch that is sent again unchanged in round 2."""
MANIFESTS = frozenset(
    {"civil_affairs", "medical_insurance", "finance", "disabled_federation", "market_regulation"}
)
"""Departments that send `_manifest.json`."""


def oddity_of(dataset: str, round_number: int, batch: str) -> Oddity:
    """What is odd about a batch."""
    key = (dataset, round_number, batch)
    return next(
        (odd for odd in ODDITIES if (odd.dataset, odd.round_number, odd.batch) == key),
        Oddity(dataset, round_number, batch),
    )
