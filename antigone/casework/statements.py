"""What is said of one pair, all findings together: one bar and one sentence each, and what is missing.

Reads only, within the operation in scope. A finding that answers another question is never added: it
stands apart, with its question. A probability is stated only where the operation's rules turn it on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q

from antigone.access.roles import Discipline
from antigone.casework.models import (
    Correction,
    Effect,
    Examination,
    Finding,
    ManifestEntry,
    Operation,
    PopulationTable,
    RuleSet,
    Weighing,
)
from antigone.casework.observed import DNA
from antigone.casework.observing import said_with
from antigone.casework.pairs import Pair
from antigone.casework.rules import STANDARD, Rules
from antigone.casework.vocabulary import kind_in_words, word
from antigone.casework.worth import EXCLUDED, ratio_of, status_of
from antigone.wording import N_, say

if TYPE_CHECKING:
    from antigone.evidence import Finding as Piece
    from antigone.evidence import Hypotheses, Outstanding, Prior, Statement

# Disciplines of what is no discipline of an examiner; everything else is its own.
_GROUPS: Mapping[str, str] = {
    **dict.fromkeys(("sex", "age", "stature", "eyes", "hair", "handedness"), "description"),
    **dict.fromkeys(("mark", "tattoos", "scars", "marks"), "marks"),
    **dict.fromkeys(("clothing", "effect", "paper"), "belongings"),
    "implant": "implants",
    **dict.fromkeys(("place", "time"), "circumstances"),
}
_REPORTED = N_("Reported by {laboratory}, through: {kinship}.")
_REPORT = N_("As reported: {source}.")
_NO_DNA = N_("No laboratory has reported on this pair.")
_MANIFEST = N_("one of the {people} on the manifest")
_DECLARED = N_("one of the {people} declared missing")


@dataclass(frozen=True, kw_only=True)
class Unsaid:
    """Why one thing could not be weighed; `absent` is a code of `Absent`, empty where it has none."""

    kind: str
    name: str
    side: str
    sentence: str
    absent: str


@dataclass(frozen=True, kw_only=True)
class Apart:
    """A finding that does not stand in the sum, and why: another question, or no number."""

    kind: str
    name: str
    sentence: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Stated:
    """The statement of a pair, None where nothing carries a number, and everything beside it.

    `figures` and `weighed_at` are those of the newest weighing of the records, None without one;
    `figures_changed` says that the operation has adopted others since.
    """

    statement: "Statement | None"
    apart: tuple[Apart, ...]
    unsaid: tuple[Unsaid, ...]
    figures: str
    weighed_at: datetime | None
    figures_changed: bool
    newer_records: bool


def stated_of(pair: Pair, language: str) -> Stated:
    """Return what all findings say of a pair, in one language."""
    from antigone.evidence import weigh

    rows = pair.findings
    details = said_with(pair)["lines"]
    said = {one["finding"]: one for one in details if one.get("finding")}
    question = question_of(rows)
    counted, apart = _parted(rows, said, question, language)
    rules = rules_in_force()
    prior = prior_of(language) if rules.posterior else None
    statement = None
    if counted:
        statement = weigh(
            counted,
            prior=prior,
            posterior=prior is not None,
            missing=_outstanding(rows, details, language),
            exercise=settings.ANTIGONE.is_exercise,
        )
    weighing = pair.weighing
    return Stated(
        statement=statement,
        apart=tuple(apart),
        unsaid=tuple(_unsaid(details, language)),
        figures=weighing.figures if weighing else "",
        weighed_at=weighing and weighing.recorded_at,
        figures_changed=bool(weighing) and weighing.table_id != _newest_table(),
        newer_records=bool(weighing) and _recorded_since(pair, weighing.recorded_at),
    )


def question_of(rows: Iterable[Finding]) -> "Hypotheses":
    """Return the question that findings are added up under: that of the tables, else the commonest.

    What a face answers decides only where there is nothing else: a laboratory's number is not left out
    for it.
    """
    from antigone.evidence.findings import SAME_OR_UNRELATED

    asked: dict[Hypotheses, int] = {}
    numbered = [one for one in rows if one.log10_lr is not None]
    for one in [row for row in numbered if row.kind != Discipline.FACE] or numbered:
        asked[_asked(one)] = asked.get(_asked(one), 0) + 1
    if SAME_OR_UNRELATED in asked or not asked:
        return SAME_OR_UNRELATED
    return max(asked, key=lambda one: asked[one])


def piece_of(row: Finding, *, language: str, said: Mapping[str, Any] | None = None) -> "Piece":
    """Return a finding that has a number as one that can be added up with others."""
    from dataclasses import replace

    from antigone.evidence import Finding as Piece

    group = _GROUPS.get(row.kind, row.kind)
    return Piece(
        ratio=replace(ratio_of(row), hypotheses=_asked(row)),
        sentence=_sentence(row, said, language),
        discipline=word("FindingGroup", group, language)
        if group != row.kind
        else kind_in_words(row.kind, language),
        group=_rests_on(row, language),
    )


def may_count(row: Finding) -> bool:
    """Say whether a finding's number may enter a sum; a simulated one may in the exercise alone."""
    return row.log10_lr is not None and (
        status_of(row) != "simulated" or settings.ANTIGONE.is_exercise
    )


def rules_in_force() -> Rules:
    """Return the operation's rules."""
    held = RuleSet.objects.order_by("version").last()
    return Rules.from_json(held.rules) if held else STANDARD


