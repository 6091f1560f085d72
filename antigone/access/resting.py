"""What rests on somebody's worklist, and how she sees it. Hers alone; no case is touched by it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from antigone.access.actor import Actor
from antigone.access.clock import today
from antigone.access.models import Rest, WorklistView
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


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """How somebody sees the worklist. An empty `kind` shows everything."""

    kind: str = ""
    newest_first: bool = False


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


def chosen_view(actor: Actor) -> Chosen:
    """Return how this person last chose to see the worklist."""
    mine = WorklistView.objects.filter(account=actor.account_id, operation=actor.operation_id)
    kept = mine.values("kind", "newest_first").first()
    return Chosen(**kept) if kept else Chosen()


def keep_view(actor: Actor, chosen: Chosen) -> None:
    """Keep how this person wants to see the worklist from now on. Raises `NowhereToRest`."""
    WorklistView.objects.update_or_create(
        account_id=actor.account_id,
        operation_id=_operation(actor),
        defaults={"kind": chosen.kind, "newest_first": chosen.newest_first},
    )


def _operation(actor: Actor) -> UUID:
    if actor.operation_id is None:
        raise NowhereToRest
    return actor.operation_id
