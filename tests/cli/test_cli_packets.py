"""A team of two, and an institution in a home of its own: what they can do, and what not."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from antigone.access import Actor, Discipline, Role
from antigone.casework import models as rows
from antigone.casework.heads import SIDE
from antigone.casework.instruments import put_away
from antigone.casework.models.requests import SharingLevel
from antigone.casework.procedures import decisions, erasure, faces, review
from tests.casework.faces_at_hand import Mortuary, permitted
from tests.casework.review_desk import SAME, Review, filler_file
from tests.cli.test_cli_path import Call, Said, call, done, refused
from tests.homes import PASSWORD, Staff, administrator, built, config, opened, staff, watch

__all__ = [
    "administrator",
    "built",
    "call",
    "config",
    "done",
    "opened",
    "refused",
    "staff",
    "watch",
]
_HOME = Path(__file__).with_name("packet_home.py")


class Institute:
    """The other home: a process of its own, to which commands are given one after the other."""

    def __init__(self, place: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(_HOME)],
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(Path(__file__).parents[2]),
                "HOME": str(place),
                "LC_ALL": "C.UTF-8",
                "ANTIGONE_HOME": str(place / "institute"),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._answer() == "ready"

    def call(self, *words: str | Path) -> Said:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([str(word) for word in words]) + "\n")
        self._process.stdin.flush()
        return Said(**self._answer())

    def done(self, who: str, *words: str | Path) -> Any:
        said = self.call(*words, "--as", who, "--operation", "MED", "--json")
        assert (said.status, said.err) == (0, ""), (words, said)
        return said.json

    def open(self, password: Path) -> None:
        """Open an operation in which one examiner and one records officer work."""
        admin = ("--as", "admin")
        stated = ["--authority", "Institute", "--legal-basis", "Act", "--declared-missing", "1"]
        assert self.call("operation", "open", "MED", "Medicine", *stated, *admin).status == 0
        staff = {"vera": ["examiner", "--discipline", "face"], "desk": ["records-officer"]}
        for name, role in staff.items():
            add = ["account", "add", name, f"Dr {name}", "--password-file", password, *admin]
            assert self.call(*add).status == 0
            assert self.call("role", "give", name, *role, "--operation", "MED", *admin).status == 0

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())


@pytest.fixture
def institute(tmp_path: Path) -> Iterator[Institute]:
    other = Institute(tmp_path)
    yield other
    other.close()


@dataclass
class Pair:
    """Two people who do everything: one at the intake and the mortuary, one doctor and examiner."""

    clerk: Actor
    doctor: Actor
    bench: Review


@pytest.fixture
def two(staff: Staff, built: Any) -> Iterator[Pair]:
    """Two people, a body and its candidate, found, and one view given: as far as two can come."""
    clerk = staff.hire(
        *("ada", Role.INTAKE_OFFICER, Role.MORTUARY_OFFICER, Role.RECORDS_OFFICER),
        *(Role.BOARD_MEMBER, Discipline.FACE),
    )
    doctor = staff.hire("bo", Discipline.MEDICAL, Discipline.FACE, Role.BOARD_MEMBER)
    mortuary = Mortuary(staff, built.vault, clerk, clerk, doctor, doctor, clerk)
    request = mortuary.enrolled("M1", "P001", permitted=permitted(sharing=SharingLevel.PARTNERS))
    remains = mortuary.ready("R1", "P001")
    bench = Review(mortuary, remains, request, None, [doctor], doctor)
    for model in (rows.ReferencePhotograph, rows.PostMortemPhotograph):
        (photograph,) = bench.rows_of(model)
        faces.read_faces(doctor, photograph.pk)
    bench.search = mortuary.search(remains, clerk)
    given = review.GivenFiller(
        name="filler.png", content=filler_file("P002", "P003"), provenance="Blend of two"
    )
    review.add_filler(clerk, given)
    bench.first(SAME)
    yield Pair(clerk, doctor, bench)
    put_away()


@pytest.mark.slow
def test_two_people_reach_agreement_with_a_third_in_another_home_and_no_name(
    two: Pair, institute: Institute, done: Call, refused: Call, tmp_path: Path
) -> None:
    def act(who: str, *words: str | Path) -> Any:
        return done(*words, "--as", who, "--operation", "FERRY", "--json").json

    # Two people stop at a lead, and are told how to go on.
    stopped = refused("ada", "comparison", "draw", "R1")
    assert "A two-person team stops here, at a lead." in stopped.err
    assert "blind packet" in stopped.err

    password = tmp_path / "password"
    password.write_text(PASSWORD)
    institute.open(password)
    ours, theirs = act("ada", "packet", "key"), institute.done("desk", "packet", "key")
    assert ours["reads_with"] != theirs["reads_with"]
    act("ada", "packet", "institution", "Institute", *_keys(theirs))
    institute.done("desk", "packet", "institution", "Ferry", *_keys(ours))
    (known,) = act("ada", "packet", "institutions")["institutions"]
    assert known == {"institution": "Institute", **theirs}

    because = ["--because", "Two people work here"]
    sent = act("bo", "packet", "send", "R1", "--to", "Institute", *because)
    assert sent == {"packet": "B0001", "pairs": 2, "fillers": 1, "left_out": 0}
    file = tmp_path / "B0001.age"
    own = refused("bo", "packet", "release", "B0001", "--out", file)
    assert "prepared the packet" in own.err
    looked = act("ada", "packet", "look", "B0001", "--to", tmp_path)
    assert [_size(one) for one in looked["files"].values()] == [(SIDE, SIDE)] * 3
    released = act("ada", "packet", "release", "B0001", "--out", file)
    assert released["institution"] == "Institute"
    assert _states(act) == {"B0001": "released"}
    again = refused("ada", "comparison", "draw", "R1")
    assert "Nobody waits to be compared" in again.err

    answer = _answered(institute, file, tmp_path)
    altered = tmp_path / "altered.age"
    altered.write_bytes(answer.read_bytes()[:-1])
    assert "cannot be opened here" in refused("ada", "packet", "receive", altered).err
    received = act("ada", "packet", "receive", answer)
    assert received == {"packet": "B0001", "remains": "R1", "views": 2, "dropped": 0}
    assert _states(act) == {"B0001": "answered"}
    (shown,) = act("bo", "comparison", "show", "R1")["reviews"]
    assert (shown["concurrence"], shown["differed"]) == ("potential-match", False)
    assert [one["examiner"] for one in shown["views"]] == ["bo", "Institute"]
    assert shown["views"][1]["note"] == "The ears"

    _assert_no_name(two)
    _take_back(two, institute, act, tmp_path)


def _keys(keys: dict[str, str]) -> list[str]:
    return ["--reads-with", keys["reads_with"], "--signs-with", keys["signs_with"]]


def _states(act: Any) -> dict[str, str]:
    return {one["packet"]: one["state"] for one in act("ada", "packet", "list")["packets"]}


def _size(file: str) -> tuple[int, int]:
    with Image.open(file) as image:
        assert not image.info
        return image.size


def _answered(institute: Institute, file: Path, tmp_path: Path) -> Path:
    """The examiner's whole way in the other home, by commands."""
    taken = institute.done("vera", "packet", "take", file)
    assert (taken["packet"], taken["institution"]) == ("F0001", "Ferry")
    early = institute.call("packet", "next", "F0001", "--as", "vera", "--operation", "MED")
    assert early.status == 1 and "not analysed yet" in early.err
    begun = institute.done("vera", "packet", "begin", "F0001", "--to", tmp_path / "med")
    assert [_size(one) for one in begun["files"].values()] == [(SIDE, SIDE)]
    seen, judged = tmp_path / "seen.json", tmp_path / "judged.json"
    alone = {name: one | {"comparable": True} for name, one in begun["components"].items()}
    seen.write_text(json.dumps({"components": alone}))
    institute.done("vera", "packet", "analyse", "F0001", "--components", seen)
    waiting, following = 2, ("packet", "next", "F0001", "--to", tmp_path / "med")
    while (pair := institute.done("vera", *following))["pair"]:
        both = {
            name: one | {"comparable": True, "finding": "similar", "weight": "medium"}
            for name, one in pair["components"].items()
        }
        judged.write_text(json.dumps({"components": both}))
        said = ["--conclusion", "potential-match", "--support", "moderate", "--note", "The ears"]
        view = ("packet", "compare", "F0001", pair["pair"], *said, "--components", judged)
        waiting -= 1
        assert institute.done("vera", *view)["waiting"] == waiting
    answer = tmp_path / "answer.age"
    institute.done("vera", "packet", "return", "F0001", "--out", answer)
    (mine,) = institute.done("vera", "packet", "list", "--foreign")["packets"]
    assert (mine["compared"], mine["returned"]) == (2, True)
    # None of it is a case there.
    assert institute.done("desk", "remains", "list")["remains"] == []
    return answer


