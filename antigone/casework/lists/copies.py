"""When a copy of the record last left the home: against the holder of its key only that helps."""

from datetime import datetime

from django.conf import settings

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.house import house
from antigone.casework.lists.entries import LOOKED_AT, holding, said_in
from antigone.casework.models import LedgerEntry
from antigone.casework.outside import RecordCopyBehind, examine_copies
from antigone.casework.reading import reading


def last_copy(actor: Actor) -> datetime | None:
    """Return when the record, or a signed head of it, last went outside.

    That is at the newest entry where every entry is copied to another disk. None where nothing was
    handed out in the newest twenty thousand entries. Raises `NotAllowed`.
    """
    with reading(actor, Action.VERIFY_LEDGER):
        every = LedgerEntry.objects.order_by("-seq")
        newest = every.values_list("seq", flat=True).first() or 0
        if not _is_copied_at_every_entry():
            taken = f'"action":"{Action.EXPORT_LEDGER}"'
            every = holding(every.filter(seq__gt=newest - LOOKED_AT), taken)
        payload = every.values_list("payload", flat=True).first()
        said = None if payload is None else said_in(payload)
        return said and datetime.fromisoformat(said["at"])


def _is_copied_at_every_entry() -> bool:
    if not settings.ANTIGONE.settings.record_copy:
        return False
    try:
        examine_copies(house())
    except RecordCopyBehind:
        return False
    return True
