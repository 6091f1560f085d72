"""A recording of either side, found by its id, and opened piece by piece from the vault."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from antigone.access.actions import Action
from antigone.casework.house import house
from antigone.casework.models import (
    Job,
    MarkedFace,
    PostMortemPhotograph,
    Recording,
    ReferencePhotograph,
    Remains,
    TracingRequest,
    TrackChoice,
    withdrawals,
)
from antigone.casework.models.photographs import Side
from antigone.casework.pictures import RestrictedPhotograph
from antigone.casework.step import NotHere
from antigone.errors import Refusal
from antigone.vault import BlobRef
from antigone.wording import N_

# Work that waits for a recording; the subject of each begins with the recording's key.
READ, TAKE = "recording.read", "recording.take-frames"


class ErasedRecording(Refusal):
    """Its key was destroyed."""

    code = "recording-erased"
    sentence = N_("This video was erased. Nothing was opened.")
    remedy = N_("Ask the family for another one, with a permission of its own.")


class AlreadyChosen(Refusal):
    """One face is chosen already."""

    code = "already-chosen"
    sentence = N_("Somebody has chosen whose face is meant in this video. Nothing was changed.")
    remedy = N_("If the choice was wrong, take it back, then choose again.")


class NothingChosen(Refusal):
    """There is no choice to take back."""

    code = "nothing-chosen"
    sentence = N_("No face is chosen in this video. Nothing was changed.")
    remedy = N_("Choose the face that is meant.")


def find(key: UUID) -> Recording:
    """Return a recording of the operation in scope. Raises `NotHere`."""
    beside = ("request", "remains")
    row: Recording | None = Recording.objects.filter(pk=key).select_related(*beside).first()
    if row is None:
        raise NotHere(kind="video", key=key)
    return row


def case_of(recording: Recording) -> TracingRequest | Remains:
    """Return the request or the remains that it belongs to."""
    return recording.request or recording.remains


def disclosing(recording: Recording) -> Action:
    """Return the step of showing faces of this recording."""
    of_the_living = recording.side == Side.REFERENCE
    return Action.DISCLOSE_REFERENCE if of_the_living else Action.DISCLOSE_PHOTOGRAPH


def is_restricted(recording: Recording) -> bool:
    """Say whether it is kept for the law alone."""
    if recording.request is None:
        return False
    giver = recording.given_by_id or recording.request.enquirer_id
    return withdrawals.is_restricted(recording.request_id, giver)


def require_usable(recording: Recording) -> None:
    """Raise `RestrictedPhotograph` or `ErasedRecording` for what may not be worked on any more."""
    if is_restricted(recording):
        raise RestrictedPhotograph
    if recording.wrapped_key is None:
        raise ErasedRecording


def standing_choice(recording: Recording) -> TrackChoice | None:
    """Return which face was chosen in it, None if nobody has chosen."""
    choice: TrackChoice | None = TrackChoice.objects.filter(
        recording=recording, ended_at=None
    ).first()
    return choice


def of_who_is_meant(photographs: QuerySet) -> QuerySet:
    """Leave out frames that came in for a face whose choice was taken back: they show somebody else.

    A frame is one of the standing choice if it was marked since that was made.
    """
    side = "reference" if photographs.model is ReferencePhotograph else "post_mortem"
    choice = TrackChoice.objects.filter(
        recording=OuterRef(f"{side}__recording"),
        track__isnull=False,
        ended_at=None,
        recorded_at__lte=OuterRef("recorded_at"),
    )
    marked = MarkedFace.objects.filter(Exists(choice), **{side: OuterRef("pk")})
    return photographs.filter(Q(recording=None) | Exists(marked))


def require_meant(photograph: ReferencePhotograph | PostMortemPhotograph) -> None:
    """Refuse a frame of a face whose choice was taken back.

    Raises `AlreadyChosen` where another face is chosen by now, else `NothingChosen`.
    """
    if of_who_is_meant(type(photograph).objects.filter(pk=photograph.pk)).exists():
        return
    raise NothingChosen if standing_choice(photograph.recording) is None else AlreadyChosen


def work_on(recordings: Iterable[Recording]) -> QuerySet[Job]:
    """Return the jobs on some recordings: what they have reached names places of faces in them."""
    mine = Q(pk__in=())
    for one in recordings:
        mine |= Q(kind__in=(READ, TAKE), subject__startswith=one.pk.hex)
    return Job.objects.filter(mine)


@contextmanager
def opened(recording: Recording) -> Iterator[BinaryIO]:
    """Open the original for reading and seeking; no byte of it lies open anywhere but in memory.

    Raises `ErasedRecording` and what the vault raises.
    """
    if recording.wrapped_key is None:
        raise ErasedRecording
    ref = BlobRef(
        blob_id=recording.blob_id,
        wrapped_key=bytes(recording.wrapped_key),
        size=recording.size,
    )
    with house().vault.reader(ref) as reader:
        yield cast(BinaryIO, reader)
