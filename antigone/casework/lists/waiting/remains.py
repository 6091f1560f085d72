"""What waits about the dead: a photograph with the label, the examination of death, a search."""

from django.db.models import Case, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value, When

from antigone.access.actions import Action
from antigone.casework.lists.waiting.item import Here, Kind
from antigone.casework.models import (
    Candidate,
    Examination,
    Exclusion,
    PostMortemPhotograph,
    Remains,
    Round,
    Search,
    Template,
    Unblinding,
)
from antigone.casework.models.photographs import Side
from antigone.casework.models.remains import Custody, ExaminationKind
from antigone.casework.models.requests import Outcome

_OPEN = (Outcome.OPEN, Outcome.INCONCLUSIVE)
_SEARCHES_OF_ONE = 1


def _bodies(here: Here) -> QuerySet:
    every = Remains.objects.filter(outcome__in=_OPEN).annotate(since=F("recorded_at"))
    return here.but_compared(every, "pk")


def _taken(**of: object) -> Exists:
    return Exists(PostMortemPhotograph.objects.filter(remains=OuterRef("pk"), **of))


def _deaths() -> QuerySet:
    return Examination.objects.filter(remains=OuterRef("pk"), kind=ExaminationKind.DEATH)


def _without_photograph(here: Here) -> QuerySet:
    why = Case(When(_taken(), then=Value("no-legible-code")), default=Value("no-photograph"))
    lacking = _bodies(here).filter(~_taken(code_legible=True), custody=Custody.HELD)
    return lacking.annotate(why=why)


def _without_examination(here: Here) -> QuerySet:
    return _bodies(here).filter(~Exists(_deaths()), custody=Custody.HELD)


def _ready(here: Here) -> QuerySet:
    """Bodies from which a search can be made: dead, legibly labelled, with an enrolled face."""
    enrolled = Template.objects.filter(side=Side.REMAINS)
    newest = enrolled.filter(remains=OuterRef("pk")).order_by().values("remains")
    others = _deaths().exclude(signed_by=here.account)
    # By those enrolled: an index leads to them, and they are few beside all who lie here.
    rows = Remains.objects.filter(pk__in=enrolled.values("remains"), outcome__in=_OPEN)
    return (
        here.but_compared(rows, "pk")
        .filter(Exists(_deaths()), _taken(code_legible=True))
        .annotate(enrolled_at=Subquery(newest.annotate(at=Max("recorded_at")).values("at")))
        # Who alone signed that somebody is dead does not search from her.
        .annotate(barred=~Exists(others))
    )


def _not_searched(here: Here) -> QuerySet:
    searched = Search.objects.filter(remains=OuterRef("pk"))
    return _ready(here).filter(~Exists(searched)).annotate(since=F("enrolled_at"))


def _to_search_again(here: Here) -> QuerySet:
    """Bodies whose last search does not know the newest reference."""
    references = Template.objects.filter(side=Side.REFERENCE).order_by("-recorded_at")
    newest = Subquery(references.values("recorded_at")[:1])
    searched = Search.objects.filter(remains=OuterRef("pk")).order_by()
    last = searched.values("remains").annotate(at=Max("recorded_at")).values("at")
    rows = _ready(here).annotate(searched_at=Subquery(last))
    return rows.filter(searched_at__lt=newest).annotate(since=newest, why=Value("references-added"))


def _with_candidates(here: Here) -> QuerySet:
    """Bodies on whose list somebody stands whom nobody has been asked to compare.

    To an examiner who does not know whom a body might be, it is not even told that somebody is on a
    list: she may be drawn.
    """
    excluded = Exclusion.objects.filter(
        remains=OuterRef("remains"),
        request=OuterRef("request"),
        recorded_at__gte=OuterRef("recorded_at"),
    )
    listed = Candidate.objects.filter(~Exists(excluded), remains=OuterRef("pk")).order_by()
    drawn = Round.objects.filter(remains=OuterRef("pk")).order_by()
    searches = Search.objects.filter(remains=OuterRef("pk")).order_by()
    again = searches.values("remains").annotate(first=Max("recorded_at")).values("first")
    rows = (
        here.but_compared(
            Remains.objects.filter(
                pk__in=Candidate.objects.values("remains"), outcome=Outcome.OPEN
            ),
            "pk",
        )
        .annotate(
            since=Subquery(_newest(listed)),
            drawn_at=Subquery(_newest(drawn)),
            searched_at=Subquery(again),
        )
        .filter(since__isnull=False)
        .filter(Q(drawn_at=None) | Q(drawn_at__lt=F("since")))
        .annotate(
            why=Case(
                When(Q(drawn_at__lt=F("searched_at")), then=Value("searched-again")),
                default=Value("candidates-listed"),
            )
        )
    )
    if Action.RELIEVE_EXAMINER in here.can:
        return rows
    mine = {"remains": OuterRef("pk")}
    known = (
        Exists(Search.objects.filter(searched_by=here.account, **mine))
        | Exists(Candidate.objects.filter(recorded_by=here.account, **mine))
        | Exists(Unblinding.objects.filter(recorded_by=here.account, **mine))
    )
    return rows.filter(known)


def _newest(rows: QuerySet) -> QuerySet:
    return rows.values("remains").annotate(at=Max("recorded_at")).values("at")


_DEAD = (Action.VIEW_REMAINS,)

KINDS = (
    Kind(
        name="photograph-remains",
        does=Action.RECEIVE_POST_MORTEM,
        knows=_DEAD,
        rows=_without_photograph,
    ),
    Kind(name="examine-death", does=Action.EXAMINE_REMAINS, knows=_DEAD, rows=_without_examination),
    Kind(name="search", does=Action.SEARCH, knows=_DEAD, rows=_not_searched),
    Kind(name="search-again", does=Action.SWEEP, knows=_DEAD, rows=_to_search_again),
    Kind(
        name="send-to-examination",
        does=Action.DRAW_EXAMINER,
        knows=(Action.VIEW_CANDIDATES,),
        rows=_with_candidates,
    ),
)
