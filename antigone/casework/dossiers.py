"""What papers say of a body: gathered from the record as frozen values, for `antigone.documents`.

Reads only, within the step that owes the entry. A name that was sealed or erased is not printed: the
code of the request stands in its place.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings

from antigone.access.models import Account
from antigone.access.roles import Discipline
from antigone.casework.models import (
    Analysis,
    Comparison,
    Concurrence,
    Disagreement,
    Examination,
    Exclusion,
    Finding,
    Identification,
    MissingPerson,
    Motion,
    Operation,
    Remains,
    RuleSet,
    Search,
    TracingRequest,
)
from antigone.casework.models.remains import ExaminationKind
from antigone.casework.models.review import Conclusion
from antigone.casework.pairs import Pair
from antigone.casework.rules import PRIMARY, STANDARD, Rules, judge
from antigone.casework.sealed import unseal
from antigone.casework.step import Step
from antigone.casework.vocabulary import kind_in_words, word
from antigone.casework.worth import in_words, status_of
from antigone.wording import N_, say

if TYPE_CHECKING:
    from antigone.documents.dossier import (
        ComponentView,
        DisciplineResult,
        Dossier,
        FindingLine,
        Objection,
        Rule,
        View,
    )

AGREED = N_("two examiners agree: {conclusion}")
_DIFFER = N_("two examiners differ")
# The examiners' list and the printed form name some components differently.
_PRINTED = {
    "face-outline": "outline",
    "face-composition": "composition",
    "chin-jawline": "chin",
    "facial-lines": "lines",
    "facial-marks": "marks",
}
_WANTED = (*PRIMARY, Discipline.FACE, Discipline.MEDICAL)


def digest_of(pdf: bytes) -> bytes:
    """Return the SHA-256 of a paper's pages."""
    return sha256(pdf).digest()


def dossier_of(
    doing: Step, remains: Remains, request: TracingRequest, *, copy: int, language: str = ""
) -> "Dossier":
    """Return what the board decides on, for the actor of the step alone. `copy` counts from 1.

    Without a `language` it is the home's, as on paper.
    """
    from antigone.documents.dossier import Dossier, Reader

    pair, language = Pair(remains, request), language or settings.ANTIGONE.language
    operation = operation_of(doing)
    reader = Account.objects.get(pk=doing.actor.account_id)
    return Dossier(
        language=language,
        operation=operation.name,
        authority=operation.authority,
        remains=remains.code,
        request=request.code,
        person=name_of(request),
        rule=_rule(pair, language),
        views=tuple(_views(pair, language)),
        results=tuple(_results(pair, language)),
        findings=tuple(_findings(pair, language)),
        missing=tuple(_missing(pair, language)),
        objections=tuple(_objections(pair, language)),
        history=tuple(sorted(_history(pair, language))),
        reader=Reader(name=reader.shown_name, account=reader.sign_in_name, at=doing.at, copy=copy),
    )


def operation_of(doing: Step) -> Operation:
    """Return the operation in which the step is taken."""
    return Operation.objects.get(pk=doing.actor.operation_id)


def name_of(request: TracingRequest) -> str:
    """Return the missing person's name; the request's code where it was sealed or erased."""
    person = MissingPerson.objects.filter(request=request).first()
    return person.name if person else request.code


def rules_in_words(rules: RuleSet | None, language: str) -> str:
    """Return the rules in the reader's language; they say what the approved words say."""
    return (Rules.from_json(rules.rules) if rules else STANDARD).in_words(language)


