"""The sheet of faces of a recording is shown to whoever chooses among them, each view on the record."""

from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.isolation import within
from antigone.access.requirement import Allowed, keep_apart, require
from antigone.access.roles import Role
from antigone.casework import footage
from antigone.casework.house import house
from antigone.casework.instruments import instruments
from antigone.casework.models import Recording, TrackSheet
from antigone.casework.pictures import RestrictedPhotograph
from antigone.casework.procedures.photographs import FaceSettled, NotReadYet
from antigone.casework.step import step
from antigone.faces.geometry import Pixels
from antigone.faces.masking import veiled
from antigone.vault import BlobRef


def disclose_sheet(actor: Actor, recording: UUID) -> Pixels:
    """Show the faces of a recording once, to choose among them, with one entry for this view.

    Only until somebody has chosen: then there is no reason left to see the others. Raises `NotHere`,
    `ErasedRecording`, `RestrictedPhotograph`, `NotReadYet` and `FaceSettled`.
    """
    with step(actor, _disclosing(actor, recording)) as doing:
        row, sheet = _open_to(doing.allowed, recording)
        doing.name(row.ledger_id, footage.case_of(row).ledger_id, "view:whole")
    return _pixels(sheet)


def cover_of_sheet(actor: Actor, recording: UUID) -> Pixels:
    """Return what lies over the sheet until somebody uncovers it; it shows nobody. Raises the same."""
    action = _disclosing(actor, recording)
    with within(actor.operation_id):
        _, sheet = _open_to(require(actor, action), recording)
        return veiled(_pixels(sheet))


def _disclosing(actor: Actor, recording: UUID) -> Action:
    with within(actor.operation_id):
        return footage.disclosing(footage.find(recording))


def _open_to(allowed: Allowed, recording: UUID) -> tuple[Recording, TrackSheet]:
    row = footage.find(recording)
    keep_apart(allowed, row)
    if footage.is_restricted(row) and allowed.because != Role.PROSECUTORS_LIAISON:
        raise RestrictedPhotograph
    if row.wrapped_key is None:
        raise footage.ErasedRecording
    if footage.standing_choice(row) is not None:
        raise FaceSettled
    sheet = TrackSheet.objects.filter(recording=row).order_by("recorded_at").last()
    if sheet is None:
        raise NotReadYet
    return row, sheet


def _pixels(sheet: TrackSheet) -> Pixels:
    ref = BlobRef(blob_id=sheet.blob_id, wrapped_key=bytes(sheet.wrapped_key), size=sheet.size)
    return instruments().decoders.decode(sheet.ledger_id, house().vault.read(ref)).pixels
