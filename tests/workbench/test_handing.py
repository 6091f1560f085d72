"""The way home at its pages: where everybody is, who may receive, and what stops a release."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from antigone.access import Actor, Role
from antigone.casework import models as rows
from antigone.casework.lists import register
from antigone.casework.models.remains import InquirySign
from antigone.workbench.homegoing import STEPS
from tests.casework.homecoming import Home, home
from tests.homes import PASSWORD

__all__ = ["home"]
pytestmark = pytest.mark.django_db

BrowserOf = Callable[[Actor], Client]
PLACE = "/o/FERRY/remains/R-1/handover"
SIGNED = {"signature-password": PASSWORD}
MOVED = {
    "label": "R-1",
    "to_place": "Cold room 2",
    "handed_by": "Marta Ruiz",
    "received_by": "Jon Etxea",
    "because": "The first room is full",
}
BURIED = {
    "sample": "S-1",
    "cemetery": "Harbour cemetery",
    "grave": "Row C 14",
    "latitude": "42.2406",
    "longitude": "-8.7207",
    "handed_by": "Marta Ruiz",
    "buried_by": "Funerals Office",
}


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_page_says_what_is_missing(home: Home, browser_of: BrowserOf) -> None:
    shown = text_of(browser_of(home.mortuary).get(PLACE))
    for sentence in ("not identified", "no legal hold", "no dispute", "Not moved since recorded."):
        assert sentence in shown
    home.hold()
    assert "a legal hold stands since" in text_of(browser_of(home.mortuary).get(PLACE))


@pytest.mark.parametrize("step", list(STEPS))
def test_every_step_opens_for_whoever_may_take_it(
    home: Home, browser_of: BrowserOf, step: str
) -> None:
    crew = (home.clerk, home.mortuary, home.colleague, home.doctor, home.board, home.prosecutor)
    opened = set()
    for actor in crew:
        opened.add(browser_of(actor).get(f"{PLACE}/{step}").status_code)
        assert browser_of(actor).get(f"/o/FERRY/remains/R-9/handover/{step}").status_code in (
            403,
            404,
        )
    assert 200 in opened
    assert opened <= {200, 403}


def test_a_move_stands_in_the_chain(home: Home, browser_of: BrowserOf) -> None:
    page = browser_of(home.mortuary)
    assert 'value="R-1"' in text_of(page.get(f"{PLACE}/move"))
    done = page.post(f"{PLACE}/move", MOVED)
    assert (done.status_code, done["Location"]) == (302, PLACE)
    shown = text_of(page.get(PLACE))
    assert "Cold room 2" in shown
    assert "from Marta Ruiz to Jon Etxea" in shown


def test_an_unknown_label_is_refused_in_place(home: Home, browser_of: BrowserOf) -> None:
    refused = browser_of(home.mortuary).post(f"{PLACE}/move", MOVED | {"label": "R-77"})
    told = text_of(refused)
    assert refused.status_code == 422
    assert "nothing-under-it" in told
    assert "Cold room 2" in told, "all that was typed is kept"


def test_another_bodys_label_is_a_full_stop(home: Home, browser_of: BrowserOf) -> None:
    home.body("R-2")
    page = browser_of(home.mortuary)
    refused = page.post(PLACE, {"scanned": "R-2"})
    assert refused.status_code == 422
    assert "That is R-2. You are with R-1." in text_of(refused)
    right = page.post(PLACE, {"scanned": "R-1"})
    assert right.status_code == 302
    assert "R-1 belongs here." in text_of(page.get(right["Location"]))


def test_two_seal_and_two_open(home: Home, browser_of: BrowserOf) -> None:
    home.effect("E-1")
    first, second = browser_of(home.mortuary), browser_of(home.colleague)
    sealing = {"label": "P-1", "seal": "88214", "effects": "E-1"}
    assert first.post(f"{PLACE}/seal", sealing).status_code == 302
    read = {"label": "P-1", "seal": "88214"}
    assert first.post(f"{PLACE}/seal-second", read).status_code == 422, "one is not two"
    wrong = second.post(f"{PLACE}/seal-second", read | {"seal": "88215"})
    assert wrong.status_code == 422
    assert 'value="88215"' in text_of(wrong)
    assert second.post(f"{PLACE}/seal-second", read).status_code == 302
    assert register.chain_of(home.colleague, "P-1")["state"] == "sealed"
    because = {"label": "P-1", "because": "The inscription is to be read"}
    assert first.post(f"{PLACE}/open", because).status_code == 302
    assert second.post(f"{PLACE}/open-second", read).status_code == 302
    assert register.chain_of(home.colleague, "P-1")["state"] == "opened"


def test_from_entitlement_to_the_gate(home: Home, browser_of: BrowserOf) -> None:
    home.examined()
    home.named()
    clerk, first, second = (browser_of(x) for x in (home.clerk, home.mortuary, home.colleague))
    early = first.post(f"{PLACE}/release", {"received_by": "Rosa Alba", "place": "East gate"})
    assert early.status_code == 422
    assert "East gate" in text_of(early)
    entitled = {"relative": "M1/1", "document": "Family book, p. 3"}
    assert clerk.post(f"{PLACE}/entitle", entitled).status_code == 302
    assert clerk.post(f"{PLACE}/verify").status_code == 422, "who recorded it does not verify it"
    assert second.post(f"{PLACE}/verify").status_code == 302
    prepared = first.post(f"{PLACE}/release", {"received_by": "Rosa Alba", "place": "East gate"})
    assert prepared.status_code == 302
    handing = {"handed_by": "Jon Etxea"}
    unsigned = second.post(f"{PLACE}/hand-over", handing)
    assert unsigned.status_code == 422
    assert "not-signed" in text_of(unsigned)
    assert first.post(f"{PLACE}/hand-over", handing | SIGNED).status_code == 422
    assert second.post(f"{PLACE}/hand-over", handing | SIGNED).status_code == 302
    assert register.chain_of(home.colleague, "R-1")["state"] == "released"


def test_nobody_leaves_under_a_hold(home: Home, browser_of: BrowserOf) -> None:
    home.examined()
    home.named()
    home.entitled()
    prosecutor = browser_of(home.prosecutor)
    placed = prosecutor.post(f"{PLACE}/hold", {"reference": "14/2026"})
    assert (placed.status_code, placed["Location"]) == (302, "/o/FERRY/alerts/")
    stated = {"received_by": "Rosa Alba", "place": "East gate"}
    refused = browser_of(home.mortuary).post(f"{PLACE}/release", stated)
    assert refused.status_code == 422
    assert "legal-hold" in text_of(refused)
    lifted = prosecutor.post(f"{PLACE}/lift", {"because": "The file is closed"})
    assert lifted.status_code == 302
    assert prosecutor.post(f"{PLACE}/lift", {"because": "Again"}).status_code == 422
    assert browser_of(home.mortuary).post(f"{PLACE}/release", stated).status_code == 302


def test_a_burial_is_checked_and_signed(home: Home, browser_of: BrowserOf) -> None:
    page = browser_of(home.mortuary)
    check = text_of(page.get(f"{PLACE}/bury"))
    assert "This cannot be undone." in check
    assert "btn-danger" in check
    early = page.post(f"{PLACE}/bury", BURIED | SIGNED)
    assert early.status_code == 422
    assert "Harbour cemetery" in text_of(early)
    home.examined()
    home.sample()
    assert page.post(f"{PLACE}/bury", BURIED | {"latitude": "120"} | SIGNED).status_code == 422
    assert page.post(f"{PLACE}/bury", BURIED | SIGNED).status_code == 302
    register = text_of(page.get("/o/FERRY/custody/"))
    assert "Harbour cemetery" in register
    paper = page.get("/o/FERRY/custody/R-1.pdf")
    assert paper.content.startswith(b"%PDF")
    assert page.get("/o/FERRY/custody/R-9.pdf").status_code == 404


def test_a_dispute_stops_and_the_board_settles(home: Home, browser_of: BrowserOf) -> None:
    clerk, board = browser_of(home.clerk), browser_of(home.board)
    raised = {"raised_by": "Pablo Alba", "because": "He says it is not Ines"}
    assert clerk.post(f"{PLACE}/dispute", raised).status_code == 302
    shown = text_of(board.get(PLACE))
    assert "a dispute is open" in shown
    assert "Pablo" not in shown
    grounds = {"grounds": "The charts agree in nine points."}
    assert board.post(f"{PLACE}/settle-dispute", {"grounds": ""}).status_code == 422
    assert board.post(f"{PLACE}/settle-dispute", grounds).status_code == 302
    assert "no dispute" in text_of(board.get(PLACE))


def test_alerts_are_seen_once(home: Home, browser_of: BrowserOf) -> None:
    home.examined(None, InquirySign.BOUND)
    page = browser_of(home.prosecutor)
    shown = text_of(page.get("/o/FERRY/alerts/"))
    assert "R-1" in shown
    (waiting,) = [one for one in home.all(rows.Alert) if one.role == Role.PROSECUTORS_LIAISON]
    assert page.post("/o/FERRY/alerts/", {"alert": str(waiting.pk)}).status_code == 302
    assert "I have seen it" not in text_of(page.get("/o/FERRY/alerts/"))
    assert page.post("/o/FERRY/alerts/", {"alert": "x"}).status_code == 404
    assert "What obliges to an inquiry" not in text_of(
        browser_of(home.mortuary).get("/o/FERRY/alerts/")
    )
