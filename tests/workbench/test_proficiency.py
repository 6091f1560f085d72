"""What examiners concluded on strangers: one's own to oneself, everybody's to the board."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from antigone.access import Actor
from tests.casework.review_desk import SAME, Review, bench, mortuary

__all__ = ["bench", "mortuary"]
pytestmark = pytest.mark.django_db

PAGE = "/o/FERRY/proficiency/"


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_own_results_to_oneself_and_all_to_the_board(
    bench: Review, browser_of: Callable[[Actor], Client]
) -> None:
    anna = bench.first(SAME)
    mine = text_of(browser_of(anna).get(PAGE))
    # Two strangers, both excluded: Wilson's interval of 2 of 2 begins at 2 / (2 + 1.96²) = 0.342.
    assert "0.34 – 1.00" in mine
    assert "bela" not in mine
    every = text_of(browser_of(bench.board).get(PAGE))
    assert every.index("anna") < every.index("bela") < every.index("carl")
    assert "nothing known yet" in every
    assert browser_of(bench.mortuary.clerk).get(PAGE).status_code == 403


def test_an_open_row_tells_nothing(bench: Review, browser_of: Callable[[Actor], Client]) -> None:
    anna = bench.examiners[0]
    bench.analysed(anna)
    bench.draw(anna)
    bench.commit(anna, bench.next(anna), SAME)
    assert "nothing known yet" in text_of(browser_of(anna).get(PAGE))
