"""Reconciliation: taken together, who can be whom? An overview, from which nobody is identified."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms

from antigone.access.actions import Action
from antigone.casework import lists
from antigone.casework.lists.together import Together, together
from antigone.casework.models import Remains, TracingRequest
from antigone.casework.models.search import CandidateSource
from antigone.casework.procedures import matching
from antigone.errors import Refusal
from antigone.evidence.reconciliation import (
    Problem,
    Reconciliation,
    difference,
    reconcile,
    with_exclusion,
    with_lock,
)
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.forms import Form
from antigone.workbench.page import Page
from antigone.workbench.pages.deciding import asks_first

# Shares below it are shown as a dash of the matrix: they say nothing that a reader could use.
_NEXT_TO_NOTHING = 0.005
_SHADES = 5
_HALF = 0.5


class _Proposing(Form):
    pair = forms.ChoiceField(label=N_("Which pair"))
    note = forms.CharField(
        label=N_("What speaks for it besides these numbers"),
        help_text=N_("A document, a seat, a circumstance that can be looked up; no name"),
    )


class Reconcile(Page):
    """Taken together, who can be whom? Numbers of all pairs at once; never an identification."""

    path = "reconcile/"
    name = "reconcile"
    may = (Action.VIEW_DOSSIER,)
    title = N_("Reconciliation")
    template = "workbench/reconciling/reconcile.html"

    def show(self, desk: Desk, **keys: Any) -> Mapping[str, Any]:
        """Show what is undisputed, what is out, and each block that is open."""
        if desk.said is None and asks_first(desk):
            return {"asks": True, "crumbs": [(desk.say(self.title), "")]}
        known = desk.more.get("known") or together(desk.actor)
        desk.more["known"] = known
        result = reconcile(known.problem)
        asked = desk.request.GET
        changes, refusal = _what_if(desk, known.problem, result)
        pairs = _open_pairs(known, result)
        form = _proposing(desk, pairs)
        return {
            "result": result,
            "known": known,
            "named": asked.get("names") == "show",
            "blocks": [
                _matrix(desk, known, result, block) for block in _open_blocks(known, result)
            ],
            "undisputed": [_line(known, pair) for pair in result.undisputed],
            "excluded": sorted(known.excluded.items()),
            "not_found": _without(result.problem.missing, result.none_missing),
            "on_no_list": _without(result.problem.remains, result.none_remains),
            "twins": result.symmetric,
            "form": form if pairs else None,
            "may_propose": desk.can(Action.PROPOSE),
            "asked": {key: asked.get(key, "") for key in ("body", "person", "sign")},
            "changes": changes,
            "unfit": refusal,
            "crumbs": [(desk.say(self.title), "")],
        }

    def act(self, desk: Desk, **keys: Any) -> str:
        """Put a pair on the list of its body; examiners look, and the board decides."""
        known = together(desk.actor)
        desk.more["known"] = known
        said = _proposing(desk, _open_pairs(known, reconcile(known.problem))).stated()
        body, _, person = said["pair"].partition(" ")
        matching.propose(
            desk.actor,
            matching.Proposal(
                remains=_id(desk, Remains, body),
                request=_id(desk, TracingRequest, person),
                source=CandidateSource.CIRCUMSTANCE,
                note=said["note"],
            ),
        )
        return desk.url("remains", code=body)


def _proposing(desk: Desk, pairs: list[tuple[str, str]]) -> _Proposing:
    form = _Proposing.at(desk)
    form.fields["pair"].choices = [(f"{x} {y}", f"{x} · {y}") for x, y in pairs]
    return form


def _id(desk: Desk, model: Any, code: str) -> UUID:
    return lists.by_code(desk.actor, model, code, Action.PROPOSE)


def _open_blocks(known: Together, result: Reconciliation) -> list[Any]:
    """The blocks in which somebody has a choice, and in which anything was found at all."""
    settled = {one for pair in result.undisputed for one in pair}
    settled |= {one for pair in result.problem.locked for one in pair}
    return [
        one
        for one in result.blocks
        if set(one.remains) - settled
        and any(known.findings.get((x, y)) for x in one.remains for y in one.missing)
    ]


def _open_pairs(known: Together, result: Reconciliation) -> list[tuple[str, str]]:
    """The pairs that are worth a look: neither settled nor next to nothing, the weightiest first."""
    pairs = [
        (result.of(body, person), body, person)
        for block in _open_blocks(known, result)
        for body in block.remains
        for person in block.missing
    ]
    return [(x, y) for share, x, y in sorted(pairs, reverse=True) if share >= _NEXT_TO_NOTHING]


def _matrix(desk: Desk, known: Together, result: Reconciliation, block: Any) -> dict[str, Any]:
    alike = {name for one in result.symmetric for name in one.missing if len(one.missing) > 1}
    rows = []
    for body in block.remains:
        cells = [_cell(known, result, body, person, alike) for person in block.missing]
        none = float(result.none_remains[result.problem.remains.index(body)])
        rows.append({"body": body, "cells": cells, "none": none, "shade": _shade(none)})
    return {"people": block.missing, "rows": rows, "method": block.method}


def _cell(
    known: Together, result: Reconciliation, body: str, person: str, alike: set[str]
) -> dict[str, Any]:
    share = result.of(body, person)
    ground = known.excluded.get((body, person), "")
    return {
        "person": person,
        "excluded": ground,
        "share": share,
        "nothing": not ground and share < _NEXT_TO_NOTHING,
        "shade": _shade(share),
        "alike": person in alike and share >= _NEXT_TO_NOTHING,
        "candidate": known.listed.get((body, person)),
        "findings": known.findings.get((body, person), ()),
    }


def _shade(share: float) -> int:
    return min(int(share * _SHADES), _SHADES - 1)


def _line(known: Together, pair: tuple[str, str]) -> dict[str, Any]:
    return {
        "body": pair[0],
        "person": pair[1],
        "name": known.names.get(pair[1], ""),
        "candidate": known.listed.get(pair),
        "locked": pair in known.problem.locked,
    }


def _without(names: tuple[str, ...], shares: Any) -> list[tuple[str, float]]:
    """Who is more probably with nobody than with anybody, each with how probably."""
    every = zip(names, map(float, shares), strict=True)
    return [(name, share) for name, share in every if share >= _HALF]


def _what_if(
    desk: Desk, problem: Problem, before: Reconciliation
) -> tuple[tuple[str, ...] | None, Refusal | None]:
    """What would change if one pair were given, or out. Nothing of it is kept."""
    asked = desk.request.GET
    body, person = asked.get("body", "").strip(), asked.get("person", "").strip()
    if not (body and person):
        return None, None
    assume = with_exclusion if asked.get("sign") == "out" else with_lock
    try:
        after = reconcile(assume(problem, remains=body, missing=person))
    except Refusal as refusal:
        return None, refusal
    return tuple(difference(before, after, desk.language)), None
