"""What waits on the way home: second persons, releases, holds and alerts."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from antigone.access.actions import Action
from antigone.casework.lists.waiting.item import Here, Kind
from antigone.casework.models import (
    Alert,
    BureauRecord,
    Delivery,
    Dispute,
    Entitlement,
    Identification,
    LegalHold,
    PacketOpening,
    Release,
    Remains,
    SealedPacket,
)
from antigone.casework.models.remains import WITHDRAWN_HOLD, Custody


def _releases_to_confirm(here: Here) -> QuerySet:
    rows = Release.objects.filter(witnessed_by=None, recalled_at=None)
    return rows.annotate(since=F("recorded_at"), code=F("remains__code"), barred=_own(here))


def _may_go_home(here: Here) -> QuerySet:
    """Bodies with a name, a verified receiver and nothing that stands against their release."""
    of = {"remains": OuterRef("pk")}
    verified = Entitlement.objects.filter(
        verified_at__isnull=False,
        ended_at=None,
        request__in=Subquery(
            Identification.objects.filter(
                remains=OuterRef(OuterRef("pk")), withdrawn_at=None
            ).values("request")
        ),
        **of,
    )
    first = verified.order_by("verified_at").values("verified_at")[:1]
    rows = Remains.objects.filter(
        Exists(verified),
        ~Exists(Release.objects.filter(recalled_at=None, covers="person", **of)),
        ~Exists(LegalHold.objects.filter(lifted_at=None, **of)),
        ~Exists(Dispute.objects.filter(settled_at=None, **of)),
        # By their names: an index leads to them, and not every body has one.
        pk__in=Identification.objects.filter(withdrawn_at=None).values("remains"),
        custody=Custody.HELD,
    )
    return here.but_compared(rows, "pk").annotate(since=Subquery(first))


def _receivers_to_verify(here: Here) -> QuerySet:
    rows = Entitlement.objects.filter(verified_by=None, ended_at=None)
    return here.but_compared(rows, "remains").annotate(
        since=F("recorded_at"), code=F("remains__code"), barred=_own(here)
    )


def _receivers_to_ask(here: Here) -> QuerySet:
    """Bodies whose family was told, and nobody has recorded who may receive them."""
    every = Delivery.objects.filter(
        notice__identification__isnull=False, notice__identification__withdrawn_at=None
    )
    told = every.filter(notice__identification__remains=OuterRef("pk"))
    known = Entitlement.objects.filter(remains=OuterRef("pk"), ended_at=None)
    gone = Release.objects.filter(remains=OuterRef("pk"), recalled_at=None)
    first = told.order_by("told_at").values("told_at")[:1]
    rows = Remains.objects.filter(
        ~Exists(known),
        ~Exists(gone),
        pk__in=every.values("notice__identification__remains"),
        custody=Custody.HELD,
    )
    return here.but_compared(rows, "pk").annotate(since=Subquery(first))


def _seals_to_confirm(here: Here) -> QuerySet:
    rows = SealedPacket.objects.filter(witnessed_by=None)
    # Its own code is shown; the way leads to the body's page.
    of = Coalesce("remains__code", Value(""))
    return rows.annotate(since=F("recorded_at"), barred=_own(here), why=of)


def _openings_to_confirm(here: Here) -> QuerySet:
    rows = PacketOpening.objects.filter(witnessed_by=None)
    of = Coalesce("packet__remains__code", Value(""))
    return rows.annotate(since=F("recorded_at"), code=F("packet__code"), barred=_own(here), why=of)


def _disputes(here: Here) -> QuerySet:
    rows = here.but_compared(Dispute.objects.filter(settled_at=None), "remains")
    return rows.annotate(since=F("recorded_at"), code=F("remains__code"), barred=_own(here))


def _to_record_for_bureau(here: Here) -> QuerySet:
    recorded = BureauRecord.objects.filter(remains=OuterRef("remains"), recalled_at=None)
    rows = Identification.objects.filter(~Exists(recorded), withdrawn_at=None)
    return here.but_compared(rows, "remains").annotate(
        since=F("recorded_at"), code=F("remains__code")
    )


def _alerts(here: Here) -> QuerySet:
    rows = Alert.objects.filter(role__in=here.roles, seen_at=None)
    return here.but_compared(rows, "about").annotate(
        since=F("recorded_at"), code=F("about__code"), why=F("reason")
    )


def _holds(here: Here) -> QuerySet:
    rows = LegalHold.objects.filter(lifted_at=None).exclude(because=WITHDRAWN_HOLD)
    return rows.annotate(since=F("recorded_at"), code=F("remains__code"))


def _holds_after_withdrawal(here: Here) -> QuerySet:
    rows = LegalHold.objects.filter(lifted_at=None, because=WITHDRAWN_HOLD)
    return here.but_compared(rows, "remains").annotate(
        since=F("recorded_at"), code=F("remains__code")
    )


def _own(here: Here) -> Q:
    return Q(recorded_by=here.account)


_CUSTODY = (Action.VIEW_CUSTODY,)

KINDS = (
    Kind(name="see-alert", does=Action.SEE_ALERT, knows=(Action.SEE_ALERT,), rows=_alerts),
    Kind(name="lift-hold", does=Action.LIFT_HOLD, knows=(Action.LIFT_HOLD,), rows=_holds),
    Kind(
        name="lift-withdrawn-hold",
        does=Action.LIFT_WITHDRAWN_HOLD,
        knows=(Action.LIFT_WITHDRAWN_HOLD,),
        rows=_holds_after_withdrawal,
    ),
    Kind(name="confirm-release", does=Action.RELEASE, knows=_CUSTODY, rows=_releases_to_confirm),
    Kind(name="release", does=Action.RELEASE, knows=_CUSTODY, rows=_may_go_home),
    Kind(
        name="verify-receiver",
        does=Action.VERIFY_ENTITLEMENT,
        knows=_CUSTODY,
        rows=_receivers_to_verify,
    ),
    Kind(name="ask-receiver", does=Action.ENTITLE, knows=_CUSTODY, rows=_receivers_to_ask),
    Kind(name="confirm-seal", does=Action.SEAL_PACKET, knows=_CUSTODY, rows=_seals_to_confirm),
    Kind(
        name="confirm-opening", does=Action.OPEN_PACKET, knows=_CUSTODY, rows=_openings_to_confirm
    ),
    Kind(name="settle-dispute", does=Action.SETTLE_DISPUTE, knows=_CUSTODY, rows=_disputes),
    Kind(
        name="record-for-bureau",
        does=Action.RECORD_FOR_BUREAU,
        knows=(Action.RECORD_FOR_BUREAU,),
        rows=_to_record_for_bureau,
    ),
)
