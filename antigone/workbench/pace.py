"""How long an examiner is at it: what one piece of work took, and how long since her last break.

Kept in her own session and shown to nobody. A break is offered between two pieces of work, never
imposed in one: tired eyes see likeness, and whoever is stopped in a pair has to begin it anew.
"""

from datetime import datetime, timedelta
from typing import Any

from antigone.access.clock import now
from antigone.workbench.desk import Desk

BREAK_AFTER = timedelta(minutes=45)
BREAK_AFTER_PAIRS = 20
# Whoever did nothing for longer was away from the page; what is beyond it is nobody's work.
_IDLE = timedelta(minutes=5)
_A_BREAK = timedelta(minutes=15)
_KEY = "pace"


def touch(desk: Desk, work: str = "") -> None:
    """Count the time since the last sign of work; `work` names the piece that is open from now on."""
    at, known = now(), _known(desk)
    away = at - datetime.fromisoformat(known["at"])
    if away >= _A_BREAK:
        known |= {"worked": 0, "pairs": 0}
    seconds = int(min(away, _IDLE).total_seconds())
    known["worked"] += seconds
    known["seconds"] += seconds
    if work and work != known["work"]:
        known |= {"work": work, "seconds": 0}
    desk.request.session[_KEY] = known | {"at": at.isoformat()}


def spent(desk: Desk) -> int:
    """Return how many seconds the open piece of work has taken."""
    touch(desk)
    return int(_known(desk)["seconds"])


def committed(desk: Desk) -> None:
    """Count a piece of work that is done."""
    known = _known(desk)
    desk.request.session[_KEY] = known | {"work": "", "seconds": 0, "pairs": known["pairs"] + 1}


def break_is_due(desk: Desk) -> bool:
    """Say whether a break is to be offered: after 45 minutes of work, or 20 pairs."""
    known = _known(desk)
    return known["worked"] >= BREAK_AFTER.total_seconds() or known["pairs"] >= BREAK_AFTER_PAIRS


def offered(desk: Desk) -> int:
    """Return the minutes since the last break, and count anew: an offer is made once."""
    known = _known(desk)
    desk.request.session[_KEY] = known | {"worked": 0, "pairs": 0}
    return int(known["worked"]) // 60


def _known(desk: Desk) -> dict[str, Any]:
    fresh = {"at": now().isoformat(), "work": "", "seconds": 0, "worked": 0, "pairs": 0}
    return {**fresh, **desk.request.session.get(_KEY, {})}
