"""A video comes in, under a permission or with a body: piece by piece into the vault, nowhere open."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.isolation import within
from antigone.access.requirement import require
from antigone.casework import footage, jobs
from antigone.casework.description import PartialDate
from antigone.casework.house import house
from antigone.casework.instruments import instruments
from antigone.casework.models import Enquirer, Recording, Remains, TracingRequest
from antigone.casework.models.photographs import Side, Way
from antigone.casework.procedures.erasure import refuse_erased_before
from antigone.casework.procedures.photographs import deposited, reopen, require_given, stored
from antigone.casework.step import Step, found, step
from antigone.errors import Refusal
from antigone.faces.frames import Footage, Wanted
from antigone.faces.sandbox import refuse_address
from antigone.vault import Deposit, Readable
from antigone.wording import N_


class RecordingHere(Refusal):
    """The same file, byte for byte."""

    code = "recording-already-here"
    sentence = N_("Already here as video {number} of {code}. Nothing was added.")
    remedy = N_("If another video was meant, choose it; else there is nothing to do.")


@dataclass(frozen=True, kw_only=True)
class GivenRecording:
    """A video of a missing person. `given_by` is the request's enquirer if empty.

    `source` gives the file's bytes, once and in pieces.
    """

    request: UUID
    name: str = field(repr=False)
    source: Readable = field(repr=False)
    given_by: UUID | None = None
    way: Way = Way.HANDED_OVER
    taken_on: PartialDate | None = None


@dataclass(frozen=True, kw_only=True)
class TakenRecording:
    """A video of remains. `source` gives the file's bytes, once and in pieces."""

    remains: UUID
    name: str = field(repr=False)
    source: Readable = field(repr=False)
    way: Way = Way.TAKEN_HERE
    taken_on: PartialDate | None = None
    taken_by: str = ""
    taken_at: str = ""
    cleaned: bool = False


def receive_recording(actor: Actor, came: GivenRecording | TakenRecording) -> Recording:
    """Keep a video, and have its faces followed by a worker.

    (0) it is a file, and a picture of it can be read; of a missing person, as for a photograph: (1)
    the request is open; (2) a legal basis and (3) a permission of the giver stand today, for finding
    her; (4) it was not erased before; for both, (5) the file is new, and of one side alone.

    Raises the family of `UnreadableVideo`, `NotHere`, `NoLongerSought`, `NoBasisToday`,
    `NoPermission`, `OtherPurpose`, `ErasedBefore` and `RecordingHere`; then nothing was kept.
    """
    of_remains = isinstance(came, TakenRecording)
    action = Action.RECEIVE_POST_MORTEM if of_remains else Action.RECEIVE_REFERENCE
    refuse_address(came.name)
    with within(actor.operation_id):
        # Asked before gigabytes are written, and again in the step.
        require(actor, action)
    with deposited(actor, came.source) as deposit:
        _require_picture(came.name, deposit)
        with step(actor, action) as doing:
            row = _of_remains(doing, came) if isinstance(came, TakenRecording) else None
            row = row or _of_missing(doing, came, deposit.sha256)
            _refuse_known(deposit.sha256, row)
            reopen(footage.case_of(row))
            for name, value in stored(deposit).items():
                setattr(row, name, value)
            doing.name(footage.case_of(row).ledger_id)
            doing.commit_to("blob", deposit.sha256)
            written = doing.write(row)
            jobs.add(
                footage.READ,
                operation=actor.operation_id,
                subject=f"{written.pk.hex}:{actor.account_id.hex}",
            )
            return written


def _require_picture(name: str, deposit: Deposit) -> None:
    """Decode the first frame that can be read. Raises the family of `UnreadableVideo`."""
    with (
        house().vault.reader(deposit.ref) as source,
        Footage(name, source, wanted=Wanted(), limits=instruments().decoders.limits) as frames,
    ):
        next(iter(frames))


def _of_missing(doing: Step, came: GivenRecording, digest: bytes) -> Recording:
    request = doing.case(TracingRequest, came.request)
    giver = found(Enquirer, came.given_by) if came.given_by else request.enquirer
    require_given(request, giver, doing.at.date())
    refuse_erased_before(digest, giver)
    return Recording(
        side=Side.REFERENCE,
        request=request,
        given_by=giver,
        way=came.way,
        taken_on=came.taken_on or "",
    )


def _of_remains(doing: Step, came: TakenRecording) -> Recording:
    return Recording(
        side=Side.REMAINS,
        remains=doing.case(Remains, came.remains),
        way=came.way,
        taken_on=came.taken_on or "",
        taken_by=came.taken_by,
        taken_at=came.taken_at,
        cleaned=came.cleaned,
    )


def _refuse_known(digest: bytes, new: Recording) -> None:
    """Refuse a file that is here already, as for photographs: two requests may show the same people,
    but one body's video is no other body's, and no family's."""
    same = Recording.objects.filter(sha256=digest)
    if new.side == Side.REFERENCE:
        same = same.filter(Q(request=new.request) | Q(side=Side.REMAINS))
    known = same.order_by("recorded_at", "pk").first()
    if known is not None:
        case = footage.case_of(known)
        order = list(case.recordings.order_by("recorded_at", "pk").values_list("pk", flat=True))
        raise RecordingHere(number=order.index(known.pk) + 1, code=case.code)
