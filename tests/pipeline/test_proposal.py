"""A file nobody declared is inspected, its proposed declaration put into the home, and the file delivered under it."""

import pytest
from delivering import Delivery, new_home
from running import Run, command_line, run_job
from village import HEAD, REGISTER, SON, WIFE

DATASET = "xian_xie"
ROWS = [
    {
        "献血编号": f"X-{number}",
        "姓名": who.name,
        "证件号": who.number,
        "献血日期": f"2025-0{number}-01",
        "献血量": "400",
        "血型": kind,
        "是否首次": "是",
        "order": f"备注{number}",
    }
    for number, (who, kind) in enumerate(((HEAD, "A型"), (WIFE, "O型"), (SON, "A型")), 1)
]


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The run of a home with a declaration as `yiyuan inspect --propose` wrote it."""
    home = new_home(tmp_path_factory.mktemp("proposed"))
    batch = Delivery(f"health/{DATASET}", "2025-12-31", ROWS, "献血.csv").write(home)
    Delivery(REGISTER, "2025-12-31", [who.registered() for who in (HEAD, WIFE, SON)], "户籍.csv").write(home)
    declarations = home / "catalog" / "sources" / "health"
    told = command_line(
        "inspect", str(batch / "献血.csv"), "--propose", "--out", str(declarations), home=home
    )
    assert told.returncode == 0, told.stderr
    assert (declarations / f"{DATASET}.yml").is_file(), told.stdout
    return run_job(home)


def test_the_proposed_source_runs_through_the_pipeline(delivered: Run) -> None:
    assert delivered.success, delivered.failures
    with delivered.opened() as version:
        staged = version.rows(f"SELECT count(*) FROM identity.links WHERE dataset = '{DATASET}'")
        people = version.rows("SELECT count(*) FROM ledger.person")
    assert (staged, people) == ([(3,)], [(3,)])
