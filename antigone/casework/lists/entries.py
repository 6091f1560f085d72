"""The record as people read it: who did or saw what, when, and why it was allowed.

The entries hold opaque ids. Here they get the names of colleagues and the codes of cases; a missing
person's name stands in no row, and neither does any content.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.models import Account, Grant
from antigone.access.writing import ledger_id
from antigone.casework.models import (
    LedgerEntry,
    PostMortemPhotograph,
    ReferencePhotograph,
    Remains,
    Round,
    TracingRequest,
)
from antigone.casework.models.base import CaseRow
from antigone.casework.outside import as_stored
from antigone.casework.reading import reading

_SHOWN = 100
# How far back one page looks: a filter that fits nothing must not read a record of years at once.
LOOKED_AT = 20_000
# From the row of an entry to the code of its case; a row between two cases goes by the body.
_WAYS = ("remains__code", "request__code")
_PHOTOGRAPHS = ((ReferencePhotograph, "request"), (PostMortemPhotograph, "remains"))
# From a row to the body that it belongs to, however far apart they stand.
_TO_BODY = (
    *("remains", "round__remains", "pair__round__remains", "candidate__remains"),
    *("comparison__candidate__remains", "disagreement__candidate__remains", "search__remains"),
    *("motion__remains", "identification__remains", "post_mortem__remains"),
)
# Whose photograph was looked at, beside which body or alone.
_LOOKS = (Action.VIEW_PAIR, Action.DISCLOSE_REFERENCE)
_ID = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True, kw_only=True)
class Sought:
    """Which entries are looked for. Empty means all.

    `code` is that of remains or of a request, `who` a sign-in name, `action` a step's code; `first`
    and `last` are days, both included (UTC). `before` is the number of the oldest entry shown before.
    """

    code: str = ""
    who: str = ""
    action: str = ""
    first: date | None = None
    last: date | None = None
    before: int | None = None


def entries(actor: Actor, sought: Sought) -> dict[str, Any]:
    """Return the newest entries of the operation that fit, at most a hundred, the newest first.

    `older` is where the next page begins, None at the end; `hidden` how many entries the filters
    hide where none fits. To an examiner in the middle of a row no entry says whose photograph she or
    others were shown, or what was done or decided on the body that she compares, and none is counted
    that would. An entry that was altered until it cannot be read is passed over: verifying names it.
    """
    with reading(actor, Action.VERIFY_LEDGER):
        wanted = _ids_of(sought.code) if sought.code else frozenset()
        by = Account.objects.filter(sign_in_name__iexact=sought.who).first() if sought.who else None
        every = _of_operation(actor)
        if (sought.code and not wanted) or (sought.who and by is None):
            return {"entries": [], "older": None, "hidden": every.count()}
        rows = _within_days(every, sought)
        if by is not None:
            rows = holding(rows, f'"actor":"account:{by.pk.hex}"')
        if sought.action:
            rows = holding(rows, f'"action":{json.dumps(sought.action)}')
        found, last, looked = [], None, 0
        for seq, said in _newest(rows, sought.before):
            looked += 1
            last = seq
            if _on(said, sought) and (not wanted or not wanted.isdisjoint(said["objects"])):
                found.append((seq, said))
            if len(found) == _SHOWN or looked == LOOKED_AT:
                break
        more = last is not None and (len(found) == _SHOWN or looked == LOOKED_AT)
        return {
            "entries": _told(found),
            "older": last if more else None,
            "hidden": 0 if found else every.count(),
        }


def people_of_record(actor: Actor) -> list[tuple[str, str]]:
    """Return whose entries can be looked for: sign-in name and shown name, in the order of the names."""
    with reading(actor, Action.VERIFY_LEDGER):
        here = Grant.objects.filter(Q(operation=None) | Q(operation=actor.operation_id))
        held = Account.objects.filter(pk__in=here.values("account")).order_by("shown_name", "pk")
        return list(held.values_list("sign_in_name", "shown_name"))


def cases_of_entries(actor: Actor, numbers: Sequence[int]) -> list[str]:
    """Return the codes of the cases that entries name, as far as they can still be read."""
    with reading(actor, Action.VERIFY_LEDGER):
        rows = _of_operation(actor).filter(seq__in=numbers[:_SHOWN])
        named: set[str] = set()
        for payload in rows.values_list("payload", flat=True):
            said = said_in(payload)
            named.update(said["objects"] if said else ())
        return sorted(set(_codes(named).values()))


def _of_operation(actor: Actor) -> "QuerySet[LedgerEntry]":
    """Every entry that this person may be shown here."""
    rows = LedgerEntry.objects.all()
    if actor.operation_id is not None:
        rows = holding(rows, f'"operation:{actor.operation_id.hex}"')
    comparing = Round.objects.filter(examiner=actor.account_id, ended_at=None)
    bodies = frozenset(comparing.values_list("remains", flat=True))
    if not bodies:
        return rows
    # Whose photograph stood beside the body, what others came to and whom the board named is not told
    # to somebody who compares unknowing.
    marks = [f'"action":"{one}"' for one in _LOOKS]
    marks += [f'"{one}"' for one in sorted(_ids_of_bodies(bodies))]
    return rows.exclude(_holds_any(marks))


def holding(rows: "QuerySet[LedgerEntry]", mark: str) -> "QuerySet[LedgerEntry]":
    """The entries in whose bytes a mark stands: no column names a person or a step there."""
    return rows.filter(_holds_any([mark]))


def _holds_any(marks: Sequence[str]) -> RawSQL:
    """Whether one of some marks stands in the bytes of an entry."""
    place = "position(column1 in payload)"
    if connection.vendor != "postgresql":
        place = "instr(payload, column1)"
    # A list of rows and not a chain of conditions, whose length databases limit.
    listed = ", ".join(["(%s)"] * len(marks))
    return RawSQL(
        f"EXISTS (SELECT 1 FROM (VALUES {listed}) AS marks WHERE {place} > 0)",
        tuple(mark.encode() for mark in marks),
        BooleanField(),
    )


def _within_days(rows: "QuerySet[LedgerEntry]", sought: Sought) -> "QuerySet[LedgerEntry]":
    """Leave out what is far from the days that are looked for; each entry's own day is asked later.

    The numbers rise with time, but for a clock that was set back: a day is added at both ends.
    """
    a_day = timedelta(days=1)
    if sought.first is not None and sought.first > date.min:
        rows = rows.filter(seq__gte=_first_since(_midnight(sought.first - a_day)))
    if sought.last is not None and sought.last < date.max - a_day:
        rows = rows.filter(seq__lt=_first_since(_midnight(sought.last + 2 * a_day)))
    return rows


def _first_since(moment: datetime) -> int:
    """Return the number of the first entry at or after a moment: by halving, not by reading all."""
    low, high = (
        0,
        (LedgerEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0) + 1,
    )
    while low < high:
        middle = (low + high) // 2
        later = LedgerEntry.objects.filter(seq__gte=middle).order_by("seq")
        payloads = later.values_list("payload", flat=True).iterator(chunk_size=1)
        said = next(filter(None, map(said_in, payloads)), None)
        if said is not None and _at(said) < moment:
            low = middle + 1
        else:
            high = middle
    return low


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def said_in(payload: object) -> Mapping[str, Any] | None:
    """What an entry says, None where whoever altered it left nothing that can be read."""
    try:
        said = json.loads(as_stored(payload))
        _at(said)
        words = [said["actor"], said["action"], said["because"], *said["objects"]]
    except (KeyError, OverflowError, RecursionError, TypeError, ValueError):
        return None
    return said if all(isinstance(one, str) for one in words) else None


def _at(said: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(said["at"]).astimezone(UTC)


def _on(said: Mapping[str, Any], sought: Sought) -> bool:
    day = _at(said).date()
    return (sought.first is None or sought.first <= day) and (
        sought.last is None or day <= sought.last
    )


def _newest(
    rows: "QuerySet[LedgerEntry]", before: int | None
) -> Iterable[tuple[int, Mapping[str, Any]]]:
    if before is not None:
        rows = rows.filter(seq__lt=before)
    found = rows.order_by("-seq").values_list("seq", "payload")
    for seq, payload in found.iterator(chunk_size=500):
        said = said_in(payload)
        if said is not None:
            yield seq, said


def _ids_of(code: str) -> frozenset[str]:
    """The ledger's ids of a case and of every row that belongs to it, by the code people use."""
    return frozenset(
        ledger_id(model, key)
        for model, way in _models().values()
        for key in model.objects.filter(**{f"{way}__iexact": code}).values_list("pk", flat=True)
    )


