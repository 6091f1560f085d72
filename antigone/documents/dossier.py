"""The dossier for the board: everything a decision stands on, for one named reader.

It is restricted: each page says who reads it, when, and which copy it is, across the photographs
too. It adds nothing up: findings stand one below the other, those that speak against as well.
"""

from dataclasses import dataclass
from datetime import datetime

from antigone.documents.languages import written_moment
from antigone.documents.page import (
    Bar,
    Bars,
    Block,
    Facts,
    Heading,
    Items,
    Paragraph,
    Picture,
    Pictures,
    Sheet,
    Table,
    sheet_pdf,
)
from antigone.documents.typesetting import isolate
from antigone.errors import Refusal
from antigone.wording import N_, say

# The components of the FISWG Facial Image Comparison Feature List (2018), ASTM E3149.
COMPONENTS = {
    "skin": N_("Skin"),
    "outline": N_("Outline of face and head"),
    "composition": N_("Composition of face and head"),
    "hairline": N_("Hairline, baldness"),
    "forehead": N_("Forehead"),
    "eyebrows": N_("Eyebrows"),
    "eyes": N_("Eyes"),
    "cheeks": N_("Cheeks"),
    "nose": N_("Nose"),
    "ears": N_("Ears"),
    "mouth": N_("Mouth"),
    "chin": N_("Chin, jawline"),
    "neck": N_("Neck"),
    "facial-hair": N_("Facial hair"),
    "lines": N_("Facial lines"),
    "scars": N_("Scars"),
    "marks": N_("Facial marks"),
    "alterations": N_("Alterations"),
    "other": N_("Other"),
}
_MOST_PICTURE_BYTES = 2_000_000
_PICTURE_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


class UnprintablePicture(Refusal):
    """What was given is no small JPEG or PNG."""

    code = "unprintable-picture"
    sentence = N_("“{caption}” cannot be printed as a picture. No dossier was made.")
    remedy = N_("Give the masked derivative as JPEG or PNG of at most {most} bytes.")


class UnknownComponent(Refusal):
    """A component that the feature list does not have."""

    code = "unknown-component"
    sentence = N_("“{component}” is no component of the feature list. No dossier was made.")
    remedy = N_("Take one of: {components}.")


@dataclass(frozen=True, kw_only=True)
class Reader:
    """For whom this copy is made; `copy` counts from 1 for each dossier."""

    name: str
    account: str
    at: datetime
    copy: int


@dataclass(frozen=True, kw_only=True)
class ComponentView:
    """What one examiner saw of one component.

    `component` is a key of `COMPONENTS`. `similar` is `None` where it could not be compared, and
    `note` then says why. `explained` says that a change after death explains the difference.

    Raises `UnknownComponent`.
    """

    component: str
    similar: bool | None
    explained: bool = False
    weight: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.component not in COMPONENTS:
            raise UnknownComponent(component=self.component, components=", ".join(COMPONENTS))


@dataclass(frozen=True, kw_only=True)
class View:
    """One examiner's analysis, made alone, and comparison, made before any other was seen.

    `support` is the step of the support scale in words.
    """

    examiner: str
    analysed_at: datetime
    analysis: str
    committed_at: datetime
    components: tuple[ComponentView, ...]
    support: str
    conclusion: str
    reasons: str


@dataclass(frozen=True, kw_only=True)
class DisciplineResult:
    """What one discipline says; `primary` where the operation's rule counts it as primary."""

    discipline: str
    result: str
    by: str
    reference: str
    primary: bool


@dataclass(frozen=True, kw_only=True)
class FindingLine:
    """What one finding is worth: a likelihood ratio (log10) with interval, limit and question.

    `bound` says that the value stands at the limit of the reference data. `same` and `other` are
    the two hypotheses. `words` is the step of the scale that the number is translated to. A
    `simulated` calibration marks the whole dossier.
    """

    name: str
    sentence: str
    log10: float
    interval: tuple[float, float]
    bound: bool
    words: str
    same: str
    other: str
    source: str
    limits: str = ""
    simulated: bool = False


@dataclass(frozen=True, kw_only=True)
class RuleLine:
    """One condition of the operation's rule; `holds` is `None` where it is not known."""

    condition: str
    holds: bool | None
    because: str


@dataclass(frozen=True, kw_only=True)
class Rule:
    """The operation's rule as it stands in words, and whether its conditions hold."""

    name: str
    words: str
    lines: tuple[RuleLine, ...]


