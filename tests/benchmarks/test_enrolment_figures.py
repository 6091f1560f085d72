"""What the benchmark of many photographs says of its figures, and that it makes what it measures."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import enrolment


def test_a_second_core_that_brings_too_little_breaks_the_promise() -> None:
    # 100 photographs: a second each on one core, of which half are the bare reading; 1.9 and 1.5
    # times as fast.
    for gain, kept in ((1.9, True), (1.5, False)):
        found = enrolment.report({1: 100.0, 2: 100.0 / gain}, photographs=100, alone=0.5)
        (promise,) = found.promises
        assert promise.kept is kept
        assert promise.sentence.endswith(f"({gain:.2f}).")
        one, two = found.tables[0].rows
        assert one == ("1", "60", "2.0 ×", "1.0 ×")
        assert two[:2] == ("2", f"{60 * gain:.0f}")


@pytest.mark.slow
def test_home_file_and_photographs_are_made(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "benchmarks.enrolment", str(tmp_path), "5"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) > 0
    drawn = {path.read_bytes() for path in tmp_path.glob("*.jpg")}
    assert len(drawn) == 5
    assert len((tmp_path / "list.csv").read_text().splitlines()) == 6
