"""What the board has before it and what it decided: motions, identifications, rules, differing views."""

from typing import Any
from uuid import UUID

from django.conf import settings

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.models import (
    Comparison,
    Concurrence,
    Disagreement,
    Exclusion,
    Identification,
    Motion,
    Remains,
    RuleDraft,
    RuleSet,
    TracingRequest,
)
from antigone.casework.models.review import Conclusion, Place
from antigone.casework.pairs import Pair, open_leads
from antigone.casework.reading import case_of_code, looking, reading
from antigone.casework.rules import STANDARD, Rules
from antigone.casework.sealed import unseal
from antigone.casework.step import NotHere, step
from antigone.casework.unblinding import unblind


def identifications(actor: Actor) -> list[dict[str, Any]]:
    """Return every identification of the operation, those that were withdrawn among them."""
    with reading(actor, Action.VIEW_DOSSIER):
        decided = Identification.objects.select_related("remains", "request")
        return [_decided(one) for one in decided.order_by("recorded_at")]


def motions(actor: Actor) -> list[dict[str, Any]]:
    """Return the motions that wait for a second signature; the look is recorded.

    Those about a body that the actor still compares without knowing whom it might be are left out.
    """
    with step(actor, Action.IDENTIFY) as doing:
        waiting = Motion.objects.filter(ended_at=None).select_related("remains", "request")
        shown = []
        doing.name("motions:waiting")
        for one in waiting.order_by("recorded_at"):
            if not one.remains.bars(actor.account_id, Action.IDENTIFY):
                unblind(doing, one.remains)
                shown.append(_motion(one))
        return shown


def decisions_on(actor: Actor, code: str) -> dict[str, Any]:
    """Return all that the board has decided on a body, with the grounds; the look is recorded."""
    with looking(actor, code, Action.VIEW_DOSSIER) as remains:
        decided = Identification.objects.filter(remains=remains)
        excluded = Exclusion.objects.filter(remains=remains).select_related("request")
        waiting = Motion.objects.filter(remains=remains, ended_at=None)
        return {
            "remains": remains.code,
            "outcome": remains.outcome,
            "reason": remains.outcome_reason,
            "open_leads": sorted(one.code for one in open_leads(remains)),
            "identifications": [
                _decided(one) | {"grounds": unseal(one.motion, "grounds")}
                for one in decided.select_related("motion").order_by("recorded_at")
            ],
            "exclusions": [
                {
                    "request": one.request.code,
                    "ground": one.ground,
                    "grounds": unseal(one, "grounds"),
                    "on": one.recorded_at.date().isoformat(),
                }
                for one in excluded.order_by("recorded_at")
            ],
            "motions": [
                _motion(one) | {"grounds": unseal(one, "grounds")}
                for one in waiting.order_by("recorded_at")
            ],
        }


def rules(actor: Actor, *, language: str = "") -> dict[str, Any]:
    """Return the rules in force, and drafts that wait for another member.

    In the reader's `language`, without one in the home's; they say what the recorded words say.
    """
    language = language or settings.ANTIGONE.language
    with reading(actor, Action.VIEW_DOSSIER):
        held = RuleSet.objects.order_by("version").last()
        in_force = Rules.from_json(held.rules) if held else STANDARD
        drafts = RuleDraft.objects.filter(approved=None).select_related("recorded_by")
        return {
            "version": held.version if held else 1,
            "rules": in_force.as_json(),
            "words": in_force.in_words(language),
            "drafts": [
                {
                    "draft": one.pk.hex,
                    "by": one.recorded_by.shown_name,
                    "because": one.because,
                    "words": Rules.from_json(one.rules).in_words(language),
                    "rules": one.rules,
                }
                for one in drafts.order_by("recorded_at")
            ],
        }


def draft_waiting(actor: Actor) -> UUID:
    """Return the newest draft of rules that nobody approved. Raises `NotHere`."""
    with reading(actor, Action.APPROVE_RULES):
        newest = RuleDraft.objects.filter(approved=None).order_by("recorded_at").last()
        if newest is None:
            raise NotHere(kind=RuleDraft._meta.verbose_name, key="–")
        return newest.pk


