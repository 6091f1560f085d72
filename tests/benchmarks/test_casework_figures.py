"""What the benchmark of a large operation says of its figures, and that it fills what it measures."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import casework


def _found(**queries: int) -> dict[str, dict[str, float]]:
    return {
        name: {"queries": queries.get(name, 4), "seconds": 0.5, "ratio": 3.0}
        for name in casework.PEERS
    }


def test_a_number_of_statements_that_grows_breaks_the_promise() -> None:
    same = casework.report({casework.FEW: _found(), casework.MANY: _found()})
    assert [one.kept for one in same.promises] == [True]
    (grown,) = casework.report({casework.FEW: _found(), casework.MANY: _found(list=104)}).promises
    assert not grown.kept
    assert grown.sentence.endswith("not so: list.")


def test_a_time_is_a_multiple_of_its_peer() -> None:
    called: list[str] = []
    found = casework.compared(
        lambda: called.append("mine"), lambda: called.append("peer"), rounds=3
    )
    assert called == ["mine", "peer"] * 3
    assert found.keys() == {"seconds", "ratio"}


@pytest.mark.slow
def test_a_small_operation_is_filled_and_measured(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "benchmarks.casework", str(tmp_path), "30"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found.keys() == casework.PEERS.keys()
    assert all(one["queries"] >= 1 and one["ratio"] > 0 for one in found.values())
