"""Evidence at the command line: a laboratory's table, the records of a pair, the figures they go by."""

from pathlib import Path

import pytest

from antigone.casework import models as rows
from antigone.casework.description import Description
from tests.casework.deciding import Board, board
from tests.casework.test_importing_pairs import TABLE
from tests.casework.test_weighing_records import FEW_WOMEN, examined
from tests.cli.test_cli_decisions import Desk, desk
from tests.homes import administrator, built, config, opened, staff, watch

__all__ = ["administrator", "board", "built", "config", "desk", "opened", "staff", "watch"]
pytestmark = pytest.mark.django_db

REPORT = ("--laboratory", "Institute", "--software", "dvir 3.3.0", "--issued", "2026-05-20")


@pytest.fixture
def four(board: Board) -> Board:
    woman = Description(sex="female")
    for code in ("R1", "R2"):
        examined(board, board.body(code), woman)
    board.missing("M1", description=woman)
    board.missing("M2", name="Sara Alba")
    return board


def test_a_table_comes_in_and_the_records_are_weighed(
    four: Board, desk: Desk, tmp_path: Path
) -> None:
    table = tmp_path / "pairs.csv"
    table.write_text(TABLE)
    said = desk.done("records", "candidate", "import-pairs", table, *REPORT)
    assert "4 results imported, 2 of them on pairs that are on no list." in said
    assert "M1 is a candidate for R1." in said
    assert "byte for byte" in desk.refused("records", "candidate", "import-pairs", table, *REPORT)

    weighed = desk.json("dora", "candidate", "weigh-records", "R1")["weighed"]
    (one,) = weighed
    assert one["request"] == "M1"
    assert [each["discipline"] for each in one["statement"]["disciplines"]] == [
        "DNA",
        "description",
    ]
    assert {"kind": "eyes", "side": "found", "absent": "not-examined"}.items() <= next(
        each for each in one["not_weighed"] if each["kind"] == "eyes"
    ).items()
    assert desk.done("dora", "candidate", "weigh-records", "R1", "M1").startswith("M1: ")


def test_a_file_that_is_not_there_and_half_a_question(
    four: Board, desk: Desk, tmp_path: Path
) -> None:
    gone = tmp_path / "gone.csv"
    assert "gone.csv" in desk.refused("records", "candidate", "import-pairs", gone, *REPORT)
    status, _, _ = desk.run("records", "candidate", "import-pairs", gone, *REPORT, "--same", "x")
    assert status == 2
    assert four.count(rows.PairImport) == 0


def test_figures(four: Board, desk: Desk, tmp_path: Path) -> None:
    table = tmp_path / "garrison.toml"
    table.write_bytes(FEW_WOMEN)
    assert desk.json("cora", "operation", "figures")["figures"][0]["version"] == 0
    words = ("operation", "figures", "--adopt", table, "--because", "All served in one place")
    held = desk.json("cora", *words)["figures"]
    assert [one["version"] for one in held] == [1, 0]
    assert held[0]["name"] == "A garrison"
    desk.refused("cora", *words)
