"""Whom a body might be: the newest search, and what other sources proposed. Leads, and no more."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.requirement import require
from antigone.casework.description import Range
from antigone.casework.instruments import instruments
from antigone.casework.lists.limited import limits_of
from antigone.casework.models import (
    Candidate,
    Examination,
    Exclusion,
    MissingPerson,
    ReferencePhotograph,
    Remains,
    Search,
)
from antigone.casework.procedures.searchable import searchable
from antigone.casework.reading import case_of_code, looking, reading
from antigone.casework.step import NotHere, found, step
from antigone.casework.unblinding import unblind
from antigone.casework.vocabulary import word
from antigone.casework.worth import in_words, status_of
from antigone.errors import Refusal
from antigone.wording import N_, say

_SEXES = ("female", "male")
_YEARS_APART = 10


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
            "candidates": _candidates(_with_findings(listed)),
        }


def search_shown(actor: Actor, key: UUID, *, language: str = "") -> dict[str, Any]:
    """Return one search with its list, as a page shows it; the look is recorded.

    Each candidate carries its own id, what limits its weight (codes of "Limit", and among how many
    pairs it was the nearest), and what in the two descriptions speaks against it ("sex", "age"):
    whoever sorts the list can leave these out, and is told how many people that hides.
    Raises `NotHere`, and `SeparatePerson` for an examiner who is comparing the body.
    """
    with step(actor, Action.VIEW_CANDIDATES) as doing:
        search = found(Search, key)
        body = doing.case(Remains, search.remains_id)
        unblind(doing, body)
    with reading(actor, Action.VIEW_CANDIDATES):
        rows = _with_findings(Candidate.objects.filter(search=search).order_by("rank"))
        against = _contradictions(body, [one.request_id for one in rows])
        limits = limits_of(search, rows)
        listed = [
            {**shown, "id": one.pk, "photograph_id": one.photograph_id}
            | {"against": against.get(one.request_id, []), "pairs": limits[one.pk].pairs}
            | {"limits": [*limits[one.pk].codes, *_simulated(shown)]}
            for shown, one in zip(_candidates(rows, language), rows, strict=True)
        ]
        newer = Search.objects.filter(remains=body, recorded_at__gt=search.recorded_at)
        probe = search.probes.select_related("template__face").first()
        return {
            "remains": body.code,
            "photograph_id": probe and probe.template.face.post_mortem_id,
            "people": search.people,
            "hidden": search.hidden,
            "fpir": search.fpir,
            "threshold": search.threshold,
            "expected_false": search.expected_false,
            "searched_at": search.recorded_at,
            "newer": newer.order_by("-recorded_at").values_list("pk", flat=True).first(),
            "candidates": listed,
        }


def remains_of_search(actor: Actor, key: UUID) -> UUID:
    """Return the body from which a search was made. Raises `NotHere`."""
    with reading(actor, Action.VIEW_CANDIDATES):
        body: UUID = found(Search, key).remains_id
        return body


def searches_of(actor: Actor, code: str) -> list[dict[str, Any]]:
    """Return the searches of a body, the newest first: when, and among how many. Nobody is named.

    Raises `SeparatePerson` for an examiner who is comparing the body.
    """
    with reading(actor, Action.SEARCH):
        body = case_of_code(Remains, code)
        require(actor, Action.SEARCH, of=body)
        return [
            {"id": one.pk, "at": one.recorded_at, "people": one.people, "hidden": one.hidden}
            for one in Search.objects.filter(remains=body).order_by("-recorded_at")
        ]


def may_be_searched(actor: Actor) -> dict[str, int]:
    """Return how many people a search of this operation reaches today, and how many it may not."""
    tools = instruments()
    with reading(actor, Action.SEARCH):
        asked = searchable(actor, tools)
        return {"people": asked.people - asked.barred, "hidden": asked.barred}


def candidates(actor: Actor, code: str) -> list[dict[str, Any]]:
    """Return whom a body might be, from every source: the newest search, and what was proposed.

    The look is recorded; whoever looks does not review the body any more.
    """
    with looking(actor, code) as one:
        newest = Search.objects.filter(remains=one).order_by("-recorded_at").first()
        listed = Candidate.objects.filter(Q(search=None) | Q(search=newest), remains=one)
        return _candidates(_with_findings(listed.order_by("rank", "recorded_at")))


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

    `by_face` asks for the one of a search, if there is one. That somebody is on the list is
    knowledge, and that nobody is too: the look is recorded either way, and whoever looks does not
    review the body any more. Raises `NotHere`, and `SeparatePerson` for an examiner who is comparing
    the body.
    """
    with looking(actor, remains, Action.WEIGH) as body:
        found = Candidate.objects.filter(remains=body, request__code=request)
        newest = found.order_by("-recorded_at")
        one = (newest.exclude(search=None).first() if by_face else None) or newest.first()
    # Not inside: it would undo the record of the look.
    if one is None:
        raise NotHere(kind="candidate", key=f"{remains} {request}")
    return one.pk


