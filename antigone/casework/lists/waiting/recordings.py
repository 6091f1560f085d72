"""What waits about videos: the one face to be chosen among those that were followed."""

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from antigone.access.actions import Action
from antigone.casework.lists.waiting.item import Here, Kind
from antigone.casework.models import Recording, RecordingReading, TrackChoice
from antigone.casework.models.requests import Outcome

_OPEN = (Outcome.OPEN, Outcome.INCONCLUSIVE)


def _unchosen(case: str) -> QuerySet:
    """The videos of one side in which somebody was followed and nobody is chosen."""
    of = {"recording": OuterRef("pk")}
    read = RecordingReading.objects.filter(**of).exclude(tracks=[])
    return Recording.objects.filter(
        Exists(read),
        ~Exists(TrackChoice.objects.filter(ended_at=None, **of)),
        wrapped_key__isnull=False,
        **{f"{case}__outcome__in": _OPEN},
    ).annotate(
        code=F(f"{case}__code"),
        since=Subquery(read.order_by("-recorded_at").values("recorded_at")[:1]),
    )


def _of_the_dead(here: Here) -> QuerySet:
    return here.but_compared(_unchosen("remains"), "remains")


KINDS = (
    Kind(
        name="choose-face",
        does=Action.MARK_FACE,
        knows=(Action.VIEW_REMAINS,),
        rows=_of_the_dead,
    ),
    Kind(
        name="choose-face",
        does=Action.MARK_FACE,
        knows=(Action.VIEW_REQUEST,),
        rows=lambda here: _unchosen("request"),
    ),
)
