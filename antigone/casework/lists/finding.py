"""Finding a case by its code, or a missing person by a name, in whatever script somebody writes it.

Each result says why it stands there. What a role may not see is neither found nor counted. Relatives
are found by their exact contact alone, by the blind index, and that somebody looked is recorded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.isolation import within
from antigone.access.requirement import permitted
from antigone.casework.models import (
    Effect,
    Enquirer,
    MissingPerson,
    Relative,
    Remains,
    Sample,
    SealedPacket,
    TracingRequest,
)
from antigone.casework.names import Reason, names_here
from antigone.casework.reading import reading
from antigone.casework.sealed import index_of
from antigone.casework.step import step

MOST = 20


@dataclass(frozen=True, kw_only=True)
class Result:
    """One case that was found. `kind` is "request", "remains" or what a label stands on.

    `typed` and `written` are the word that was asked for and the one that stands in the name; `also`
    says that it is another of her names.
    """

    kind: str
    code: str
    reason: Reason
    name: str = ""
    born: str = ""
    outcome: str = ""
    place: str = ""
    typed: str = ""
    written: str = ""
    also: bool = False


@dataclass(frozen=True, kw_only=True)
class Found:
    """What was found, the closest first, and how many more there are."""

    results: tuple[Result, ...]
    more: int


def find(actor: Actor, text: str) -> Found:
    """Return what somebody may see of whatever has this code or this name.

    The number of questions to the database is the same whatever is there.
    """
    sought = " ".join(text.split())[:200]
    if not sought:
        return Found(results=(), more=0)
    with within(actor.operation_id):
        can = permitted(actor)
        results = list(_by_code(sought, can))
        count = len(results)
        if Action.VIEW_REQUEST in can:
            named, of_name = _by_name(sought, but={one.code for one in results})
            results += named
            count += of_name
    shown = tuple(results[:MOST])
    return Found(results=shown, more=max(0, count - len(shown)))


def duplicates(actor: Actor, *, name: str, born: str = "", phone: str = "") -> list[dict[str, Any]]:
    """Return requests that may be for the same person: by name and birth date, or by telephone.

    Never by face. A birth date that is not known speaks neither way. Raises `NotAllowed`.
    """
    with reading(actor, Action.OPEN_REQUEST):
        found: dict[UUID, str] = {}
        if phone.strip():
            by_phone = Enquirer.objects.filter(contact_index=index_of(Enquirer, "contact", phone))
            found |= dict.fromkeys(by_phone.values_list("requests", flat=True), "telephone")
            theirs = Relative.objects.filter(phone_index=index_of(Relative, "phone", phone))
            found |= dict.fromkeys(theirs.values_list("request", flat=True), "telephone")
            found.pop(None, None)
        with names_here() as names:
            alike = {key: names.people[key].born for key in names.like(name)}
        for key, other in alike.items():
            if not born or not other or born.startswith(other) or other.startswith(born):
                found[key] = "name"
        listed = TracingRequest.objects.filter(pk__in=found).order_by("code")
        people = {
            one.request_id: one for one in MissingPerson.objects.filter(request__in=list(found))
        }
        return [
            {
                "request": one.code,
                "outcome": one.outcome,
                "name": people[one.pk].name if one.pk in people else "",
                "born": str(people[one.pk].born or "") if one.pk in people else "",
                "by": found[one.pk],
            }
            for one in listed
        ]


def by_contact(actor: Actor, contact: str) -> list[dict[str, Any]]:
    """Return the requests of whoever is reached by exactly this contact; the look is recorded.

    Raises `NotAllowed`.
    """
    with step(actor, Action.VIEW_CONTACTS) as doing:
        doing.name("contacts:sought")
        found: dict[UUID, str] = {}
        if contact.strip():
            asking = Enquirer.objects.filter(contact_index=index_of(Enquirer, "contact", contact))
            found |= dict.fromkeys(asking.values_list("requests", flat=True), "enquirer")
            for column in ("phone", "e_mail"):
                index = index_of(Relative, column, contact)
                theirs = Relative.objects.filter(**{f"{column}_index": index})
                found |= dict.fromkeys(theirs.values_list("request", flat=True), "relative")
            found.pop(None, None)
        listed = list(TracingRequest.objects.filter(pk__in=found).order_by("code"))
        doing.name(*(one.ledger_id for one in listed))
        return [
            {"request": one.code, "outcome": one.outcome, "as": found[one.pk]} for one in listed
        ]


def _by_code(sought: str, can: frozenset[Action]) -> Iterator[Result]:
    if " " in sought:
        return
    begins = {"code__istartswith": sought}
    if Action.VIEW_REQUEST in can:
        rows = TracingRequest.objects.filter(**begins).order_by("code")[: MOST + 1]
        for code, outcome, name in rows.values_list("code", "outcome", "missing_person__name"):
            reason = _of_code(code, sought)
            yield Result(kind="request", code=code, reason=reason, name=name or "", outcome=outcome)
    if Action.VIEW_REMAINS in can:
        rows = Remains.objects.filter(**begins).order_by("code")[: MOST + 1]
        for code, outcome, place in rows.values_list("code", "outcome", "place"):
            reason = _of_code(code, sought)
            yield Result(kind="remains", code=code, reason=reason, outcome=outcome, place=place)
    if Action.VIEW_CUSTODY in can:
        for model in (Effect, Sample, SealedPacket):
            rows = model.objects.filter(code__iexact=sought, remains__isnull=False)[:MOST]
            for code, body in rows.values_list("code", "remains__code"):
                kind = str(model._meta.model_name)
                yield Result(kind=kind, code=body, reason=Reason.CODE, typed=code)


def _of_code(code: str, sought: str) -> Reason:
    return Reason.CODE if code.casefold() == sought.casefold() else Reason.BEGINS


def _by_name(sought: str, *, but: set[str]) -> tuple[list[Result], int]:
    """Return the first who have this name, and how many have it."""
    with names_here() as names:
        found = names.find(sought)
        first = dict(found[: MOST + len(but)])
        people = {key: names.people[key] for key in first}
    listed = TracingRequest.objects.filter(pk__in=first).only("code", "outcome")
    requests = {one.pk: one for one in listed}
    results = []
    for key, reason in first.items():
        request, person = requests.get(key), people[key]
        if request is None or request.code in but:
            continue
        typed, written, also = person.word_for(sought, reason)
        results.append(
            Result(
                kind="request",
                code=request.code,
                outcome=request.outcome,
                reason=reason,
                name=person.names[0],
                born=person.born,
                typed=typed,
                written=written,
                also=also,
            )
        )
    return results, len(found)