def _rule(pair: Pair, language: str) -> "Rule":
    from antigone.documents.dossier import Rule, RuleLine

    held = RuleSet.objects.order_by("version").last()
    rules = Rules.from_json(held.rules) if held else STANDARD
    matches = [one for one in pair.concurrences if one.conclusion == Conclusion.POTENTIAL_MATCH]
    lines: tuple[RuleLine, ...] = ()
    if matches:
        judged = [
            judge(rules, pair.evidence(one), exception=exception)
            for exception in (False, True)
            for one in matches
        ]
        best = next((one for one in judged if one.holds), judged[0])
        lines = tuple(
            RuleLine(condition=one.stated(language), holds=one.holds, because=one.because(language))
            for one in best.conditions
        )
    name = say(N_("Version {version}"), language, version=held.version if held else 1)
    return Rule(name=name, words=rules_in_words(held, language), lines=lines)


def _told(pair: Pair) -> list[Comparison]:
    """The views of every candidate of the pair on whom two have committed; before, nobody's."""
    of = {"candidate__in": pair.candidates}
    told = {
        *Concurrence.objects.filter(**of).values_list("candidate", "discipline"),
        *Disagreement.objects.filter(**of).values_list("candidate", "discipline"),
    }
    every = (
        Comparison.objects.filter(**of)
        .select_related("examiner", "pair__round")
        .prefetch_related("remarks")
    )
    return [
        one for one in every.order_by("recorded_at") if (one.candidate_id, one.discipline) in told
    ]


def _views(pair: Pair, language: str) -> Iterator["View"]:
    from antigone.documents.dossier import View

    for one in _told(pair):
        alone = Analysis.objects.filter(
            remains=pair.remains, discipline=one.discipline, examiner=one.examiner
        ).order_by("recorded_at")
        analysis = alone.first()
        said = json.loads(unseal(one, "details") or "{}")
        seen = json.loads(unseal(analysis, "details") or "{}") if analysis else {}
        yield View(
            examiner=f"{one.examiner.shown_name}, {word('Discipline', one.discipline, language)}",
            analysed_at=analysis.recorded_at if analysis else one.pair.round.recorded_at,
            analysis=seen.get("note") or "–",
            committed_at=one.recorded_at,
            components=tuple(_components(said.get("components", {}), language)),
            support=word("Support", one.support, language),
            conclusion=word("Conclusion", one.conclusion, language),
            reasons="\n".join(filter(None, (said.get("note"), *_remarks(one)))) or "–",
        )


def _remarks(view: Comparison) -> Iterator[str]:
    """What the examiner added later, each with its day."""
    for one in sorted(view.remarks.all(), key=lambda row: row.recorded_at):
        if text := unseal(one, "text"):
            yield f"{one.recorded_at:%Y-%m-%d}: {text}"


def _components(said: dict[str, dict[str, object]], language: str) -> Iterator["ComponentView"]:
    from antigone.documents.dossier import ComponentView

    for name, one in said.items():
        finding = one.get("finding")
        yield ComponentView(
            component=_PRINTED.get(name, name),
            similar=None if finding is None else finding == "similar",
            explained=bool(one.get("explained")),
            weight=word("Weight", str(one.get("weight") or ""), language),
            note=str(one.get("why_not") or one.get("note") or ""),
        )


def _results(pair: Pair, language: str) -> Iterator["DisciplineResult"]:
    from antigone.documents.dossier import DisciplineResult

    agreed = {
        one.discipline: say(
            AGREED, language, conclusion=word("Conclusion", one.conclusion, language)
        )
        for one in pair.concurrences
    }
    differing = Disagreement.objects.filter(candidate__in=pair.candidates)
    for one in differing:
        agreed.setdefault(one.discipline, say(_DIFFER, language))
    by = {}
    for view in _told(pair):
        by.setdefault(view.discipline, []).append(view.examiner.shown_name)
    for discipline, result in sorted(agreed.items()):
        yield DisciplineResult(
            discipline=word("Discipline", discipline, language),
            result=result,
            by=", ".join(by.get(discipline, ())),
            reference="",
            primary=discipline in PRIMARY,
        )


