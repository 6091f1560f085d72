"""The written statement: complete and calm on paper and on a screen, whatever the names."""

from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from pytest import approx

from antigone.documents.dossier import Reader
from antigone.documents.page import Picture, Pictures, Sheet, Waterfall, as_values
from antigone.documents.screen import sheet_html
from antigone.documents.statement import WrittenStatement, statement_html, statement_pdf
from antigone.documents.typesetting import readable
from antigone.evidence import (
    Finding,
    Hypotheses,
    LikelihoodRatio,
    Outstanding,
    Prior,
    Statement,
    weigh,
)
from tests.documents.hostile import NAMES
from tests.documents.reading import carried, compact, read

AT = datetime(2026, 5, 12, 10, 31, tzinfo=UTC)
QUESTION = Hypotheses(same="they are one person", other="they are two unrelated people")
MISSING = (
    Outstanding(discipline="DNA", sentence="No sample yet.", if_same=6, if_other=-4),
    Outstanding(discipline="stature", sentence="Not measured.", if_same=0.3, if_other=-0.2),
)


def finding(log10: float, discipline: str, sentence: str = "", group: str = "") -> Finding:
    ratio = LikelihoodRatio(
        log10=log10,
        interval=(log10 - 0.5, log10 + 0.5),
        bound=(-3.0, 4.0),
        hypotheses=QUESTION,
        source=f"tables of {discipline}",
        status="site",
    )
    said = sentence or f"What was seen of {discipline}."
    return Finding(ratio=ratio, sentence=said, discipline=discipline, group=group)


def statement(**given: Any) -> Statement:
    findings = [
        finding(2.0, "dental"),
        finding(-1.0, "age"),
        finding(2.0, "examiner", group="face"),
        finding(1.0, "algorithm", group="face"),
    ]
    return weigh(findings, **{"missing": MISSING} | given)


def written(name: str = "Maryna Kovalenko", **given: Any) -> WrittenStatement:
    return WrittenStatement(
        **{
            "language": "en",
            "operation": name,
            "authority": name,
            "remains": "R-0042",
            "request": "T-0031",
            "person": name,
            "statement": statement(),
            "reader": Reader(name=name, account="lind", at=AT, copy=3),
        }
        | given
    )