def prior_of(language: str) -> "Prior | None":
    """Return what is assumed before the findings: each on the manifest alike, else each missing.

    None where it could be nobody else.
    """
    from antigone.evidence import Prior

    people, grounds = ManifestEntry.objects.count(), _MANIFEST
    if not people:
        people, grounds = Operation.objects.get().declared_missing, _DECLARED
    if people < 2:
        return None
    return Prior.among(people, grounds=say(grounds, language, people=people))


def _asked(row: Finding) -> "Hypotheses":
    """Return the question a finding answers.

    That two photographs show one person, one of the body under its code and one of the missing person,
    says that they are one; so a face answers the question of the others.
    """
    from antigone.evidence import Hypotheses
    from antigone.evidence.calibration import UNRELATED
    from antigone.evidence.findings import SAME_OR_UNRELATED

    asked = Hypotheses(same=row.same, other=row.other)
    return SAME_OR_UNRELATED if asked == UNRELATED else asked


def _parted(
    rows: Sequence[Finding],
    said: Mapping[str, Mapping[str, Any]],
    question: "Hypotheses",
    language: str,
) -> tuple[list["Piece"], list[Apart]]:
    counted, apart = [], []
    for row in sorted(rows, key=lambda one: (_order(one.kind), one.recorded_at)):
        if row.outside_reach == EXCLUDED:
            sentence = say(N_("The laboratory excludes the pair."), language)
            apart.append(_apart(row, sentence, row.source, language))
        elif not may_count(row):
            continue
        elif _asked(row) == question:
            counted.append(piece_of(row, language=language, said=said.get(row.pk.hex)))
        else:
            sentence = _sentence(row, said.get(row.pk.hex), language)
            apart.append(_apart(row, sentence, ratio_of(row).words(language), language))
    return counted, apart


def _apart(row: Finding, sentence: str, words: str, language: str) -> Apart:
    name = kind_in_words(row.kind, language)
    return Apart(kind=row.kind, name=name, sentence=sentence, words=words)


def _order(kind: str) -> int:
    """Examiners' disciplines first, what families and papers say after them."""
    order = ("dna", "dental", "fingerprint", "implants", "medical", "anthropology", "face", "marks")
    group = _GROUPS.get(kind, kind)
    return order.index(group) if group in order else len(order)


def _rests_on(row: Finding, language: str) -> str:
    """Return the name of what a finding shares with others; every kind is one group by itself."""
    group, _, number = row.rests_on.rpartition(" ")
    if number.isdigit():
        return f"{kind_in_words(group, language)} {int(number) + 1}"
    if row.rests_on:
        return word("FindingGroup", row.rests_on, language)
    return kind_in_words(row.kind, language)


def _sentence(row: Finding, said: Mapping[str, Any] | None, language: str) -> str:
    if said:
        return _rendered(said, language)
    if row.kinship:
        laboratory = row.imported.laboratory if row.imported else row.laboratory
        kinship = word("Kinship", row.kinship, language)
        return say(_REPORTED, language, laboratory=laboratory, kinship=kinship)
    if row.weighing_id:
        return kind_in_words(row.kind, language)
    return say(_REPORT, language, source=row.source)


def _rendered(said: Mapping[str, Any], language: str) -> str:
    words = {
        name: word(value[0], value[1], language) if isinstance(value, list) else value
        for name, value in said["words"].items()
    }
    return say(said["sentence"], language, **words)


def _unsaid(details: Iterable[Mapping[str, Any]], language: str) -> Iterable[Unsaid]:
    for one in details:
        if not one.get("finding"):
            yield Unsaid(
                kind=one["kind"],
                name=kind_in_words(one["kind"], language),
                side=one["side"],
                sentence=_rendered(one, language),
                absent=one["absent"],
            )


def _outstanding(
    rows: Iterable[Finding], details: Iterable[Mapping[str, Any]], language: str
) -> list["Outstanding"]:
    """Return the examinations that nobody has made, with what each is expected to tell."""
    from antigone.evidence import Outstanding

    found = []
    kinds = {row.kind for row in rows}
    for one in details:
        if one.get("finding") or not one["expected"] or one["kind"] in kinds:
            continue
        same, other, yields = one["expected"]
        found.append(
            Outstanding(
                discipline=kind_in_words(one["kind"], language),
                sentence=_rendered(one, language),
                if_same=same,
                if_other=other,
                yields=yields,
            )
        )
    if "dna" not in kinds:
        found.append(
            Outstanding(
                discipline=kind_in_words("dna", language),
                sentence=say(_NO_DNA, language),
                if_same=DNA.if_same,
                if_other=DNA.if_other,
                yields=DNA.yields,
            )
        )
    return found


def _newest_table() -> Any:
    return PopulationTable.objects.order_by("-version").values_list("pk", flat=True).first()


def _recorded_since(pair: Pair, at: datetime) -> bool:
    """Say whether the body was examined, a thing of it kept, or either record corrected since."""
    since = {"recorded_at__gt": at}
    of_either = Q(remains=pair.remains) | Q(request=pair.request)
    return (
        Examination.objects.filter(remains=pair.remains, **since).exists()
        or Effect.objects.filter(remains=pair.remains, **since).exists()
        or Correction.objects.filter(of_either, **since).exists()
    )


def latest_weighings(candidates: Iterable[Any]) -> dict[Any, Any]:
    """Return the newest weighing's key of each pair, by the keys of body and request."""
    made = Weighing.objects.filter(candidate__in=candidates).order_by("recorded_at")
    keys = made.values_list("candidate__remains", "candidate__request", "pk")
    return {(remains, request): key for remains, request, key in keys}
