"""The proof of coherence between processes, and that it could fail."""

from pathlib import Path
from typing import Any

import pytest

from tests.casework.coherence_check import check, read_logs
from tests.casework.coherence_run import Place, run
from tests.site.conftest import Start, addresses, begin, home

__all__ = ["addresses", "begin", "home"]


# Two minutes and thirty kills, on either database.
SECONDS = 120
KILLS = 30


@pytest.fixture
def place(home: Path, begin: Start, addresses: dict[str, str], tmp_path: Path) -> Place:
    statement = f"site.migrate(Config.read(), owner={addresses['keeper']!r})"
    with begin(statement, addresses["desk"]) as process:
        said, faults = process.communicate()
    assert said.strip() == "done", faults
    return Place(home, addresses["desk"], tmp_path / "logs")


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_and_nothing_erased_returns(place: Place) -> None:
    found = run(place, seconds=SECONDS, kills=KILLS, seed=2026)
    assert found.faults == []
    # A kill tears at most one line.
    assert found.torn <= KILLS
    # Three indexes were compared with a plain recomputation: two that had followed, one just made.
    assert found.verified == 3
    # Enough was going on to prove something, on a slow machine too.
    assert found.enrolled > 10
    assert found.erased > 3
    assert found.searches > 50


# Logs as four processes could have written them, doctored: the checker must be able to fail.


def _enrolled(person: str, begun: int, at: int) -> list[dict[str, Any]]:
    return [
        {"what": "enrol-begun", "person": person, "at": begun},
        {"what": "enrolled", "person": person, "at": at},
    ]


def _erased(person: str, begun: int, at: int) -> list[dict[str, Any]]:
    return [
        {"what": "erase-begun", "person": person, "at": begun},
        {"what": "erased", "person": person, "at": at},
    ]


def _saw(begun: int, at: int, seq: int, *people: str) -> dict[str, Any]:
    return {"what": "saw", "begun": begun, "at": at, "seq": seq, "people": list(people)}


def _faults(*sights: dict[str, Any], **others: list[dict[str, Any]]) -> list[str]:
    """Hold sights against Ada, enrolled from 10 to 20 and erased from 50 to 60."""
    logs = {"enroller": _enrolled("ada", 10, 20), "eraser": _erased("ada", 50, 60)}
    return check({**logs, "searcher": list(sights), **others}).faults


def test_either_state_may_be_seen_while_a_call_is_under_way() -> None:
    seen = (
        _saw(1, 12, 0),
        _saw(13, 15, 1, "ada"),
        _saw(30, 40, 1, "ada"),
        _saw(45, 55, 2),
        _saw(65, 70, 2),
    )
    assert _faults(*seen) == []


def test_a_lost_write_is_found() -> None:
    assert _faults(_saw(21, 30, 1)) == ["searcher did not see ada, who was enrolled"]


def test_an_erased_person_who_returns_is_found() -> None:
    assert _faults(_saw(61, 70, 2, "ada")) == ["searcher saw ada after the erasure"]


def test_a_stale_sight_beside_a_newer_one_is_found() -> None:
    """Between the two moments of a call a search decides for those that begin after it."""
    assert _faults(_saw(11, 13, 1, "ada"), _saw(14, 16, 1)) == [
        "searcher did not see ada, who was enrolled"
    ]
    assert _faults(_saw(51, 53, 2), _saw(54, 56, 2, "ada")) != []
    assert _faults(_saw(22, 25, 1, "ada"), _saw(51, 53, 2), _saw(54, 56, 2, "ada")) == [
        "searcher saw ada after the erasure"
    ]


def test_a_call_that_was_cut_off_happened_or_did_not() -> None:
    cut = [{"what": "enrol-begun", "person": "eva", "at": 100}]
    assert check({"enroller": cut, "searcher": [_saw(110, 120, 0)]}).faults == []
    assert check({"enroller": cut, "searcher": [_saw(110, 120, 1, "eva")]}).faults == []
    wavering = [_saw(110, 120, 1, "eva"), _saw(130, 140, 1)]
    assert check({"enroller": cut, "searcher": wavering}).faults == [
        "searcher did not see eva, who was enrolled"
    ]
    half_erased = {
        "enroller": _enrolled("eva", 10, 20),
        "eraser": [{"what": "erase-begun", "person": "eva", "at": 100}],
    }
    wavering = [_saw(110, 120, 2), _saw(130, 140, 2, "eva")]
    found = check({**half_erased, "searcher": wavering})
    assert found.cut_off == 1
    assert found.faults == ["searcher saw eva after the erasure"]


def test_whoever_nobody_enrolled_is_found() -> None:
    assert _faults(_saw(1, 5, 0, "ada")) == ["searcher saw ada before the enrolment"]
    assert _faults(_saw(1, 5, 0, "bea")) == ["searcher saw bea, whom nobody enrolled"]
    assert _faults(_saw(30, 35, 1, "ada", "ada")) == ["searcher saw somebody twice"]


def test_a_number_that_goes_back_is_found() -> None:
    assert _faults(_saw(30, 35, 7, "ada"), _saw(36, 40, 6, "ada")) == [
        "searcher stood at 6 after 7 was seen"
    ]


def test_an_index_or_a_record_that_is_not_sound_is_found() -> None:
    unsound: list[dict[str, Any]] = [{"what": "verified", "sound": False}]
    changed: list[dict[str, Any]] = [{"what": "record", "findings": ["entry 7 was changed"]}]
    assert _faults(other=unsound) == ["the index of other differs from a plain recomputation"]
    assert _faults(other=changed) == ["entry 7 was changed"]


def test_a_line_that_a_kill_tore_is_counted_and_left_out(tmp_path: Path) -> None:
    path = tmp_path / "searcher.jsonl"
    path.write_text('{"what": "verified", "sound": true}\n{"what": "ver\n')
    logs, torn = read_logs([path])
    assert (logs, torn) == ({"searcher": [{"what": "verified", "sound": True}]}, 1)
