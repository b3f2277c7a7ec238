"""The same collapsed mentions resolved by Splink 5, and what that takes: the measure for identity resolution.

    uv run --with splink==5.0.0 python -m benchmarks.identity_splink HOME

HOME as for benchmarks.identity, whose figures this prints for both. Splink is tuned by its own documentation: term
frequencies, several blocking rules, u by random sampling with a seed, m by expectation and maximisation over two
blocking rules. Both sides start from the same distinct evidence; training is shown apart. Splink is no dependency.
"""

# Splink is brought along by the command above and is not in the project's environment
# pyright: reportMissingImports=false
from __future__ import annotations

import argparse
import logging
import time
from pathlib import Path

import duckdb
import splink.comparison_library as comparison
import splink.internals.comparison_level_library as level
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from benchmarks.identity import cost, figures, prepare
from orchestration.settings import read_settings
from orchestration.wiring import county_for

THRESHOLD = 0.95
EVIDENCE = """
CREATE TABLE evidence AS
WITH told AS (
    SELECT p.profile_id, coalesce(p.id_number, p.id_text) AS id, n.match_name AS name, n.sound, p.birth_date AS birth,
        p.sex, p.phone, p.division, p.bank, p.address
    FROM warehouse.identity.person_profiles AS p
    LEFT JOIN warehouse.identity.names AS n ON n.name = coalesce(p.name, p.name_text)
    WHERE p.subject OR p.id_number IS NOT NULL OR p.id_text IS NOT NULL)
SELECT *, dense_rank() OVER (ORDER BY id, name, sound, birth, sex, phone, division, bank, address) AS unique_id FROM told
"""


def main() -> None:
    """Resolve with Splink, then print its figures and seconds beside ours."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("home", type=Path)
    home = parser.parse_args().home
    logging.disable(logging.WARNING)
    county = county_for(read_settings(home))
    with duckdb.connect() as connection:
        prepare(connection, county, "person")
        _print("ours", connection)
        connection.execute(EVIDENCE)
        seconds = _resolve(connection)
        connection.execute(
            "CREATE OR REPLACE TABLE mentions AS SELECT m.* REPLACE (coalesce('s' || c.cluster_id, m.entity_id) AS entity_id) "
            "FROM mentions AS m LEFT JOIN evidence AS e USING (profile_id) LEFT JOIN clusters AS c USING (unique_id)"
        )
        _print("Splink", connection)
    print(
        f"CPU seconds  ours {cost(county):.1f}  Splink "
        + "  ".join(f"{n} {s:.1f}" for n, s in seconds.items())
    )


def _print(who: str, connection: duckdb.DuckDBPyConnection) -> None:
    for label, touching in (("all", "TRUE"), ("no usable number", "NOT usable")):
        row = figures(connection, touching)
        print(f"{who:7} {label:18} {row[0]:>10,}" + "".join(f" {value:8.5f}" for value in row[1:]))


def _resolve(connection: duckdb.DuckDBPyConnection) -> dict[str, float]:
    """Leave Splink's clusters in the table ``clusters``; answers CPU seconds by step."""
    records = connection.execute(
        "SELECT DISTINCT * EXCLUDE (profile_id) FROM evidence ORDER BY unique_id"
    ).to_arrow_table()
    linker = Linker(DuckDBAPI().register(records), settings())
    steps, begun = {}, time.process_time()
    linker.training.estimate_probability_two_random_records_match([block_on("id", "name")], recall=0.9)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    for rule in (block_on("id"), block_on("name", "birth")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    steps["train"], begun = time.process_time() - begun, time.process_time()
    predicted = linker.inference.predict(threshold_match_probability=THRESHOLD)
    steps["predict"], begun = time.process_time() - begun, time.process_time()
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, THRESHOLD)
    steps["cluster"] = time.process_time() - begun
    found = clusters.as_pyarrow_table()
    connection.register("found", found)
    connection.execute(
        "CREATE TABLE clusters AS SELECT unique_id, CAST(cluster_id AS VARCHAR) AS cluster_id FROM found"
    )
    return steps


def settings() -> SettingsCreator:
    """Comparisons and blocking rules over the same evidence."""
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            comparison.DamerauLevenshteinAtThresholds("id", [1, 2]),
            comparison.CustomComparison(
                [
                    level.NullLevel("name"),
                    level.ExactMatchLevel("name").configure(tf_adjustment_column="name"),
                    level.ExactMatchLevel("sound"),
                    level.ElseLevel(),
                ],
                "name",
            ),
            comparison.DamerauLevenshteinAtThresholds("birth", [1, 2]),
            comparison.ExactMatch("sex"),
            comparison.ExactMatch("phone").configure(term_frequency_adjustments=True),
            comparison.ExactMatch("bank").configure(term_frequency_adjustments=True),
            comparison.ExactMatch("division").configure(term_frequency_adjustments=True),
            comparison.ExactMatch("address").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("id"),
            block_on("name", "birth"),
            block_on("sound", "birth"),
            block_on("name", "phone"),
            block_on("name", "bank"),
            block_on("name", "address"),
            block_on("name", "substr(id, 1, 14)"),
        ],
        retain_matching_columns=False,
    )


if __name__ == "__main__":
    main()
