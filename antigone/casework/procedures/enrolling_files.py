"""The photographs of a signed file: received one by one, and enrolled as jobs that any worker takes.

Each photograph stands for itself. What is refused of one is named, and the others go on. By its
digest a photograph is known again, so that an import that was cut off does nothing twice.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from django.db.models import QuerySet

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.isolation import within
from antigone.access.requirement import require
from antigone.casework import jobs
from antigone.casework.instruments import instruments
from antigone.casework.models import (
    Job,
    MarkedFace,
    NotShown,
    Reading,
    ReferencePhotograph,
    Template,
    TracingRequest,
)
from antigone.casework.models.jobs import JobState
from antigone.casework.procedures import bulk, faces, photographs
from antigone.casework.procedures.enrolling import enrol, permitted_days
from antigone.casework.procedures.erasure import refuse_erased_before
from antigone.casework.reading import reading
from antigone.casework.step import found
from antigone.errors import Refusal
from antigone.exchange.request_files import read_requests
from antigone.wording import N_

ENROL_REFERENCE = "reference.enrol"
_MOST_ATTEMPTS = 3
_IN_HAND = (JobState.WAITING, JobState.RUNNING)
_IN_A_QUESTION = 500


class NotEnrolled(Refusal):
    """A worker broke off at this photograph, at every attempt."""

    code = "not-enrolled"
    sentence = N_("A worker could not enrol this photograph ({fault}); the others went on.")
    remedy = N_("Look at the file by itself, or import once more; what is enrolled stays.")


class Standing(StrEnum):
    """How far the enrolment of a photograph has come."""

    UNASKED = "unasked"
    ENROLLED = "enrolled"
    IN_HAND = "in-hand"
    WAITS = "waits"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Given:
    """A photograph that the file names, on which line, and under which id it is kept here."""

    line: int
    name: str
    photograph: UUID


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A photograph that was not received or not enrolled, and why."""

    line: int
    name: str
    because: Refusal


@dataclass(frozen=True, kw_only=True)
class Received:
    """The photographs of a file that are here now, and those that were refused."""

    given: tuple[Given, ...]
    refused: tuple[Refused, ...]


def receive_photographs(
    actor: Actor,
    file: bulk.GivenFile,
    opening: Callable[[str], bytes],
    *,
    progress: Callable[[int], None] = lambda done: None,
) -> Received:
    """Receive every photograph that a signed file names, and let workers enrol it.

    Only for requests that this file has opened. `opening` returns the content of a file by the name
    on the line, or refuses it. What is here already is not received twice, and what is enrolled or
    in hand is not asked for again. Raises `UnreadableTable`, `FaultyTable`, `FileNotEntered`,
    `FileNotSigned` and `NotAllowed`; what is refused of one photograph is returned.
    """
    lines = read_requests(file.name, file.content)
    with reading(actor, Action.RECEIVE_REFERENCE):
        require(actor, Action.ENROL)
        entered = bulk.signed(file)
        requests = dict(TracingRequest.objects.filter(bulk=entered).values_list("code", "pk"))
    given, refused = [], []
    for line in lines:
        request = requests.get(line.values["code"])
        for name in line.photographs if request else ():
            try:
                kept, is_new = _received(actor, request, name, opening(name))
            except Refusal as refusal:
                refused.append(Refused(line=line.line, name=name, because=refusal))
            else:
                if is_new or _is_owed(actor, kept):
                    _ask_for(actor, kept)
                given.append(Given(line=line.line, name=name, photograph=kept))
            progress(len(given) + len(refused))
    return Received(given=tuple(given), refused=tuple(refused))


def how_far(actor: Actor, keys: Collection[UUID]) -> Mapping[UUID, Standing]:
    """Return how far each photograph has come; `WAITS` for those in which somebody has to choose."""
    found: dict[UUID, Standing] = {}
    every = list(keys)
    with reading(actor, Action.ENROL):
        for at in range(0, len(every), _IN_A_QUESTION):
            some = every[at : at + _IN_A_QUESTION]
            found |= _stand(some)
    return found


def enrol_alone(actor: Actor, photograph: UUID) -> Template | None:
    """Read a family's photograph and enrol the face in it, if there is only one that can be compared.

    None where somebody has to choose: no face, several, a bad one, or one that was unmarked before.
    What an earlier attempt has done is not done again. Of what nobody permits to be compared no face
    is read either. Raises what `read_faces`, `mark_face` and `enrol` raise.
    """
    engine = instruments().engine_id
    with within(actor.operation_id):
        if template := _templates(engine, [photograph]).first():
            return template
        mark = MarkedFace.objects.filter(reference=photograph, ended_at=None).first()
        read = _readings(engine, [photograph]).last()
        settled = _by_a_person([photograph])
    if mark is None:
        if settled:
            return None
        with within(actor.operation_id):
            # A place of a face, kept against the family's word, would be a measurement of her already.
            permitted_days(found(ReferencePhotograph, photograph))
        read = read or faces.read_faces(actor, photograph)
        if not _is_plain(read):
            return None
        choice = faces.FaceChoice(photograph=photograph, reading=read.pk, faces=(1,))
        mark = faces.mark_face(actor, choice)
    return enrol(actor, mark.pk)


