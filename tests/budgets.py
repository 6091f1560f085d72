"""How long the tests of each room take beside its budget, loaded with `-p tests.budgets`.

Seconds of work, summed over processes. It is said, and fails nothing: a slow machine is no fault. The
budgets together keep CI under forty minutes on two cores.
"""

from collections import defaultdict
from pathlib import Path
from typing import Any

BUDGETS = {
    "access": 60,
    "benchmarks": 30,
    "casework": 900,
    "cli": 420,
    "documents": 120,
    "evidence": 240,
    "exchange": 60,
    "exercise": 240,
    "faces": 240,
    "gallery": 300,
    "hostile": 120,
    "journeys": 1200,
    "site": 150,
    "trials": 200,
    "upkeep": 200,
    "vault": 60,
    "workbench": 420,
}
_spent: dict[str, float] = defaultdict(float)


def pytest_runtest_logreport(report: Any) -> None:
    """Add what one part of a test took to its room."""
    parts = Path(report.nodeid.split("::")[0]).parts
    if len(parts) > 2:
        _spent[parts[1]] += report.duration


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what each room took, and which went beyond its budget."""
    beyond = {room: took for room, took in _spent.items() if took > BUDGETS.get(room, 60)}
    if not _spent or (sum(_spent.values()) < 60 and not beyond):
        return
    terminalreporter.section("seconds of work, by room")
    for room, took in sorted(_spent.items(), key=lambda one: -one[1]):
        budget = BUDGETS.get(room, 60)
        mark = "  beyond its budget" if room in beyond else ""
        terminalreporter.write_line(f"{room:<12}{took:>7.0f} of {budget:>4}{mark}")