@dataclass(frozen=True, kw_only=True)
class Objection:
    """What somebody holds against the identification, and what was answered."""

    by: str
    at: datetime
    text: str
    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """Everything the board decides on. `remains` and `request` are codes.

    `missing` says in words what has not been looked at. `history` is time and sentence.
    """

    language: str
    operation: str
    authority: str
    remains: str
    request: str
    person: str
    rule: Rule
    views: tuple[View, ...]
    results: tuple[DisciplineResult, ...]
    findings: tuple[FindingLine, ...]
    missing: tuple[str, ...]
    objections: tuple[Objection, ...]
    history: tuple[tuple[datetime, str], ...]
    reader: Reader
    pictures: tuple[Picture, ...] = ()

    @property
    def simulated(self) -> bool:
        """Whether any finding rests on a simulated calibration."""
        return any(finding.simulated for finding in self.findings)


def dossier_pdf(dossier: Dossier) -> bytes:
    """Return the dossier as PDF/A-2a for its one reader.

    Raises `UnprintablePicture` and `UnprintableText`.
    """
    for picture in dossier.pictures:
        fits = len(picture.content) <= _MOST_PICTURE_BYTES
        if not fits or not picture.content.startswith(_PICTURE_STARTS):
            raise UnprintablePicture(caption=picture.caption, most=_MOST_PICTURE_BYTES)
    language, reader = dossier.language, dossier.reader
    read = say(
        N_("copy {copy}, {at}, read by {account}: {name}"),
        language,
        name=isolate(reader.name),
        account=reader.account,
        at=written_moment(reader.at, language),
        copy=reader.copy,
    )
    simulated = say(N_("exercise, simulated"), language) if dossier.simulated else ""
    restricted = say(N_("restricted"), language)
    return sheet_pdf(
        Sheet(
            language=language,
            title=f"{dossier.remains} {dossier.request}",
            heading=say(
                N_("{remains} and {request}, {person}"),
                language,
                remains=dossier.remains,
                request=dossier.request,
                person=isolate(dossier.person),
            ),
            lead=f"{isolate(dossier.authority)} · {isolate(dossier.operation)}",
            blocks=tuple(_blocks(dossier)),
            made_at=reader.at,
            head=f"{isolate(dossier.operation)} · {dossier.remains} · {dossier.request}",
            mark=" · ".join(filter(None, (restricted, simulated))),
            foot=read,
            watermark=" · ".join(
                filter(
                    None,
                    (simulated, reader.account, f"{reader.at:%Y-%m-%d %H:%M}", f"#{reader.copy}"),
                )
            ),
        )
    )


def _blocks(dossier: Dossier) -> list[Block]:
    language = dossier.language
    blocks = [
        *_rule(dossier.rule, language),
        *_results(dossier, language),
        *_findings(dossier, language),
        *_views(dossier.views, language),
        *_objections(dossier, language),
    ]
    if dossier.pictures:
        blocks += [
            Heading(text=say(N_("Photographs"), language)),
            Pictures(pictures=dossier.pictures),
        ]
    return blocks


def _rule(rule: Rule, language: str) -> list[Block]:
    said = {True: N_("holds"), False: N_("does not hold"), None: N_("not known")}
    return [
        Heading(text=say(N_("The rule"), language)),
        Paragraph(text=f"{rule.name}. {rule.words}"),
        Table(
            header=(say(N_("Condition"), language), "", say(N_("Because"), language)),
            rows=tuple(
                (line.condition, say(said[line.holds], language), line.because)
                for line in rule.lines
            ),
            widths=(4, 2, 5),
        ),
    ]


def _results(dossier: Dossier, language: str) -> list[Block]:
    blocks: list[Block] = [Heading(text=say(N_("What each discipline says"), language))]
    if not dossier.results:
        return [*blocks, Paragraph(text=say(N_("No discipline has given a result."), language))]
    primary, secondary = say(N_("primary"), language), say(N_("secondary"), language)
    rows = tuple(
        (
            one.discipline,
            one.result,
            primary if one.primary else secondary,
            one.by,
            one.reference,
        )
        for one in dossier.results
    )
    header = tuple(
        say(text, language)
        for text in (N_("Discipline"), N_("Result"), "", N_("By"), N_("Reference"))
    )
    return [*blocks, Table(header=header, rows=rows, widths=(2.2, 4, 1.8, 3, 2.2))]


