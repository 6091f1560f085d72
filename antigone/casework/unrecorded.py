"""What somebody has typed or sent about a request and not recorded: it goes when the request does.

It lies in the rooms where people write, which the casework does not know; each of them says here how
it forgets. Part of the step that erases: what is undone with it comes back with it.
"""

from collections.abc import Callable
from uuid import UUID

Forgetting = Callable[[UUID, str], None]
_rooms: dict[str, Forgetting] = {}


def goes_with_requests(room: str, forgetting: Forgetting) -> None:
    """Let a room forget what it holds of a request, by its operation and its code."""
    _rooms[room] = forgetting


def forget_unrecorded(operation: UUID, code: str) -> None:
    """Let every room forget what it holds of a request."""
    for forgetting in _rooms.values():
        forgetting(operation, code)