def _ids_of_bodies(bodies: frozenset[UUID]) -> frozenset[str]:
    """The ledger's ids of bodies and of every row that belongs to one of them."""
    found = {ledger_id(Remains, key) for key in bodies}
    for model in apps.get_app_config("casework").get_models():
        fields = {one.name for one in model._meta.get_fields() if one.concrete and one.is_relation}
        ways = [one for one in _TO_BODY if one.split("__")[0] in fields]
        if ways and issubclass(model, CaseRow):
            of = reduce(or_, (Q(**{f"{one}__in": bodies}) for one in ways))
            keys = model.objects.filter(of).values_list("pk", flat=True)
            found.update(ledger_id(model, key) for key in keys)
    return frozenset(found)


def _models() -> dict[str, tuple[type[CaseRow], str]]:
    """Every kind of row that stands in entries and belongs to a case, and its way to the code."""
    found: dict[str, tuple[type[CaseRow], str]] = {
        one._meta.model_name: (one, "code") for one in (Remains, TracingRequest)
    }
    for model in apps.get_app_config("casework").get_models():
        if issubclass(model, CaseRow) and model._meta.model_name not in found:
            fields = {one.name for one in model._meta.get_fields() if one.concrete}
            way = next((one for one in _WAYS if one.split("__")[0] in fields), None)
            if way:
                found[model._meta.model_name] = (model, way)
    return found


