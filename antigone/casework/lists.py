"""What a person may see of an operation: lists and single cases, by the codes that people use.

The permission comes first, then the fence; whether another operation holds a case is never told.
Nothing here writes. Photographs are named by their case and number, such as "R-0042/2".
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.clock import now
from antigone.access.isolation import within
from antigone.access.models import Account, Grant, OperationIdentity
from antigone.access.requirement import NotAllowed, require
from antigone.casework.models import (
    Candidate,
    Examination,
    LegalBasis,
    LegalHold,
    MarkedFace,
    MissingPerson,
    Operation,
    Permission,
    PostMortemPhotograph,
    Reading,
    ReferencePhotograph,
    Remains,
    Search,
    Template,
    TracingRequest,
    Withdrawal,
)
from antigone.casework.models.base import CaseRow
from antigone.casework.models.remains import ExaminationKind
from antigone.casework.step import NotHere
from antigone.errors import Refusal
from antigone.wording import N_

_Case = TypeVar("_Case", bound=CaseRow)
_PHOTOGRAPH = re.compile(r"(.+)/([1-9][0-9]{0,5})\Z")
_CASE_OF = {ReferencePhotograph: "request", PostMortemPhotograph: "remains"}


class NotAPhotograph(Refusal):
    """The name is not that of a photograph."""

    code = "not-a-photograph-number"
    sentence = N_("“{named}” is not the number of a photograph. Nothing was done.")
    remedy = N_("Write the code of its case and its number, such as R-0042/2.")


class TwoPhotographs(Refusal):
    """A request and a body have the same code."""

    code = "two-photographs"
    sentence = N_("“{named}” is a photograph of a request and of remains. Nothing was done.")
    remedy = N_("Use different letters in the codes of requests and remains.")


class NoSearchYet(Refusal):
    """There is no list to show."""

    code = "no-search-yet"
    sentence = N_("No search was made for “{remains}” yet.")
    remedy = N_("Search with: antigone search run {remains}")


@contextmanager
def _reading(actor: Actor, action: Action) -> Iterator[None]:
    require(actor, action)
    with within(actor.operation_id):
        yield


def by_code(actor: Actor, model: type[_Case], code: str, action: Action) -> UUID:
    """Return the id of a case for a step that is about to come. Raises `NotAllowed`, `NotHere`."""
    with _reading(actor, action):
        return _by_code(model, code).pk


def photograph(actor: Actor, named: str, action: Action) -> UUID:
    """Return the id of a photograph. Raises `NotAPhotograph`, `TwoPhotographs` and `NotHere`."""
    with _reading(actor, action):
        return _photograph(named).pk


@dataclass(frozen=True)
class CaseOfPhotographs:
    """A request or remains, for a photograph that is about to come in."""

    id: UUID
    of_remains: bool


def case_of_photographs(actor: Actor, code: str) -> CaseOfPhotographs:
    """Return what a photograph of this code would belong to. Raises `NotHere`, `NotAllowed`."""
    with within(actor.operation_id):
        of_remains = Remains.objects.filter(code=code).exists()
    action = Action.RECEIVE_POST_MORTEM if of_remains else Action.RECEIVE_REFERENCE
    model = Remains if of_remains else TracingRequest
    return CaseOfPhotographs(by_code(actor, model, code, action), of_remains)


def name_of_photograph(actor: Actor, key: UUID, code: str) -> str:
    """Return the name of a photograph that came in just now."""
    with within(actor.operation_id):
        for model, case in _CASE_OF.items():
            found = model.objects.filter(pk=key).first()
            if found is not None:
                order = _in_order(model, getattr(found, case))
                return f"{code}/{order.index(found) + 1}"
    raise NotHere(kind="photograph", key=code)


def codes_of_remains(actor: Actor) -> dict[UUID, str]:
    """Return the code of each body of the operation."""
    with _reading(actor, Action.VIEW_REMAINS):
        return dict(Remains.objects.values_list("pk", "code"))


def withdrawals(actor: Actor) -> list[dict[str, Any]]:
    """Return what was withdrawn in the operation, and whether its files are gone."""
    with _reading(actor, Action.WITHDRAW_PERMISSION):
        every = Withdrawal.objects.select_related("request", "receipt").order_by("recorded_at")
        return [
            {
                "request": one.request.code,
                "withdrawn_on": one.recorded_at.date().isoformat(),
                "outcome": one.outcome,
                "because": one.because,
                "files_gone": hasattr(one, "receipt"),
                "searched": one.receipt.searched if hasattr(one, "receipt") else [],
            }
            for one in every
        ]


def newest_reading(actor: Actor, key: UUID, action: Action) -> UUID:
    """Return the id of the newest reading of a photograph. Raises `NotHere`."""
    with _reading(actor, action):
        of = Q(reference=key) | Q(post_mortem=key)
        found = Reading.objects.filter(of).order_by("-recorded_at").first()
        if found is None:
            raise NotHere(kind="reading", key="newest")
        return found.pk


def marked_face(actor: Actor, key: UUID, action: Action) -> UUID:
    """Return the id of the marked face of a photograph. Raises `NotHere`."""
    with _reading(actor, action):
        of = Q(reference=key) | Q(post_mortem=key)
        found = MarkedFace.objects.filter(of, ended_at=None).first()
        if found is None:
            raise NotHere(kind="marked face", key="1")
        return found.pk


def candidate_between(actor: Actor, remains: str, request: str, *, by_face: bool) -> UUID:
    """Return the id of the newest way in which a person came onto the list of a body.

    `by_face` asks for the one of a search, if there is one. Raises `NotHere`.
    """
    with _reading(actor, Action.WEIGH):
        pair = {
            "remains": _by_code(Remains, remains),
            "request": _by_code(TracingRequest, request),
        }
        found = Candidate.objects.filter(**pair).order_by("-recorded_at")
        newest = (found.exclude(search=None).first() if by_face else None) or found.first()
        if newest is None:
            raise NotHere(kind="candidate", key=f"{remains} {request}")
        return newest.pk


def operations(actor: Actor) -> list[dict[str, Any]]:
    """Return the operations in which the person holds a role; an administrator sees all of them."""
    at = now()
    mine = Grant.objects.filter(account=actor.account_id, valid_from__lte=at)
    mine = mine.exclude(valid_until__lte=at)
    known = OperationIdentity.objects.all()
    try:
        require(Actor(account_id=actor.account_id), Action.OPEN_OPERATION)
    except NotAllowed:
        known = known.filter(Exists(mine.filter(operation=OuterRef("pk"))))
    roles: dict[UUID, list[str]] = {}
    for where, role in mine.order_by("role").values_list("operation", "role"):
        roles.setdefault(where, []).append(role)
    listed = []
    for identity in known.order_by("code"):
        with within(identity.pk):
            one = Operation.objects.get()
        listed.append(
            {
                "operation": one.code,
                "name": one.name,
                "kind": one.kind,
                "listing": one.listing,
                "authority": one.authority,
                "declared_missing": one.declared_missing,
                "roles": roles.get(one.pk, []),
            }
        )
    return listed


def accounts(actor: Actor) -> list[dict[str, Any]]:
    """Return the accounts, with the roles that each holds where the actor acts."""
    require(actor, Action.END_ROLE)
    at = now()
    held = Grant.objects.filter(valid_from__lte=at).exclude(valid_until__lte=at)
    known = Account.objects.all()
    if actor.operation_id is not None:
        held = held.filter(operation=actor.operation_id)
        known = known.filter(Exists(held.filter(account=OuterRef("pk"))))
    roles: dict[UUID, list[str]] = {}
    for grant in held.select_related("operation").order_by("role"):
        name = f"{grant.role} ({grant.discipline})" if grant.discipline else grant.role
        where = f" in {grant.operation.code}" if grant.operation else ""
        roles.setdefault(grant.account_id, []).append(name + where)
    return [
        {
            "account": one.sign_in_name,
            "name": one.shown_name,
            "open": one.is_active,
            "roles": roles.get(one.pk, []),
        }
        for one in known.order_by("sign_in_name")
    ]


def grant_of(actor: Actor, name: str, role: str, discipline: str, operation: UUID | None) -> UUID:
    """Return the id of a grant that has not ended. Raises `NotHere`."""
    require(actor, Action.END_ROLE)
    held = Grant.objects.filter(account__sign_in_name__iexact=name, role=role, operation=operation)
    if discipline:
        held = held.filter(discipline=discipline)
    found = held.exclude(valid_until__lte=now()).order_by("valid_from").first()
    if found is None:
        raise NotHere(kind="role", key=f"{name} {role}")
    return found.pk


def operation_named(actor: Actor, code: str) -> UUID:
    """Return the id of an operation in which the actor gives or ends roles. Raises `NotHere`."""
    require(actor, Action.END_ROLE)
    known = OperationIdentity.objects.filter(code=code)
    if actor.operation_id is not None:
        known = known.filter(pk=actor.operation_id)
    found = known.first()
    if found is None:
        raise NotHere(kind="operation", key=code)
    return found.pk


def account_named(actor: Actor, name: str) -> UUID:
    """Return the id of an account. Raises `NotHere`."""
    require(actor, Action.GIVE_ROLE)
    found = Account.objects.filter(sign_in_name__iexact=name).first()
    if found is None:
        raise NotHere(kind="account", key=name)
    return found.pk


def requests(actor: Actor) -> list[dict[str, Any]]:
    """Return every request of the operation: nobody is left out, whatever became of it."""
    with _reading(actor, Action.VIEW_REQUEST):
        listed = TracingRequest.objects.annotate(
            photographs_count=Count("photographs", distinct=True),
            enrolled_count=Count("templates", distinct=True),
        )
        names = dict(MissingPerson.objects.values_list("request", "name"))
        return [
            {
                "request": one.code,
                "missing_person": names.get(one.pk, ""),
                "outcome": one.outcome,
                "reason": one.outcome_reason,
                "photographs": one.photographs_count,
                "enrolled": one.enrolled_count,
            }
            for one in listed.order_by("code")
        ]


def request(actor: Actor, code: str) -> dict[str, Any]:
    """Return one request as its record stands; who asks and how she is reached stays sealed."""
    with _reading(actor, Action.VIEW_REQUEST):
        one = _by_code(TracingRequest, code)
        person = MissingPerson.objects.filter(request=one).first()
        enquirer = one.enquirer
        return {
            "request": one.code,
            "outcome": one.outcome,
            "reason": one.outcome_reason,
            "opened_on": one.recorded_at.date().isoformat(),
            "enquirer": {"kind": enquirer.kind, "authority": enquirer.authority},
            "missing_person": person
            and {
                "name": person.name,
                "other_names": person.other_names,
                "born": str(person.born or ""),
                "last_seen": str(person.last_seen or ""),
                "last_seen_place": person.last_seen_place,
                "missing_because": person.missing_because,
                "description": person.description.as_json(),
            },
            "legal_bases": [
                {**_days(basis), "controller": basis.controller, "article": basis.article}
                | {"purpose": basis.purpose, "ended": basis.ended_at is not None}
                for basis in LegalBasis.objects.filter(request=one).order_by("recorded_at")
            ],
            "permissions": [
                {**_days(given), "scope": given.scope, "biometrics": given.biometrics}
                | {"sharing": given.sharing, "withdrawn": given.withdrawn_at is not None}
                for given in Permission.objects.filter(request=one).order_by("recorded_at")
            ],
            "photographs": _photographs(one),
        }


def remains(actor: Actor) -> list[dict[str, Any]]:
    """Return every body and part of the operation. Unit and party are no columns of it."""
    with _reading(actor, Action.VIEW_REMAINS):
        death = Examination.objects.filter(remains=OuterRef("pk"), kind=ExaminationKind.DEATH)
        legible = Q(photographs__code_legible=True)
        listed = Remains.objects.annotate(
            established=Exists(death),
            photographs_count=Count("photographs", distinct=True),
            legible_count=Count("photographs", filter=legible, distinct=True),
        )
        return [
            {
                "remains": one.code,
                "kind": one.kind,
                "place": one.place,
                "condition": one.condition,
                "death_established": one.established,
                "photographs": one.photographs_count,
                "code_legible": one.legible_count,
                "outcome": one.outcome,
                "reason": one.outcome_reason,
            }
            for one in listed.order_by("code")
        ]


def remains_named(actor: Actor, code: str) -> dict[str, Any]:
    """Return one body as its record stands. Signs for an inquiry are for the prosecutor alone."""
    with _reading(actor, Action.VIEW_REMAINS):
        one = _by_code(Remains, code)
        examinations = [
            {
                "kind": signed.kind,
                "signed_on": signed.signed_at.date().isoformat(),
                "signed_by": signed.signed_by.shown_name,
                "basis": signed.basis,
                "condition": signed.condition,
                "description": signed.description.as_json(),
            }
            for signed in Examination.objects.filter(remains=one)
            .select_related("signed_by")
            .order_by("signed_at")
        ]
        return {
            "remains": one.code,
            "kind": one.kind,
            "part_of": one.part_of.code if one.part_of else None,
            "place": one.place,
            "authority": one.authority,
            "custody": one.custody,
            "party": one.party,
            "condition": one.condition,
            "recovered_on": str(one.recovered_on or ""),
            "recovered_at": one.recovered_at,
            "recovered_by": one.recovered_by,
            "outcome": one.outcome,
            "reason": one.outcome_reason,
            "legal_hold": LegalHold.objects.filter(remains=one, lifted_at=None).exists(),
            "examinations": examinations,
            "photographs": _photographs(one),
        }


def photographs(actor: Actor, code: str) -> list[dict[str, Any]]:
    """Return the photographs of a case, how far each has come. No picture is shown by this."""
    with within(actor.operation_id):
        of_remains = Remains.objects.filter(code=code).exists()
    action = Action.VIEW_REMAINS if of_remains else Action.VIEW_REQUEST
    with _reading(actor, action):
        return _photographs(_by_code(Remains if of_remains else TracingRequest, code))


def newest_search(actor: Actor, code: str) -> dict[str, Any]:
    """Return the newest search of a body, with its list. Raises `NotHere` and `NoSearchYet`."""
    with _reading(actor, Action.PROPOSE):
        one = _by_code(Remains, code)
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
    """Return whom a body might be, from every source: the newest search, and what was proposed."""
    with _reading(actor, Action.PROPOSE):
        one = _by_code(Remains, code)
        newest = Search.objects.filter(remains=one).order_by("-recorded_at").first()
        listed = Candidate.objects.filter(Q(search=None) | Q(search=newest), remains=one)
        return _candidates(listed.order_by("rank", "recorded_at"))


def unweighed(actor: Actor, code: str) -> list[UUID]:
    """Return the candidates of a body's newest search whose face nobody has weighed."""
    with _reading(actor, Action.WEIGH):
        one = _by_code(Remains, code)
        newest = Search.objects.filter(remains=one).order_by("-recorded_at").first()
        if newest is None:
            raise NoSearchYet(remains=code)
        listed = Candidate.objects.filter(search=newest).exclude(findings__kind="face")
        return list(listed.order_by("rank").values_list("pk", flat=True))


