"""What the record holds of oneself: every entry.

Shown to that person alone: nobody is measured by it.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from antigone.access.actor import Actor
from antigone.casework.models import LedgerEntry
from antigone.casework.outside import as_stored
from antigone.ledger import Entry


def own_entries(actor: Actor, *, most: int = 200) -> list[dict[str, Any]]:
    """Return the newest entries that this person made, newest first."""
    entries = []
    for entry in _own(actor):
        if len(entries) == most:
            break
        entries.append(
            {
                "entry": entry.seq,
                "at": entry.at,
                "action": entry.action,
                "because": entry.because,
            }
        )
    return entries


def _own(actor: Actor) -> Iterator[Entry]:
    # The database looks into the bytes of each entry: no column names a person there.
    look = "position(%s in payload)" if connection.vendor == "postgresql" else "instr(payload, %s)"
    mark = f'"actor":"{actor.ledger_id}"'.encode()
    mine = LedgerEntry.objects.annotate(found=RawSQL(look, (mark,))).filter(found__gt=0)
    for payload in mine.order_by("-seq").values_list("payload", flat=True).iterator(chunk_size=200):
        yield Entry.parse(as_stored(payload))
