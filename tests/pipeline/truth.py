"""The truth of the sample county beside a published version."""

from running import Run, county_of

from sql.warehouse import Warehouse, quoted


def open_truth(engine: Warehouse, run: Run) -> None:
    """Tables of round 1's truth in the schema ``truth``, and ``subjects``: whom the records of a dataset are about."""
    engine.run("CREATE SCHEMA truth")
    for path in sorted((run.home / "truth-1").glob("*.parquet")):
        engine.run(f"CREATE VIEW truth.{path.stem} AS FROM read_parquet({quoted(str(path))})")
    engine.run("CREATE TABLE subjects (dataset VARCHAR, role VARCHAR)")
    for dataset, source in county_of(run.home).catalog.sources.items():
        for role, declared in source.roles.items():
            if declared.subject:
                engine.run("INSERT INTO subjects VALUES (?, ?)", [dataset, role])
