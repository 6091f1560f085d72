"""The lines, in the database itself: whoever writes there, by whatever door, meets them.

What one table can hold is a constraint of its model; the rest is here. Read `lines` first: the six
lines as far as intake and search reach; then the guards of each later part of the path; then what
holds for the record, and for whole tables.
"""

from functools import cache
from typing import Any

from django.db import transaction

from antigone.casework.guard import Guard, columns_present, put_up, standing, take_down
from antigone.casework.guards.audits import AUDITS
from antigone.casework.guards.bulk import BULK
from antigone.casework.guards.corrections import CORRECTIONS
from antigone.casework.guards.decisions import DECISIONS
from antigone.casework.guards.evidence import EVIDENCE
from antigone.casework.guards.handover import HANDOVER
from antigone.casework.guards.keeping import GALLERY, LEDGER, ROLES
from antigone.casework.guards.lines import KEPT, LINE_1, LINE_2
from antigone.casework.guards.notices import NOTICES
from antigone.casework.guards.oversight import OVERSIGHT
from antigone.casework.guards.packets import PACKETS
from antigone.casework.guards.recordings import RECORDINGS
from antigone.casework.guards.review import REVIEW
from antigone.casework.guards.tables import for_tables


@cache
def guards() -> tuple[Guard, ...]:
    """Return every guard that must stand."""
    return (
        *LINE_1,
        *LINE_2,
        *KEPT,
        *RECORDINGS,
        *AUDITS,
        *OVERSIGHT,
        *BULK,
        *CORRECTIONS,
        *REVIEW,
        *EVIDENCE,
        *PACKETS,
        *DECISIONS,
        *NOTICES,
        *HANDOVER,
        *LEDGER,
        *GALLERY,
        *ROLES,
        *for_tables(),
    )


def install(connection: Any) -> None:
    """Put up, all or none, every guard whose tables are there.

    In the midst of migrations these are not all of them, and the home stays closed; but what the
    tables hold by then is guarded.
    """
    present = columns_present(connection)
    with transaction.atomic(using=connection.alias):
        take_down(connection)
        put_up(connection, [guard for guard in guards() if guard.fits(present)])


def missing(connection: Any) -> tuple[str, ...]:
    """Return the names of the guards that do not stand as they should, word for word."""
    found = standing(connection)
    wanted = {guard.name: guard.stands_as(connection.vendor) for guard in guards()}
    return tuple(
        name for name, how in sorted(wanted.items()) if how is not None and found.get(name) != how
    )
