"""The photographs of a signed file: enrolled by one worker or several, killed, repeated, poisoned."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from antigone.access import Actor, Role
from antigone.access.requirement import NotAllowed
from antigone.casework import models as rows
from antigone.casework.instruments import put_away
from antigone.casework.jobs import Worker
from antigone.casework.models.alive import Seen
from antigone.casework.procedures import bulk, enrolling_files, erasure, faces, requests
from antigone.casework.procedures.enrolling_files import ENROL_REFERENCE, Standing
from antigone.errors import Refusal
from tests.casework.cut_off import committed
from tests.casework.desk import temporary
from tests.casework.faces_at_hand import lifeless, pair, portrait
from tests.homes import Staff, unfenced

__all__ = ["committed", "temporary"]

HEADER = "code,name,missing_because,controller,article,enquirer_name,permits,biometrics,photographs"
PEOPLE = tuple(f"P{number:03d}" for number in range(1, 7))
_WORKER = Path(__file__).with_name("enrolling_worker.py")
Opening = Callable[[str], bytes]


class NoSuchFile(Refusal):
    """A file that nobody gave."""

    code = "no-such-file-for-a-test"
    sentence = "{name} is not there."
    remedy = "Give it."


def line(person: str, *photographs: str, biometrics: str = "yes") -> str:
    named = ";".join(photographs or (f"{person}.png",))
    return f"M{person},Ines {person},On the list,Coroner,Act,Rosa,identify,{biometrics},{named}"


def a_file(*lines: str) -> bulk.GivenFile:
    return bulk.GivenFile(name="list.csv", content="\n".join((HEADER, *lines)).encode())


def folder(**others: bytes) -> Opening:
    """Open the portrait of a person by "P001.png", or one of the others by its name."""

    def opening(name: str) -> bytes:
        stem = name.partition(".")[0]
        if stem in others:
            return others[stem]
        if stem not in PEOPLE:
            raise NoSuchFile(name=name)
        return portrait(stem).content

    return opening


@pytest.fixture
def clerk(staff: Staff) -> Iterator[Actor]:
    yield staff.hire("clerk", Role.INTAKE_OFFICER)
    put_away()


@pytest.fixture
def letting_in(staff: Staff, clerk: Actor) -> Callable[[bulk.GivenFile], bulk.GivenFile]:
    """Let a file in by two signatures, and open its requests."""
    officer = staff.hire("officer", Role.DATA_PROTECTION_OFFICER)

    def letting_in(file: bulk.GivenFile) -> bulk.GivenFile:
        bulk.enter_file(clerk, file, because="List of the shipping line")
        bulk.sign_file(officer, file)
        bulk.open_requests(clerk, file)
        return file

    return letting_in


def work() -> int:
    return Worker(kinds=frozenset({ENROL_REFERENCE})).work(once=True)


def standings(clerk: Actor, received: enrolling_files.Received) -> dict[str, Standing]:
    found = enrolling_files.how_far(clerk, [one.photograph for one in received.given])
    return {one.name: found[one.photograph] for one in received.given}


def written() -> Counter[str]:
    """How many rows stand of everything that an enrolment writes."""
    models = (
        *(rows.ReferencePhotograph, rows.Reading, rows.MarkedFace, rows.Template, rows.GalleryRow),
        *(rows.Job, rows.LedgerEntry),
    )
    with unfenced():
        return Counter({one.__name__: one.objects.count() for one in models})


def test_every_photograph_becomes_a_template_and_a_second_run_does_nothing(
    clerk: Actor, letting_in: Any
) -> None:
    # Of the third two pictures are given, one of them twice under another name.
    lines = [line("P001"), line("P002"), line("P003", "P003.png", "same.png", "other.png")]
    file = letting_in(a_file(*lines))
    opening = folder(same=portrait("P003").content, other=lifeless("P003").content)
    shown: list[int] = []
    received = enrolling_files.receive_photographs(clerk, file, opening, progress=shown.append)
    assert received.refused == ()
    assert shown == [1, 2, 3, 4, 5]
    assert set(standings(clerk, received).values()) == {Standing.IN_HAND}
    assert work() == 4
    assert set(standings(clerk, received).values()) == {Standing.ENROLLED}
    before = written()
    assert (before["ReferencePhotograph"], before["Template"], before["GalleryRow"]) == (4, 4, 4)
    again = enrolling_files.receive_photographs(clerk, file, opening)
    assert again.given == received.given
    assert work() == 0
    assert written() == before


def test_one_bad_photograph_fails_alone_and_is_named_with_what_to_do(
    clerk: Actor, letting_in: Any
) -> None:
    lines = [
        line("P001"),
        line("P002", "torn.png"),
        line("P003", "gone.png"),
        line("P004", "both.png"),
        line("P005", biometrics="no"),
        line("P006"),
    ]
    file = letting_in(a_file(*lines))
    opening = folder(torn=portrait("P002").content[:900], both=pair("P004", "P005").content)
    received = enrolling_files.receive_photographs(clerk, file, opening)
    assert [(one.line, one.name) for one in received.refused] == [(3, "torn.png"), (4, "gone.png")]
    assert received.refused[0].because.code == "photograph-damaged"
    assert all(one.because.say() and one.because.advise() for one in received.refused)
    assert work() == 4
    assert standings(clerk, received) == {
        "P001.png": Standing.ENROLLED,
        "both.png": Standing.WAITS,
        "P005.png": Standing.FAILED,
        "P006.png": Standing.ENROLLED,
    }
    failed = next(one for one in received.given if one.name == "P005.png")
    because = enrolling_files.why_failed(clerk, failed.photograph)
    assert because is not None
    assert because.code == "no-biometric-permission"
    assert "Ask the enquirer" in because.advise()


def _lives(clerk: Actor, second: Actor, request: UUID) -> None:
    """Let two people say that she lives."""
    word = requests.SeenAlive(request=request, seen=Seen.IN_PERSON, basis="Came with her passport")
    for actor in (clerk, second):
        requests.found_alive(actor, word)


def _is_taken_back(clerk: Actor, second: Actor, request: UUID) -> None:
    erasure.withdraw(clerk, erasure.Withdrawing(request=request))


@pytest.mark.parametrize("enquirer", ["relative", "herself"])
@pytest.mark.parametrize("erased", [_lives, _is_taken_back])
def test_what_was_erased_does_not_come_back_by_another_file_of_the_same_giver(
    staff: Staff, clerk: Actor, letting_in: Any, erased: Any, enquirer: str
) -> None:
    file = letting_in(a_file(line("P001")))
    enrolling_files.receive_photographs(clerk, file, folder())
    work()
    assert written()["Template"] == 1
    with unfenced():
        first = rows.TracingRequest.objects.get().pk
    erased(clerk, staff.hire("second", Role.INTAKE_OFFICER), first)
    assert (written()["Template"], written()["ReferencePhotograph"]) == (0, 0)
    # Under another code and another name, with the same picture, from the same enquirer.
    asked = bulk.GivenFile(
        name="second.csv",
        content="\n".join(
            (f"enquirer,{HEADER}", f"{enquirer},{line('P901', 'P001.png', 'P002.png')}")
        ).encode(),
    )
    received = enrolling_files.receive_photographs(clerk, letting_in(asked), folder())
    assert [(one.line, one.name, one.because.code) for one in received.refused] == [
        (2, "P001.png", "erased-before")
    ]
    assert [one.name for one in received.given] == ["P002.png"], "the others go on"
    work()
    with unfenced():
        assert [one.face.reference_id for one in rows.Template.objects.select_related("face")] == [
            one.photograph for one in received.given
        ]


def test_where_the_family_refused_a_search_by_face_no_face_is_read(
    clerk: Actor, letting_in: Any
) -> None:
    file = letting_in(a_file(line("P001", biometrics="no")))
    received = enrolling_files.receive_photographs(clerk, file, folder())
    assert work() == 1
    assert standings(clerk, received) == {"P001.png": Standing.FAILED}
    counted = written()
    assert (counted["ReferencePhotograph"], counted["Template"]) == (1, 0)
    assert (counted["Reading"], counted["MarkedFace"]) == (0, 0)
    (given,) = received.given
    because = enrolling_files.why_failed(clerk, given.photograph)
    assert because is not None and because.code == "no-biometric-permission"
    assert written() == counted


def test_where_somebody_has_chosen_the_next_run_enrols_it(clerk: Actor, letting_in: Any) -> None:
    file = letting_in(a_file(line("P001", "both.png")))
    opening = folder(both=pair("P001", "P002").content)
    received = enrolling_files.receive_photographs(clerk, file, opening)
    work()
    (photograph,) = (one.photograph for one in received.given)
    with unfenced():
        read = rows.Reading.objects.get()
    choice = faces.FaceChoice(photograph=photograph, reading=read.pk, faces=(1,))
    faces.mark_face(clerk, choice)
    enrolling_files.receive_photographs(clerk, file, opening)
    assert work() == 1
    assert standings(clerk, received) == {"both.png": Standing.ENROLLED}
    faces.unmark_face(clerk, photograph)
    enrolling_files.receive_photographs(clerk, file, opening)
    assert work() == 0, "what a person took back, no worker marks again"
    assert standings(clerk, received) == {"both.png": Standing.WAITS}


def test_what_broke_the_vault_or_the_worker_is_told_and_tried_once_more_by_the_next_run(
    clerk: Actor, letting_in: Any, config: Any
) -> None:
    file = letting_in(a_file(line("P001"), line("P002")))
    received = enrolling_files.receive_photographs(clerk, file, folder())
    spoilt, lost = (one.photograph for one in received.given)
    with unfenced():
        blob = rows.ReferencePhotograph.objects.get(pk=spoilt).blob_id
        rows.Job.objects.filter(subject=lost.hex).update(
            state="failed", fault="worker-lost", attempts=3
        )
    path = config.home / "vault" / "blobs" / blob[:2] / blob
    whole = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert work() == 1
    assert set(standings(clerk, received).values()) == {Standing.FAILED}
    of_spoilt = enrolling_files.why_failed(clerk, spoilt)
    of_lost = enrolling_files.why_failed(clerk, lost)
    assert of_spoilt is not None and of_spoilt.code != "not-enrolled"
    assert isinstance(of_lost, enrolling_files.NotEnrolled)
    assert "worker-lost" in of_lost.say()
    path.write_bytes(whole)
    enrolling_files.receive_photographs(clerk, file, folder())
    assert work() == 2
    assert set(standings(clerk, received).values()) == {Standing.ENROLLED}


def test_nothing_is_received_of_a_file_that_was_not_let_in(
    staff: Staff, clerk: Actor, letting_in: Any
) -> None:
    with pytest.raises(bulk.FileNotEntered):
        enrolling_files.receive_photographs(clerk, a_file(line("P001")), folder())
    file = letting_in(a_file(line("P001")))
    examiner = staff.hire("mortuary", Role.MORTUARY_OFFICER)
    with pytest.raises(NotAllowed):
        enrolling_files.receive_photographs(examiner, file, folder())
    assert written()["ReferencePhotograph"] == 0


# Several processes on one database


def worker(home: Path, *, lease: float = 2) -> "subprocess.Popen[str]":
    described = connection.settings_dict
    names = ("ENGINE", "NAME", "OPTIONS")
    if connection.vendor == "postgresql":
        names += ("USER", "HOST", "PORT")
    shared = json.dumps({name: described[name] for name in names}, default=str)
    return subprocess.Popen(
        [sys.executable, "-W", "error", str(_WORKER), str(home), shared, str(lease)],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: "subprocess.Popen[str]") -> int:
    said, faults = process.communicate(timeout=120)
    assert process.returncode == 0, faults
    return int(said)


def enrolled() -> int:
    with unfenced():
        return rows.Template.objects.count()


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_and_two_beside_each_other_lose_and_double_nothing(
    committed: None, staff: Staff, clerk: Actor, letting_in: Any, config: Any
) -> None:
    file = letting_in(
        a_file(*(line(person, f"{person}.png", f"{person}b.png") for person in PEOPLE))
    )
    others = {f"{person}b": lifeless(person).content for person in PEOPLE}
    received = enrolling_files.receive_photographs(clerk, file, folder(**others))
    assert len(received.given) == 12
    first = worker(config.home)
    until = time.monotonic() + 60
    while enrolled() < 3:
        assert first.poll() is None, first.communicate()[1]
        assert time.monotonic() < until
        time.sleep(0.01)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    done = enrolled()
    assert 3 <= done < 12, "it was killed in the middle"
    # The import is called again after the kill: it finds everything here, and asks for nothing twice.
    assert (
        enrolling_files.receive_photographs(clerk, file, folder(**others)).given == received.given
    )
    time.sleep(2.1)
    both = [worker(config.home), worker(config.home)]
    shares = [ended(one) for one in both]
    # The job in hand is taken up again, whether its template was written when it was cut off or not.
    assert 12 - done <= sum(shares) <= 13 - done
    assert min(shares) > 0, "both had a share"
    assert set(standings(clerk, received).values()) == {Standing.ENROLLED}
    counted = written()
    for name in ("ReferencePhotograph", "Reading", "MarkedFace", "Template", "GalleryRow"):
        assert counted[name] == 12, name
    with unfenced():
        assert set(rows.Job.objects.values_list("state", flat=True)) == {"done"}
