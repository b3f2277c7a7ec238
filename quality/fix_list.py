"""The rows a department has to put right, in its own words: what is wrong where, what was expected, and by when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa

from catalog.load import Catalog
from catalog.models import Column, ValueType
from quality.answers import FINDING, NOTE, NUMBERS, RESULT, VALUE
from quality.masking import Mask, mask_of, mask_of_element, mask_text
from quality.rules import rule_label

NUMBER = next(header for header, about in NUMBERS.items() if about == FINDING)
COLUMNS = (
    ("数据集", "source", 12), ("报送批次", "batch", 11), ("文件", "file", 18), ("工作表", "sheet", 9),
    ("行号", "row_number", 7), ("列名", "header", 12), ("问题", "problem", 24), ("原内容", "original", 20),
    ("应为", "expected", 22), ("整改建议", "advice", 26), ("整改期限", "due_date", 11), (RESULT, None, 12),
    (VALUE, None, 14), (NOTE, None, 20), (NUMBER, "finding_id", 12),
)  # fmt: skip
"""Header, column of ``fix_rows`` (None: for the answer), width in characters."""
IN_FILE_ORDER = (
    "dataset, batch, file NULLS FIRST, sheet NULLS FIRST, row_number NULLS FIRST, header, rule, finding_id"
)
"""How rows of findings.to_fix are read for ``fix_rows``: as they stand in the delivered files."""

Labels = Callable[[str, str], tuple[str, str | None]]
"""Dataset and rule -> what is wrong, and what to do about it."""
_SCHEMA = pa.schema(
    [(name, pa.int64() if name == "row_number" else pa.string()) for _, name, _ in COLUMNS if name]
)
_FORMS = {
    ValueType.id: "18位公民身份号码，校验正确", ValueType.uscc: "18位统一社会信用代码，校验正确",
    ValueType.person_name: "完整姓名，不含空格和其他符号", ValueType.date: "真实存在的日期，写作 2025-12-31",
    ValueType.time: "真实存在的时间，写作 2025-12-31 08:30", ValueType.money: "以元为单位的数字，不带单位和分隔符",
    ValueType.area: "以平方米为单位的数字", ValueType.int: "整数", ValueType.phone: "11位手机号码，或带区号的固定电话",
    ValueType.bank: "16至19位银行账号，以文本存放", ValueType.addr: "从县名写起的完整地址",
    ValueType.div: "现行12位区划代码", ValueType.org: "登记的全称",
}  # fmt: skip
"""What a cell of a type should look like, for findings on what is written in it."""


def fix_rows(catalog: Catalog, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Batches of findings.to_fix, labelled and masked, in the order in which they come."""
    labels = cache(lambda dataset, rule: rule_label(catalog, dataset, rule))
    for batch in batches:
        yield _labelled(catalog, labels, batch.to_pandas())


def _labelled(catalog: Catalog, labels: Labels, rows: pd.DataFrame) -> pa.RecordBatch:
    """One batch; each distinct rule and each distinct text of a column is looked at once."""
    told = np.full((len(rows), 2), None, dtype=object)
    for (dataset, rule), places in _groups(rows, ["dataset", "rule"]):
        told[places] = labels(dataset, rule)
    titles = {d: catalog.sources[d].title if d in catalog.sources else d for d in rows["dataset"].unique()}
    columns = {
        "source": rows["dataset"].map(titles),
        "batch": rows["batch"],
        "file": rows["file"],
        "sheet": rows["sheet"],
        "row_number": rows["row_number"].astype("Int64"),
        "header": rows["header"],
        "problem": told[:, 0],
        "original": _masked(catalog, rows),
        "expected": _expected(catalog, rows),
        "advice": told[:, 1],
        "due_date": pd.to_datetime(rows["due_date"]).dt.strftime("%Y-%m-%d"),
        "finding_id": rows["finding_id"],
    }
    return pa.RecordBatch.from_pandas(pd.DataFrame(columns), schema=_SCHEMA, preserve_index=False)


def _groups(rows: pd.DataFrame, columns: list[str]) -> Iterator[tuple[tuple[str, ...], np.ndarray]]:
    """Each distinct combination of some columns (empty: null) and the places of its rows."""
    combined = np.zeros(len(rows), dtype=np.int64)
    for column in columns:
        codes, kinds = pd.factorize(rows[column])
        combined = combined * (len(kinds) + 1) + codes + 1
    _, first, group = np.unique(combined, return_index=True, return_inverse=True)
    kinds = rows[columns].iloc[first].fillna("").itertuples(index=False, name=None)
    for i, kind in enumerate(kinds):
        yield tuple(map(str, kind)), np.flatnonzero(group == i)


def _masked(catalog: Catalog, rows: pd.DataFrame) -> np.ndarray:
    """``original`` masked by the column it stands in."""
    shown = np.full(len(rows), None, dtype=object)
    originals = rows["original"].astype(object)
    for (dataset, field), places in _groups(rows, ["dataset", "field"]):
        mask = mask_of(catalog, dataset, field) if dataset in catalog.sources else mask_text
        shown[places] = _mapped(originals.iloc[places], mask)
    return shown


def _mapped(texts: pd.Series, mask: Mask) -> np.ndarray:
    """Each distinct text masked once; what is not there stays away."""
    codes, distinct = pd.factorize(texts)
    return np.array([mask(text) for text in distinct] + [None], dtype=object)[codes]


def _expected(catalog: Catalog, rows: pd.DataFrame) -> np.ndarray:
    """What another source decides, as its grade allows; else the form a cell should have, where a cell is at fault."""
    expected = np.full(len(rows), None, dtype=object)
    for (dataset, field), places in _groups(rows, ["dataset", "field"]):
        column = _column(catalog, dataset, field)
        if column is not None:
            of_column = rows.iloc[places]
            expected[places[of_column["original"].notna()]] = _form(column)
            expected[places[of_column["rule"] == "BLANK"]] = "必填"
    for (entity, element, source), places in _groups(rows, ["entity_type", "element", "source"]):
        if element:
            show = _decided_by(catalog, entity, element, source)
            expected[places] = _mapped(rows["value"].iloc[places], show)
    return expected


def _column(catalog: Catalog, dataset: str, field: str) -> Column | None:
    source = catalog.sources.get(dataset)
    return next((c for c in source.columns if c.field == field), None) if source else None


def _form(column: Column) -> str | None:
    return "代码表内的代码或名称" if column.codes else _FORMS.get(column.type)


def _decided_by(catalog: Catalog, entity: str, element: str, source: str) -> Mask:
    """How the value that another source decides is told."""
    declared, title = catalog.elements[entity, element], catalog.sources[source].title
    mask = mask_of_element(declared)
    if mask is None:
        return lambda _: f"与《{title}》一致（内容不显示）"
    labels = {
        row["code"]: row.get("label", row["code"]) for row in catalog.codes.get(declared.codes or "", ())
    }
    return lambda value: f"{mask(labels.get(value, value))}（《{title}》）"
