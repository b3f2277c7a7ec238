"""Facts of a delivered file, counted from its bronze rows under the headers it was delivered with."""

from pathlib import Path

import duckdb
import pytest

from assets.acceptance import delivered_files
from assets.file_facts import FactsReader
from assets.landing.bronze import Bronze
from assets.landing.deliveries import batches
from catalog.compile import fields_of
from catalog.headers import known_headers
from catalog.load import load_catalog
from sql.warehouse import Warehouse

CATALOG = load_catalog()
TEXT = """\
人员编号,姓名,身份证号,性别,参保险种,参保状态,参保地区划,缴费年度
1,向甲,4.39901E+17,男,居民医保,正常,430821001001,2025
2,向乙,4.39901E+17,男,居民医保,正常,430821001001.0,2025
3,向丙,439901195003071234,男,居民医保,正常,430821001,2025
4,向丁,,男,居民医保,正常,430822001001,2025
5,向戊,不详,男,居民医保,正常,,2025
"""


@pytest.fixture
def reader(tmp_path: Path) -> FactsReader:
    """Over one batch of the enrollment that was read."""
    folder = tmp_path / "landing/medical_insurance/enrollment/2025-12-31"
    folder.mkdir(parents=True)
    (folder / "参保.csv").write_text(TEXT, encoding="utf-8")
    (folder / "_READY").touch()
    bronze = Bronze(tmp_path / "bronze")
    known = known_headers(CATALOG, fields_of(CATALOG.sources["enrollment"]))
    bronze.take(list(batches(tmp_path / "landing")), known, workers=1)
    return FactsReader(Warehouse(duckdb.connect()), bronze, tmp_path)


def test_rows_are_counted_by_division_and_lost_numbers_by_column(reader: FactsReader) -> None:
    (file,) = delivered_files(CATALOG, reader.bronze.manifest(), "enrollment")
    facts = reader.read(CATALOG.sources["enrollment"], file)
    assert facts.divisions == {"430821001001": 2, "430821001": 1, "430822001001": 1}
    assert facts.scientific == {"id_number": (2, 4)}


def test_facts_are_counted_once(reader: FactsReader) -> None:
    source = CATALOG.sources["enrollment"]
    (file,) = delivered_files(CATALOG, reader.bronze.manifest(), "enrollment")
    counted = reader.read(source, file)
    reader.bronze.rows(file.file.sha256).unlink()
    assert reader.read(source, file) == counted


def test_a_scope_in_a_column_is_counted_without_its_spaces(reader: FactsReader) -> None:
    (file,) = delivered_files(CATALOG, reader.bronze.manifest(), "enrollment")
    scoped = CATALOG.sources["enrollment"].model_copy(update={"scope": "insurance_kind"})
    assert reader.read(scoped, file).scopes == {"居民医保": 5}