def _simulated(shown: dict[str, Any]) -> list[str]:
    return ["simulated"] if shown["status"] == "simulated" else []


def _with_findings(listed: "QuerySet[Candidate]") -> list[Candidate]:
    return list(listed.select_related("request").prefetch_related("findings"))


def _candidates(found: list[Candidate], language: str = "") -> list[dict[str, Any]]:
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
            **_strength(one, language or settings.ANTIGONE.language),
            "photograph": numbers.get(one.photograph_id, ""),
            "above_threshold": one.above_threshold,
            "excluded": excluded.get(one.pk, ""),
        }
        for one in found
    ]


def _contradictions(body: Remains, requests: list[UUID]) -> dict[UUID, list[str]]:
    """What was stated of a body and of each missing person, and cannot both be true of one."""
    examined = Examination.objects.filter(remains=body).order_by("signed_at")
    seen = [one.description for one in examined]
    sex = next((one.sex for one in reversed(seen) if one.sex in _SEXES), None)
    age = next((one.age for one in reversed(seen) if isinstance(one.age, Range)), None)
    against: dict[UUID, list[str]] = {}
    for person in MissingPerson.objects.filter(request__in=requests):
        stated = person.description
        if sex and stated.sex in _SEXES and stated.sex != sex:
            against.setdefault(person.request_id, []).append("sex")
        if age and isinstance(stated.age, Range):
            # Ages are estimates on one side and memories on the other.
            apart = max(stated.age.least - age.most, age.least - stated.age.most)
            if apart > _YEARS_APART:
                against.setdefault(person.request_id, []).append("age")
    return against


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


def _strength(candidate: Candidate, language: str) -> dict[str, Any]:
    """The newest finding of the candidate's own source; a number never stands without its words."""
    weighed = sorted(candidate.findings.all(), key=lambda one: one.recorded_at)
    faces = [one for one in weighed if one.kind == "face"]
    newest = (faces if candidate.source == "face" else weighed)[-1:]
    if not newest:
        return {"log10_lr": None, "interval": None, "words": "", "status": None}
    (finding,) = newest
    if finding.log10_lr is None:
        reason = word("OutsideReach", finding.outside_reach, language)
        words = say(N_("not weighed: {reason}"), language, reason=reason)
        return {"log10_lr": None, "interval": None, "words": words, "status": None}
    return {
        "log10_lr": round(finding.log10_lr, 3),
        "interval": [round(finding.lower, 3), round(finding.upper, 3)],
        "words": in_words(finding, language),
        "status": status_of(finding),
    }


def _photograph_numbers(requests: list[UUID]) -> dict[UUID, str]:
    given = ReferencePhotograph.objects.filter(request__in=requests).select_related("request")
    numbers: dict[UUID, str] = {}
    counts: dict[UUID, int] = {}
    for one in given.order_by("recorded_at", "pk"):
        counts[one.request_id] = counts.get(one.request_id, 0) + 1
        numbers[one.pk] = f"{one.request.code}/{counts[one.request_id]}"
    return numbers
