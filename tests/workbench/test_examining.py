"""An examiner's way through her pages: the body alone, pairs, breaks, and where views part."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from antigone.access import Actor
from antigone.access.exposure import exposure_today
from antigone.casework import models as rows
from antigone.casework.components import Component
from antigone.workbench import pace
from tests.casework.review_desk import FACE, OTHER, SAME, Review, bench, mortuary
from tests.homes import Watch

__all__ = ["bench", "mortuary"]
pytestmark = pytest.mark.django_db

BrowserOf = Callable[[Actor], Client]
START = "/o/FERRY/examine/"
SEEN = {f"{one.value}-seen": "seen" for one in Component}
ALIKE = {f"{one.value}-seen": "similar" for one in Component} | {
    f"{one.value}-weight": "medium" for one in Component
}


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def begun(browser: Client) -> str:
    """Begin the next examination; return where it leads."""
    return str(browser.post(START)["Location"])


def hidden(shown: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*? value="([^"]*)"', shown)
    assert found is not None, name
    return found[1]


def commit(browser: Client, page: str, support: str = "moderate", **more: str) -> Any:
    shown = text_of(browser.get(page))
    stated = ALIKE | {"pair": hidden(shown, "pair"), "sides": hidden(shown, "sides")}
    return browser.post(page, stated | {"support": support} | more)


def compared(browser: Client, page: str, support: str = "moderate") -> str:
    """Commit every pair that waits; return where the last one led."""
    while page.endswith("/pair"):
        page = str(commit(browser, page, support)["Location"])
    return page


def test_nothing_waits_for_whoever_knows_too_much(bench: Review, browser_of: BrowserOf) -> None:
    # The examiner of the mortuary searched: she knows whom the body might be.
    browser = browser_of(bench.mortuary.examiner)
    assert "Nothing waits for you to examine." in text_of(browser.get(START))
    assert begun(browser) == START


def test_from_the_body_alone_to_the_last_pair(bench: Review, browser_of: BrowserOf) -> None:
    anna = bench.examiners[0]
    browser = browser_of(anna)
    assert "A body waits to be looked at by you, alone." in text_of(browser.get(START))
    alone = begun(browser)
    assert alone.endswith("/analysis")
    assert text_of(browser.get(alone)).count('data-component="') == len(Component)

    pair = browser.post(alone, SEEN)["Location"]
    assert pair.endswith("/pair")
    (analysis,) = bench.rows_of(rows.Analysis)
    assert analysis.examiner_id == anna.account_id
    # One candidate and two fillers: three pairs, one at a time.
    end = compared(browser, pair)
    assert end.endswith("/done")
    assert len(bench.rows_of(rows.Comparison)) == 3
    assert "is recorded" in text_of(browser.get(end))
    assert browser.get(pair)["Location"] == end, "there is no way back into what was committed"
    assert browser.get(alone)["Location"] == pair


def test_a_sheet_is_committed_whole_and_keeps_what_was_filled_in(
    bench: Review, browser_of: BrowserOf
) -> None:
    browser = browser_of(bench.examiners[0])
    alone = begun(browser)
    half = {"ears-seen": "seen", "ears-note": "a notch in the lobe", "skin-seen": "not"}
    refused = browser.post(alone, half)
    told = text_of(refused)
    assert refused.status_code == 422
    assert "17 rows of the sheet are not filled in." in told
    assert "a notch in the lobe" in told
    assert re.search(r'name="ears-seen" value="seen" checked', told)
    assert browser.post(alone, half | {"rest": "too dark"}).status_code == 302
    (said,) = bench_details(bench, rows.Analysis)
    assert said["components"]["skin"]["comparable"] is False
    assert said["components"]["chin-jawline"]["why_not"] == "too dark"


def bench_details(bench: Review, model: Any) -> list[dict[str, Any]]:
    import json

    from antigone.access import within
    from antigone.casework.sealed import unseal

    with within(bench.staff.operation):
        return [json.loads(unseal(one, "details")) for one in model.objects.all()]


def test_that_nothing_can_be_compared_is_a_full_answer(
    bench: Review, browser_of: BrowserOf
) -> None:
    browser = browser_of(bench.examiners[0])
    alone = begun(browser)
    unsaid = browser.post(alone, {"allows": "no"})
    assert unsaid.status_code == 422
    assert "no-reason-for-none" in text_of(unsaid)
    end = browser.post(alone, {"allows": "no", "rest": "burnt"})["Location"]
    assert "That nothing can be compared is a full answer." in text_of(browser.get(end))
    assert bench.rows_of(rows.Round) == []


def test_a_pair_needs_a_conclusion_and_keeps_everything(
    bench: Review, browser_of: BrowserOf
) -> None:
    bench.analysed(bench.examiners[0])
    bench.draw(bench.examiners[0])
    browser = browser_of(bench.examiners[0])
    page = begun(browser)
    shown = text_of(browser.get(page))
    stated = ALIKE | {
        "pair": hidden(shown, "pair"),
        "sides": hidden(shown, "sides"),
        "points": "10,10 20,20",
        "changes": "2",
        "note": "the lobe of the left ear",
    }
    refused = browser.post(page, stated)
    told = text_of(refused)
    assert refused.status_code == 422
    assert "No conclusion is chosen." in told
    assert "the lobe of the left ear" in told
    assert hidden(told, "points") == "10,10 20,20"
    assert hidden(told, "changes") == "2"
    assert bench.rows_of(rows.Comparison) == []
    assert browser.post(page, stated | {"support": "moderate"}).status_code == 302
    (view,) = bench.rows_of(rows.Comparison)
    assert (view.conclusion, view.changes) == (SAME, 2)
    (said,) = bench_details(bench, rows.Comparison)
    side = float(hidden(shown, "sides").split(",")[0])
    assert said["points"][0]["post_mortem"] == [10 / side, 10 / side]


def test_what_was_typed_is_there_when_she_comes_back(bench: Review, browser_of: BrowserOf) -> None:
    browser = browser_of(bench.examiners[0])
    alone = begun(browser)
    draft = re.search(r'data-draft="([^"]+)"', text_of(browser.get(alone)))
    assert draft is not None
    kept = browser.post(draft[1], {"ears-seen": "part", "ears-note": "torn", "rest": "dark"})
    assert kept.status_code == 200
    back = text_of(browser.get(alone))
    assert re.search(r'name="ears-seen" value="part" checked', back)
    assert 'value="torn"' in back
    assert "torn" not in text_of(
        browser_of(bench.examiners[1]).get(begun(browser_of(bench.examiners[1])))
    )
    assert browser.post(alone, SEEN).status_code == 302
    from antigone.workbench.models import Draft

    assert not Draft.objects.exists(), "what is committed is no draft any more"


def test_time_is_counted_while_she_works_and_not_while_she_is_away(
    bench: Review, browser_of: BrowserOf, watch: Watch, settings: Any
) -> None:
    settings.SESSION_COOKIE_AGE = 7 * 24 * 3600
    bench.analysed(bench.examiners[0])
    bench.draw(bench.examiners[0])
    browser = browser_of(bench.examiners[0])
    page = begun(browser)
    shown = text_of(browser.get(page))
    reveal = re.search(r'data-reveal="([^"]+)"', shown)
    assert reveal is not None
    watch.ahead = timedelta(seconds=100)
    browser.post(reveal[1], {"step": "grey"})
    watch.ahead = timedelta(seconds=100, minutes=40)
    stated = ALIKE | {"pair": hidden(shown, "pair"), "sides": hidden(shown, "sides")}
    assert browser.post(page, stated | {"support": "none"}).status_code == 302
    (view,) = bench.rows_of(rows.Comparison)
    # A hundred seconds at it, then at most five minutes of the forty in which nothing came.
    assert 400 <= view.seconds <= 402


def test_looking_is_counted_when_a_picture_is_uncovered(
    bench: Review, browser_of: BrowserOf
) -> None:
    anna = bench.examiners[0]
    browser = browser_of(anna)
    shown = text_of(browser.get(begun(browser)))
    assert exposure_today(anna.account_id).photographs == 0
    reveal = re.search(r'data-reveal="([^"]+)"', shown)
    cover = re.search(r'data-cover="([^"]+)"', shown)
    assert reveal is not None and cover is not None
    picture = browser.post(reveal[1], {"step": "grey"}).json()["picture"]
    assert browser.get(picture)["Content-Type"] == "image/jpeg"
    browser.post(cover[1], {"seconds": "30"})
    assert exposure_today(anna.account_id).photographs == 1
    assert exposure_today(anna.account_id).seconds == 30
    assert browser_of(bench.examiners[1]).get(picture).status_code == 404


def test_a_break_is_offered_between_pairs_once(
    bench: Review, browser_of: BrowserOf, watch: Watch, settings: Any
) -> None:
    settings.SESSION_COOKIE_AGE = 7 * 24 * 3600
    bench.analysed(bench.examiners[0])
    bench.draw(bench.examiners[0])
    browser = browser_of(bench.examiners[0])
    page = begun(browser)
    assert commit(browser, page)["Location"].endswith("/pair"), "not yet"
    cover = re.search(r'data-cover="([^"]+)"', text_of(browser.get(page)))
    assert cover is not None
    for minutes in range(4, int(pace.BREAK_AFTER.total_seconds()) // 60 + 4, 4):
        watch.ahead = timedelta(minutes=minutes)
        browser.post(cover[1], {"seconds": "200"})
    pause = commit(browser, page)["Location"]
    assert pause.endswith("/pause")
    shown = text_of(browser.get(pause))
    assert "You have looked at faces for 48 minutes." in shown
    assert "Take a break" in shown
    onward = re.search(r'href="([^"]+/pair)"', shown)
    assert onward is not None
    assert browser.get(onward[1]).status_code == 200


def test_two_windows_cannot_commit_twice(bench: Review, browser_of: BrowserOf) -> None:
    bench.analysed(bench.examiners[0])
    bench.draw(bench.examiners[0])
    browser = browser_of(bench.examiners[0])
    page = begun(browser)
    shown = text_of(browser.get(page))
    stated = ALIKE | {"pair": hidden(shown, "pair"), "support": "moderate"}
    assert browser.post(page, stated).status_code == 302
    again = browser.post(page, stated)
    assert again.status_code == 422
    assert "not-the-next-pair" in text_of(again)
    compared(browser, page)
    late = browser.post(page, stated)
    assert late.status_code in (302, 422)
    assert len(bench.rows_of(rows.Comparison)) == 3


def test_where_two_differed_a_third_sees_all_views_after_her_own(
    bench: Review, browser_of: BrowserOf
) -> None:
    bench.first(SAME)
    bench.drawn(OTHER)
    third = bench.drawn()
    browser = browser_of(third)
    pair = begun(browser)
    token = pair.split("/")[-2]
    early = text_of(browser.get(f"{START}{token}/third"))
    assert "View 1" not in early
    end = compared(browser, pair, "moderate-against")
    assert end.endswith("/third")
    shown = text_of(browser.get(end))
    assert shown.count("yours") == 1
    assert "View 3" in shown
    for name in ("anna", "bela", "carl"):
        # Her own name stands at the head of the page, and of a printed sheet.
        others = re.sub(r'(?s)<header.*?</header>|<div class="sheet-head.*?</div>', "", shown)
        assert name not in others
    for needle in ("Ines", "Alba", "T-0031", "R1"):
        assert needle not in shown


def test_a_token_is_its_examiners_alone(bench: Review, browser_of: BrowserOf) -> None:
    first, second = browser_of(bench.examiners[0]), browser_of(bench.examiners[1])
    assert begun(first) != begun(second)
    for page in (begun(first), f"{START}nothing/analysis", f"{START}nothing/pair"):
        assert second.get(page).status_code == 404
    assert browser_of(bench.board).get(START).status_code == 403
    assert FACE


def test_her_reasons_go_to_the_board_beside_a_view_that_stays(
    bench: Review, browser_of: BrowserOf
) -> None:
    from antigone.casework import lists

    bench.first(SAME)
    bench.drawn(OTHER)
    browser = browser_of(bench.drawn())
    end = compared(browser, begun(browser), "moderate-against")
    shown = text_of(browser.get(end))
    assert 'name="reasons-0"' in shown
    assert "Send to the board" in shown
    too_long = browser.post(end, {"reasons-0": "x" * 2001})
    assert too_long.status_code == 422
    assert "x" * 2001 in text_of(too_long), "what was written is kept"
    assert bench.rows_of(rows.Remark) == []
    sent = browser.post(end, {"reasons-0": "The notch is a shadow."})
    assert sent["Location"].endswith("/done")
    again = text_of(browser.get(end))
    assert "Added later" in again
    assert "The notch is a shadow." in again
    (pair,) = lists.reviews(bench.board, "R1")
    assert [view["remarks"] for view in pair["views"]] == [[], [], ["The notch is a shadow."]]
    assert [view["conclusion"] for view in pair["views"]] == [SAME, OTHER, OTHER]
    # Nothing written is nothing added.
    assert browser.post(end, {"reasons-0": " "}).status_code == 302
    assert len(bench.rows_of(rows.Remark)) == 1


def test_nothing_comparable_draws_nobody_also_for_whoever_was_drawn(
    bench: Review, browser_of: BrowserOf
) -> None:
    bench.first(SAME)
    drawn = bench.draw(bench.mortuary.records).examiner
    browser = browser_of(Actor(account_id=drawn, operation_id=bench.staff.operation))
    alone = begun(browser)
    end = browser.post(alone, {"allows": "no", "rest": "burnt"})["Location"]
    assert end.endswith("then=nothing-comparable")
    assert len(bench.rows_of(rows.Round)) == 2