def _findings(pair: Pair, language: str) -> Iterator["FindingLine"]:
    from antigone.documents.dossier import FindingLine

    for one in pair.findings:
        simulated = one.log10_lr is not None and status_of(one) == "simulated"
        # A number that was fitted on simulated faces says nothing of a real person.
        if one.log10_lr is None or (simulated and not settings.ANTIGONE.is_exercise):
            continue
        lower, _, upper = one.bound.partition(" to ")
        at_limit = lower and upper and one.log10_lr in (float(lower), float(upper))
        yield FindingLine(
            name=kind_in_words(one.kind, language),
            sentence=in_words(one, language),
            log10=one.log10_lr,
            interval=(one.lower, one.upper),
            bound=bool(at_limit),
            words=in_words(one, language),
            same=one.same,
            other=one.other,
            source=_source(one, language),
            limits=one.bound,
            simulated=simulated,
        )


def _source(finding: Finding, language: str) -> str:
    """Which report it is: its name, and who made it, with which program, when."""
    day = finding.reported_on and finding.reported_on.isoformat()
    file = bytes(finding.report_sha256).hex()[:12] if finding.report_sha256 else ""
    named = say(N_("file {digest}…"), language, digest=file) if file else ""
    told = (finding.source, finding.laboratory, finding.software, day, named)
    return " · ".join(filter(None, told))


def _missing(pair: Pair, language: str) -> Iterator[str]:
    """What has not been looked at: disciplines on which no two examiners have committed."""
    for discipline in not_compared(pair):
        yield say(
            N_("{discipline}: not compared by two examiners"),
            language,
            discipline=word("Discipline", discipline, language),
        )


def not_compared(pair: Pair) -> list[Discipline]:
    """Return the disciplines of which no two examiners have committed a view on a pair."""
    told = {one.discipline for one in _told(pair)}
    return [one for one in _WANTED if one not in told]


def _objections(pair: Pair, language: str) -> Iterator["Objection"]:
    from antigone.documents.dossier import Objection

    differing = Disagreement.objects.filter(candidate__in=pair.candidates)
    for one in differing.select_related("first__examiner", "second__examiner"):
        settlement = getattr(one, "settlement", None)
        for view in (one.first, one.second):
            yield Objection(
                by=view.examiner.shown_name,
                at=view.recorded_at,
                text=f"{word('Discipline', one.discipline, language)}: "
                f"{word('Conclusion', view.conclusion, language)}",
                answer=unseal(settlement, "grounds") if settlement else "",
            )
    excluded = Exclusion.objects.filter(remains=pair.remains, request=pair.request)
    for one in excluded.select_related("recorded_by"):
        yield Objection(
            by=one.recorded_by.shown_name,
            at=one.recorded_at,
            text=f"{word('ExclusionGround', one.ground, language)}: {unseal(one, 'grounds')}",
        )


def _history(pair: Pair, language: str) -> Iterator[tuple[datetime, str]]:
    remains = pair.remains
    yield remains.recorded_at, say(N_("the body was recorded"), language)
    for one in Examination.objects.filter(remains=remains, kind=ExaminationKind.DEATH):
        yield one.signed_at, say(N_("death was established"), language)
    for one in Search.objects.filter(remains=remains):
        yield one.recorded_at, say(N_("a search was made by face"), language)
    for one in pair.candidates:
        said = N_("put on the list: {source}")
        source = word("CandidateSource", one.source, language)
        yield one.recorded_at, say(said, language, source=source)
    for one in _told(pair):
        said = N_("a view was committed: {discipline}")
        discipline = word("Discipline", one.discipline, language)
        yield one.recorded_at, say(said, language, discipline=discipline)
    for one in Motion.objects.filter(remains=remains, request=pair.request):
        matter = word("Matter", one.matter, language)
        yield one.recorded_at, say(N_("put to the board: {matter}"), language, matter=matter)
    for one in Identification.objects.filter(remains=remains, request=pair.request):
        yield one.recorded_at, say(N_("identified"), language)
        if one.withdrawn_at:
            yield one.withdrawn_at, say(N_("the identification was withdrawn"), language)
