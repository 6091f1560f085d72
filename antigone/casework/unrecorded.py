"""What somebody has typed or sent about a request and not recorded: it goes when the request does.

It lies in the rooms where people write, which the casework does not know; each of them says here how
it forgets. Part of the step that erases: what is undone with it comes back with it.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from antigone.casework.models import Pair, Withdrawal

Forgetting = Callable[[UUID, str], None]
_pictures: dict[str, Forgetting] = {}
_words: dict[str, Forgetting] = {}


def goes_with_requests(room: str, forgetting: Forgetting, *, words: bool = False) -> None:
    """Let a room forget what it holds of a request, by its operation and its code.

    `words` says that it holds what is typed, and no picture.
    """
    (_words if words else _pictures)[room] = forgetting


def pairs_about(operation: UUID, code: str) -> frozenset[str]:
    """Return the keys of the pairs in which a missing person is compared, as pages name them."""
    pairs = Pair.objects.filter(
        candidate__request__operation=operation, candidate__request__code=code
    )
    return frozenset(key.hex for key in pairs.values_list("pk", flat=True))


def forget_unrecorded(operation: UUID, code: str) -> None:
    """Let every room forget what it holds of a request."""
    forget_pictures(operation, code)
    for forgetting in _words.values():
        forgetting(operation, code)


def forget_pictures(operation: UUID, code: str) -> None:
    """Let rooms forget the pictures of a request; what is being typed about it stays."""
    for forgetting in _pictures.values():
        forgetting(operation, code)


def withdrawn_since(operation: UUID | None, at: datetime) -> bool:
    """Say whether anything was taken back in an operation at or after a moment, by whatever process."""
    return Withdrawal.objects.filter(operation=operation, recorded_at__gte=at).exists()
