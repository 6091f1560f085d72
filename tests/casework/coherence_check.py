"""What four logs prove: that every search saw what had returned, and nothing erased came back.

The clock is that of the machine, which all processes share. A call has happened by the moment after
it returned, and not before the moment before it began; in between either may be seen. A call that
was cut off by a kill may have happened or not, but only one of the two: once a search has seen its
outcome, no later search may see the other.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_NEVER = float("inf")


@dataclass
class Person:
    """When one person's enrolment and erasure began, and when each had certainly happened."""

    enrol_begun: float = _NEVER
    there: float = _NEVER
    erase_begun: float = _NEVER
    gone: float = _NEVER


@dataclass(frozen=True)
class Sight:
    """Who was in the gallery, in the eyes of one search."""

    by: str
    begun: int
    at: int
    seq: int
    people: frozenset[str]


@dataclass
class Findings:
    """What was counted in the logs, and every fault."""

    enrolled: int = 0
    erased: int = 0
    searches: int = 0
    cut_off: int = 0
    torn: int = 0
    purged: int = 0
    verified: int = 0
    faults: list[str] = field(default_factory=list)


def read_logs(paths: Iterable[Path]) -> tuple[dict[str, list[dict[str, Any]]], int]:
    """Return the lines of each log, and how many were torn by a kill."""
    logs: dict[str, list[dict[str, Any]]] = {}
    torn = 0
    for path in paths:
        logs[path.stem] = []
        for line in path.read_bytes().split(b"\n"):
            try:
                if line:
                    logs[path.stem].append(json.loads(line))
            except ValueError:
                torn += 1
    return logs, torn


def check(logs: Mapping[str, Sequence[Mapping[str, Any]]]) -> Findings:
    """Replay the logs, and return what is wrong with them."""
    found = Findings()
    people: dict[str, Person] = {}
    sights: list[Sight] = []
    for by, lines in logs.items():
        for line in lines:
            _take(line, by, people, sights, found)
    found.cut_off = sum(
        (one.enrol_begun < _NEVER and one.there == _NEVER)
        + (one.erase_begun < _NEVER and one.gone == _NEVER)
        for one in people.values()
    )
    # In the order in which they ended: what one has seen binds those that began afterwards.
    sights.sort(key=lambda one: one.at)
    _compare(people, sights, found)
    _no_step_back(sights, found)
    return found


def _take(
    line: Mapping[str, Any],
    by: str,
    people: dict[str, Person],
    sights: list[Sight],
    found: Findings,
) -> None:
    what = line["what"]
    if what == "saw":
        seen = frozenset(line["people"])
        sights.append(Sight(by, line["begun"], line["at"], line["seq"], seen))
        found.searches += 1
        if len(seen) != len(line["people"]):
            found.faults.append(f"{by} saw somebody twice")
    elif what == "verified":
        found.verified += 1
        if not line["sound"]:
            found.faults.append(f"the index of {by} differs from a plain recomputation")
    elif what == "record":
        found.faults += line["findings"]
    elif what == "purged":
        found.purged += line["jobs"]
    else:
        person = people.setdefault(line["person"], Person())
        match what:
            case "enrol-begun":
                person.enrol_begun = line["at"]
            case "enrolled":
                person.there = line["at"]
                found.enrolled += 1
            case "erase-begun":
                # A second attempt follows one that was cut off, which may have succeeded.
                person.erase_begun = min(person.erase_begun, line["at"])
            case "erased":
                person.gone = line["at"]
                found.erased += 1


def _compare(people: Mapping[str, Person], sights: Sequence[Sight], found: Findings) -> None:
    for sight in sights:
        for stranger in sorted(sight.people - people.keys()):
            found.faults.append(f"{sight.by} saw {stranger}, whom nobody enrolled")
        for key, person in people.items():
            if key in sight.people:
                if person.enrol_begun > sight.at:
                    found.faults.append(f"{sight.by} saw {key} before the enrolment")
                if person.gone < sight.begun:
                    found.faults.append(f"{sight.by} saw {key} after the erasure")
                person.there = min(person.there, sight.at)
            elif person.there < sight.begun:
                if person.erase_begun > sight.at:
                    found.faults.append(f"{sight.by} did not see {key}, who was enrolled")
                person.gone = min(person.gone, sight.at)


def _no_step_back(sights: Sequence[Sight], found: Findings) -> None:
    """A search that begins after another has ended stands at its number or a later one."""
    ended = sorted(sights, key=lambda one: one.at)
    newest, place = 0, 0
    for sight in sorted(sights, key=lambda one: one.begun):
        while place < len(ended) and ended[place].at < sight.begun:
            newest = max(newest, ended[place].seq)
            place += 1
        if sight.seq < newest:
            found.faults.append(f"{sight.by} stood at {sight.seq} after {newest} was seen")