class Page(HTMLParser):
    """What a page shows, and every tag with what it asks for."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.asked: list[str] = []
        self.shown: list[str] = []
        self._within: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._within.append(tag)
        self.asked += [value or "" for name, value in attrs if name in ("src", "href", "srcset")]
        self.asked += [name for name, _ in attrs if name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        while self._within and self._within.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._within and self._within[-1] not in ("style", "title", "desc"):
            self.shown.append(data)

    @property
    def text(self) -> str:
        return compact(readable("".join(self.shown)))


def both(paper: WrittenStatement) -> tuple[str, str]:
    """Return what the two forms say, without spaces."""
    return read(statement_pdf(paper)).text, Page(statement_html(paper)).text


def test_paper_and_screen_say_everything_that_was_weighed() -> None:
    for text in both(written()):
        for owed in (
            "What was seen of dental.",
            "What was seen of age.",
            "Not added: a stronger finding on “face” already counts.",
            "speaks against, 10 times",
            "All findings together: The finding supports, 1 000 times",  # 100 / 10 * 100
            "DNA. No sample yet.",
            # One half: (6 + 4) / 2 bans against (0.3 + 0.2) / 2.
            "What would help most: DNA. It is expected to move the scale about 100 000 times",
            "+2.0 (+1.5 … +2.5)",
            "-3.0 … +4.0",
            "tables of algorithm",
            "they are two unrelated people",
            "It is not the probability that the first is true.",
            "read by lind",
        ):
            assert compact(owed) in text, owed


def test_a_probability_stands_there_only_where_it_was_turned_on() -> None:
    prior = Prior.among(11, grounds="one of the eleven on the manifest")
    for text in both(written(statement=statement(prior=prior))):
        assert "Noprobabilityisstated" in text
        assert "%" not in text
        assert "odds" not in text
        assert "eleven" not in text
    for text in both(written(statement=statement(prior=prior, posterior=True))):
        # Odds of 1 : 10 before, 1 000 times as high after: 100 : 1.
        for owed in ("odds of 1 : 10", "one of the eleven on the manifest", "odds of 100 : 1"):
            assert compact(owed) in text
        assert "99.01%" in text
        assert "Noprobabilityisstated" not in text


def test_the_exercise_marks_every_page_and_what_is_real_is_not_marked() -> None:
    marked = written(statement=statement(exercise=True))
    for page in read(statement_pdf(marked)).pages:
        assert "exercise,simulated" in compact(page)
    assert "thesenumbersarenoevidence" in Page(statement_html(marked)).text
    for text in both(written()):
        assert "simulated" not in text


def test_nothing_open_is_said_too() -> None:
    for text in both(written(statement=statement(missing=()))):
        assert "Nothingwasnamedthatisstillopen." in text
        assert "helpmost" not in text


def test_the_same_statement_is_the_same_bytes_twice() -> None:
    assert statement_pdf(written()) == statement_pdf(written())
    assert statement_html(written()) == statement_html(written())


def test_a_page_asks_nothing_of_anybody() -> None:
    page = Page(statement_html(written()))
    assert page.asked == []
    assert not {"script", "link", "img", "iframe", "form", "object"} & set(page.tags)
    source = statement_html(written())
    assert "default-src 'none'" in source
    # The name of the SVG language is the one address in the file, and nobody fetches it.
    assert source.count("http") - source.count("http-equiv") == 1
    assert "url(" not in source.replace("url(#", "")


@pytest.mark.parametrize("key", [key for key in NAMES if key != "marks"])
def test_any_name_stays_a_name(key: str) -> None:
    name = NAMES[key][:400]
    hostile = weigh([finding(1.0, "marks", sentence=name)], prior=Prior.among(3, grounds=name))
    made = written(name, statement=hostile)
    paper, source = statement_pdf(made), statement_html(made)
    assert set(compact(name)) <= set(read(paper).text)
    assert carried(paper) == 0
    assert read(paper).least_margin > 24
    harmless = statement_html(written("A", statement=weigh([finding(1.0, "marks", sentence="A")])))
    # A long sentence has more lines in the picture; nothing else may differ.
    assert set(Page(source).tags) == set(Page(harmless).tags)
    assert Page(source).tags.count("rect") == Page(harmless).tags.count("rect")
    assert Page(source).asked == []


def test_bars_on_paper_start_where_the_one_before_ended() -> None:
    prior = Prior.of(0.1, grounds="a test")  # odds of 1 : 9
    given = weigh([finding(3.0, "dental"), finding(-1.0, "age")], prior=prior)
    (drawn,) = as_values([Waterfall(statement=given, language="en")])
    dental, age, together = drawn["steps"]
    # From -1 to 3 (the sum's interval reaches 2 + 1): zero at a quarter, a unit is a quarter.
    assert drawn["zero"] == 0.25
    assert (dental["start"], dental["length"], dental["reached"]) == approx((0.25, 0.75, 1.0))
    assert (age["start"], age["length"], age["reached"]) == approx((0.75, 0.25, 0.75))
    assert (dental["against"], age["against"]) == (False, True)
    assert (together["start"], together["length"]) == approx((0.25, 0.5))
    assert together["interval"] == approx({"start": 0.5, "length": 0.5})


def test_a_long_statement_runs_over_pages_without_losing_a_bar() -> None:
    many = [finding(0.1, f"mark {at}", sentence="What was seen there. " * 6) for at in range(40)]
    paper = read(statement_pdf(written(statement=weigh(many))))
    assert len(paper.pages) > 3
    for at in range(40):
        assert f"mark{at}" in paper.text


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_other_languages_are_set_and_run_their_way(language: str) -> None:
    made = replace(written(), language=language)
    assert read(statement_pdf(made)).least_margin > 24
    direction = 'dir="rtl"' if language == "ar" else 'dir="ltr"'
    assert f'<html lang="{language}" {direction}>' in statement_html(made)


def test_photographs_never_reach_a_screen_page() -> None:
    sheet = Sheet(
        language="en",
        title="T",
        heading="H",
        blocks=(Pictures(pictures=(Picture(caption="x", content=b""),)),),
        made_at=AT,
        head="h",
    )
    with pytest.raises(TypeError, match="paper only"):
        sheet_html(sheet)