def why_failed(actor: Actor, photograph: UUID) -> Refusal | None:
    """Return why a photograph was not enrolled, with its remedy; None if it can be now, and is.

    A rule that said no to a worker says it once more here, for a job keeps its code alone.
    """
    fault = str(_asked([photograph]).filter(state=JobState.FAILED).values_list("fault").last()[0])
    # A code of ours is written small; what broke a worker is not tried by whoever asks about it.
    if fault == jobs.WORKER_LOST or not fault.islower() or ":" in fault:
        return NotEnrolled(fault=fault)
    try:
        enrol_alone(actor, photograph)
    except Refusal as refusal:
        return refusal
    return None


@jobs.handles(ENROL_REFERENCE)
def _enrol_as_job(work: jobs.Work) -> None:
    by = Actor(account_id=UUID(work.cursor), operation_id=work.operation_id)
    enrol_alone(by, UUID(work.subject))


def _received(actor: Actor, request: UUID | None, name: str, content: bytes) -> tuple[UUID, bool]:
    """Return the photograph as it is kept here, and whether it came in just now."""
    with within(actor.operation_id):
        here = ReferencePhotograph.objects.filter(
            request=request, sha256=sha256(content).digest(), wrapped_key__isnull=False
        ).first()
        if here is not None:
            return here.pk, False
        # Nobody stands here in person to give again what was erased: a file only states who gives it.
        refuse_erased_before(sha256(content).digest(), None)
    given = photographs.GivenPhotograph(request=request, name=name, content=content)
    return photographs.receive_reference(actor, given).pk, True


def _is_owed(actor: Actor, photograph: UUID) -> bool:
    """Say whether a photograph is neither enrolled nor in hand, and no person's turn."""
    stands = how_far(actor, [photograph])[photograph]
    return stands in (Standing.UNASKED, Standing.FAILED)


def _ask_for(actor: Actor, photograph: UUID) -> None:
    """Add the job that enrols a photograph."""
    jobs.add(
        ENROL_REFERENCE,
        operation=actor.operation_id,
        subject=photograph.hex,
        most_attempts=_MOST_ATTEMPTS,
        # In whose name a worker enrols, on whatever machine.
        cursor=actor.account_id.hex,
    )


def _stand(keys: Collection[UUID]) -> dict[UUID, Standing]:
    engine = instruments().engine_id
    found = dict.fromkeys(keys, Standing.UNASKED)
    asked = _asked(keys)
    for subject, state in asked.values_list("subject", "state"):
        found[UUID(subject)] = Standing.IN_HAND if state in _IN_HAND else Standing.FAILED
    plain = {one.reference_id: _is_plain(one) for one in _readings(engine, keys)}
    waiting = {key for key, is_plain in plain.items() if not is_plain}
    waiting |= _by_a_person(keys)
    marked = MarkedFace.objects.filter(reference__in=keys, ended_at=None)
    waiting -= set(marked.values_list("reference", flat=True))
    found |= dict.fromkeys(waiting, Standing.WAITS)
    enrolled = _templates(engine, keys).values_list("face__reference", flat=True)
    return found | dict.fromkeys(enrolled, Standing.ENROLLED)


def _asked(keys: Collection[UUID]) -> "QuerySet[Job]":
    """The jobs that were asked for these photographs, the newest last; ended ones that failed."""
    mine = Job.objects.filter(kind=ENROL_REFERENCE, subject__in=[key.hex for key in keys])
    return mine.exclude(state=JobState.DONE).order_by("made_at")


def _templates(engine: str, keys: Collection[UUID]) -> "QuerySet[Template]":
    return Template.objects.filter(engine=engine, face__reference__in=keys, face__ended_at=None)


def _readings(engine: str, keys: Collection[UUID]) -> "QuerySet[Reading]":
    """The readings of these photographs, the newest last."""
    return Reading.objects.filter(engine=engine, reference__in=keys).order_by("recorded_at")


def _by_a_person(keys: Collection[UUID]) -> set[UUID]:
    """The photographs in which somebody took a mark back, or found that she is not in them."""
    return {
        key
        for model in (MarkedFace, NotShown)
        for key in model.objects.filter(reference__in=keys).values_list("reference", flat=True)
    }


def _is_plain(read: Reading) -> bool:
    """Say whether nobody has to choose: one face, and good enough to be compared."""
    return len(read.faces) == 1 and bool(read.faces[0]["quality"]["usable"])
