"""What an institution may publish of an operation: counts and times in which nobody is recognised.

A count of one to four in a small place is a person with a name. It is withheld, and so is every count
from which it could be worked out. The rule does not look for the least that must be hidden, because
whoever knows such a rule can calculate back from what it hid. Instead:

1. The counts of a table lie in fixed blocks of two or more. If one of a block is 1 to 4, the whole
   block is withheld; its sum may still follow from the total.
2. A total of 1 to 4 is withheld with everything in its table.
3. A number that depends on a block (people told, of those identified) is withheld with it.
4. No count stands in two tables. Zero is shown: it is nobody.

A withheld block has at least two counts of which at least one is 1 to 4, so that for every sum there
are at least two ways in which it came about, and each count differs between them. A test tries all
small tables.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.db.models import Min

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.models import (
    Delivery,
    Disagreement,
    Examination,
    Identification,
    Operation,
    Release,
    Remains,
    Search,
    TracingRequest,
)
from antigone.casework.models.handover import ReleaseOf
from antigone.casework.models.notices import NoticeKind
from antigone.casework.models.remains import ExaminationKind
from antigone.casework.models.requests import Outcome
from antigone.casework.reading import reading
from antigone.wording import N_

LEAST = 5
"""The smallest count, and the smallest number of cases behind a time, that is published."""


@dataclass(frozen=True)
class Count:
    """One count under its name; None if it is withheld."""

    name: str
    count: int | None


@dataclass(frozen=True, kw_only=True)
class CountTable:
    """Counts that may have a common total."""

    name: str
    counts: tuple[Count, ...]
    total: Count | None = None


@dataclass(frozen=True, kw_only=True)
class Duration:
    """The median time between two steps in whole days; None with fewer than five cases."""

    name: str
    days: int | None


@dataclass(frozen=True, kw_only=True)
class Statistics:
    """What may be published of an operation, since the day on which it was opened."""

    operation: str
    authority: str
    since: date
    tables: tuple[CountTable, ...]
    durations: tuple[Duration, ...]


def is_small(count: int) -> bool:
    """Whether a count could be a person with a name."""
    return 0 < count < LEAST


def publish(
    name: str, blocks: Iterable[tuple[tuple[str, int], ...]], *, total: str = ""
) -> CountTable:
    """Return a table as it may be published, by the rule above; `total` names the sum of all.

    Each block is a tuple of names with their counts, two or more where there is a total.
    """
    blocks = tuple(blocks)
    whole = sum(count for block in blocks for _, count in block)
    nothing = bool(total) and is_small(whole)
    counts = []
    for block in blocks:
        hidden = nothing or any(is_small(count) for _, count in block)
        counts += [Count(each, None if hidden else count) for each, count in block]
    summed = Count(total, None if nothing else whole) if total else None
    return CountTable(name=name, counts=tuple(counts), total=summed)


def statistics(actor: Actor) -> Statistics:
    """Return the counts and times of the operation that may be published. Raises `NotAllowed`."""
    with reading(actor, Action.VIEW_STATISTICS):
        requests = _requests()
        identified_hidden = any(
            one.count is None for one in requests.counts if one.name == Outcome.IDENTIFIED
        )
        operation = Operation.objects.get(pk=actor.operation_id)
        return Statistics(
            operation=operation.name,
            authority=operation.authority,
            since=operation.opened_at.date(),
            tables=(
                _searches(),
                requests,
                _unnamed(),
                _errors(),
                _families(hidden=identified_hidden),
            ),
            durations=tuple(_durations(hidden=identified_hidden)),
        )


def _of(model: type, outcome: Outcome) -> tuple[str, int]:
    return outcome.value, model.objects.filter(outcome=outcome).count()


def _searches() -> CountTable:
    return publish(N_("Searches by face"), [(("searches", Search.objects.count()),)])


def _requests() -> CountTable:
    return publish(
        N_("Missing people"),
        [
            tuple(
                _of(TracingRequest, one)
                for one in (Outcome.IDENTIFIED, Outcome.OPEN, Outcome.INCONCLUSIVE)
            ),
            tuple(_of(TracingRequest, one) for one in (Outcome.FOUND_ALIVE, Outcome.WITHDRAWN)),
        ],
        total="missing",
    )


def _unnamed() -> CountTable:
    """Those without a name only: with the named, the count of the identified would stand twice."""
    return publish(
        N_("Bodies and parts without a name"),
        [tuple(_of(Remains, one) for one in (Outcome.OPEN, Outcome.INCONCLUSIVE))],
        total="without-a-name",
    )


def _errors() -> CountTable:
    withdrawn = Identification.objects.exclude(withdrawn_at=None).count()
    settled = Disagreement.objects.exclude(settlement=None).count()
    differing = Disagreement.objects.filter(settlement=None).count()
    return publish(
        N_("Errors found, and views that differed"),
        [
            (("identifications-withdrawn", withdrawn),),
            (("disagreements-settled", settled), ("disagreements-open", differing)),
        ],
    )


def _families(*, hidden: bool) -> CountTable:
    told = Delivery.objects.filter(notice__kind=NoticeKind.IDENTIFICATION)
    families = told.values("notice__identification__request").distinct().count()
    table = publish(N_("Families"), [(("families-told", families),)])
    if not hidden:
        return table
    return CountTable(name=table.name, counts=tuple(Count(one.name, None) for one in table.counts))


def _durations(*, hidden: bool) -> Iterable[Duration]:
    deaths = Examination.objects.filter(kind=ExaminationKind.DEATH)
    recorded = dict(Remains.objects.values_list("pk", "recorded_at"))
    decided = {one.pk: one for one in Identification.objects.filter(withdrawn_at=None)}
    named = {one.remains_id: one.recorded_at for one in decided.values()}
    told = dict(
        Delivery.objects.filter(notice__identification__in=list(decided))
        .values_list("notice__identification")
        .annotate(first=Min("told_at"))
    )
    home = dict(
        Release.objects.filter(covers=ReleaseOf.PERSON, recalled_at=None)
        .exclude(at=None)
        .values_list("identification", "at")
    )
    at = {key: one.recorded_at for key, one in decided.items()}
    yield _median(N_("recorded to death established"), recorded, _first(deaths, "signed_at"))
    yield _median(N_("recorded to first search"), recorded, _first(Search.objects, "recorded_at"))
    for name, begun, ended in (
        (N_("recorded to identified"), recorded, named),
        (N_("identified to family told"), at, told),
        (N_("identified to home"), at, home),
    ):
        # With five cases or more behind it, a time says that a withheld count is none of the small.
        yield Duration(name=name, days=None) if hidden else _median(name, begun, ended)


def _first(rows: object, column: str) -> dict[object, datetime]:
    return dict(rows.values_list("remains").annotate(first=Min(column)))


def _median(name: str, begun: dict[object, datetime], ended: dict[object, datetime]) -> Duration:
    taken = [ended[key] - begun[key] for key in ended if key in begun]
    if len(taken) < LEAST:
        return Duration(name=name, days=None)
    # To the day: an exact time of one case would tell which one it was.
    return Duration(name=name, days=round(median(taken) / timedelta(days=1)))
