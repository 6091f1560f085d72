"""How long the command line takes to start, in starts of the bare interpreter."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from benchmarks.report import Promise, Section, Table, ratio, versions_of

# Somebody asks for help twenty times before she has learnt a command.
MOST_FOR_HELP = 12
ROUNDS = 20
BARE = "python -c pass"


def measure() -> Section:
    """Measure and return what was found; the promise in it is about `antigone --help`."""
    script = Path(sys.executable).with_name("antigone")
    antigone = [str(script)] if script.exists() else [sys.executable, "-m", "antigone"]
    commands = {
        BARE: [sys.executable, "-c", "pass"],
        'python -c "import antigone"': [sys.executable, "-c", "import antigone"],
        'python -c "import numpy"': [sys.executable, "-c", "import numpy"],
        "antigone --help": [*antigone, "--help"],
        "antigone faces --help": [*antigone, "faces", "--help"],
    }
    ratios = to_bare(shortest(commands))
    help_costs = ratios["antigone --help"]
    return Section(
        name="start",
        title="how long the command line takes to start",
        tables=(
            Table(
                title="Starts of the bare interpreter that it costs",
                columns=("command", "÷ bare start"),
                rows=tuple((name, ratio(value)) for name, value in ratios.items()),
            ),
        ),
        meanings=(
            f"÷ bare start: the shortest of {ROUNDS} runs of the command over the shortest of "
            f"{ROUNDS} runs of `{BARE}`, taken in turns; numpy stands for what one library costs.",
        ),
        versions=versions_of("antigone", "numpy"),
        values={"÷ bare start": ratios},
        promises=(
            Promise(
                sentence=f"`antigone --help` costs at most {MOST_FOR_HELP} bare starts "
                f"({help_costs:.1f}).",
                kept=help_costs <= MOST_FOR_HELP,
            ),
        ),
    )


def shortest(commands: Mapping[str, list[str]]) -> dict[str, float]:
    """Return the shortest wall-clock time of each command; all take their turn in every round."""
    best = dict.fromkeys(commands, float("inf"))
    with tempfile.TemporaryDirectory() as elsewhere:
        for _ in range(ROUNDS):
            for name, command in commands.items():
                begun = time.perf_counter()
                subprocess.run(command, cwd=elsewhere, stdout=subprocess.DEVNULL, check=True)
                best[name] = min(best[name], time.perf_counter() - begun)
    return best


def to_bare(seconds: Mapping[str, float]) -> dict[str, float]:
    """Return each time as a multiple of the bare interpreter's, itself left out."""
    return {name: value / seconds[BARE] for name, value in seconds.items() if name != BARE}
