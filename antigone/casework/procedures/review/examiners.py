"""Who may examine: trained in the discipline, with no part in the case, and unknowing."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from antigone.access.actions import Action
from antigone.access.models import Grant
from antigone.access.requirement import SeparatePerson
from antigone.access.roles import Discipline, Role
from antigone.casework.models import (
    Correction,
    Recording,
    ReferencePhotograph,
    Remains,
    TracingRequest,
)
from antigone.casework.step import Step
from antigone.casework.vocabulary import named
from antigone.errors import Refusal
from antigone.wording import N_


class OtherDiscipline(Refusal):
    """The examiner is trained in something else."""

    code = "other-discipline"
    sentence = N_("You are no examiner of the discipline “{discipline}” here. Nothing was done.")
    remedy = N_("Name the discipline that you hold here, or ask an examiner of this one.")


def require_discipline(doing: Step, discipline: Discipline) -> None:
    """Refuse who does not hold the discipline in this operation now. Raises `OtherDiscipline`."""
    if doing.actor.account_id not in examiners_of(discipline, doing):
        raise OtherDiscipline(discipline=named("Discipline", discipline.value))


def examiners_of(discipline: Discipline, doing: Step) -> list[UUID]:
    """Return the accounts that may examine in this operation now, in the order of their names."""
    grants = Grant.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=doing.at),
        role=Role.EXAMINER,
        discipline=discipline,
        operation=doing.actor.operation_id,
        valid_from__lte=doing.at,
        account__is_active=True,
    )
    held = grants.order_by("account__sign_in_name").values_list("account", flat=True)
    return list(dict.fromkeys(held))


def may_compare(account: UUID, remains: Remains, requests: Collection[UUID]) -> bool:
    """Say whether somebody has had no part in the body, nor in any of these people's requests."""
    return not remains.bars(account, Action.COMPARE) and not took_in(account, requests)


def require_no_part(doing: Step, remains: Remains, requests: Collection[UUID]) -> None:
    """Refuse who has had a part. Raises `SeparatePerson`."""
    account = doing.actor.account_id
    part = remains.bars(account, Action.COMPARE)
    if not part and took_in(account, requests):
        part = N_("you took in the request of somebody whom the body might be")
    if part:
        raise SeparatePerson(action=Action.COMPARE.value, part=part)


def took_in(account: UUID, requests: Collection[UUID]) -> bool:
    """Say whether somebody opened or corrected one of these requests, or received a photograph
    or a video.

    Whoever did would know the face, and the name with it.
    """
    opened = TracingRequest.objects.filter(pk__in=requests, recorded_by=account)
    received = ReferencePhotograph.objects.filter(request__in=requests, recorded_by=account)
    filmed = Recording.objects.filter(request__in=requests, recorded_by=account)
    corrected = Correction.objects.filter(request__in=requests, recorded_by=account)
    return opened.exists() or received.exists() or filmed.exists() or corrected.exists()
