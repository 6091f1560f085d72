"""Who may be searched for today: the question of every search, asked before it holds others up.

Permissions and legal bases of twenty thousand people take a tenth of a second to read, and nobody
may wait for that at the writers' lock. So they are read before it, and of the few who would stand on
the list they are read again inside, where nothing changes any more.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from antigone.access.actor import Actor
from antigone.access.clock import today
from antigone.casework.instruments import Instruments
from antigone.casework.models import GalleryRow, LegalBasis, Permission, Template, TracingRequest
from antigone.casework.models.photographs import Side
from antigone.casework.models.requests import Purpose
from antigone.casework.procedures.enrolling import CLOSED
from antigone.gallery import And, Eq, In, Not, Permitted


@dataclass(frozen=True, kw_only=True)
class Searchable:
    """The gallery that an operation may search today, and how many people of it were enrolled.

    `barred` of them may not be searched for today. `seq` is the gallery's number before the people
    were counted.
    """

    where: Permitted
    seq: int
    people: int
    barred: int


def searchable(actor: Actor, tools: Instruments) -> Searchable:
    """Return whom this operation may search for today. Call it within the operation.

    The rows of the gallery carry purpose and days; what ended early is left out besides, for a
    permission may be withdrawn before anybody has erased what lay under it.
    """
    seq = tools.reference_rows.newest()
    barred = [key.hex for key in _barred().values_list("pk", flat=True)]
    here = Eq("operation", actor.operation_id.hex)
    only = And(here, Not(In("person", barred))) if barred else here
    where = Permitted(purpose=Purpose.IDENTIFY.value, on=today(), only=only)
    return Searchable(where=where, seq=seq, people=enrolled_people(tools), barred=len(barred))


def some_are_barred(people: Collection[UUID]) -> bool:
    """Say whether any of these requests may not be searched for now."""
    return _barred().filter(pk__in=people).exists()


def _barred() -> QuerySet[TracingRequest]:
    """Return the enrolled who are not looked for any more, or without permission or basis today."""
    day = today()
    lasts = Q(valid_until=None) | Q(valid_until__gte=day)
    of = {"request": OuterRef("pk"), "valid_from__lte": day}
    permissions = Permission.objects.filter(
        lasts, scope=Purpose.IDENTIFY, biometrics=True, withdrawn_at=None, **of
    )
    bases = LegalBasis.objects.filter(lasts, ended_at=None, **of)
    enrolled = Template.objects.filter(request=OuterRef("pk"))
    return TracingRequest.objects.filter(Exists(enrolled)).filter(
        ~Exists(permissions) | ~Exists(bases) | Q(outcome__in=CLOSED)
    )


def enrolled_people(tools: Instruments) -> int:
    """Return how many people of the operation are in the gallery, whatever holds for them today."""
    living = GalleryRow.objects.filter(gallery=tools.references_code, place__isnull=False)
    enrolled = Template.objects.filter(side=Side.REFERENCE, id__in=living.values("template_id"))
    people: int = enrolled.values("request").distinct().count()
    return people