def _by_code(model: type[_Case], code: str) -> _Case:
    row: _Case | None = model.objects.filter(code=code).first()
    if row is None:
        raise NotHere(kind=model._meta.verbose_name, key=code)
    return row


def _photograph(named: str) -> ReferencePhotograph | PostMortemPhotograph:
    found = _PHOTOGRAPH.match(named)
    if found is None:
        raise NotAPhotograph(named=named)
    code, number = found[1], int(found[2])
    cases = [
        (model, case)
        for model, case in ((PostMortemPhotograph, Remains), (ReferencePhotograph, TracingRequest))
        if case.objects.filter(code=code).exists()
    ]
    if len(cases) > 1:
        raise TwoPhotographs(named=named)
    for model, case in cases:
        every = _in_order(model, case.objects.get(code=code))
        if number <= len(every):
            return every[number - 1]
    raise NotHere(kind="photograph", key=named)


def _in_order(model: type[CaseRow], case: CaseRow) -> list[Any]:
    """The numbers of photographs: the order in which they came."""
    return list(model.objects.filter(**{_CASE_OF[model]: case}).order_by("recorded_at", "pk"))


def _photographs(case: TracingRequest | Remains) -> list[dict[str, Any]]:
    of_remains = isinstance(case, Remains)
    model = PostMortemPhotograph if of_remains else ReferencePhotograph
    column = "post_mortem" if of_remains else "reference"
    every = _in_order(model, case)
    keys = [one.pk for one in every]
    parts = {f"{column}__in": keys}
    faces: dict[UUID, int] = {}
    for where, read in (
        Reading.objects.filter(**parts).order_by("recorded_at").values_list(f"{column}_id", "faces")
    ):
        faces[where] = len(read)
    marks = MarkedFace.objects.filter(ended_at=None, **parts)
    confirmed = dict(marks.values_list(f"{column}_id", "confirmed_by"))
    enrolled = set(
        Template.objects.filter(face__in=marks).values_list(f"face__{column}_id", flat=True)
    )
    return [
        {
            "photograph": f"{case.code}/{number}",
            "way": one.way,
            "taken_on": str(one.taken_on or ""),
            **({"code_legible": one.code_legible} if of_remains else {}),
            "faces_read": faces.get(one.pk),
            "marked": one.pk in confirmed,
            **({"confirmed": confirmed.get(one.pk) is not None} if of_remains else {}),
            "enrolled": one.pk in enrolled,
            "erased": one.wrapped_key is None,
        }
        for number, one in enumerate(every, start=1)
    ]


