"""The statement of one pair, on paper and as a page that can be read without any program.

Each discipline speaks by itself first; then one bar and one sentence for each finding; then the sum,
what nobody has examined, and where every number comes from. A probability stands there only where
the operation has turned it on.
"""

from dataclasses import dataclass

from antigone.documents.dossier import Reader
from antigone.documents.languages import written_moment
from antigone.documents.page import (
    Block,
    Facts,
    Heading,
    Items,
    Paragraph,
    Sheet,
    Table,
    Waterfall,
    sheet_pdf,
)
from antigone.documents.screen import sheet_html
from antigone.documents.typesetting import isolate
from antigone.evidence.fusion import expected_gain, most_helpful
from antigone.evidence.ratio import LikelihoodRatio, in_times
from antigone.evidence.statement import Statement, in_odds, in_per_cent
from antigone.wording import N_, say


@dataclass(frozen=True, kw_only=True)
class WrittenStatement:
    """A statement with what a reader must know to place it. `remains` and `request` are codes."""

    language: str
    operation: str
    authority: str
    remains: str
    request: str
    person: str
    statement: Statement
    reader: Reader


def statement_pdf(written: WrittenStatement) -> bytes:
    """Return the statement as PDF/A-2a for its one reader; the same values give the same bytes.

    Raises `UnprintableText`.
    """
    return sheet_pdf(_sheet(written))


def statement_html(written: WrittenStatement) -> str:
    """Return the statement as one HTML page that holds all it needs and asks nothing of any server."""
    return sheet_html(_sheet(written))


def _sheet(written: WrittenStatement) -> Sheet:
    language, reader = written.language, written.reader
    simulated = say(N_("exercise, simulated"), language) if written.statement.simulated else ""
    restricted = say(N_("restricted"), language)
    read = say(
        N_("copy {copy}, {at}, read by {account}: {name}"),
        language,
        name=isolate(reader.name),
        account=reader.account,
        at=written_moment(reader.at, language),
        copy=reader.copy,
    )
    return Sheet(
        language=language,
        title=f"{written.remains} {written.request}",
        heading=say(
            N_("What the findings say: {remains} and {request}, {person}"),
            language,
            remains=written.remains,
            request=written.request,
            person=isolate(written.person),
        ),
        lead=f"{isolate(written.authority)} · {isolate(written.operation)}",
        blocks=tuple(_blocks(written.statement, language)),
        made_at=reader.at,
        head=f"{isolate(written.operation)} · {written.remains} · {written.request}",
        mark=" · ".join(filter(None, (restricted, simulated))),
        foot=read,
    )


def _blocks(statement: Statement, language: str) -> list[Block]:
    blocks: list[Block] = []
    if statement.simulated:
        warning = N_("Exercise, simulated: these numbers are no evidence.")
        blocks.append(Paragraph(text=say(warning, language), tone="caution"))
    return [
        *blocks,
        *_question(statement, language),
        *_disciplines(statement, language),
        Heading(text=say(N_("How the findings add up"), language)),
        Waterfall(statement=statement, language=language),
        *_together(statement, language),
        *_missing(statement, language),
        *_sources(statement, language),
    ]


def _question(statement: Statement, language: str) -> list[Block]:
    same, other = (say(clause, language) for clause in statement.hypotheses)
    rows = ((say(N_("Either"), language), same), (say(N_("Or"), language), other))
    meaning = N_(
        "A likelihood ratio says how many times more often such a finding is seen if the first"
        " holds than if the second does. It is not the probability that the first is true."
    )
    return [Facts(rows=rows), Paragraph(text=say(meaning, language), tone="quiet")]


def _disciplines(statement: Statement, language: str) -> list[Block]:
    header = (N_("Discipline"), N_("By itself"), N_("In words"))
    return [
        Heading(text=say(N_("What each discipline says"), language)),
        Table(
            header=tuple(say(text, language) for text in header),
            rows=tuple(
                (name, ratio.in_short(language), _in_words(ratio, language))
                for name, ratio in statement.disciplines
            ),
            widths=(2.4, 4.6, 4),
        ),
    ]


def _in_words(ratio: LikelihoodRatio, language: str) -> str:
    limit = say(N_("at the limit of the reference data"), language) if ratio.at_bound else ""
    return ", ".join(filter(None, (ratio.strength(language), limit)))


def _together(statement: Statement, language: str) -> list[Block]:
    legend = N_(
        "Full bars speak for the first explanation, hatched ones for the second; dashed ones were"
        " not added. Each bar starts where the one before ended. The thin line is the interval of"
        " the sum."
    )
    words = statement.total.words(language)
    blocks: list[Block] = [
        Paragraph(text=say(legend, language), tone="quiet"),
        Paragraph(
            text=say(N_("All findings together: {words}"), language, words=words), tone="strong"
        ),
    ]
    if statement.posterior is None:
        off = N_("No probability is stated: this operation has not turned it on.")
        return [*blocks, Paragraph(text=say(off, language), tone="quiet")]
    assert statement.prior is not None, "weigh() states no posterior without one"
    before = say(
        N_("Before any finding: {grounds} (odds of {odds})."),
        language,
        grounds=isolate(statement.prior.grounds),
        odds=in_odds(statement.prior.log10_odds),
    )
    after = say(
        N_(
            "With the findings and what was assumed before them, the probability of “{same}” is"
            " {probability}."
        ),
        language,
        same=say(statement.hypotheses.same, language),
        probability=in_per_cent(statement.posterior),
    )
    return [*blocks, Paragraph(text=before), Paragraph(text=after)]


def _missing(statement: Statement, language: str) -> list[Block]:
    heading = Heading(text=say(N_("What is missing"), language))
    if not statement.missing:
        return [heading, Paragraph(text=say(N_("Nothing was named that is still open."), language))]
    blocks: list[Block] = [
        heading,
        Items(
            items=tuple(
                f"{isolate(lacking.discipline)}. {isolate(lacking.sentence)}"
                for lacking in statement.missing
            )
        ),
    ]
    helpful = most_helpful(statement)
    if helpful:
        said = say(
            N_(
                "What would help most: {discipline}. It is expected to move the scale about {times}"
                " times, one way or the other."
            ),
            language,
            discipline=isolate(helpful.discipline),
            times=in_times(expected_gain(helpful, statement)),
        )
        blocks.append(Paragraph(text=said, tone="strong"))
    return blocks


def _sources(statement: Statement, language: str) -> list[Block]:
    header = (N_("Finding"), N_("log10 (interval)"), N_("Reach"), N_("Source"))
    return [
        Heading(text=say(N_("Where the numbers come from"), language)),
        Table(
            header=tuple(say(text, language) for text in header),
            rows=tuple(
                (
                    bar.finding.discipline,
                    _figures(bar.finding.ratio),
                    "{:+.1f} … {:+.1f}".format(*bar.finding.ratio.bound),
                    ". ".join(
                        filter(
                            None, (bar.finding.ratio.source, bar.finding.ratio.caution(language))
                        )
                    ),
                )
                for bar in statement.bars
            ),
            widths=(2, 3, 2.2, 5),
        ),
    ]


def _figures(ratio: LikelihoodRatio) -> str:
    low, high = ratio.interval
    return f"{ratio.log10:+.1f} ({low:+.1f} … {high:+.1f})"
