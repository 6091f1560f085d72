"""One process of the proof of coherence: it enrols, erases or searches until it is stopped or killed.

What it did stands in its own log, a line of JSON for each call, on the disk before the next begins.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import numpy

from tests.casework.other_desk import found_home, mark, staff

# isort: split
# Above, other_desk sets the framework up, without which nothing below can be imported.
from antigone.access import Action, within
from antigone.access.clock import today
from antigone.casework import jobs
from antigone.casework import models as rows
from antigone.casework.house import enter, open_house
from antigone.casework.instruments import instruments
from antigone.casework.procedures import enrolling, erasure, intake, matching
from antigone.casework.record import examine_record
from antigone.casework.step import step
from antigone.faces.detection import Detection
from antigone.faces.engine import Face
from antigone.faces.quality import Band, Quality
from antigone.gallery import Permitted
from antigone.vault import OpenToAll

# How many stand in the gallery: the enroller waits above, the eraser below.
MOST, LEAST = 40, 4
# A purge takes as long as many withdrawals: it writes the database file anew.
PURGE_EVERY = 8
_EVERYBODY = 100_000
_DIM = 128
_SINCE = date(2026, 1, 1)
_LANDMARKS = [[1, 2]] * 5


class Log:
    """What this process did. A line that was begun when it was killed is left behind, torn."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        size = os.fstat(self._file).st_size
        if size and os.pread(self._file, 1, size - 1) != b"\n":
            os.write(self._file, b"\n")

    def write(self, what: str, **values: Any) -> None:
        """Write one line; it is on the disk when this returns."""
        os.write(self._file, json.dumps({"what": what, **values}).encode() + b"\n")
        os.fsync(self._file)


def described() -> Face:
    """A face whose vector was drawn by lot; everything after the description is the real thing."""
    return Face(
        engine=instruments().engine_id,
        detection=Detection((0, 0, 9, 9), numpy.asarray(_LANDMARKS, numpy.float64), None, 0.0),
        quality=Quality(value=20.0, band=Band.GOOD, reasons=(), measures={}),
        vector=numpy.random.default_rng().standard_normal(_DIM).astype(numpy.float32),
    )


def enrol(actor: Any, face: UUID) -> rows.Template:
    """`matching.enrol` without its first half, which opens the photograph and describes the face."""
    tools = instruments()
    with step(actor, Action.ENROL) as doing:
        marked = enrolling._found(face)
        days = enrolling._days(marked, tools)
        enrolling._photograph(marked)
        return enrolling._write(doing, marked, described(), days, tools)


def deposited() -> dict[str, Any]:
    deposit = instruments().house.vault.put(os.urandom(64))
    return {**vars(deposit.ref), "sha256": deposit.sha256}


def found() -> None:
    """Found the home, with one body that can be searched."""
    found_home()
    body = intake.FoundRemains(code="R1", place="Pier", authority="Coroner")
    remains = intake.record_remains(staff("officer"), body)
    death = intake.DeathFound(remains=remains.id, basis="Rigor", condition="fresh")
    intake.examine_remains(staff("doctor"), death)
    with step(staff("officer"), Action.RECEIVE_POST_MORTEM) as doing:
        taken = {"remains": remains, "code_legible": True, "way": "taken-here"}
        photograph = doing.write(rows.PostMortemPhotograph(**taken, **deposited()))
    face = mark("officer", _LANDMARKS, side="remains", post_mortem=photograph)
    with step(staff("examiner"), Action.CONFIRM_FACE) as doing:
        face.confirmed_by_id, face.confirmed_at = staff("examiner").account_id, doing.at
        face.save()
    enrol(staff("officer"), face.id)


def report() -> tuple[str, UUID]:
    """Report somebody missing, and return the request and her marked face."""
    clerk = staff("clerk")
    sister = intake.Asking(kind=intake.EnquirerKind.RELATIVE, name=f"Sister {uuid4().hex}")
    days = {"valid_from": _SINCE}
    identify = intake.Purpose.IDENTIFY
    request = intake.open_request(
        clerk,
        intake.Report(
            code=f"M{uuid4().hex}",
            name=f"N. N. {uuid4().hex}",
            missing_because="Was aboard.",
            asking=sister,
            basis=intake.Basis(controller="Coroner", article="Act", purpose=identify, **days),
            permitted=intake.Permitted(
                scope=identify, biometrics=True, sharing=intake.SharingLevel.OPERATION, **days
            ),
        ),
    )
    with step(clerk, Action.RECEIVE_REFERENCE) as doing:
        photograph = doing.write(
            rows.ReferencePhotograph(request=request, way="handed-over", **deposited())
        )
    face = mark("clerk", _LANDMARKS, side="reference", reference=photograph)
    return request.id.hex, face.id


