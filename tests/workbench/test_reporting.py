"""A laboratory's number at its page: each fault at its own field, and nothing without its question."""

import re
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from antigone.access import Actor, SeparatePerson
from antigone.casework import models as rows
from tests.casework.review_desk import SAME, Review, bench, mortuary

__all__ = ["bench", "mortuary"]
pytestmark = pytest.mark.django_db

BrowserOf = Callable[[Actor], Client]
PAGE = "/o/FERRY/remains/R1/report"
# 1 600 000 times, 630 000 to 4 000 000: log10 of 1.6e6 is 6.204, of 6.3e5 5.799, of 4e6 6.602.
REPORT = {
    "request": "T-0031",
    "kind": "dna",
    "same": "both samples come from one person",
    "other": "they come from two people who are not related",
    "scale": "log10",
    "value": "6.2",
    "low": "5.8",
    "high": "6,6",
    "lower": "−9",
    "upper": "9",
    "laboratory": "Institute of Legal Medicine",
    "source": "Report 14/2026",
    "software": "EuroForMix 4.0.8",
    "reported_on": "2026-05-12",
}


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def wrong(answer: Any) -> set[str]:
    """The fields at which something is said to be wrong."""
    assert answer.status_code == 422
    found = re.findall(r'<p class="error" id="id_(\w+)_error"', text_of(answer))
    return set(found)


def test_a_report_is_recorded_with_all_that_it_states(bench: Review, browser_of: BrowserOf) -> None:
    browser = browser_of(bench.mortuary.examiner)
    shown = text_of(browser.get(PAGE, {"request": "T-0031"}))
    assert 'value="T-0031"' in shown
    file = SimpleUploadedFile("report-14.pdf", b"%PDF-1.7 the report", "application/pdf")
    done = browser.post(PAGE, REPORT | {"file": file})
    assert done.status_code == 302, text_of(done)
    assert "The report on R1 and T-0031 is recorded." in text_of(browser.get(done["Location"]))
    (finding,) = [one for one in bench.rows_of(rows.Finding) if one.kind == "dna"]
    assert (finding.log10_lr, finding.lower, finding.upper) == (6.2, 5.8, 6.6)
    assert finding.bound == "-9.000 to 9.000"
    assert (finding.same, finding.other) == (REPORT["same"], REPORT["other"])
    assert (finding.laboratory, finding.software) == (REPORT["laboratory"], REPORT["software"])
    assert (finding.source, finding.reported_on) == ("Report 14/2026", date(2026, 5, 12))
    assert bytes(finding.report_sha256) == sha256(b"%PDF-1.7 the report").digest()


def test_times_are_brought_to_log10(bench: Review, browser_of: BrowserOf) -> None:
    times = {"scale": "times", "value": "1600000", "low": "6.3e5", "high": "4e6"}
    bounds = {"lower": "0.000001", "upper": "1e9"}
    done = browser_of(bench.mortuary.examiner).post(PAGE, REPORT | times | bounds)
    assert done.status_code == 302, text_of(done)
    (finding,) = [one for one in bench.rows_of(rows.Finding) if one.kind == "dna"]
    assert finding.log10_lr == pytest.approx(6.204, abs=0.001)
    assert (finding.lower, finding.upper) == pytest.approx((5.799, 6.602), abs=0.001)
    assert finding.bound == "-6.000 to 9.000"


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"value": "", "same": "", "laboratory": " "}, {"value", "same", "laboratory"}),
        ({"value": "many"}, {"value"}),
        ({"value": "nan", "upper": "inf"}, {"value", "upper"}),
        # Times, under the scale of log10.
        ({"value": "1600000", "high": "4000000"}, {"value", "high"}),
        # The interval does not hold the ratio, on one side and the other.
        ({"low": "6.3"}, {"low"}),
        ({"high": "6.1"}, {"high"}),
        ({"lower": "5.9"}, {"lower"}),
        ({"upper": "6.5"}, {"upper"}),
        # No likelihood ratio is nought or less.
        ({"scale": "times", "value": "0", "low": "-1"}, {"value", "low", "lower"}),
        ({"reported_on": "2999-01-01"}, {"reported_on"}),
        ({"reported_on": "12 May"}, {"reported_on"}),
        ({"other": "x" * 201}, {"other"}),
        ({"kind": "face"}, {"kind"}),
    ],
)
def test_each_fault_is_told_at_its_own_field(
    bench: Review, browser_of: BrowserOf, changes: dict[str, str], fields: set[str]
) -> None:
    refused = browser_of(bench.mortuary.examiner).post(PAGE, REPORT | changes)
    assert wrong(refused) == fields
    assert all(f'href="#id_{one}' in text_of(refused) for one in fields), "the summary leads there"
    assert "Report 14/2026" in text_of(refused), "all that was typed is kept"
    assert all(one.kind == "face" for one in bench.rows_of(rows.Finding))


def test_nobody_is_weighed_who_is_not_on_the_list(bench: Review, browser_of: BrowserOf) -> None:
    bench.mortuary.request("T-0099")
    browser = browser_of(bench.mortuary.examiner)
    for code in ("T-0099", "T-7777"):
        refused = browser.post(PAGE, REPORT | {"request": code})
        assert refused.status_code == 422
        assert "not-on-the-list" in text_of(refused)
    assert browser.post("/o/FERRY/remains/R9/report", REPORT).status_code == 404


def test_whoever_asks_who_is_on_the_list_is_not_drawn_any_more(
    bench: Review, browser_of: BrowserOf
) -> None:
    asking, other = bench.examiners[1], bench.examiners[2]
    refused = browser_of(asking).post(PAGE, REPORT | {"request": "T-7777"})
    assert "not-on-the-list" in text_of(refused)
    assert [one.recorded_by_id for one in bench.rows_of(rows.Unblinding)].count(
        asking.account_id
    ) == 1
    with pytest.raises(SeparatePerson, match="have seen whom the body might be"):
        bench.analysed(asking)
    bench.first(SAME)
    assert bench.draw(bench.mortuary.records).examiner == other.account_id


def test_who_may_not(bench: Review, browser_of: BrowserOf) -> None:
    for nobody in (bench.mortuary.records, bench.mortuary.clerk, bench.board):
        assert browser_of(nobody).get(PAGE).status_code == 403
        assert browser_of(nobody).post(PAGE, REPORT).status_code == 403
    # Whoever compares the body without knowing whom it might be learns nothing here either.
    anna = bench.examiners[0]
    bench.analysed(anna)
    bench.draw(anna)
    for code in ("T-0031", "T-7777"):
        refused = browser_of(anna).post(PAGE, REPORT | {"request": code})
        assert refused.status_code == 422
        assert "separate-person" in text_of(refused)
        assert "not-on-the-list" not in text_of(refused)
