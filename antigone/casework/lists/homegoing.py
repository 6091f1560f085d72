"""One body on the way home: where it is, what goes with it, and what stands in the way."""

from typing import Any

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.requirement import SeparatePerson
from antigone.casework.lists import register
from antigone.casework.models import (
    Dispute,
    Effect,
    Entitlement,
    Examination,
    Identification,
    Interment,
    LegalHold,
    MissingPerson,
    Release,
    Remains,
    Sample,
    SealedPacket,
)
from antigone.casework.models.remains import WITHDRAWN_HOLD, ExaminationKind
from antigone.casework.reading import case_of_code, reading


def way_home(actor: Actor, code: str) -> dict[str, Any]:
    """Return where a body is, its chain of custody, what is theirs, and whether they may go.

    Each condition of a release and of a burial says whether it is met. Raises `NotHere`, and
    `SeparatePerson` for somebody who still compares a body that has a name.
    """
    with reading(actor, Action.VIEW_CUSTODY):
        body = case_of_code(Remains, code)
        named = Identification.objects.filter(remains=body, withdrawn_at=None).first()
        part = body.bars(actor.account_id, Action.VIEW_CANDIDATES) if named else ""
        if part:
            # The name would end a comparison that is to be made without it.
            raise SeparatePerson(action=Action.VIEW_CUSTODY.value, part=part)
        person = named and MissingPerson.objects.filter(request=named.request).first()
        holds = LegalHold.objects.filter(remains=body, lifted_at=None).order_by("recorded_at")
        disputes = Dispute.objects.filter(remains=body, settled_at=None)
        entitled = Entitlement.objects.filter(remains=body, ended_at=None).order_by("recorded_at")
        entitled = entitled.filter(request=named.request) if named else entitled.none()
        receiver = entitled.last()
        prepared = Release.objects.filter(remains=body, witnessed_by=None, recalled_at=None)
        grave = Interment.objects.filter(remains=body, raised_at=None).first()
        return {
            **register.chain_of(actor, code),
            # Whom the family knows by it; a person who has a name here is called by it.
            "name": person.name if person else "",
            "request": named.request.code if named else "",
            "identified_on": named and named.recorded_at,
            "holds": [
                {"since": one.recorded_at, "of_board": one.because == WITHDRAWN_HOLD}
                for one in holds
            ],
            "disputes": disputes.count(),
            "entitlement": receiver
            and {
                "verified": receiver.verified_by_id is not None,
                "authority": receiver.authority,
                "relation": receiver.relative.relation if receiver.relative else "",
            },
            "prepared": prepared.exists(),
            "grave": grave and {"cemetery": grave.cemetery, "grave": grave.grave, "at": grave.at},
            "examined": Examination.objects.filter(
                remains=body, kind=ExaminationKind.DEATH
            ).exists(),
            "effects": list(
                Effect.objects.filter(remains=body).order_by("code").values_list("code", flat=True)
            ),
            "samples": [
                {"code": one.code, "kind": one.kind, "kept": one.used_up_at is None}
                for one in Sample.objects.filter(remains=body).order_by("code")
            ],
            "packets": list(
                SealedPacket.objects.filter(remains=body)
                .order_by("code")
                .values_list("code", flat=True)
            ),
        }
