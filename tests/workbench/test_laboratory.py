"""The page on which a laboratory's table comes in: what it did, and what was wrong, cell by cell."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from antigone.access import Actor
from antigone.casework import models as rows
from tests.casework.deciding import Board, board
from tests.casework.test_importing_pairs import TABLE, four

__all__ = ["board", "four"]
pytestmark = pytest.mark.django_db

BrowserOf = Callable[[Actor], Client]
PAGE = "/o/FERRY/laboratory/"
REPORT = {
    "laboratory": "Institute of Legal Medicine",
    "software": "dvir 3.3.0",
    "issued": "2026-05-20",
    "same": "the remains are the missing person",
    "other": "the remains are an unrelated person of the population",
}


def text_of(answer: Any) -> str:
    return unescape(str(answer.content.decode()))


def sent(text: str = TABLE, **changes: Any) -> dict[str, Any]:
    return REPORT | {"file": SimpleUploadedFile("pairs.csv", text.encode())} | changes


def test_a_table_comes_in_and_says_what_it_did(four: Board, browser_of: BrowserOf) -> None:
    browser = browser_of(four.records)
    assert "No table came in yet." in text_of(browser.get(PAGE))
    shown = text_of(browser.post(PAGE, sent()))
    assert "4 results were imported." in shown
    assert "2 of them are on pairs that are on no list" in shown
    listed = text_of(browser.get(PAGE))
    assert "Institute of Legal Medicine" in listed and "dvir 3.3.0" in listed
    assert "M1" not in listed, "the list of what came in names nobody"
    assert four.count(rows.Finding, kind="dna") == 2


def test_a_fault_is_shown_by_row_and_column_and_the_report_is_kept(
    four: Board, browser_of: BrowserOf
) -> None:
    answer = browser_of(four.records).post(PAGE, sent(TABLE.replace("50000", "0")))
    assert answer.status_code == 422
    shown = text_of(answer)
    assert "row 5, column “LR”" in shown
    assert 'value="dvir 3.3.0"' in shown
    assert four.count(rows.PairImport) == 0


def test_columns_that_no_header_names_are_stated_once(four: Board, browser_of: BrowserOf) -> None:
    browser = browser_of(four.records)
    own = "Koerper;Person;LQ\nR1;M1;3,5\n"
    refused = browser.post(PAGE, sent(own))
    assert refused.status_code == 422
    assert "Koerper, Person, LQ" in text_of(refused)
    half = sent(own, remains="Koerper")
    assert browser.post(PAGE, half).status_code == 422
    mapping = {
        "remains": "Koerper",
        "missing": "Person",
        "ratio": "LQ",
        "scale": "log10",
        "separator": ";",
        "decimal": ",",
    }
    assert browser.post(PAGE, sent(own, **mapping)).status_code == 200
    assert browser.post(PAGE, sent(own.replace("3,5", "4,5"))).status_code == 200
    assert four.count(rows.PairImport) == 2


def test_an_impossible_family(four: Board, browser_of: BrowserOf) -> None:
    family = b"F1 M1 0 M2 2\nF1 M2 0 M1 2\n"
    pedigrees = SimpleUploadedFile("families.ped", family)
    answer = browser_of(four.records).post(PAGE, sent(pedigrees=pedigrees))
    assert answer.status_code == 422
    assert "families.ped" in text_of(answer)
    assert four.count(rows.PairImport) == 0


@pytest.mark.parametrize("gone", ["file", "laboratory", "issued", "other"])
def test_what_a_report_owes(four: Board, browser_of: BrowserOf, gone: str) -> None:
    said = {name: value for name, value in sent().items() if name != gone}
    assert browser_of(four.records).post(PAGE, said).status_code == 422
    assert four.count(rows.PairImport) == 0


def test_who_may(four: Board, browser_of: BrowserOf) -> None:
    assert browser_of(four.ann).get(PAGE).status_code == 200
    for nobody in (four.bob, four.cora, four.clerk):
        assert browser_of(nobody).get(PAGE).status_code == 403
