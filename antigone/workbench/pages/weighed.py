"""What all findings say of one pair: each discipline first, then one bar and one sentence each."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.safestring import mark_safe

from antigone.access.actions import Action
from antigone.casework import lists
from antigone.casework.observed import Circumstances, Judged, Thing
from antigone.casework.procedures.stating import make_statement
from antigone.casework.procedures.weighing_records import WeighRecords, weigh_findings
from antigone.casework.vocabulary import choices_of
from antigone.evidence import expected_gain, most_helpful
from antigone.evidence.charts import waterfall
from antigone.evidence.findings import Span
from antigone.evidence.ratio import in_times
from antigone.evidence.statement import Statement, in_odds, in_per_cent
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.forms import Form
from antigone.workbench.page import Page
from antigone.workbench.pages.decided import paper

_MOST_THINGS = 6
_LEFT_OPEN = ("", N_("not stated"))
_KINDS = (("clothing", N_("clothing")), ("effect", N_("effects")), ("paper", N_("papers")))
_FOUND = (("yes", N_("found with the body")), ("no", N_("looked for, and not found")))


def _choice(label: str, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[_LEFT_OPEN, *choices], required=False)


def _number(label: str, hint: str = "") -> forms.FloatField:
    shown = forms.NumberInput(attrs={"inputmode": "decimal", "dir": "ltr", "step": "any"})
    return forms.FloatField(
        label=label, help_text=hint, min_value=0, max_value=100_000, required=False, widget=shown
    )


class Judging(Form):
    """What only a person can say of a pair; what is left empty is not weighed."""

    distance_km = _number(
        N_("Kilometres from where she was last seen to where the body was recovered")
    )
    area_km = _number(N_("Radius of the area that the remains come from, in kilometres"))
    dead_least = _number(N_("Dead for at least so many days, as an examiner states"))
    dead_most = _number(N_("And for at most so many days"))
    period_days = _number(N_("For how many days people have been dying there"))
    hand_found = _choice(N_("Preferred hand, by the body"), choices_of("Hand"))
    hand_reported = _choice(N_("Preferred hand, as reported"), choices_of("Hand"))

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        for number in range(_MOST_THINGS):
            self.fields[f"what_{number}"] = forms.CharField(
                label=N_("A thing that the family reports"), max_length=200, required=False
            )
            self.fields[f"kind_{number}"] = _choice(N_("What it is"), _KINDS)
            self.fields[f"found_{number}"] = _choice(N_("With the body"), _FOUND)
            self.fields[f"rarity_{number}"] = _choice(N_("How rare"), choices_of("Rarity"))
            self.fields[f"attached_{number}"] = _choice(N_("How found"), choices_of("Attached"))

    def lines(self) -> list[list[Any]]:
        """Return the fields of each thing, for the page."""
        names = ("what", "kind", "found", "rarity", "attached")
        return [[self[f"{name}_{number}"] for name in names] for number in range(_MOST_THINGS)]

    def others(self) -> list[Any]:
        """Return the fields that are about no thing."""
        return [self[name] for name in type(self).base_fields]

    def clean(self) -> dict[str, Any]:
        """Hold what belongs together together."""
        stated = dict(self.cleaned_data)
        for number in range(_MOST_THINGS):
            given = [stated.get(f"{one}_{number}") for one in ("what", "kind", "found", "rarity")]
            if any(given) and not all(given):
                said = self.desk.say(
                    N_("State what it is, of which kind, whether found, how rare.")
                )
                self.add_error(f"what_{number}", said)
        least, most = stated.get("dead_least"), stated.get("dead_most")
        if (least is None) != (most is None) or (least is not None and least > most):
            said = self.desk.say(N_("From the smaller to the larger number."))
            self.add_error("dead_least", said)
        if stated.get("area_km") == 0 or stated.get("period_days") == 0:
            self.add_error(None, self.desk.say(N_("An area or a period is more than nothing.")))
        return stated

    def judged(self) -> Judged:
        """Return what was stated. Raises `Unfit`."""
        said = self.stated()
        hands = (said["hand_found"], said["hand_reported"])
        dead = None
        if said["dead_least"] is not None:
            dead = Span(said["dead_least"], said["dead_most"])
        return Judged(
            things=tuple(
                Thing(
                    kind=said[f"kind_{one}"],
                    what=said[f"what_{one}"],
                    found=said[f"found_{one}"] == "yes",
                    rarity=said[f"rarity_{one}"],
                    attached=said[f"attached_{one}"] or "worn",
                )
                for one in range(_MOST_THINGS)
                if said[f"what_{one}"]
            ),
            circumstances=Circumstances(
                distance_km=said["distance_km"],
                area_km=said["area_km"],
                dead_for=dead,
                period_days=said["period_days"],
            ),
            hands=hands if all(hands) else None,
        )


class FindingsOfPair(Page):
    """What do all findings say of this pair, and what is missing?"""

    path = "decisions/<uuid:key>/findings"
    name = "findings"
    may: ClassVar[tuple[Action, ...]] = (Action.VIEW_DOSSIER, Action.VIEW_CANDIDATES)
    title = N_("Findings of a pair")
    template = "workbench/weighed/findings.html"

    def show(self, desk: Desk, key: UUID, **keys: Any) -> Mapping[str, Any]:
        """Show each discipline by itself, the bars, what stands apart, and what was not weighed."""
        pair = lists.findings_of_pair(desk.actor, key, desk.language)
        statement = pair.stated.statement
        return {
            "key": key,
            "pair": pair,
            "stated": pair.stated,
            **(_drawn(desk, statement) if statement else {}),
            "form": Judging.at(desk, initial=_begun(pair.judged)),
            "may_weigh": desk.can(Action.WEIGH_FINDINGS),
            "may_decide": desk.can(Action.VIEW_DOSSIER),
            "crumbs": [(f"{pair.remains} · {pair.request}", ""), (desk.say(self.title), "")],
        }


class WeighPair(FindingsOfPair):
    """The same pair, weighed anew."""

    path = "decisions/<uuid:key>/weigh"
    name = "weigh-findings"
    may = (Action.WEIGH_FINDINGS,)

    def act(self, desk: Desk, key: UUID, **keys: Any) -> str:
        """Weigh everything that the records say, with what this person states beside them."""
        weigh_findings(desk.actor, WeighRecords(candidate=key, judged=Judging.at(desk).judged()))
        return desk.url("findings", key=key)


class StatementPaper(Page):
    """The statement of a pair as a paper: numbered, for one reader, without a picture."""

    path = "decisions/<uuid:key>/statement.pdf"
    name = "statement-paper"
    may = (Action.VIEW_DOSSIER,)

    def act(self, desk: Desk, key: UUID, **keys: Any) -> HttpResponse:
        """Answer with the paper; that a copy was made is on record."""
        copy = make_statement(desk.actor, key, language=desk.language)
        return paper(copy.pdf, f"statement-{copy.number}.pdf")


def _drawn(desk: Desk, statement: Statement) -> dict[str, Any]:
    """Return a statement as the page shows it: tables first, then the picture of the same."""
    helpful = most_helpful(statement)
    language = desk.language
    return {
        "statement": statement,
        "disciplines": [
            {
                "name": name,
                "in_short": ratio.in_short(language),
                "strength": ratio.strength(language),
                "at_bound": ratio.at_bound,
            }
            for name, ratio in statement.disciplines
        ],
        "bars": [
            {
                "bar": one,
                "in_short": one.finding.ratio.in_short(language),
                "note": one.note(language),
                "limits": one.finding.ratio.caution(language),
            }
            for one in statement.bars
        ],
        "against": sum(one.finding.ratio.log10 < 0 for one in statement.bars),
        "together": statement.total.words(language),
        "hypotheses": [desk.say(clause) for clause in statement.hypotheses],
        # Drawn by us, of numbers and of texts that are escaped where it is drawn.
        "picture": mark_safe(waterfall(statement, language=language)),
        "helpful": helpful,
        "gain": in_times(expected_gain(helpful, statement)) if helpful else "",
        "odds": in_odds(statement.prior.log10_odds) if statement.prior else "",
        "probability": "" if statement.posterior is None else in_per_cent(statement.posterior),
    }


def _begun(judged: Judged) -> dict[str, Any]:
    """Return what was stated when the pair was weighed last, for the form."""
    said = judged.circumstances
    hands = judged.hands or ("", "")
    begun: dict[str, Any] = {
        "distance_km": said.distance_km,
        "area_km": said.area_km,
        "dead_least": said.dead_for and said.dead_for.least,
        "dead_most": said.dead_for and said.dead_for.most,
        "period_days": said.period_days,
        "hand_found": hands[0],
        "hand_reported": hands[1],
    }
    for number, one in enumerate(judged.things[:_MOST_THINGS]):
        begun |= {
            f"what_{number}": one.what,
            f"kind_{number}": one.kind,
            f"found_{number}": "yes" if one.found else "no",
            f"rarity_{number}": one.rarity,
            f"attached_{number}": one.attached,
        }
    return begun
