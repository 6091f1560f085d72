"""Requests as their pages show them: the list by pages, and one request with its family and papers.

No body stands here, no code of remains, and nothing that looks like an answer.
"""

import re
from typing import Any

from django.db.models import Count

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.clock import today
from antigone.casework.lists.filmed import videos_of
from antigone.casework.models import (
    AliveConfirmation,
    LegalBasis,
    MarkedFace,
    MissingPerson,
    Operation,
    Permission,
    Reading,
    ReferencePhotograph,
    Relative,
    Template,
    TracingRequest,
    Wishes,
)
from antigone.casework.models.requests import Outcome
from antigone.casework.parts import Place
from antigone.casework.reading import case_of_code, reading

_NUMBERED = re.compile(r"(.*?)(\d+)")
_FIRST_CODE = "T-0001"
OPEN = (Outcome.OPEN, Outcome.INCONCLUSIVE)


def requests_listed(actor: Actor, *, outcome: str = "", number: int = 1) -> dict[str, Any]:
    """Return part `number` of the requests in the order of their codes, its place in the whole, and how
    many there are of each outcome."""
    with reading(actor, Action.VIEW_REQUEST):
        every = TracingRequest.objects.order_by("code")
        counts = dict(
            TracingRequest.objects.order_by().values_list("outcome").annotate(count=Count("pk"))
        )
        shown = every.filter(outcome=outcome) if outcome else every
        place = Place.of(number, counts.get(outcome, 0) if outcome else sum(counts.values()))
        rows = list(shown[place.slice])
        keys = [one.pk for one in rows]
        people = {
            one.request_id: one
            for one in MissingPerson.objects.filter(request__in=keys).only(
                "request", "name", "born"
            )
        }
        pictures = _count(ReferencePhotograph, keys)
        family = _count(Relative, keys, distinct="person")
        return {
            "requests": [
                {
                    "request": one.code,
                    "name": people[one.pk].name if one.pk in people else "",
                    "born": str(people[one.pk].born or "") if one.pk in people else "",
                    "outcome": one.outcome,
                    "reason": one.outcome_reason,
                    "photographs": pictures.get(one.pk, 0),
                    "relatives": family.get(one.pk, 0),
                }
                for one in rows
            ],
            "place": place,
            "counts": counts,
        }


def next_request_code(actor: Actor) -> str:
    """Return the code that follows the newest request's and is free; T-0001 for the first."""
    with reading(actor, Action.OPEN_REQUEST):
        newest = TracingRequest.objects.order_by("-recorded_at").values_list("code", flat=True)
        found = next(filter(None, map(_NUMBERED.fullmatch, newest[:50])), None)
        if found is None:
            return _FIRST_CODE
        prefix, digits = found[1], found[2]
        taken = set(
            TracingRequest.objects.filter(code__startswith=prefix).values_list("code", flat=True)
        )
        number = int(digits) + 1
        while (code := f"{prefix}{number:0{len(digits)}d}") in taken:
            number += 1
        return code


def is_request(actor: Actor, code: str) -> bool:
    """Say whether a code stands for a request already."""
    with reading(actor, Action.OPEN_REQUEST):
        return TracingRequest.objects.filter(code=code).exists()


def basis_here(actor: Actor) -> dict[str, str]:
    """Return who answers for the operation's data and on which law, for the form of a request."""
    with reading(actor, Action.OPEN_REQUEST):
        here = Operation.objects.get(pk=actor.operation_id)
        return {"controller": here.authority, "article": here.legal_basis}


