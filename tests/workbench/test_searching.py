"""Search and shortlist at their pages: letters and intervals, filters that say whom they hide, leads."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import uuid4

import numpy
import pytest
from django.test import Client
from PIL import Image, ImageFilter

from antigone.access import Actor
from antigone.casework import models as rows
from antigone.casework.description import Description, Range
from antigone.casework.procedures import faces, intake, matching
from antigone.exercise.people import picture
from tests.casework.faces_at_hand import Mortuary, Shot, lifeless, mortuary, pair, shot, small
from tests.casework.review_desk import SAME, Review, bench

__all__ = ["bench", "mortuary"]
pytestmark = pytest.mark.django_db

BrowserOf = Callable[[Actor], Client]
BODY = "/o/FERRY/remains/R1/search"


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def told(shown: str) -> str:
    """The page as it is read: without the head and the words of the modules."""
    shown = re.sub(r"(?s)<head>.*?</head>|<script.*?</script>", " ", shown)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))


def test_a_search_states_its_purpose_and_makes_a_list(
    mortuary: Mortuary, browser_of: BrowserOf
) -> None:
    mortuary.enrolled("T-0031", "P001")
    mortuary.ready("R1", "P001")
    browser = browser_of(mortuary.examiner)
    before = text_of(browser.get(BODY))
    assert "One person of this operation may be searched for today." in before
    assert "None yet." in before
    unstated = browser.post(BODY, {})
    assert unstated.status_code == 422
    done = browser.post(BODY, {"purpose": "identify"})
    assert done.status_code == 302, told(text_of(done))
    shown = told(text_of(browser.get(done["Location"])))
    assert "T-0031" in shown
    assert "Simulated calibration: for ordering only, no evidence." in shown
    for word in ("%", "★", "match", "best", "rank", "likely"):
        assert word not in shown.lower(), word


def test_a_note_is_no_longer_than_is_kept(bench: Review, browser_of: BrowserOf) -> None:
    page = "/o/FERRY/remains/R1/propose"
    said = {"request": "T-0031", "source": "document", "note": "x" * 401}
    browser = browser_of(bench.mortuary.records)
    assert browser.post(page, said).status_code == 422
    assert browser.post(page, said | {"note": "x" * 400}).status_code == 302


def test_no_search_before_death_is_established(mortuary: Mortuary, browser_of: BrowserOf) -> None:
    mortuary.enrolled("T-0031", "P001")
    mortuary.body("R1", examined=False)
    refused = browser_of(mortuary.examiner).post(BODY, {"purpose": "identify"})
    assert refused.status_code == 422
    assert 'class="refusal"' in text_of(refused)
    with_purpose = re.search(r'value="identify"[^>]*selected', text_of(refused))
    assert with_purpose is not None


def test_the_list_is_looked_at_on_record_and_sent_to_somebody_who_knows_nothing(
    bench: Review, browser_of: BrowserOf
) -> None:
    page = f"/o/FERRY/searches/{bench.search.pk}/"
    matching.weigh(bench.mortuary.examiner, matching.FaceOf(candidate=bench.candidate.pk))
    browser = browser_of(bench.mortuary.examiner)
    shown = text_of(browser.get(page))
    assert rows.LedgerEntry.objects.order_by("-seq")[0].payload
    assert shown.count('class="letter"') == 1
    assert 'class="strength"' in shown
    nobody = browser.post(page, {})
    assert nobody.status_code == 422
    assert "Nobody is chosen." in text_of(nobody)
    assert browser.post(page, {"candidate": "x"}).status_code in (404, 422)
    sent = browser.post(page, {"candidate": str(bench.candidate.pk)})
    assert sent.status_code == 302
    assert "Sent to examination." in text_of(browser.get(sent["Location"]))
    (opened,) = bench.rows_of(rows.Round)
    assert opened.examiner_id in {one.account_id for one in bench.examiners}


def test_filters_say_how_many_people_they_hide(mortuary: Mortuary, browser_of: BrowserOf) -> None:
    mortuary.enrolled("T-0031", "P001", description=Description(sex="female", age=Range(30, 40)))
    mortuary.enrolled("T-0032", "P005", description=Description(sex="male", age=Range(60, 70)))
    body = mortuary.ready("R1", "P001")
    seen = intake.DeathFound(
        remains=body.id,
        basis="Examined",
        condition="fresh",
        description=Description(sex="female", age=Range(25, 45)),
    )
    intake.examine_remains(mortuary.doctor, seen)
    search = mortuary.search(body)
    page = f"/o/FERRY/searches/{search.pk}/"
    browser = browser_of(mortuary.examiner)
    everybody = told(text_of(browser.get(page)))
    assert "T-0032" in everybody
    assert "Filters hide nobody" in everybody
    fewer = told(text_of(browser.get(page, {"sex": "hide"})))
    assert "T-0032" not in fewer
    assert "Filters hide one person" in fewer
    assert "Show everything" in fewer
    # What she chooses on the page stays, for her, on every list of this operation.
    browser.post(page, {"do": "filter", "sex": "hide"})
    assert "T-0032" not in told(text_of(browser.get(page)))
    again = f"/o/FERRY/searches/{mortuary.search(body).pk}/"
    assert "Filters hide one person" in told(text_of(browser.get(again)))
    assert "T-0032" in told(text_of(browser_of(mortuary.records).get(page)))
    browser.post(again, {"do": "filter"})
    assert "Filters hide nobody" in told(text_of(browser.get(page)))


@cache
def blurred(person: str) -> Shot:
    """A portrait out of focus: its quality is 9.2 where good ones begin at 10 and weak ones at 8."""
    portrayed = Image.fromarray(small(picture(person, "studio_portrait")))
    return shot(numpy.asarray(portrayed.filter(ImageFilter.GaussianBlur(4))))


def limits_on(shown: str) -> list[str]:
    return re.findall(r'<p class="limited">limited by: ([^<]*)</p>', shown)


def test_each_line_says_what_limits_it(mortuary: Mortuary, browser_of: BrowserOf) -> None:
    """One photograph on each side, the pallid one weak, strangers of another sex, a simulation."""
    one = mortuary.enrolled("T-0031", "P001", description=Description(sex="male"))
    body = mortuary.ready("R1", "P001")
    seen = intake.DeathFound(
        remains=body.id,
        basis="Examined",
        condition="fresh",
        description=Description(sex="female"),
    )
    intake.examine_remains(mortuary.doctor, seen)
    search = mortuary.search(body)
    matching.weigh_list(mortuary.examiner, search.pk)
    browser = browser_of(mortuary.examiner)
    page = f"/o/FERRY/searches/{search.pk}/"
    (said,) = limits_on(text_of(browser.get(page)))
    assert said.split(" · ") == [
        "one reference photograph",
        "one photograph of the dead",
        "simulated data: for ordering only",
        "descriptions that differ in sex",
    ]
    # A second photograph of hers, and a weak one of the body; what comes later changes no list.
    matching.enrol(mortuary.clerk, mortuary.reference(one, blurred("P001")).id)
    assert limits_on(text_of(browser.get(page))) == [said]
    again = mortuary.search(body)
    (said,) = limits_on(text_of(browser.get(f"/o/FERRY/searches/{again.pk}/")))
    # Two photographs of hers against one of the body.
    assert said.split(" · ") == [
        "one photograph of the dead",
        "descriptions that differ in sex",
        "chosen as the nearest of 2 pairs of photographs",
    ]


def test_weak_photographs_limit_on_either_side(mortuary: Mortuary, browser_of: BrowserOf) -> None:
    sister = mortuary.request("T-0031")
    matching.enrol(mortuary.clerk, mortuary.reference(sister, blurred("P001")).id)
    body = mortuary.body("R1")
    matching.enrol(mortuary.officer, mortuary.photographed(body, blurred("P001")).id)
    browser = browser_of(mortuary.examiner)
    search = mortuary.search(body)
    (said,) = limits_on(text_of(browser.get(f"/o/FERRY/searches/{search.pk}/")))
    assert "a weak reference photograph · weak photographs of the dead" in said
    # One good photograph of the body is enough.
    matching.enrol(mortuary.officer, mortuary.photographed(body, lifeless("P001")).id)
    search = mortuary.search(body)
    (said,) = limits_on(text_of(browser.get(f"/o/FERRY/searches/{search.pk}/")))
    assert "a weak reference photograph" in said
    assert "weak photographs of the dead" not in said


def test_nobody_above_the_line_is_a_finding(mortuary: Mortuary, browser_of: BrowserOf) -> None:
    mortuary.enrolled("T-0031", "P005")
    search = mortuary.search(mortuary.ready("R1", "P001"))
    shown = told(text_of(browser_of(mortuary.examiner).get(f"/o/FERRY/searches/{search.pk}/")))
    assert "Nobody above the line" in shown


def test_a_candidate_beside_the_dead_is_covered_and_for_those_who_compare_no_more(
    bench: Review, browser_of: BrowserOf
) -> None:
    page = f"/o/FERRY/searches/{bench.search.pk}/{bench.candidate.pk}/"
    browser = browser_of(bench.board)
    shown = text_of(browser.get(page))
    assert limits_on(shown) == ["one reference photograph · one photograph of the dead"]
    assert shown.count("data-reveal=") == 2
    assert "<img" not in shown
    reveal = re.findall(r'data-reveal="([^"]+)"', shown)
    for one in reveal:
        picture = browser.post(one, {"step": "grey"}).json()["picture"]
        assert browser.get(picture)["Content-Type"] == "image/jpeg"
    assert browser.get(f"/o/FERRY/searches/{bench.search.pk}/{uuid4()}/").status_code == 404
    assert browser.get(f"/o/FERRY/searches/{uuid4()}/").status_code == 404


def test_whoever_compares_sees_no_list(bench: Review, browser_of: BrowserOf) -> None:
    anna = bench.examiners[0]
    bench.analysed(anna)
    bench.draw(anna)
    browser = browser_of(anna)
    for page in (
        f"/o/FERRY/searches/{bench.search.pk}/",
        f"/o/FERRY/searches/{bench.search.pk}/{bench.candidate.pk}/",
    ):
        refused = browser.get(page)
        assert refused.status_code in (403, 422)
        assert "T-0031" not in text_of(refused)
        assert "Ines" not in text_of(refused)


def test_who_may_not(bench: Review, browser_of: BrowserOf) -> None:
    for nobody in (bench.mortuary.officer, bench.mortuary.clerk):
        assert browser_of(nobody).get(BODY).status_code == 403
        assert browser_of(nobody).get(f"/o/FERRY/searches/{bench.search.pk}/").status_code == 403


def test_families_are_told_to_the_board_and_only_after_two_have_committed(
    bench: Review, browser_of: BrowserOf
) -> None:
    # The sister of T-0031 asks for T-0032 as well; both are on the list.
    bench.mortuary.enrolled("T-0032", "P005", name="Sara Alba")
    again = bench.mortuary.search(bench.remains)
    page = f"/o/FERRY/searches/{again.pk}/"
    board = browser_of(bench.board)
    before = told(text_of(board.get(page)))
    assert "T-0032" in before
    assert "the same family asks for" not in before
    bench.first(SAME)
    bench.drawn(SAME)
    after = told(text_of(board.get(page)))
    assert "the same family asks for T-0032" in after
    examiner = told(text_of(browser_of(bench.mortuary.examiner).get(page)))
    assert "the same family asks for" not in examiner


def test_joint_photographs_are_told_to_the_board_and_only_after_two_have_committed(
    bench: Review, browser_of: BrowserOf
) -> None:
    """One picture of two people can name the wrong one: the board should know, an examiner not."""
    sought = bench.request
    face = bench.mortuary.reference(sought, pair("P001", "P003"), which=0)
    faces.read_faces(bench.mortuary.clerk, face.reference_id)
    matching.enrol(bench.mortuary.clerk, face.id)
    again = bench.mortuary.search(bench.remains)
    page = f"/o/FERRY/searches/{again.pk}/"
    board = browser_of(bench.board)
    assert "with others in one photograph" not in told(text_of(board.get(page)))
    bench.first(SAME)
    bench.drawn(SAME)
    shown = told(text_of(board.get(page)))
    assert re.search(rf"with others in one photograph ?: {sought.code}/2", shown)
    examiner = told(text_of(browser_of(bench.mortuary.examiner).get(page)))
    assert "with others" not in examiner
