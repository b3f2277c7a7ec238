"""The content of a receipt: what became of one delivery, in the words of the department. No value of a cell is in it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

EXAMPLES = 5
"""Row addresses shown of one kind of finding or line."""


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True)


class Place(_Told):
    """Where something stands; ``header`` is the column under the department's own header."""

    file: str | None = None
    sheet: str | None = None
    row_number: int | None = None
    header: str | None = None


class Reason(_Told):
    """A reason code with its text and what the department can do."""

    code: str
    label: str
    advice: str | None = None
    severity: str = "error"


class Lines(_Told):
    """Lines of one file that are no records, or that nobody can use, of one reason."""

    reason: Reason
    count: int
    places: tuple[Place, ...] = ()


class Guess(_Told):
    """An unknown header and the declared column that it may mean."""

    header: str
    column: str
    likeness: int
    fitting: int | None = None


class Renamed(_Told):
    """A column that the batch before had under another header."""

    before: str
    now: str


class Columns(_Told):
    """How the headers of one table differ from the declared columns and from the batch before."""

    sheet: str | None = None
    unknown: tuple[str, ...] = ()
    guesses: tuple[Guess, ...] = ()
    missing: tuple[str, ...] = ()
    """Required columns that are not there."""
    absent: tuple[str, ...] = ()
    """Optional columns that are not there."""
    renamed: tuple[Renamed, ...] = ()

    @property
    def drifted(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.unknown or self.missing or self.absent or self.renamed)


class FileAccount(_Told):
    """One file and all of its lines: lines = header + ignored + landed; landed = linked + quarantined where it is used."""

    file: str
    sha256: str
    status: str
    refused: Reason | None = None
    detail: str | None = None
    format: str | None = None
    encoding: str | None = None
    lines: int = 0
    header_lines: int = 0
    ignored: int = 0
    landed: int = 0
    quarantined: int = 0
    staged: int = 0
    linked: int = 0
    ignored_lines: tuple[Lines, ...] = ()
    quarantined_lines: tuple[Lines, ...] = ()
    sums: int = 0
    """Total lines that were compared with the rows above them; those that do not add up are remarks (F-05)."""
    columns: tuple[Columns, ...] = ()


class Noted(_Told):
    """One thing noticed about a file or the whole delivery."""

    place: Place
    detail: str | None = None


class Remark(_Told):
    """Everything of one code that was noticed about files or the whole delivery; the first few in full."""

    reason: Reason
    count: int
    notes: tuple[Noted, ...] = ()


class Finding(_Told):
    """Findings of one rule in one column, with the first few addresses."""

    reason: Reason
    header: str | None = None
    """The declared header; the places carry the delivered one."""
    count: int
    places: tuple[Place, ...] = ()


class Receipt(_Told):
    """What a department is told about one delivery; a later edition replaces an earlier one."""

    department: str
    department_title: str
    dataset: str
    dataset_title: str
    batch: str
    day: str
    told: str
    """The day the run took for today."""
    edition: int = 1
    acceptance: str
    """Digest of what was accepted and refused; another digest makes another edition."""
    status: str
    refused: Reason | None = None
    detail: str | None = None
    files: tuple[FileAccount, ...] = ()
    remarks: tuple[Remark, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        """Department, dataset and batch: the delivery."""
        return self.department, self.dataset, self.batch

    def total(self, count: str) -> int:
        """The sum of one count of the file accounts."""
        return sum(getattr(f, count) for f in self.files)
