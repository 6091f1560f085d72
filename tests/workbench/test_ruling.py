"""Rules at their page: one member proposes, another approves, nobody approves his own."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from antigone.access import Actor
from antigone.casework import models as rows
from tests.casework.deciding import Board, board
from tests.homes import PASSWORD

__all__ = ["board"]
pytestmark = pytest.mark.django_db

BrowserOf = Callable[[Actor], Client]
PAGE = "/o/FERRY/rules/"
WANTED = {"confirms": ["dna"], "agreeing": "1", "because": "Few charts are left."}


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_one_proposes_and_another_approves(board: Board, browser_of: BrowserOf) -> None:
    first, second = browser_of(board.cora), browser_of(board.dora)
    assert "In force: version 1" in text_of(first.get(PAGE))
    assert first.post(PAGE, WANTED).status_code == 302
    waits = text_of(first.get(PAGE))
    assert "Another member of the board approves what you proposed." in waits
    assert "Few charts are left." in waits
    draft = re.search(r'name="draft" value="([^"]+)"', text_of(second.get(PAGE)))
    assert draft is not None
    sent = {"do": "approve", "draft": draft[1]}
    assert second.post(PAGE, sent).status_code == 422, "unsigned"
    own = first.post(PAGE, sent | {"signature-password": PASSWORD})
    assert own.status_code == 422
    assert second.post(PAGE, sent | {"signature-password": PASSWORD}).status_code == 302
    assert board.count(rows.RuleSet) >= 1
    assert "Few charts" not in text_of(second.get(PAGE))


def test_a_rule_that_confirms_nothing_is_refused_in_place(
    board: Board, browser_of: BrowserOf
) -> None:
    browser = browser_of(board.cora)
    refused = browser.post(PAGE, {"agreeing": "0", "because": "Nothing is left."})
    assert refused.status_code == 422
    assert "Nothing is left." in text_of(refused)
    assert browser.post(PAGE, WANTED | {"agreeing": "70"}).status_code == 422
    assert board.count(rows.RuleDraft) == 0


def test_who_may_not(board: Board, browser_of: BrowserOf) -> None:
    for nobody in (board.bob, board.clerk, board.records):
        assert browser_of(nobody).get(PAGE).status_code == 403
