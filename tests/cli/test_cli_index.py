"""`antigone index`: how the index stands, anew, verified."""

import subprocess
import sys
from pathlib import Path

import pytest
from desk import Desk


def enrolled(desk: Desk, count: int) -> None:
    """Give the desk a home with this many templates."""
    script = Path(__file__).with_name("index_home.py")
    path = f"{script.parents[2]}"
    made = subprocess.run(
        [sys.executable, script, str(count)],
        env={**desk.environment, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr


@pytest.mark.slow
def test_a_small_index_is_looked_at_rebuilt_and_verified(desk: Desk) -> None:
    enrolled(desk, 150)
    answer = desk.run("index", "status", "--json")
    assert (answer.status, answer.err) == (0, "")
    found = answer.json
    assert (found["templates"], found["engine"], found["dim"]) == (150, "exact", 128)
    assert (found["copy"], found["compressed_from"]) == (None, 30_000)
    verified = desk.run("index", "verify", "--probes", "20", "--first", "3", "--json")
    assert (verified.status, verified.err) == (0, "")
    assert (verified.json["sound"], verified.json["recall"]) == (True, 1.0)
    assert verified.json["rows"] == verified.json["rows_in_engine"] == 150
    rebuilt = desk.run("index", "rebuild")
    # So few are read in a moment; a copy of them would only be one more to erase.
    assert rebuilt.out.splitlines() == [
        "150 templates were read anew.",
        "So few need no sealed copy.",
    ]
    assert not (desk.home / "index").exists()


@pytest.mark.slow
def test_a_large_index_starts_from_its_sealed_copy(desk: Desk) -> None:
    enrolled(desk, 30_100)
    assert desk.run("index", "status", "--json").json["copy"] is None
    rebuilt = desk.run("index", "rebuild", "--json")
    assert (rebuilt.status, rebuilt.json) == (0, {"templates": 30_100, "copied": True})
    status = desk.run("index", "status", "--json").json
    assert status["engine"] == "compressed"
    copy = status["copy"]
    assert (copy["templates"], copy["segments"], copy["missing_segments"]) == (30_100, 1, 0)
    # Vectors, codes, ids and columns, and little besides.
    assert 30_100 * (512 + 32 + 32) < copy["bytes"] < 30_100 * 900
    said = desk.run("index", "status").out.splitlines()
    assert said[0].endswith("30100 templates of 128 values, found by codes, then compared.")
    assert said[1].startswith("The sealed copy holds 30100 templates in 1 segments")
    verified = desk.run("index", "verify", "--probes", "40")
    assert verified.status == 0
    assert "40 searches among 30100 templates" in verified.out
    # What does not open is thrown away, and the rows are read.
    (segment,) = (desk.home / "index").rglob("*.segment")
    segment.write_bytes(segment.read_bytes()[:-1])
    again = desk.run("index", "verify", "--probes", "5", "--json")
    assert (again.status, again.json["rows_in_engine"]) == (0, 30_100)


@pytest.mark.parametrize("command", ["status", "rebuild", "verify"])
def test_without_a_home_nothing_is_said(desk: Desk, command: str) -> None:
    answer = desk.run("index", command)
    assert answer.status == 1
    assert answer.said


def test_a_verification_of_nothing_is_called_wrongly(desk: Desk) -> None:
    assert desk.run("index", "verify", "--probes", "0").status == 2
