"""The report of an evaluation: whole, calm, readable by anybody, and with numbers only."""

import copy
import itertools
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from defusedxml import ElementTree

from antigone.exercise.people import PEOPLE
from antigone.faces import DecoderPool, Engine
from antigone.trials.albums import labelled_people, people_table
from antigone.trials.evaluate import evaluate
from antigone.trials.report import report_of
from antigone.trials.report.words import name_of
from antigone.trials.simulation import CONDITIONS
from antigone.wording import LANGUAGES
from tests.trials.test_evaluate import album_of

pytestmark = pytest.mark.slow

# A label that is somebody's name: it must not come out anywhere.
NAMES = {person: f"Marguerite-{number}" for number, person in enumerate(PEOPLE)}


@pytest.fixture(scope="module")
def figures(
    tmp_path_factory: pytest.TempPathFactory, engine: Engine, pool: DecoderPool
) -> dict[str, Any]:
    """The exercise people: ten, three photographs each, one enrols; five of each sex.

    The first six are said to be three pairs of relatives.
    """
    folder = album_of(tmp_path_factory.mktemp("named"), *PEOPLE, photographs=3)
    for person, name in NAMES.items():
        (folder / person).rename(folder / name)
    kin = ["", *[[*NAMES.values()][n] for n in (0, 2, 4)]]
    lines = "".join(
        f"{name},{'fm'[n % 2]},{20 + n},{kin[(n + 1) // 2] if n in (1, 3, 5) else ''}\n"
        for n, name in enumerate(NAMES.values())
    )
    (folder / "people.csv").write_text("person,sex,age,relatives\n" + lines)
    people = labelled_people(folder, references=1)
    about = people_table(folder, labels=list(NAMES.values()))
    found = evaluate(
        people, engine=engine, pool=pool, about=about, conditions=["mortuary", "tilted_45"]
    )
    return found.figures


@pytest.fixture(scope="module")
def report(figures: dict[str, Any]) -> str:
    return report_of(figures)


