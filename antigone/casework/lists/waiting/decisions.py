"""What waits for the board, and for a second person: views, motions, rules, packets."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from antigone.access.actions import Action
from antigone.casework.lists.waiting.item import Here, Kind
from antigone.casework.models import (
    BlindPacket,
    Candidate,
    Concurrence,
    Disagreement,
    Exclusion,
    Identification,
    Motion,
    Remains,
    RuleDraft,
    Signature,
)
from antigone.casework.models.review import Conclusion


def _views_that_differ(here: Here) -> QuerySet:
    rows = Disagreement.objects.filter(settlement=None)
    return here.but_compared(rows, "candidate__remains").annotate(
        since=F("recorded_at"), code=F("candidate__remains__code"), goes=F("candidate")
    )


def _motions(here: Here) -> QuerySet:
    signed = Signature.objects.filter(motion=OuterRef("pk"), recorded_by=here.account)
    listed = Candidate.objects.filter(remains=OuterRef("remains"), request=OuterRef("request"))
    newest = listed.order_by("-recorded_at").values("pk")[:1]
    waiting = here.but_compared(Motion.objects.filter(ended_at=None), "remains")
    return waiting.annotate(
        since=F("recorded_at"),
        code=F("remains__code"),
        why=F("matter"),
        barred=Exists(signed),
        goes=Coalesce("concurrence__candidate", Subquery(newest)),
    )


def _agreed(here: Here) -> QuerySet:
    """Bodies of which two examiners agreed on somebody, and on whom nobody has decided."""
    pair = {"remains": OuterRef("candidate__remains"), "request": OuterRef("candidate__request")}
    agreed = (
        Concurrence.objects.filter(candidate__remains=OuterRef("pk"))
        .exclude(conclusion=Conclusion.INCONCLUSIVE)
        .filter(~Exists(Exclusion.objects.filter(recorded_at__gte=OuterRef("recorded_at"), **pair)))
        .filter(~Exists(Motion.objects.filter(ended_at=None, **pair)))
    )
    named = Identification.objects.filter(remains=OuterRef("pk"), withdrawn_at=None)
    first = agreed.order_by("recorded_at")
    return here.but_compared(
        Remains.objects.filter(
            Exists(agreed), ~Exists(named), pk__in=Concurrence.objects.values("candidate__remains")
        ),
        "pk",
    ).annotate(
        since=Subquery(first.values("recorded_at")[:1]),
        goes=Subquery(first.values("candidate")[:1]),
    )


def _drafts_of_rules(here: Here) -> QuerySet:

    return RuleDraft.objects.filter(approved=None).annotate(
        since=F("recorded_at"), code=Value(""), barred=Q(recorded_by=here.account)
    )


def _packets(here: Here) -> QuerySet:

    rows = BlindPacket.objects.filter(released_at=None, recalled_at=None)
    return here.but_compared(rows, "remains").annotate(
        since=F("recorded_at"), barred=Q(recorded_by=here.account)
    )


KINDS = (
    Kind(
        name="settle-views",
        does=Action.SETTLE_VIEWS,
        knows=(Action.SETTLE_VIEWS,),
        rows=_views_that_differ,
    ),
    Kind(
        name="sign-motion",
        does=Action.IDENTIFY,
        knows=(Action.IDENTIFY,),
        rows=_motions,
    ),
    Kind(name="decide", does=Action.IDENTIFY, knows=(Action.IDENTIFY,), rows=_agreed),
    Kind(
        name="approve-rules",
        does=Action.APPROVE_RULES,
        knows=(Action.APPROVE_RULES,),
        rows=_drafts_of_rules,
    ),
    Kind(
        name="release-packet",
        does=Action.SEND_PACKET,
        knows=(Action.SEND_PACKET,),
        rows=_packets,
    ),
)
