"""What partners may see of the living, and what they are owed when they may no longer.

A notice is owed as part of the step that takes something back; `packets` writes it, and records its
acknowledgement.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from antigone.access.clock import today
from antigone.casework.models import (
    BlindPacket,
    ErasureNotice,
    Pair,
    Permission,
    ReferencePhotograph,
    TracingRequest,
)
from antigone.casework.models.requests import Purpose, SharingLevel
from antigone.casework.step import Step

_SHARED = (SharingLevel.PARTNERS, SharingLevel.BUREAU)


def may_travel(reference: ReferencePhotograph) -> bool:
    """Say whether whoever gave a photograph permits partners to see it, today and for finding her."""
    day = today()
    giver = reference.given_by_id or reference.request.enquirer_id
    holds = Permission.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=day),
        request=reference.request_id,
        given_by=giver,
        valid_from__lte=day,
        withdrawn_at=None,
        scope__in=(Purpose.IDENTIFY, Purpose.RECONCILE),
    )
    levels = list(holds.values_list("sharing", flat=True))
    # Where two of her words hold, the narrower one counts.
    return bool(levels) and all(one in _SHARED for one in levels)


def owe_erasure(doing: Step, photographs: Iterable[UUID]) -> None:
    """Owe a notice to every institution that got one of these photographs in a packet."""
    sent: dict[UUID, list[str]] = {}
    travelled = Pair.objects.filter(
        reference_id__in=list(photographs), round__packet__released_at__isnull=False
    )
    for key, packet in travelled.order_by("pk").values_list("pk", "round__packet"):
        sent.setdefault(packet, []).append(key.hex)
    for packet, pairs in sent.items():
        owed = ErasureNotice.objects.filter(packet=packet).values_list("pairs", flat=True)
        told = {pair for one in owed for pair in one}
        # A notice without pairs is about everything.
        if all(owed) and (left := [one for one in pairs if one not in told]):
            doing.write(ErasureNotice(packet=BlindPacket.objects.get(pk=packet), pairs=left))


def owe_unshared(doing: Step, request: TracingRequest) -> None:
    """Owe a notice about those photographs of a request that partners may no longer see."""
    given = ReferencePhotograph.objects.filter(request=request)
    owe_erasure(doing, [one.pk for one in given if not may_travel(one)])
