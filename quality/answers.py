"""What departments may answer to findings and disputes, and what they are told of an answered workbook."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

About = Literal["finding", "dispute"]
FINDING: About = "finding"
DISPUTE: About = "dispute"
RESULT, VALUE, NOTE = "处理结果", "核实值", "说明"
NUMBERS: dict[str, About] = {"问题编号": FINDING, "申请编号": DISPUTE}
"""The column that finds a row again -> what the row is about."""
CHOICES: dict[About, dict[str, str]] = {
    FINDING: {"已整改": "claimed", "申请例外": "exception_asked", "上游问题": "upstream"},
    DISPUTE: {"核实中": "verifying", "已更正": "correction_claimed", "不予更正": "declined",
              "需上级系统修正": "upstream"},
}  # fmt: skip
"""What may stand in 处理结果 -> the state it asks for; only the next delivery closes anything (guide 7.4)."""
EXPLAINED = {"exception_asked": "理由", "upstream": "上级系统的工单号", "declined": "理由和依据"}
"""What must be written in 说明 with an answer."""


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True)


class Answer(_Told):
    """One row of an answered workbook that was taken."""

    sheet: str | None = None
    row_number: int
    about: About
    number: str
    """finding_id or dispute_id."""
    word: str
    """One of CHOICES."""
    note: str | None = None
    value: str | None = None
    """What the department holds to be the right value, in the ledger's form."""
    dataset: str
    """Whose next delivery rechecks: of the finding, or of the source of the disputed value."""
    after: str
    """Key of the newest accepted batch of the dataset that the answer can know of; a newer one rechecks it."""
    entity_type: str | None = None
    entity_id: str | None = None
    element: str | None = None
    disputed_source: str | None = None
    disputed_value: str | None = None
    """The golden value that an upstream fault is about, where another source gave it."""


class Rejected(_Told):
    """One row that was answered and could not be taken."""

    sheet: str | None = None
    row_number: int
    reason: str


class ReadFile(_Told):
    """A file of answers that was read; the same content is read once a department."""

    department: str
    file: str
    """Path below the folder of answers."""
    size: int
    sha256: str

    @property
    def key(self) -> tuple[str, str]:
        """Department and content: the same workbook again is no other answer."""
        return self.department, self.sha256


class AnsweredWorkbook(ReadFile):
    """One answered workbook as the journal keeps it."""

    department_title: str
    day: str
    """The day of the version that was answered."""
    told: str
    """The day the run that read it took for today."""
    unreadable: str | None = None
    """Why nothing of it could be read."""
    answers: tuple[Answer, ...] = ()
    rejected: tuple[Rejected, ...] = ()
