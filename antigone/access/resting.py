"""What rests on somebody's worklist, and how she sees lists. Hers alone; no case is touched by it."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from antigone.access.actor import Actor
from antigone.access.clock import today
from antigone.access.models import ListView, Rest
from antigone.errors import Refusal
from antigone.wording import N_


class RestsTooShort(Refusal):
    """Until yesterday, or today, is no rest."""

    code = "rests-too-short"
    sentence = N_("{day} is not after today. Nothing was changed.")
    remedy = N_("Name a later day, or leave it among what waits for you.")


class NowhereToRest(Refusal):
    """A worklist belongs to an operation."""

    code = "nowhere-to-rest"
    sentence = N_("Outside an operation nothing waits. Nothing was changed.")
    remedy = N_("Open the worklist of an operation first.")


def resting(actor: Actor) -> dict[str, date]:
    """Return what rests for this person in this operation, and until when; what is over is left out."""
    mine = Rest.objects.filter(account=actor.account_id, operation=actor.operation_id)
    return dict(mine.filter(until__gt=today()).values_list("item", "until"))


def rest(actor: Actor, item: str, until: date) -> None:
    """Let one thing rest for this person until a day. Raises `RestsTooShort`, `NowhereToRest`."""
    if until <= today():
        raise RestsTooShort(day=until.isoformat())
    Rest.objects.update_or_create(
        account_id=actor.account_id,
        operation_id=_operation(actor),
        item=item,
        defaults={"until": until},
    )


def wake(actor: Actor, item: str) -> None:
    """Put one thing back among what waits."""
    Rest.objects.filter(account=actor.account_id, operation=actor.operation_id, item=item).delete()


def chosen_view(actor: Actor, page: str) -> dict[str, str]:
    """Return how this person last chose to see a list here; empty where she chose nothing."""
    mine = ListView.objects.filter(account=actor.account_id, operation=actor.operation_id)
    return mine.filter(page=page).values_list("chosen", flat=True).first() or {}


def keep_view(actor: Actor, page: str, chosen: Mapping[str, str]) -> None:
    """Keep how this person wants to see a list from now on. Raises `NowhereToRest`."""
    ListView.objects.update_or_create(
        account_id=actor.account_id,
        operation_id=_operation(actor),
        page=page,
        defaults={"chosen": dict(chosen)},
    )


def _operation(actor: Actor) -> UUID:
    if actor.operation_id is None:
        raise NowhereToRest
    return actor.operation_id