def _assert_no_name(two: Pair) -> None:
    """Two examiners agree; yet a face alone is nobody's name, and no exception makes it one."""
    (concurrence,) = two.bench.rows_of(rows.Concurrence)
    stated = {
        "remains": two.bench.remains.id,
        "request": two.bench.request.id,
        "concurrence": concurrence.id,
        "grounds": "The ears of R1 and M1 agree.",
    }
    for actor in (two.clerk, two.doctor):
        for exception in (False, True):
            with pytest.raises(decisions.RuleDoesNotHold):
                decisions.identify(actor, decisions.Identify(**stated, exception=exception))
    assert two.bench.rows_of(rows.Identification) == []


def _take_back(two: Pair, institute: Institute, act: Any, tmp_path: Path) -> None:
    """The sister withdraws; the institution is told, erases, and says so."""
    erasure.withdraw(two.clerk, erasure.Withdrawing(request=two.bench.request.id))
    (sent,) = act("ada", "packet", "list")["packets"]
    assert sent["to_erase"] == 1
    told = act("ada", "packet", "notices", "--to", tmp_path / "outbox")["files"]["Institute"]
    acknowledgement = tmp_path / "erased.age"
    institute.done("desk", "packet", "erase", told, "--out", acknowledgement)
    assert act("ada", "packet", "acknowledge", acknowledgement) == {"acknowledged": 1}
    (sent,) = act("ada", "packet", "list")["packets"]
    assert sent["to_erase"] == 0