def concurrence_between(actor: Actor, remains: str, request: str, *, discipline: str = "") -> UUID:
    """Return the agreement on which an identification can rest, of one discipline if it is named.

    Raises `NotHere`.
    """
    with reading(actor, Action.IDENTIFY):
        agreed = Concurrence.objects.filter(candidate__in=_pair(remains, request).candidates)
        if discipline:
            agreed = agreed.filter(discipline=discipline)
        # A primary identifier first: the board rests on the strongest that there is.
        order = {"dna": 0, "fingerprint": 1, "dental": 2}
        found = sorted(
            agreed.order_by("-recorded_at"),
            key=lambda one: (
                one.conclusion != Conclusion.POTENTIAL_MATCH,
                order.get(one.discipline, 3),
            ),
        )
        if not found:
            raise NotHere(kind=Concurrence._meta.verbose_name, key=f"{remains} {request}")
        return found[0].pk


def motion_between(actor: Actor, remains: str, request: str) -> dict[str, Any]:
    """Return the motion on a pair that waits for a second signature. Raises `NotHere`."""
    with looking(actor, remains, Action.IDENTIFY) as body:
        asked = case_of_code(TracingRequest, request)
        waiting = Motion.objects.filter(remains=body, request=asked, ended_at=None)
        newest = waiting.order_by("recorded_at").last()
        if newest is None:
            raise NotHere(kind=Motion._meta.verbose_name, key=f"{remains} {request}")
        standing = Identification.objects.filter(
            remains=body, request=asked, withdrawn_at=None
        ).first()
        return {
            "matter": newest.matter,
            "remains": body.pk,
            "request": asked.pk,
            "concurrence": newest.concurrence_id,
            "identification": standing.pk if standing else None,
            "exception": newest.exception,
            "grounds": unseal(newest, "grounds"),
        }


def identification_of_remains(actor: Actor, remains: str, *, standing: bool = True) -> UUID:
    """Return the identification of a body: the one that stands, or the newest. Raises `NotHere`."""
    with reading(actor, Action.VIEW_DOSSIER):
        decided = Identification.objects.filter(remains=case_of_code(Remains, remains))
        if standing:
            decided = decided.filter(withdrawn_at=None)
        newest = decided.order_by("recorded_at").last()
        if newest is None:
            raise NotHere(kind=Identification._meta.verbose_name, key=remains)
        return newest.pk


def disagreement_between(
    actor: Actor, remains: str, request: str, *, discipline: str, place: str = ""
) -> tuple[UUID, UUID | None]:
    """Return the newest disagreement on a pair, and the view at `place` in it, None without one.

    `place` is first, second or third. Raises `NotHere`.
    """
    with reading(actor, Action.SETTLE_VIEWS):
        of = {"candidate__in": _pair(remains, request).candidates, "discipline": discipline}
        differing = Disagreement.objects.filter(**of).order_by("recorded_at").last()
        if differing is None:
            raise NotHere(kind=Disagreement._meta.verbose_name, key=f"{remains} {request}")
        if not place:
            return differing.pk, None
        views = Comparison.objects.filter(
            candidate=differing.candidate, discipline=discipline, pair__round__place=Place(place)
        )
        view = views.order_by("recorded_at").last()
        if view is None:
            raise NotHere(kind=Comparison._meta.verbose_name, key=place)
        return differing.pk, view.pk


def leads_of(actor: Actor, remains: str) -> list[UUID]:
    """Return the requests of the open leads of a body; of one without, those of every lead."""
    with reading(actor, Action.VIEW_DOSSIER):
        body = case_of_code(Remains, remains)
        waiting = [one.pk for one in open_leads(body)]
        return waiting or list(body.candidates.values_list("request", flat=True).distinct())


def _pair(remains: str, request: str) -> Pair:
    return Pair(case_of_code(Remains, remains), case_of_code(TracingRequest, request))


def _decided(one: Identification) -> dict[str, Any]:
    signers = (one.signer_a.shown_name, one.signer_b.shown_name)
    return {
        "remains": one.remains.code,
        "request": one.request.code,
        "discipline": one.discipline,
        "exception": one.exception,
        "rules": one.rules.version,
        "signed_by": list(signers),
        "decided_on": one.recorded_at.date().isoformat(),
        "withdrawn_on": one.withdrawn_at.date().isoformat() if one.withdrawn_at else None,
    }


def _motion(one: Motion) -> dict[str, Any]:
    signed = one.signatures.select_related("recorded_by").order_by("recorded_at")
    return {
        "matter": one.matter,
        "remains": one.remains.code,
        "request": one.request.code,
        "exception": one.exception,
        "signed_by": [by.recorded_by.shown_name for by in signed],
        "put_on": one.recorded_at.date().isoformat(),
    }