def _candidates(listed: QuerySet) -> list[dict[str, Any]]:
    found = list(listed.select_related("request").prefetch_related("findings"))
    keys = [one.request_id for one in found]
    names = dict(MissingPerson.objects.filter(request__in=keys).values_list("request", "name"))
    numbers = _photograph_numbers(keys)
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
        }
        for one in found
    ]


def _strength(candidate: Candidate) -> dict[str, Any]:
    """The newest finding of the candidate's own source; a number never stands without its words."""
    weighed = sorted(candidate.findings.all(), key=lambda one: one.recorded_at)
    faces = [one for one in weighed if one.kind == "face"]
    newest = (faces if candidate.source == "face" else weighed)[-1:]
    if not newest:
        return {"log10_lr": None, "interval": None, "words": ""}
    (finding,) = newest
    if finding.log10_lr is None:
        return {"log10_lr": None, "interval": None, "words": f"outside: {finding.outside_reach}"}
    return {
        "log10_lr": round(finding.log10_lr, 3),
        "interval": [round(finding.lower, 3), round(finding.upper, 3)],
        "words": _in_words(finding),
    }


def _in_words(finding: Any) -> str:
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
        status="site",
    )
    from django.conf import settings

    return ratio.in_short(settings.ANTIGONE.language)


def _photograph_numbers(requests: list[UUID]) -> dict[UUID, str]:
    given = ReferencePhotograph.objects.filter(request__in=requests).select_related("request")
    numbers: dict[UUID, str] = {}
    counts: dict[UUID, int] = {}
    for one in given.order_by("recorded_at", "pk"):
        counts[one.request_id] = counts.get(one.request_id, 0) + 1
        numbers[one.pk] = f"{one.request.code}/{counts[one.request_id]}"
    return numbers


def _days(row: LegalBasis | Permission) -> dict[str, str | None]:
    return {
        "valid_from": row.valid_from.isoformat(),
        "valid_until": row.valid_until and row.valid_until.isoformat(),
    }
