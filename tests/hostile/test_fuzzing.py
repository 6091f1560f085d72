"""A bounded run of blind changes over the decoders' door, guided by the branches they reach."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("fuzz_decoder.py")
RUNS = 5_000

# What a process took at most is inherited by its children: that of a long test run is no leak here.
_ANY_MEMORY = ("-rss_limit_mb=0",)


@pytest.mark.parametrize("kind", ["photographs", "video"])
def test_thousands_of_changed_files_crash_nothing(tmp_path: Path, kind: str) -> None:
    """Longer runs by hand: see the script."""
    answer = subprocess.run(
        [
            sys.executable,
            SCRIPT,
            kind,
            f"-atheris_runs={RUNS}",
            "-seed=2026",
            "-timeout=20",
            *_ANY_MEMORY,
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr[-2000:]
    assert f"Done {RUNS} in" in answer.stderr
    # It did see branches of the decoders, and went on from one to the next.
    covered = [int(one) for one in re.findall(r"cov: (\d+)", answer.stderr)]
    assert covered[-1] > covered[0] > 20
    assert list(tmp_path.iterdir()) == [], "no file that breaks something was found"