def _findings(dossier: Dossier, language: str) -> list[Block]:
    blocks: list[Block] = [Heading(text=say(N_("What the findings are worth"), language))]
    if not dossier.findings:
        return [*blocks, Paragraph(text=say(N_("No finding has been weighed."), language))]
    header = (
        say(N_("Finding"), language),
        say(N_("log10 (interval)"), language),
        say(N_("In words"), language),
        say(N_("Question and source"), language),
    )
    blocks.append(
        Table(
            header=header,
            rows=tuple(_finding_row(one, language) for one in dossier.findings),
            widths=(4.5, 2.2, 2.4, 4),
        )
    )
    blocks.append(
        Bars(
            caption="log10",
            bars=tuple(
                Bar(
                    label=one.name,
                    figure=f"{one.log10:+.1f}",
                    value=one.log10,
                    low=one.interval[0],
                    high=one.interval[1],
                    bound=one.bound,
                )
                for one in dossier.findings
            ),
        )
    )
    note = N_(
        "Above 0 a finding supports the first hypothesis, below 0 (hatched) the second; the thin"
        " line is the interval; > stands where the reference data end. Nothing is added up here."
    )
    blocks.append(Paragraph(text=say(note, language), tone="quiet"))
    if dossier.missing:
        blocks.append(Paragraph(text=say(N_("Not looked at:"), language), tone="strong"))
        blocks.append(Items(items=dossier.missing))
    return blocks


def _finding_row(finding: FindingLine, language: str) -> tuple[str, str, str, str]:
    low, high = finding.interval
    limit = say(N_("at the limit of the reference data"), language) if finding.bound else ""
    simulated = say(N_("simulated calibration"), language) if finding.simulated else ""
    question = say(
        N_("{same} / {other}. Source: {source}."),
        language,
        same=finding.same,
        other=finding.other,
        source=finding.source,
    )
    return (
        f"{finding.name}. {finding.sentence}",
        f"{finding.log10:+.1f} ({low:+.1f} … {high:+.1f})",
        ", ".join(filter(None, (finding.words, limit))),
        " ".join(filter(None, (question, finding.limits, simulated))),
    )


def _views(views: tuple[View, ...], language: str) -> list[Block]:
    blocks: list[Block] = [Heading(text=say(N_("Two views, each made alone"), language))]
    if not views:
        return [*blocks, Paragraph(text=say(N_("No comparison has been committed."), language))]
    for view in views:
        facts = (
            (N_("Analysis"), view.analysis),
            (N_("Analysis committed"), written_moment(view.analysed_at, language)),
            (N_("Comparison committed"), written_moment(view.committed_at, language)),
            (N_("Support"), view.support),
            (N_("Conclusion"), view.conclusion),
            (N_("Reasons"), view.reasons),
        )
        blocks.append(Paragraph(text=view.examiner, tone="strong"))
        blocks.append(Facts(rows=tuple((say(label, language), text) for label, text in facts)))
    share = 8 / len(views)
    blocks.append(
        Table(
            header=(say(N_("Component"), language), *(view.examiner for view in views)),
            rows=tuple(_component_rows(views, language)),
            widths=(3, *(share for _ in views)),
        )
    )
    return blocks


def _component_rows(views: tuple[View, ...], language: str) -> list[tuple[str, ...]]:
    """Return the nineteen components, those first on which the views part."""
    seen = [{one.component: one for one in view.components} for view in views]

    def parted(component: str) -> bool:
        return len({one[component].similar if component in one else None for one in seen}) > 1

    ordered = sorted(COMPONENTS, key=lambda component: not parted(component))
    return [
        (
            say(COMPONENTS[component], language),
            *(_answer(one.get(component), language) for one in seen),
        )
        for component in ordered
    ]


def _answer(view: ComponentView | None, language: str) -> str:
    if view is None:
        return say(N_("not looked at"), language)
    said = {True: N_("similar"), False: N_("different"), None: N_("not comparable")}
    explained = say(N_("explained by change after death"), language) if view.explained else ""
    weight = say(N_("weight: {weight}"), language, weight=view.weight) if view.weight else ""
    return "; ".join(
        filter(None, (say(said[view.similar], language), explained, weight, view.note))
    )


def _objections(dossier: Dossier, language: str) -> list[Block]:
    blocks: list[Block] = [Heading(text=say(N_("Objections"), language))]
    if not dossier.objections:
        blocks.append(Paragraph(text=say(N_("Nobody has objected."), language)))
    else:
        header = (N_("When"), N_("By"), N_("Objection"), N_("Answer"))
        blocks.append(
            Table(
                header=tuple(say(text, language) for text in header),
                rows=tuple(
                    (
                        written_moment(one.at, language),
                        one.by,
                        one.text,
                        one.answer or say(N_("none yet"), language),
                    )
                    for one in dossier.objections
                ),
                widths=(2.4, 2, 4, 4),
            )
        )
    blocks.append(Heading(text=say(N_("What happened"), language)))
    rows = tuple((written_moment(at, language), text) for at, text in dossier.history)
    return [*blocks, Facts(rows=rows)]
