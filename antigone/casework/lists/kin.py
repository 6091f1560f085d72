"""Who on a list belongs to one family, and which photographs show several people together.

Kin look alike, and one photograph of two sisters can name the wrong one. But who knows of it while
faces are compared sees likeness where there is family. So it is told to the board and the records
officer alone, and only of those on whom two examiners have committed.
"""

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.requirement import permitted
from antigone.casework.models import (
    Candidate,
    Concurrence,
    Disagreement,
    Enquirer,
    MarkedFace,
    Reading,
    ReferencePhotograph,
    Relative,
    TracingRequest,
)
from antigone.casework.models.photographs import Side
from antigone.casework.reading import reading


def kin_in_search(actor: Actor, search: UUID) -> dict[UUID, dict[str, Any]]:
    """Return, by candidate, the codes of requests of the same family and of joint photographs.

    `family` are other requests of the same list for which the same person asks, or the same relative
    is to be told; `together` are photographs of the candidate in which others are seen as well.
    Empty for whoever may not see requests. Raises `NotAllowed`.
    """
    with reading(actor, Action.VIEW_CANDIDATES):
        if Action.VIEW_REQUEST not in permitted(actor):
            return {}
        listed = Candidate.objects.filter(search=search)
        of = {"candidate": OuterRef("pk")}
        told = listed.filter(
            Exists(Concurrence.objects.filter(**of)) | Exists(Disagreement.objects.filter(**of))
        )
        everybody = dict(listed.values_list("request", "request__code"))
        families = _families(everybody)
        together = _together(everybody)
        return {
            candidate: {
                "family": sorted({everybody[one] for one in families[request]} - {code}),
                "together": together.get(request, []),
            }
            for candidate, request, code in told.values_list("pk", "request", "request__code")
        }


def _families(requests: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Which requests share somebody who asks, or a relative's telephone or address."""
    known: dict[bytes, set[UUID]] = defaultdict(set)
    asking = TracingRequest.objects.filter(pk__in=requests).values_list("pk", "enquirer")
    contacts = Enquirer.objects.exclude(contact_index=None).values_list("pk", "contact_index")
    of_enquirer = dict(contacts)
    for request, enquirer in asking:
        if enquirer in of_enquirer:
            known[bytes(of_enquirer[enquirer])].add(request)
    relatives = Relative.objects.filter(request__in=requests)
    for request, *marks in relatives.values_list("request", "phone_index", "e_mail_index"):
        for mark in filter(None, marks):
            known[bytes(mark)].add(request)
    families: dict[UUID, set[UUID]] = defaultdict(set)
    for members in known.values():
        for one in members:
            families[one] |= members
    return families


def _together(requests: Collection[UUID]) -> dict[UUID, list[str]]:
    """The photographs of each request, by the names people use, in which more than one face was read."""
    meant = MarkedFace.objects.filter(side=Side.REFERENCE, reference=OuterRef("pk"), ended_at=None)
    given = ReferencePhotograph.objects.filter(request__in=requests).annotate(meant=Exists(meant))
    read = Reading.objects.filter(side=Side.REFERENCE, reference__request__in=requests)
    faces = {one.reference_id: len(one.faces) for one in read.order_by("recorded_at")}
    numbers: dict[UUID, int] = defaultdict(int)
    together: dict[UUID, list[str]] = defaultdict(list)
    for one in given.select_related("request").order_by("recorded_at", "pk"):
        numbers[one.request_id] += 1
        if one.meant and faces.get(one.pk, 0) > 1:
            together[one.request_id].append(f"{one.request.code}/{numbers[one.request_id]}")
    return together
