"""One body at its stations: what has been done, what is missing, and the next free code."""

import re
from collections.abc import Sequence
from typing import Any

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.models import OperationIdentity
from antigone.casework.custody import whereabouts
from antigone.casework.lists.filmed import videos_of
from antigone.casework.models import (
    Effect,
    Examination,
    MarkedFace,
    NotShown,
    Operation,
    PostMortemPhotograph,
    Reading,
    Remains,
    Sample,
)
from antigone.casework.reading import case_of_code, reading

_NUMBERED = re.compile(r"([A-Z]{1,3})-(\d{4,6})\Z")
_FIRST = "R-0001"


def next_remains_code(actor: Actor) -> str:
    """Return the code that follows the last one this person recorded, or anybody, and is free."""
    with reading(actor, Action.RECORD_REMAINS):
        codes = Remains.objects.order_by("-recorded_at").values_list("code", flat=True)
        own = codes.filter(recorded_by=actor.account_id)[:50]
        last = next(filter(None, map(_NUMBERED.match, [*own, *codes[:50]])), None)
        if last is None:
            return _FIRST
        prefix, number = last[1], int(last[2]) + 1
        taken = set(
            Remains.objects.filter(code__startswith=f"{prefix}-").values_list("code", flat=True)
        )
        while f"{prefix}-{number:04d}" in taken:
            number += 1
        return f"{prefix}-{number:04d}"


def operation_here(actor: Actor) -> dict[str, str]:
    """Return the operation's name, and the authority for which it works."""
    with reading(actor, Action.RECORD_REMAINS):
        here = Operation.objects.get()
        return {"operation": here.name, "authority": here.authority}


def operation_code(actor: Actor) -> str:
    """Return the code of the operation as labels carry it."""
    return OperationIdentity.objects.get(pk=actor.operation_id).code


def recorded_as(actor: Actor, code: str) -> dict[str, Any] | None:
    """Return who recorded the body of a code and when, None if the code is free."""
    with reading(actor, Action.RECORD_REMAINS):
        one = Remains.objects.filter(code=code).select_related("recorded_by").first()
        return {"by": one.recorded_by.shown_name, "at": one.recorded_at} if one else None


def board(actor: Actor, code: str) -> dict[str, Any]:
    """Return what is known at each station of a body. Raises `NotHere` and `NotAllowed`."""
    with reading(actor, Action.VIEW_REMAINS):
        one = case_of_code(Remains, code)
        signed: dict[str, list[dict[str, Any]]] = {}
        for row in (
            Examination.objects.filter(remains=one)
            .select_related("signed_by")
            .order_by("signed_at")
        ):
            signed.setdefault(row.kind, []).append(
                {
                    "key": row.pk,
                    "by": row.signed_by.shown_name,
                    "at": row.signed_at,
                    "basis": row.basis,
                    "condition": row.condition,
                    "description": row.description,
                }
            )
        kept = whereabouts(one)
        return {
            "id": one.pk,
            "remains": one.code,
            "kind": one.kind,
            "place": one.place,
            "authority": one.authority,
            "custody": one.custody,
            "condition": one.condition,
            "recovered_on": str(one.recovered_on or ""),
            "recovered_at": one.recovered_at,
            "recovered_by": one.recovered_by,
            "part_of": one.part_of.code if one.part_of else "",
            "outcome": one.outcome,
            "recorded_by": one.recorded_by.shown_name,
            "recorded_at": one.recorded_at,
            "photographs": _photographs(one),
            "videos": videos_of(one),
            "examinations": signed,
            "samples": [
                {"code": row.code, "kind": row.kind, "used_up": row.used_up_at is not None}
                for row in Sample.objects.filter(remains=one).order_by("code")
            ],
            "effects": [
                {"code": row.code, "description": row.description, "valuable": row.valuable}
                for row in Effect.objects.filter(remains=one).order_by("code")
            ],
            "stored": {"place": kept.place, "since": kept.since} if kept.number else None,
        }


def _photographs(of: Remains) -> Sequence[dict[str, Any]]:
    every = list(PostMortemPhotograph.objects.filter(remains=of).order_by("recorded_at", "pk"))
    parts = {"post_mortem__in": every}
    read = {
        key: len(faces)
        for key, faces in Reading.objects.filter(**parts)
        .order_by("recorded_at")
        .values_list("post_mortem_id", "faces")
    }
    marks = dict(
        MarkedFace.objects.filter(ended_at=None, **parts).values_list(
            "post_mortem_id", "confirmed_by"
        )
    )
    nobody = set(NotShown.objects.filter(**parts).values_list("post_mortem_id", flat=True))
    listed = []
    for number, row in enumerate(every, start=1):
        if row.pk in marks:
            state = "confirmed" if marks[row.pk] else "waits"
        elif row.pk in nobody:
            state = "nobody"
        else:
            state = "unmarked" if row.pk in read else "unread"
        listed.append(
            {
                "key": row.pk,
                "number": number,
                "way": row.way,
                "taken_on": str(row.taken_on or ""),
                "code_legible": row.code_legible,
                "cleaned": row.cleaned,
                "faces": read.get(row.pk),
                "state": state,
            }
        )
    return listed
