"""The record as people read it: who did or saw what, when, and why it was allowed.

The entries hold opaque ids. Here they get the names of colleagues and the codes of cases; a missing
person's name stands in no row, and neither does any content.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.models import Account
from antigone.access.writing import ledger_id
from antigone.casework.models import LedgerEntry, Remains, Round, TracingRequest
from antigone.casework.models.base import CaseRow
from antigone.casework.outside import as_stored
from antigone.casework.reading import reading

_SHOWN = 100
# How far back one page looks: a filter that fits nothing must not read a record of years at once.
_LOOKED_AT = 20_000
# From the row of an entry to the code of its case; a row between two cases goes by the body.
_WAYS = ("remains__code", "request__code")


def entries(
    actor: Actor, *, code: str = "", who: str = "", action: str = "", before: int | None = None
) -> dict[str, Any]:
    """Return the newest entries of the operation that fit, at most a hundred, the newest first.

    `code` is that of remains or a request, `who` a sign-in name, `action` a step's code, `before` the
    number of the oldest entry that was shown. `older` is where the next page begins, None at the end.
    To an examiner in the middle of a row no entry says whose photograph she or others were shown.
    """
    with reading(actor, Action.VERIFY_LEDGER):
        wanted = _ids_of(code) if code else frozenset()
        person = Account.objects.filter(sign_in_name__iexact=who).first() if who else None
        if (code and not wanted) or (who and person is None):
            return {"entries": [], "older": None, "looked_at": 0}
        # Whose photograph stood beside the body is not told to somebody who compares unknowing.
        compares = Round.objects.filter(examiner=actor.account_id, ended_at=None).exists()
        here = f"operation:{actor.operation_id.hex}" if actor.operation_id else ""
        by = f"account:{person.pk.hex}" if person else ""
        found, last, looked = [], None, 0
        for seq, said in _newest(before):
            looked += 1
            last = seq
            fits = (
                (not here or here in said["objects"])
                and (not by or said["actor"] == by)
                and (not action or said["action"] == action)
                and not (compares and said["action"] == Action.VIEW_PAIR)
                and (not wanted or not wanted.isdisjoint(said["objects"]))
            )
            if fits:
                found.append((seq, said))
            if len(found) == _SHOWN or looked == _LOOKED_AT:
                break
        return {
            "entries": _told(found),
            "older": last if last and (len(found) == _SHOWN or looked == _LOOKED_AT) else None,
            "looked_at": looked,
        }


def _newest(before: int | None) -> Iterable[tuple[int, Mapping[str, Any]]]:
    rows = LedgerEntry.objects.order_by("-seq")
    if before is not None:
        rows = rows.filter(seq__lt=before)
    for seq, payload in rows.values_list("seq", "payload").iterator(chunk_size=500):
        yield seq, json.loads(as_stored(payload))


def _ids_of(code: str) -> frozenset[str]:
    """The ledger's ids of a case and of every row that belongs to it, by the code people use."""
    return frozenset(
        ledger_id(model, key)
        for model, way in _models().values()
        for key in model.objects.filter(**{f"{way}__iexact": code}).values_list("pk", flat=True)
    )


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
    people = {said["actor"].partition(":")[2] for _, said in found}
    keys = [UUID(one) for one in people if len(one) == 32]
    names = {one.pk.hex: one.shown_name for one in Account.objects.filter(pk__in=keys)}
    codes = _codes({one for _, said in found for one in said["objects"]})
    return [
        {
            "seq": seq,
            "at": datetime.fromisoformat(said["at"]),
            "who": names.get(said["actor"].partition(":")[2], said["actor"]),
            "action": said["action"],
            "about": list(dict.fromkeys(codes[one] for one in said["objects"] if one in codes)),
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
        keys = [UUID(one.partition(":")[2]) for one in objects if one.startswith(f"{name}:")]
        for key, code in model.objects.filter(pk__in=keys).values_list("pk", way):
            codes[ledger_id(model, key)] = code
    return codes