def standing() -> list[str]:
    with within(staff("clerk").operation_id):
        templates = rows.Template.objects.filter(side="reference")
        return [key.hex for key in templates.values_list("request_id", flat=True)]


def enrol_one(log: Log) -> None:
    if len(standing()) > MOST:
        time.sleep(0.02)
        return
    person, face = report()
    log.write("enrol-begun", person=person, at=time.monotonic_ns())
    enrol(staff("clerk"), face)
    log.write("enrolled", person=person, at=time.monotonic_ns())


def erase_one(log: Log) -> None:
    there = standing()
    if len(there) < LEAST:
        time.sleep(0.02)
        return
    person = random.choice(there)
    log.write("erase-begun", person=person, at=time.monotonic_ns())
    erasure.withdraw(staff("clerk"), erasure.Withdrawing(request=UUID(person)))
    log.write("erased", person=person, at=time.monotonic_ns())
    if random.randrange(PURGE_EVERY) == 0:
        log.write("purged", jobs=purge_one())


def purge_one() -> int:
    """Do the job that waits longest, and no other: each keeps the writers waiting for a while."""
    jobs.load_handlers()
    worker = jobs.Worker()
    if (waiting := worker._take()) is None:
        return 0
    worker._do(waiting)
    return 1


def search_index(log: Log) -> None:
    """Search the gallery itself, beside every other process."""
    begun = time.monotonic_ns()
    probe = numpy.random.default_rng().standard_normal(_DIM)
    asked = Permitted(purpose="identify", on=today())
    made = instruments().references.search(probe, _EVERYBODY, asked)
    log.write("saw", begun=begun, at=time.monotonic_ns(), seq=made.seq, people=made.people[0])
    # Searching without a pause would leave the writers little of a small machine.
    time.sleep(random.uniform(0, 0.02))


def search_case(log: Log) -> None:
    """Search from the body, as an examiner does, with everybody on the list."""
    examiner = staff("examiner")
    with within(examiner.operation_id):
        remains = rows.Remains.objects.get().id
    wanted = matching.Wanted(
        remains=remains, purpose=intake.Purpose.IDENTIFY, investigation=_EVERYBODY
    )
    begun = time.monotonic_ns()
    made = matching.search(examiner, wanted)
    ended = time.monotonic_ns()
    with within(examiner.operation_id):
        people = [key.hex for key in made.candidates.values_list("request_id", flat=True)]
    log.write("saw", begun=begun, at=ended, seq=made.gallery_seq, people=people)
    # Each search writes everybody onto the list, and a large database makes purges long.
    time.sleep(random.uniform(0, 0.2))


def verify(log: Log) -> None:
    log.write("verified", sound=instruments().references.verify(10).sound)


def look(log: Log) -> None:
    """Write down how everything stands at the end, read in three ways by a process just begun."""
    search_index(log)
    search_case(log)
    begun = time.monotonic_ns()
    living = rows.GalleryRow.objects.filter(
        gallery=instruments().references_code, place__isnull=False
    )
    people = [one["person"] for one in living.values_list("attributes", flat=True)]
    seq = instruments().reference_rows.newest()
    at = time.monotonic_ns()
    log.write("saw", begun=begun, at=at, seq=seq, people=people)
    log.write("saw", begun=begun, at=at, seq=seq, people=standing())
    verify(log)
    log.write("record", findings=[str(one) for one in examine_record().findings])


ROLES: dict[str, Callable[[Log], None]] = {
    "enroller": enrol_one,
    "eraser": erase_one,
    "searcher of the gallery": search_index,
    "searcher of the case": search_case,
}


def work(role: str, log: Log) -> None:
    """Do the same again and again until a signal asks to stop, or whoever started this is gone."""
    asked: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: asked.append(number))
    starter = os.getppid()
    ROLES[role](log)
    sys.stdout.write("at work\n")
    sys.stdout.flush()
    while not asked and os.getppid() == starter:
        ROLES[role](log)
    if role.startswith("searcher"):
        verify(log)


if __name__ == "__main__":
    what, logged = sys.argv[1], Log(Path(sys.argv[2]))
    if what == "found":
        found()
    else:
        enter(open_house(OpenToAll()))
        if what == "look":
            look(logged)
        else:
            work(what, logged)
