"""A laboratory's table of pairs comes in: all of it, or nothing, with every fault by row and column."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpResponse

from antigone.access.actions import Action
from antigone.casework import lists
from antigone.casework.procedures.importing_pairs import PairFile, import_pairs
from antigone.casework.procedures.pedigrees import PedigreeFile
from antigone.evidence import Hypotheses
from antigone.evidence.findings import SAME_OR_UNRELATED
from antigone.exchange.pair_columns import Columns, RatioColumn
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.forms import Form
from antigone.workbench.page import Page
from antigone.workbench.pages.remains import refuse_too_much
from antigone.workbench.pages.requests_files import NoFile

_CLAUSE = 200


def _header(label: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=120, required=False)


class Reporting(Form):
    """Who computed the table, and what it compares; how to read it, where its header does not say."""

    laboratory = forms.CharField(label=N_("Laboratory"), max_length=200)
    software = forms.CharField(
        label=N_("Software with its version"),
        max_length=200,
        help_text=N_("Such as Familias 3.3, Bonaparte 5.2, dvir 3.3.0"),
    )
    issued = forms.DateField(
        label=N_("Day of the report"),
        widget=forms.DateInput(attrs={"type": "date", "dir": "ltr"}),
    )
    same = forms.CharField(
        label=N_("The first explanation that it compares"), max_length=_CLAUSE, required=False
    )
    other = forms.CharField(
        label=N_("The second explanation"),
        help_text=N_("Where the table states its own, these are not used."),
        max_length=_CLAUSE,
        required=False,
    )
    remains = _header(N_("Header of the column that holds the remains"))
    missing = _header(N_("Header of the column that holds the missing person"))
    ratio = _header(N_("Header of the column that holds the ratio"))
    kinship = _header(N_("Header of the column that holds the kinship"))
    scale = forms.ChoiceField(
        label=N_("The ratio is written as"),
        choices=[("times", N_("times")), ("log10", "log10"), ("ln", "ln")],
        required=False,
    )
    separator = forms.ChoiceField(
        label=N_("Cells are parted by"),
        choices=[(",", N_("comma")), (";", N_("semicolon")), ("\t", N_("tabulator"))],
        required=False,
    )
    decimal = forms.ChoiceField(
        label=N_("Decimals are parted by"),
        choices=[(".", N_("point")), (",", N_("comma"))],
        required=False,
    )
    zero_excludes = forms.BooleanField(
        label=N_("This laboratory writes 0 where it excludes the pair"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Hold what belongs together together."""
        stated = dict(self.cleaned_data)
        if bool(stated.get("same")) != bool(stated.get("other")):
            self.add_error("other", self.desk.say(N_("State both explanations, or neither.")))
        named = [stated.get(one) for one in ("remains", "missing", "ratio")]
        if any(named) and not all(named):
            said = self.desk.say(N_("Name the columns of remains, missing person and ratio."))
            self.add_error("remains", said)
        return stated

    def mapping(self) -> Columns | None:
        """Return how to read the table, None where the header or an earlier table decides."""
        said = self.cleaned_data
        if not said["remains"]:
            return None
        mapped = Columns(
            remains=said["remains"],
            missing=said["missing"],
            kinship=said["kinship"],
            ratios=(RatioColumn(header=said["ratio"], scale=said["scale"] or "times"),),
            separator=said["separator"] or ",",
            decimal=said["decimal"] or ".",
        )
        return replace(mapped, zero_excludes=said["zero_excludes"])

    def mapped(self) -> list[Any]:
        """Return the fields about columns, for the page."""
        every = list(type(self).base_fields)
        return [self[name] for name in every[every.index("remains") :]]

    def reported(self) -> list[Any]:
        """Return the fields about the report."""
        every = list(type(self).base_fields)
        return [self[name] for name in every[: every.index("remains")]]


class Laboratory(Page):
    """Which tables of laboratories came in, and which is next?"""

    path = "laboratory/"
    name = "laboratory"
    may = (Action.IMPORT_PAIRS,)
    title = N_("Tables of laboratories")
    template = "workbench/weighed/laboratory.html"

    def show(self, desk: Desk, **keys: Any) -> Mapping[str, Any]:
        """Show what came in, and the form for the next; the usual question stands in it."""
        question = {one: desk.say(getattr(SAME_OR_UNRELATED, one)) for one in ("same", "other")}
        return {
            "imports": lists.pair_imports(desk.actor),
            "form": Reporting.at(desk, initial=question),
            "crumbs": [(desk.say(self.title), "")],
        }

    def act(self, desk: Desk, **keys: Any) -> HttpResponse:
        """Import the table, and show what came of it."""
        form = Reporting.at(desk)
        stated = form.stated()
        refuse_too_much(desk)
        came, pedigrees = (desk.request.FILES.get(one) for one in ("file", "pedigrees"))
        if came is None:
            raise NoFile
        done = import_pairs(
            desk.actor,
            PairFile(
                name=str(came.name)[:200],
                content=came.read(),
                laboratory=stated["laboratory"],
                software=stated["software"],
                issued=stated["issued"],
                hypotheses=_question(desk, stated),
                columns=form.mapping(),
                pedigrees=PedigreeFile(name=str(pedigrees.name)[:200], content=pedigrees.read())
                if pedigrees
                else None,
            ),
        )
        return self._rendered(desk, {**self.show(desk), "done": done})


def _question(desk: Desk, stated: Mapping[str, Any]) -> Hypotheses | None:
    """Return the two explanations; the usual ones in the words in which every finding has them."""
    if not stated["same"]:
        return None
    given = Hypotheses(same=stated["same"], other=stated["other"])
    usual = tuple(desk.say(one) for one in SAME_OR_UNRELATED)
    return SAME_OR_UNRELATED if tuple(given) == usual else given
