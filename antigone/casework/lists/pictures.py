"""Photographs, named by their case and number, such as "R-0042/2"; how far each has come."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.isolation import within
from antigone.casework.models import (
    MarkedFace,
    PostMortemPhotograph,
    Reading,
    ReferencePhotograph,
    Remains,
    Template,
    TracingRequest,
)
from antigone.casework.models.base import CaseRow
from antigone.casework.reading import by_code, case_of_code, reading
from antigone.casework.step import NotHere
from antigone.errors import Refusal
from antigone.wording import N_

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


def photograph(actor: Actor, named: str, action: Action) -> UUID:
    """Return the id of a photograph. Raises `NotAPhotograph`, `TwoPhotographs` and `NotHere`."""
    with reading(actor, action):
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


def newest_reading(actor: Actor, key: UUID, action: Action) -> UUID:
    """Return the id of the newest reading of a photograph. Raises `NotHere`."""
    with reading(actor, action):
        of = Q(reference=key) | Q(post_mortem=key)
        found = Reading.objects.filter(of).order_by("-recorded_at").first()
        if found is None:
            raise NotHere(kind="reading", key="newest")
        return found.pk


def marked_face(actor: Actor, key: UUID, action: Action) -> UUID:
    """Return the id of the marked face of a photograph. Raises `NotHere`."""
    with reading(actor, action):
        of = Q(reference=key) | Q(post_mortem=key)
        found = MarkedFace.objects.filter(of, ended_at=None).first()
        if found is None:
            raise NotHere(kind="marked face", key="1")
        return found.pk


def photographs(actor: Actor, code: str) -> list[dict[str, Any]]:
    """Return the photographs of a case, how far each has come. No picture is shown by this."""
    with within(actor.operation_id):
        of_remains = Remains.objects.filter(code=code).exists()
    action = Action.VIEW_REMAINS if of_remains else Action.VIEW_REQUEST
    with reading(actor, action):
        return photographs_of(case_of_code(Remains if of_remains else TracingRequest, code))


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


def photographs_of(case: TracingRequest | Remains) -> list[dict[str, Any]]:
    """Return the photographs of a case in the order of their numbers, how far each has come."""
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
