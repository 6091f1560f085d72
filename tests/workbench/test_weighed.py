"""The page of a pair's findings: disciplines first, a table before its picture, and what is missing."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from antigone.access import Action, Actor, Discipline, within
from antigone.casework import models as rows
from antigone.casework.description import Description, PartialDate
from antigone.casework.procedures import establishing
from antigone.casework.step import step
from tests.casework.deciding import Board, board
from tests.documents.reading import carried, read
from tests.homes import PASSWORD
from tests.workbench.test_requests_pages import PERSON, conversation

__all__ = ["board"]
pytestmark = pytest.mark.django_db

BrowserOf = Callable[[Actor], Client]
HERE = "/o/FERRY/"


def text_of(answer: Any) -> str:
    return unescape(str(answer.content.decode()))


@pytest.fixture
def pair(board: Board) -> rows.Candidate:
    """A woman with a tattoo, and a body with one like it."""
    said = Description(
        sex="female", tattoos=("anchor, left forearm",), scars=("<b>scar</b>, chin",)
    )
    asked = board.missing("M1", description=said, last_seen=PartialDate("2026-05-01"))
    body = board.body("R1", recovered_on=PartialDate("2026-05-12"))
    found = Description(sex="female", tattoos=("front-left-forearm: anchor",), scars=())
    establishing.record_examination(
        board.doctor,
        establishing.Examined(
            remains=body.id, kind="external", basis="Seen by daylight", description=found
        ),
    )
    return board.lead(body, asked)


def page(pair: rows.Candidate) -> str:
    return f"{HERE}decisions/{pair.pk}/findings"


def weighing(pair: rows.Candidate) -> str:
    return f"{HERE}decisions/{pair.pk}/weigh"


def test_before_anything_is_weighed_the_page_says_what_to_do(
    board: Board, pair: rows.Candidate, browser_of: BrowserOf
) -> None:
    shown = text_of(browser_of(board.cora).get(page(pair)))
    assert "No finding yet." in shown
    assert "have not been weighed yet" in shown
    assert "<svg xmlns" not in shown
    assert "Weigh what the records say" in shown


def test_disciplines_first_then_a_table_then_the_picture_then_what_is_missing(
    board: Board, pair: rows.Candidate, browser_of: BrowserOf
) -> None:
    browser = browser_of(board.cora)
    assert browser.post(weighing(pair), {})["Location"] == page(pair)
    shown = text_of(browser.get(page(pair)))
    order = [
        shown.index(one) for one in ('id="disciplines"', 'id="bars"', "<svg xmlns", 'id="missing"')
    ]
    assert order == sorted(order)
    assert "The body shows: female. The request states: female." in shown
    assert "Reported: “anchor, left forearm”. Found: “front-left-forearm: anchor”." in shown
    assert "What would help most: DNA." in shown
    assert re.search(r"colour of the eyes</th>.*?not examined", shown, re.DOTALL)
    assert "No probability is stated" in shown
    picture = shown[shown.index("<svg xmlns") : shown.index("</svg>", shown.index("<svg xmlns"))]
    assert "style=" not in picture and "<script" not in picture


def test_what_a_family_wrote_is_text_and_never_markup(
    board: Board, pair: rows.Candidate, browser_of: BrowserOf
) -> None:
    browser = browser_of(board.cora)
    browser.post(weighing(pair), {})
    raw = browser.get(page(pair)).content.decode()
    assert "&lt;b&gt;scar&lt;/b&gt;, chin" in raw
    assert "<b>scar</b>" not in raw


def test_what_only_a_person_can_say_is_weighed_and_kept(
    board: Board, pair: rows.Candidate, browser_of: BrowserOf
) -> None:
    browser = browser_of(board.cora)
    board.body("R2")
    said = {
        "what_0": "silver ring",
        "kind_0": "effect",
        "found_0": "yes",
        "rarity_0": "rare",
        "attached_0": "worn",
        "distance_km": "4",
        "area_km": "600",
    }
    assert browser.post(weighing(pair), said).status_code == 302
    shown = text_of(browser.get(page(pair)))
    assert "Reported: “silver ring”. Found with the body." in shown
    assert "Recovered 4 km from where the missing person was last seen." in shown
    assert 'value="silver ring"' in shown, "it stands in the form for the next weighing"


@pytest.mark.parametrize(
    "said",
    [
        {"what_0": "ring"},
        {"what_0": "ring", "kind_0": "effect", "found_0": "yes", "rarity_0": "unheard of"},
        {"dead_least": "9", "dead_most": "3", "period_days": "90"},
        {"distance_km": "-4", "area_km": "60"},
        {"distance_km": "nan", "area_km": "60"},
        {"distance_km": "4", "area_km": "0"},
    ],
)
def test_what_cannot_be_is_refused_and_kept_on_the_page(
    board: Board, pair: rows.Candidate, browser_of: BrowserOf, said: dict[str, str]
) -> None:
    answer = browser_of(board.cora).post(weighing(pair), said)
    assert answer.status_code == 422
    assert board.count(rows.Weighing) == 0
    first = next(iter(said.values()))
    assert f'value="{first}"' in text_of(answer)


def test_contradicting_records_say_the_way_out(board: Board, browser_of: BrowserOf) -> None:
    lead = board.lead(
        board.body("R2", recovered_on=PartialDate("2026-05-01")),
        board.missing("M2", last_seen=PartialDate("2026-05-03")),
    )
    answer = browser_of(board.cora).post(weighing(lead), {})
    assert answer.status_code == 422
    assert "seen alive on 2026-05-03" in text_of(answer)
    assert "record the exclusion itself" in text_of(answer)


def test_the_paper(board: Board, pair: rows.Candidate, browser_of: BrowserOf) -> None:
    browser = browser_of(board.cora)
    address = f"{HERE}decisions/{pair.pk}/statement.pdf"
    assert browser.post(address).status_code == 422
    browser.post(weighing(pair), {})
    answer = browser.post(address)
    assert answer["Content-Disposition"] == 'attachment; filename="statement-1.pdf"'
    assert read(answer.content).lacks("R1 M1 anchor") == []
    assert carried(answer.content) == 0
    assert browser.get(address).status_code == 405


def test_the_probability_appears_by_rule_alone(
    board: Board, pair: rows.Candidate, browser_of: BrowserOf
) -> None:
    browser = browser_of(board.cora)
    browser.post(weighing(pair), {})
    rules = {
        "confirms": ["dna", "dental", "fingerprint"],
        "agreeing": "0",
        "beside": "1",
        "posterior": "on",
        "because": "The judge asks for it.",
    }
    assert browser.post(f"{HERE}rules/", rules).status_code == 302
    assert "No probability is stated" in text_of(browser.get(page(pair))), "two have to want it"
    second = browser_of(board.dora)
    (draft,) = re.findall(r'name="draft" value="([^"]+)"', text_of(second.get(f"{HERE}rules/")))
    signed = {"do": "approve", "draft": draft, "signature-password": PASSWORD}
    assert second.post(f"{HERE}rules/", signed).status_code == 302
    shown = text_of(browser.get(page(pair)))
    assert "the probability of “the remains are the missing person” is" in shown
    assert "one of the 10000 declared missing" in shown


def test_whoever_compares_the_body_meets_none_of_it(
    board: Board, pair: rows.Candidate, browser_of: BrowserOf
) -> None:
    browser_of(board.cora).post(weighing(pair), {})
    of = {"remains_id": pair.remains_id, "discipline": "dna"}
    mine = {"examiner_id": board.ann.account_id}
    with step(board.ann, Action.COMPARE) as doing:
        doing.write(rows.Analysis(**of, **mine, looked_at=["chart"]))
        more = {"place": "first", "drawn": False, "fillers": 0, "seed": "0"}
        doing.write(rows.Round(**of, **mine, **more))
    browser = browser_of(board.ann)
    for answer in (
        browser.get(page(pair)),
        browser.post(weighing(pair), {}),
        browser.post(f"{HERE}decisions/{pair.pk}/statement.pdf"),
    ):
        assert answer.status_code in (403, 422)
        assert "anchor" not in text_of(answer)
        assert "Ines" not in text_of(answer)


def test_an_examiner_weighs_and_is_no_longer_asked_to_compare(
    board: Board, pair: rows.Candidate, browser_of: BrowserOf
) -> None:
    hired = board.staff.hire("dent", Discipline.DENTAL)
    browser = browser_of(hired)
    assert browser.post(weighing(pair), {}).status_code == 302
    shown = text_of(browser.get(page(pair)))
    assert "What each discipline says" in shown
    assert "statement.pdf" not in shown, "the paper is for the board"
    with within(board.staff.operation):
        assert pair.remains.bars(hired.account_id, Action.ANALYSE)


def test_the_dossier_leads_there(board: Board, pair: rows.Candidate, browser_of: BrowserOf) -> None:
    shown = text_of(browser_of(board.cora).get(f"{HERE}decisions/{pair.pk}/"))
    assert page(pair) in shown


def test_figures_are_adopted_with_a_signature(board: Board, browser_of: BrowserOf) -> None:
    from tests.casework.test_weighing_records import FEW_WOMEN

    browser = browser_of(board.cora)
    address = f"{HERE}figures/"
    assert "In force: the figures that are shipped" in text_of(browser.get(address))
    given = {"because": "All served in one place.", "signature-password": PASSWORD}

    def file() -> dict[str, Any]:
        return {"file": SimpleUploadedFile("garrison.toml", FEW_WOMEN)}

    assert browser.post(address, given).status_code == 422, "without a file"
    unsigned = {"because": "All served in one place."}
    assert browser.post(address, {**unsigned, **file()}).status_code == 422
    assert board.count(rows.PopulationTable) == 0
    assert browser.post(address, {**given, **file()}).status_code == 302
    shown = text_of(browser.get(address))
    assert "In force: version 1" in shown
    assert "A garrison" in shown and "All served in one place." in shown
    unfit = SimpleUploadedFile("g.toml", b"name = 3")
    refused = browser.post(address, {**given, "file": unfit})
    assert refused.status_code == 422 and "g.toml" in text_of(refused)


def test_a_family_brings_a_dentists_chart_and_it_is_held_against_the_bodys(
    board: Board, browser_of: BrowserOf
) -> None:
    chart = "2019-05: 18 missing; 16 filled MO; 21 sound"
    browser = browser_of(board.clerk)
    said = PERSON | {"teeth": chart}
    conversation(browser, "T-0031", person=said)
    assert browser.post(f"{HERE}requests/new/T-0031/", {"do": "open"}).status_code == 302
    with within(board.staff.operation):
        asked = rows.TracingRequest.objects.get(code="T-0031")
        assert asked.missing_person.description.teeth == chart
    body = board.body("R1")
    charted = Description(teeth="16 filled MO; 18 missing; 21 sound")
    establishing.record_examination(
        board.doctor,
        establishing.Examined(remains=body.id, kind="dental", basis="Mirror", description=charted),
    )
    lead = board.lead(body, asked)
    board_member = browser_of(board.cora)
    board_member.post(weighing(lead), {})
    assert "both charts state, 3 agree, 0 differ" in text_of(board_member.get(page(lead)))
