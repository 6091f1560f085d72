"""How much somebody looked at photographs of the dead: counted for herself, and shown to her alone.

Nobody else is shown it and nothing is decided by it. It is forgotten after a month; what was seen by
whom stands in the record, for other reasons.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

from antigone.access.clock import now, today
from antigone.access.models import Remembered

_KEPT = timedelta(days=31)
# A page may stand open over midnight, and no longer than a shift.
_LONGEST_SECONDS = 12 * 3600


@dataclass(frozen=True, kw_only=True)
class Exposure:
    """How many times photographs were uncovered on a day, and for how long together."""

    photographs: int = 0
    seconds: int = 0

    @property
    def minutes(self) -> int:
        """The time in whole minutes; less than one counts as one."""
        return -(-self.seconds // 60)


def begin_look(account: UUID, view: str) -> None:
    """Count that a person uncovers a photograph of the dead now; `view` names this page view."""
    Remembered.objects.get_or_create(
        key=_key(account, today(), view), defaults={"value": 0, "until": now() + _KEPT}
    )


def end_look(account: UUID, view: str, seconds: int) -> None:
    """Add how long it was uncovered. A page view that was not counted is left alone."""
    days = (today(), today() - timedelta(days=1))
    row = Remembered.objects.filter(key__in=[_key(account, day, view) for day in days]).first()
    if row is not None:
        row.value = min(_LONGEST_SECONDS, row.value + max(0, seconds))
        row.save(update_fields=["value"])


def exposure_today(account: UUID) -> Exposure:
    """Return what a person has looked at today."""
    return exposure_by_day(account, since=today()).get(today(), Exposure())


def exposure_by_day(account: UUID, *, since: date | None = None) -> Mapping[date, Exposure]:
    """Return what a person has looked at on each day on which she did, the newest first."""
    mine = f"look:{account.hex}:"
    # The key's order is that of its days; ";" follows ":" in every alphabet of a database.
    first = mine + (since.isoformat() if since else "")
    looks = Remembered.objects.filter(key__gte=first, key__lt=f"look:{account.hex};")
    found: dict[date, Exposure] = {}
    for key, seconds in looks.order_by("-key").values_list("key", "value"):
        day = date.fromisoformat(key.split(":")[2])
        before = found.get(day, Exposure())
        found[day] = Exposure(photographs=before.photographs + 1, seconds=before.seconds + seconds)
    return found


def _key(account: UUID, day: date, view: str) -> str:
    return f"look:{account.hex}:{day.isoformat()}:{sha256(view.encode()).hexdigest()[:32]}"