def test_what_is_no_packet_is_refused_in_a_sentence(
    staff: Staff, refused: Call, done: Call, tmp_path: Path
) -> None:
    for name, role in (("ada", Role.RECORDS_OFFICER), ("bo", Discipline.FACE)):
        staff.hire(name, role)
    junk = tmp_path / "junk.age"
    junk.write_bytes(b"junk")
    assert "no keys" in refused("ada", "packet", "receive", junk).err
    done("packet", "key", "--as", "ada", "--operation", "FERRY")
    for who, words in (
        ("ada", ["receive", junk]),
        ("bo", ["take", junk]),
        ("ada", ["erase", junk, "--out", tmp_path / "ack"]),
        ("ada", ["acknowledge", junk]),
    ):
        assert "cannot be opened here" in refused(who, "packet", *words).err
    gone = refused("ada", "packet", "receive", tmp_path / "gone.age")
    assert "No such file" in gone.err
    assert not (tmp_path / "ack").exists()
    unknown = refused("ada", "packet", "send", "R1", "--to", "Nobody", "--because", "x")
    assert "no remains “R1”" in unknown.err
    said = done("packet", "list", "--as", "ada", "--operation", "FERRY")
    assert said.out == "No packet was prepared here yet.\n"
    assert done("packet", "list", "--foreign", "--as", "bo", "--operation", "FERRY").out
