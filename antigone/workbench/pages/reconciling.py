"""Reconciliation: taken together, who can be whom? An overview, from which nobody is identified."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.safestring import mark_safe

from antigone.access.actions import Action
from antigone.casework import lists
from antigone.casework.gathering import LABORATORY
from antigone.casework.lists.together import Together, together
from antigone.casework.models import Remains, TracingRequest
from antigone.casework.models.search import CandidateSource
from antigone.casework.procedures import matching
from antigone.casework.procedures.reconciling import keep_run
from antigone.casework.vocabulary import kind_in_words, word
from antigone.errors import Refusal
from antigone.evidence.charts import block_graph
from antigone.evidence.reconciliation import (
    Problem,
    Reconciliation,
    difference,
    reconcile,
    with_exclusion,
    with_finding,
    with_lock,
)
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.forms import Form, number_sent
from antigone.workbench.page import Page
from antigone.workbench.pages.deciding import asks_first

# Shares below it are shown as a dash of the matrix: they say nothing that a reader could use.
_NEXT_TO_NOTHING = 0.005
_SHADES = 5
_HALF = 0.5
# More lines than that and nobody sees one of them; the table says the same.
_MOST_DRAWN = 30


class NoNumber(Refusal):
    """A finding that somebody imagines carries no number."""

    code = "no-number"
    sentence = N_("“{found}” is no log10 likelihood ratio. Nothing was reckoned.")
    remedy = N_("Write a number such as 2 for a hundred times, or -1 for ten times against.")


class _Proposing(Form):
    pair = forms.ChoiceField(label=N_("Which pair"))
    note = forms.CharField(
        label=N_("What speaks for it besides these numbers"),
        max_length=400,
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
        runs = lists.runs(desk.actor)
        beside = number_sent(asked.get("run", ""), most=10_000_000)
        pairs = _open_pairs(known, result)
        form = _proposing(desk, pairs)
        return {
            "result": result,
            "known": known,
            "named": asked.get("names") == "show",
            "blocks": [
                _matrix(desk, known, result, block, name=f"block-{at}")
                for at, block in enumerate(_open_blocks(known, result))
            ],
            "share_on_list": known.on_list,
            "runs": runs,
            "compared": beside and _compared(desk, known, result, beside),
            "may_keep": desk.can(Action.KEEP_RUN),
            "undisputed": [_line(known, pair) for pair in result.undisputed],
            "excluded": [
                (pair, _ground(desk, ground)) for pair, ground in sorted(known.excluded.items())
            ],
            "not_found": _without(result.problem.missing, result.none_missing),
            "on_no_list": _without(result.problem.remains, result.none_remains),
            "twins": result.symmetric,
            "perhaps_one": lists.perhaps_one(desk.actor, Action.VIEW_DOSSIER).pairs,
            "form": form if pairs else None,
            "may_propose": desk.can(Action.PROPOSE),
            "asked": {
                key: asked.get(key, "") for key in ("body", "person", "sign", "log10", "run")
            },
            "changes": changes,
            "unfit": refusal,
            "crumbs": [(desk.say(self.title), "")],
        }

    def act(self, desk: Desk, **keys: Any) -> str:
        """Keep the run; or put a pair on the list of its body, for examiners and then the board."""
        if desk.request.POST.get("do") == "keep":
            keep_run(desk.actor)
            return f"{desk.url('reconcile')}?look=yes"
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
    column = {one: at for at, one in enumerate(result.problem.missing)}
    row = {one: at for at, one in enumerate(result.problem.remains)}
    pairs = [
        (share, body, person)
        for block in _open_blocks(known, result)
        for body in block.remains
        for person in block.missing
        if (share := float(result.posterior[row[body], column[person]])) >= _NEXT_TO_NOTHING
    ]
    return [(x, y) for _, x, y in sorted(pairs, reverse=True)]


def _matrix(
    desk: Desk, known: Together, result: Reconciliation, block: Any, *, name: str
) -> dict[str, Any]:
    if max(len(block.remains), len(block.missing)) > _MOST_DRAWN:
        return _large_matrix(desk, known, result, block, name=name)
    alike = {name for one in result.symmetric for name in one.missing if len(one.missing) > 1}
    rows = []
    for body in block.remains:
        cells = [_cell(desk, known, result, body, person, alike) for person in block.missing]
        none = float(result.none_remains[result.problem.remains.index(body)])
        rows.append({"body": body, "cells": cells, "none": none, "shade": _shade(none)})
    # Drawn by us, of codes that are escaped where it is drawn.
    drawn = mark_safe(block_graph(result, block, language=desk.language, name=name))
    return {"people": block.missing, "rows": rows, "method": block.method, "picture": drawn}


def _large_matrix(
    desk: Desk, known: Together, result: Reconciliation, block: Any, *, name: str
) -> dict[str, Any]:
    """Return a block of which nobody sees all cells: a row lists whoever is worth a look.

    `cells` is the whole of it for the page's script, which draws what is in view; a share or a ground
    stands there under the number of its column, and what has neither is left out.
    """
    column = {one: at for at, one in enumerate(result.problem.missing)}
    at_row = {one: at for at, one in enumerate(result.problem.remains)}
    grounds = sorted(set(known.excluded.values()))
    people = [column[one] for one in block.missing]
    rows, drawn = [], []
    for body in block.remains:
        shares = result.posterior[at_row[body], people].tolist()
        none = float(result.none_remains[at_row[body]])
        pairs = [(body, person) for person in block.missing]
        out = {at: known.excluded[pair] for at, pair in enumerate(pairs) if pair in known.excluded}
        told = {
            at: share
            for at, share in enumerate(shares)
            if share >= _NEXT_TO_NOTHING and at not in out
        }
        addresses = {
            at: desk.url("decision", key=known.listed[pair])
            for at, pair in enumerate(pairs)
            if at in told and pair in known.listed
        }
        worth = [
            {"person": block.missing[at], "share": told[at], "address": addresses.get(at, "")}
            for at in sorted(told, key=lambda one: -told[one])
        ]
        rows.append({"body": body, "worth": worth, "none": none, "out": len(out)})
        drawn.append(
            {
                "body": body,
                "shares": {at: round(share, 3) for at, share in told.items()},
                "out": {at: grounds.index(ground) for at, ground in out.items()},
                "addresses": addresses,
                "none": round(none, 3),
            }
        )
    return {
        "people": block.missing,
        "rows": rows,
        "method": block.method,
        "large": True,
        "name": f"{name}-cells",
        "cells": {
            "people": block.missing,
            "grounds": [_ground(desk, one) for one in grounds],
            "rows": drawn,
        },
    }


def _compared(desk: Desk, known: Together, result: Reconciliation, number: int) -> dict[str, Any]:
    """What changed since a run that was kept, and on which findings that rests."""
    before = lists.run_kept(desk.actor, number)
    grounds = []
    for pair in sorted(before.rests_on.keys() | known.rests_on.keys()):
        old, new = (set(one.rests_on.get(pair, ())) for one in (before, known))
        if old != new:
            grounds.append(
                {
                    "body": pair[0],
                    "person": pair[1],
                    "added": _kinds(desk, new - old),
                    "dropped": _kinds(desk, old - new),
                }
            )
    changes = difference(reconcile(before.problem), result, desk.language)
    return {"run": before, "changes": changes, "grounds": grounds}


def _kinds(desk: Desk, rests_on: set[str]) -> list[str]:
    return sorted(kind_in_words(one.partition(" ")[0], desk.language) for one in rests_on)


def _ground(desk: Desk, code: str) -> str:
    """On what a pair is out, in words; a laboratory's word is nobody's decision yet."""
    if code == LABORATORY:
        return desk.say(N_("a laboratory excludes it; nobody has decided yet"))
    return word("ExclusionGround", code, desk.language)


def _cell(
    desk: Desk, known: Together, result: Reconciliation, body: str, person: str, alike: set[str]
) -> dict[str, Any]:
    share = result.of(body, person)
    ground = known.excluded.get((body, person), "")
    return {
        "person": person,
        "excluded": _ground(desk, ground) if ground else "",
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
    try:
        after = reconcile(_assumed(problem, asked, remains=body, missing=person))
    except Refusal as refusal:
        return None, refusal
    return tuple(difference(before, after, desk.language)), None


def _assumed(problem: Problem, asked: Mapping[str, str], **pair: str) -> Problem:
    """The problem with one pair given, out, or with one finding more. Nothing else knows of it."""
    sign = asked.get("sign")
    if sign == "out":
        return with_exclusion(problem, **pair)
    if sign == "finding":
        try:
            log10 = float(asked.get("log10", ""))
        except ValueError:
            raise NoNumber(found=asked.get("log10", "")[:40]) from None
        return with_finding(problem, log10_lr=log10, **pair)
    return with_lock(problem, **pair)