def request_on_page(actor: Actor, code: str) -> dict[str, Any]:
    """Return one request with everything that its page says; contacts stay sealed.

    Raises `NotHere` and `NotAllowed`.
    """
    with reading(actor, Action.VIEW_REQUEST):
        one = case_of_code(TracingRequest, code)
        person = MissingPerson.objects.filter(request=one).first()
        enquirer = one.enquirer
        words = AliveConfirmation.objects.filter(request=one).select_related("recorded_by")
        return {
            "key": one.pk,
            "code": one.code,
            "outcome": one.outcome,
            "reason": one.outcome_reason,
            "opened_at": one.recorded_at,
            "opened_by": one.recorded_by.shown_name,
            "enquirer": enquirer
            and {
                "key": enquirer.pk,
                "kind": enquirer.kind,
                "authority": enquirer.authority,
                "has_contact": enquirer.contact is not None,
            },
            "person": person
            and {
                "name": person.name,
                "other_names": person.other_names,
                "born": str(person.born or ""),
                "last_seen": str(person.last_seen or ""),
                "last_seen_place": person.last_seen_place,
                "missing_because": person.missing_because,
                "description": person.description,
            },
            "bases": [
                _days(row)
                | {"controller": row.controller, "article": row.article}
                | {"purpose": row.purpose, "ended": row.ended_at is not None}
                for row in LegalBasis.objects.filter(request=one).order_by("recorded_at")
            ],
            "permissions": [
                _days(row)
                | {"scope": row.scope, "biometrics": row.biometrics, "sharing": row.sharing}
                | {"ended": row.withdrawn_at is not None, "by": row.given_by.kind}
                | {"hers": row.given_by_id == one.enquirer_id, "giver": row.given_by_id}
                for row in Permission.objects.filter(request=one)
                .select_related("given_by")
                .order_by("recorded_at")
            ],
            "photographs": _photographs(one),
            "videos": videos_of(one),
            "relatives": _family(one),
            "alive": [
                {"by": row.recorded_by.shown_name, "at": row.recorded_at, "seen": row.seen}
                | {"mine": row.recorded_by_id == actor.account_id}
                for row in words.order_by("recorded_at")
            ],
        }


def _count(model: type, keys: list[Any], *, distinct: str = "pk") -> dict[Any, int]:
    rows = model.objects.filter(request__in=keys).order_by().values_list("request")
    return dict(rows.annotate(count=Count(distinct, distinct=True)))


def _days(row: LegalBasis | Permission) -> dict[str, Any]:
    day = today()
    over = row.valid_until is not None and row.valid_until < day
    return {"valid_from": row.valid_from, "valid_until": row.valid_until, "over": over}


def _photographs(request: TracingRequest) -> list[dict[str, Any]]:
    every = list(request.photographs.order_by("recorded_at", "pk"))
    keys = [one.pk for one in every]
    read = {
        key: len(faces)
        for key, faces in Reading.objects.filter(reference__in=keys)
        .order_by("recorded_at")
        .values_list("reference", "faces")
    }
    marks = MarkedFace.objects.filter(reference__in=keys, ended_at=None)
    marked = dict(marks.values_list("reference", "pk"))
    enrolled = set(Template.objects.filter(face__in=marked.values()).values_list("face", flat=True))
    return [
        {
            "key": one.pk,
            "number": number,
            "way": one.way,
            "taken_on": str(one.taken_on or ""),
            "faces": read.get(one.pk),
            "marked": one.pk in marked,
            "enrolled": marked.get(one.pk) in enrolled,
            "erased": one.wrapped_key is None,
        }
        for number, one in enumerate(every, start=1)
    ]


def current_family(request: TracingRequest) -> list[Relative]:
    """Return the newest row of each relative of a request, oldest acquaintance first."""
    newest: dict[Any, Relative] = {}
    for one in request.relatives.order_by("recorded_at", "number"):
        held = newest.get(one.person)
        if held is None or held.number < one.number:
            newest[one.person] = one
    return list(newest.values())


def _family(request: TracingRequest) -> list[dict[str, Any]]:
    family = current_family(request)
    said = Wishes.objects.filter(relative__in=family).order_by("number")
    wishes = {one.relative_id: one for one in said}
    return [
        {
            "key": one.pk,
            "number": number,
            "relation": one.relation,
            "tie": one.tie,
            "language": one.language,
            "time_zone": one.time_zone,
            "contact_source": one.contact_source,
            "contact_given_on": one.contact_given_on,
            "asks": one.enquirer_id is not None and one.enquirer_id == request.enquirer_id,
            "ways": [
                name for name in ("phone", "address", "e_mail") if getattr(one, name) is not None
            ],
            "wishes": wishes.get(one.pk),
        }
        for number, one in enumerate(family, start=1)
    ]