def _told(found: list[tuple[int, Mapping[str, Any]]]) -> list[dict[str, Any]]:
    people = Account.objects.filter(pk__in=_keys({said["actor"] for _, said in found}, "account"))
    names = {one.pk.hex: one.shown_name for one in people}
    named = {one for _, said in found for one in said["objects"]}
    codes, photographs = _codes(named), _photographs(named)
    return [
        {
            "seq": seq,
            "at": _at(said),
            "who": names.get(said["actor"].partition(":")[2], said["actor"]),
            "action": said["action"],
            "about": list(dict.fromkeys(codes[one] for one in said["objects"] if one in codes)),
            "photographs": [photographs[one] for one in said["objects"] if one in photographs],
            "because": said["because"],
        }
        for seq, said in found
    ]


def _codes(objects: set[str]) -> dict[str, str]:
    """The codes of the cases to which the objects of entries belong."""
    codes = {}
    known = _models()
    for name in {one.partition(":")[0] for one in objects} & known.keys():
        model, way = known[name]
        held = model.objects.filter(pk__in=_keys(objects, name), **{f"{way}__isnull": False})
        codes.update((ledger_id(model, key), code) for key, code in held.values_list("pk", way))
    return codes


def _photographs(objects: set[str]) -> dict[str, tuple[str, int]]:
    """The photographs among the objects of entries: the code of each one's case, and its number."""
    numbered = {}
    for model, case in _PHOTOGRAPHS:
        meant = model.objects.filter(pk__in=_keys(objects, model._meta.model_name))
        every = model.objects.filter(**{f"{case}__in": meant.values(case)})
        counts: dict[str, int] = {}
        for key, code in every.order_by("recorded_at", "pk").values_list("pk", f"{case}__code"):
            counts[code] = counts.get(code, 0) + 1
            numbered[ledger_id(model, key)] = (code, counts[code])
    return {name: numbered[name] for name in objects & numbered.keys()}


def _keys(objects: set[str], name: str) -> list[UUID]:
    """The keys of rows of one kind; what was altered until it is none is passed over."""
    written = (one.partition(":") for one in objects)
    return [UUID(key) for kind, _, key in written if kind == name and _ID.fullmatch(key)]