class Seen(HTMLParser):
    """What a reader meets: headings in order, tables, pictures, and every tag."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "br"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, "every tag is closed in its order"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] not in ("style",):
            self.said.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.said))


def read(report: str) -> Seen:
    seen = Seen()
    seen.feed(report)
    assert seen._open == []
    return seen


def test_the_figures_of_the_exercise_people_stand_in_it(
    figures: dict[str, Any], report: str
) -> None:
    # Ten people who resemble each other, photographed well: the engine must find nearly all.
    assert figures["rank"]["1"] >= 0.95
    assert figures["conditions"]["tilted_45"]["rank"]["1"] >= 0.9
    assert figures["conditions"]["mortuary"]["rank"]["1"] >= 0.5
    assert figures["fta"] == 0
    text = read(report).text
    first = f"{100 * figures['rank']['1']:.0f}"
    assert "20 photographs were each searched for among 10 people" in text
    assert f"the right person came first in {first} of 100 searches" in text
    mortuary = f"{100 * figures['conditions']['mortuary']['rank']['1']:.0f}"
    assert "mortuary On the table: lids closed, pale, from above, dim, turned by 90°, JPEG." in text
    assert re.search(rf"mortuary: first {mortuary}, among ten ", text)


def test_it_opens_anywhere_and_fetches_nothing(report: str) -> None:
    seen = read(report)
    tags = {tag for tag, _ in seen.tags}
    assert not tags & {"script", "link", "img", "iframe", "object", "form", "input", "image", "use"}
    for tag, attributes in seen.tags:
        for name, value in attributes.items():
            assert not name.startswith("on")
            assert name not in ("src", "href", "srcset", "style"), tag
            assert "http" not in (value or "") or name == "xmlns"
    assert "@import" not in report
    assert "data:" not in report
    policy = [a["content"] for t, a in seen.tags if a.get("http-equiv")]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_a_screen_reader_finds_its_way(report: str) -> None:
    seen = read(report)
    html = next(attributes for tag, attributes in seen.tags if tag == "html")
    assert (html["lang"], html["dir"]) == ("en", "ltr")
    levels = [int(tag[1]) for tag, _ in seen.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    counted = [tag for tag, _ in seen.tags]
    assert counted.count("caption") == counted.count("table") > 5
    assert counted.count("figcaption") == counted.count("svg") == 6
    ids = [attributes["id"] for _, attributes in seen.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in seen.tags:
        if tag == "svg":
            assert attributes["role"] == "img"
            assert set((attributes["aria-labelledby"] or "").split()) <= set(ids)
        if tag == "th":
            assert attributes["scope"] in ("row", "col")


def test_every_picture_is_whole_and_keeps_within_its_frame(report: str) -> None:
    for drawn in re.findall(r"<svg.*?</svg>", report, re.DOTALL):
        svg = ElementTree.fromstring(drawn)
        width, height = map(float, svg.attrib["viewBox"].split()[2:])
        for line in svg.iter("{http://www.w3.org/2000/svg}polyline"):
            for point in line.attrib["points"].split():
                x, y = map(float, point.split(","))
                assert 0 <= x <= width
                assert 0 <= y <= height


def test_only_numbers_come_out(figures: dict[str, Any], report: str) -> None:
    written = json.dumps(figures)
    for outgoing in (written, report):
        assert "Marguerite" not in outgoing
        assert ".jpg" not in outgoing

    def lists(value: Any) -> list[list[Any]]:
        if isinstance(value, dict):
            return [one for inner in value.values() for one in lists(inner)]
        if isinstance(value, list):
            return [value, *(one for inner in value for one in lists(inner))]
        return []

    numbers = [one for one in lists(figures) if one and isinstance(one[0], float)]
    # A vector has 128 numbers; nothing here is a row of more than an interval, or a point of a curve.
    assert max(map(len, numbers)) <= 4
    # Base64 of pixels or vectors would be one long word.
    assert max(len(word) for word in re.split(r"[^A-Za-z0-9+/=]", report + written)) < 60


def test_the_same_figures_give_the_same_bytes(figures: dict[str, Any], report: str) -> None:
    assert report_of(copy.deepcopy(figures)) == report


def test_what_was_not_measured_is_said_not_made_up(figures: dict[str, Any]) -> None:
    bare = copy.deepcopy(figures)
    bare["conditions"] = {}
    bare["groups"] = {}
    bare.update(cllr=None, cllr_min=None)
    text = read(report_of(bare)).text
    assert "Not measured: no people.csv says who is in these photographs." in text
    assert "nothing was weighed" in text
    assert "Conditions are simulated" not in text
    assert "There are few people here." in text


def test_relatives_are_counted_apart_and_it_is_said_what_ratios_compare(
    figures: dict[str, Any], report: str
) -> None:
    # Six people, two searches each, one relative each; who is out of reach is not weighed.
    for found in (figures, figures["conditions"]["mortuary"]):
        assert found["hypotheses"][1] == "the photographs show two unrelated people"
        relatives = found["relatives"]
        assert relatives["people"] == 6
        assert 6 <= relatives["comparisons"] <= 12
        reached = [relatives["at_least"][at] for at in ("1", "10", "100")]
        assert reached == sorted(reached, reverse=True)
    text = read(report).text
    assert "the photographs show two unrelated people. They say nothing of a brother" in text
    assert "Relatives of the right person, of 100" in text
    few = copy.deepcopy(figures)
    few["relatives"] = {"comparisons": 4, "people": 4}
    few["conditions"]["mortuary"]["relatives"] = None
    assert "as they are 4 – – –" in read(report_of(few)).text


def test_a_group_of_a_few_people_has_no_figures(figures: dict[str, Any], report: str) -> None:
    # Everybody is 20 to 29: one band of ten, and five of each sex.
    assert figures["groups"]["age"] == {"18-29": figures["groups"]["age"]["18-29"]}
    assert figures["groups"]["sex"]["female"]["people"] == 5
    few = copy.deepcopy(figures)
    for conditions in (few, *few["conditions"].values()):
        conditions["groups"] = {"sex": {"female": {"people": 4, "searches": 8}}}
    text = read(report_of(few)).text
    assert "By sex: fewer than 5 people in every group, so no figures." in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_can_be_told_in_every_language(figures: dict[str, Any], language: str) -> None:
    seen = read(report_of(figures, language))
    html = next(attributes for tag, attributes in seen.tags if tag == "html")
    assert (html["lang"], html["dir"]) == (language, "rtl" if language == "ar" else "ltr")


def test_every_condition_has_words() -> None:
    for name in [*CONDITIONS, "tilted_17", "jpeg_5", "low_64"]:
        sentence, strength = name_of(name)
        assert "_" not in sentence.format(strength=strength)


def test_what_is_written_in_a_label_cannot_break_the_page(tmp_path: Path) -> None:
    # Engine ids come from manifests: nothing in the figures may open a tag.
    from antigone.trials.report.page import care, figure, heading, page, paragraph, table, terms

    evil = "<script>alert('x')</script>\"&"
    parts = [
        paragraph(evil), heading(evil), care([evil]), figure("<svg></svg>", evil),
        table(evil, [evil], [[evil, (evil, evil)]]), terms([(evil, evil)]),
    ]  # fmt: skip
    whole = page(evil, parts, language="en")
    assert "<script" not in whole
    assert read(whole)
