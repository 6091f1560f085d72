"""Whom a body might be: the newest search, and what other sources proposed. Leads, and no more."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.requirement import require
from antigone.casework.lists.reading import case_of_code, looking, reading
from antigone.casework.models import (
    Candidate,
    Exclusion,
    Finding,
    MissingPerson,
    ReferencePhotograph,
    Remains,
    Search,
    TracingRequest,
)
from antigone.casework.step import NotHere
from antigone.errors import Refusal
from antigone.wording import N_

if TYPE_CHECKING:
    from antigone.evidence.ratio import Status


class NoSearchYet(Refusal):
    """There is no list to show."""

    code = "no-search-yet"
    sentence = N_("No search was made for “{remains}” yet.")
    remedy = N_("Search with: antigone search run {remains}")


def newest_search(actor: Actor, code: str) -> dict[str, Any]:
    """Return the newest search of a body, with its list; the look is recorded.

    Whoever looks does not review the body any more. Raises `NotHere` and `NoSearchYet`.
    """
    with looking(actor, code) as one:
        found = Search.objects.filter(remains=one).order_by("-recorded_at").first()
        if found is None:
            raise NoSearchYet(remains=code)
        listed = Candidate.objects.filter(search=found).order_by("rank")
        return {
            "remains": one.code,
            "gallery": {"people": found.people, "templates": found.templates},
            "fpir": found.fpir,
            "threshold": found.threshold,
            "expected_false": found.expected_false,
            "hidden": found.hidden,
            "searched_at": found.recorded_at.isoformat(timespec="seconds"),
            "candidates": _candidates(listed),
        }


def candidates(actor: Actor, code: str) -> list[dict[str, Any]]:
    """Return whom a body might be, from every source: the newest search, and what was proposed.

    The look is recorded; whoever looks does not review the body any more.
    """
    with looking(actor, code) as one:
        newest = Search.objects.filter(remains=one).order_by("-recorded_at").first()
        listed = Candidate.objects.filter(Q(search=None) | Q(search=newest), remains=one)
        return _candidates(listed.order_by("rank", "recorded_at"))


def unweighed(actor: Actor, code: str) -> list[UUID]:
    """Return the candidates of a body's newest search whose face nobody has weighed."""
    with reading(actor, Action.WEIGH):
        one = case_of_code(Remains, code)
        newest = Search.objects.filter(remains=one).order_by("-recorded_at").first()
        if newest is None:
            raise NoSearchYet(remains=code)
        listed = Candidate.objects.filter(search=newest).exclude(findings__kind="face")
        return list(listed.order_by("rank").values_list("pk", flat=True))


def candidate_between(actor: Actor, remains: str, request: str, *, by_face: bool) -> UUID:
    """Return the id of the newest way in which a person came onto the list of a body.

    `by_face` asks for the one of a search, if there is one. Raises `NotHere`.
    """
    with reading(actor, Action.WEIGH):
        body = case_of_code(Remains, remains)
        # Also that somebody is on the list is knowledge.
        require(actor, Action.WEIGH, of=body)
        pair = {"remains": body, "request": case_of_code(TracingRequest, request)}
        found = Candidate.objects.filter(**pair).order_by("-recorded_at")
        newest = (found.exclude(search=None).first() if by_face else None) or found.first()
        if newest is None:
            raise NotHere(kind="candidate", key=f"{remains} {request}")
        return newest.pk


def _candidates(listed: QuerySet) -> list[dict[str, Any]]:
    found = list(listed.select_related("request").prefetch_related("findings"))
    keys = [one.request_id for one in found]
    names = dict(MissingPerson.objects.filter(request__in=keys).values_list("request", "name"))
    numbers = _photograph_numbers(keys)
    excluded = _exclusions(found)
    return [
        {
            "request": one.request.code,
            "missing_person": names.get(one.request_id, ""),
            "source": one.source,
            "note": one.source_note,
            "rank": one.rank,
            "similarity": one.similarity and round(one.similarity, 4),
            **_strength(one),
            "photograph": numbers.get(one.photograph_id, ""),
            "above_threshold": one.above_threshold,
            "excluded": excluded.get(one.pk, ""),
        }
        for one in found
    ]


def _exclusions(found: list[Candidate]) -> dict[UUID, str]:
    """On what ground each candidate is excluded; one that came later is not."""
    of = {"remains__in": {one.remains_id for one in found}}
    closed = Exclusion.objects.filter(**of).order_by("recorded_at")
    newest = {(one.remains_id, one.request_id): one for one in closed}
    pairs = {one.pk: newest.get((one.remains_id, one.request_id)) for one in found}
    return {
        one.pk: pairs[one.pk].ground
        for one in found
        if pairs[one.pk] is not None and pairs[one.pk].recorded_at >= one.recorded_at
    }


def _strength(candidate: Candidate) -> dict[str, Any]:
    """The newest finding of the candidate's own source; a number never stands without its words."""
    weighed = sorted(candidate.findings.all(), key=lambda one: one.recorded_at)
    faces = [one for one in weighed if one.kind == "face"]
    newest = (faces if candidate.source == "face" else weighed)[-1:]
    if not newest:
        return {"log10_lr": None, "interval": None, "words": "", "status": None}
    (finding,) = newest
    if finding.log10_lr is None:
        words = f"outside: {finding.outside_reach}"
        return {"log10_lr": None, "interval": None, "words": words, "status": None}
    return {
        "log10_lr": round(finding.log10_lr, 3),
        "interval": [round(finding.lower, 3), round(finding.upper, 3)],
        "words": in_words(finding),
        "status": status_of(finding),
    }


def in_words(finding: Finding) -> str:
    from antigone.evidence import Hypotheses, LikelihoodRatio

    lower, _, upper = finding.bound.partition(" to ")
    ratio = LikelihoodRatio(
        log10=finding.log10_lr,
        interval=(finding.lower, finding.upper),
        # The bound is kept rounded.
        bound=(
            min(float(lower), finding.lower, finding.log10_lr),
            max(float(upper), finding.upper, finding.log10_lr),
        ),
        hypotheses=Hypotheses(same=finding.same, other=finding.other),
        source=finding.source,
        status=status_of(finding),
    )
    return ratio.in_short(settings.ANTIGONE.language)


def status_of(finding: Finding) -> "Status":
    """What stands behind the number, as the calibration says that made it.

    A laboratory's report has none. A calibration that is not here any more vouches for nothing.
    """
    from antigone.evidence import Calibration

    if not finding.calibration:
        return "imported"
    known = Calibration.builtin()
    return known.status if finding.calibration == known.id else "simulated"


def _photograph_numbers(requests: list[UUID]) -> dict[UUID, str]:
    given = ReferencePhotograph.objects.filter(request__in=requests).select_related("request")
    numbers: dict[UUID, str] = {}
    counts: dict[UUID, int] = {}
    for one in given.order_by("recorded_at", "pk"):
        counts[one.request_id] = counts.get(one.request_id, 0) + 1
        numbers[one.pk] = f"{one.request.code}/{counts[one.request_id]}"
    return numbers
