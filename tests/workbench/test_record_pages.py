"""The record at its page: filtered, verified, proved, handed out, and never with a name of a case."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from antigone.access import Actor, Role
from antigone.casework import models as rows
from antigone.casework.house import House
from antigone.ledger import check_inclusion
from tests.homes import Scene, scene, sql

__all__ = ["scene"]
pytestmark = pytest.mark.django_db

BrowserOf = Callable[[Actor], Client]
LEDGER = "/o/FERRY/ledger/"


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def officer(scene: Scene) -> Actor:
    return scene.staff.hire("petra", Role.DATA_PROTECTION_OFFICER)


def seqs(shown: str) -> list[int]:
    return [int(one) for one in re.findall(r"ledger/(\d+)/proof", shown)]


def test_entries_are_filtered_and_name_nobody_missing(
    scene: Scene, officer: Actor, browser_of: BrowserOf
) -> None:
    browser = browser_of(officer)
    everything = text_of(browser.get(LEDGER))
    assert seqs(everything) == sorted(seqs(everything), reverse=True)
    assert "Ines" not in everything and "Alba" not in everything
    of_body = text_of(browser.get(LEDGER, {"code": "R1"}))
    assert "R1" in of_body
    assert 0 < len(seqs(of_body)) < len(seqs(everything))
    by_doctor = text_of(browser.get(LEDGER, {"who": "doctor"}))
    assert set(re.findall(r"<td data-label=\"Who\"><bdi>([^<]+)", by_doctor)) == {"doctor"}
    searches = text_of(browser.get(LEDGER, {"action": "search.run"}))
    assert len(seqs(searches)) == 1
    for strange in ({"code": "R-77"}, {"who": "nobody"}, {"action": "no.such"}, {"before": "x"}):
        assert browser.get(LEDGER, strange).status_code == 200
    assert "No entry fits." in text_of(browser.get(LEDGER, {"code": "R-77"}))


def test_it_is_verified_and_says_what_that_does_not_show(
    officer: Actor, browser_of: BrowserOf
) -> None:
    shown = text_of(browser_of(officer).post(LEDGER))
    assert re.search(r"Verified: \d+ entries, none altered, removed, reordered or forged\.", shown)


def test_an_altered_entry_is_named(scene: Scene, officer: Actor, browser_of: BrowserOf) -> None:
    from django.db import connection

    from antigone.casework.guard import put_up
    from antigone.casework.guards import guards

    here = [one for one in guards() if one.table == rows.LedgerEntry._meta.db_table]
    for one in here:
        on = f' ON "{one.table}"' if connection.vendor == "postgresql" else ""
        sql(f'DROP TRIGGER IF EXISTS "{one.name}"{on}')
    row = rows.LedgerEntry.objects.get(seq=3)
    forged = bytes(row.payload).replace(b'"at":"20', b'"at":"19')
    assert forged != bytes(row.payload)
    rows.LedgerEntry.objects.filter(seq=3).update(payload=forged)
    put_up(connection, here)
    shown = text_of(browser_of(officer).post(LEDGER))
    assert "The record was changed." in shown
    assert "3" in re.search(r'(?s)class="refusal".*?</div>', shown)[0]  # type: ignore[index]
    assert "tell the data protection officer" in shown


def test_proof_head_and_export(
    scene: Scene, officer: Actor, browser_of: BrowserOf, opened: House
) -> None:
    browser = browser_of(officer)
    proof = browser.get(f"{LEDGER}2/proof")
    assert proof.status_code == 200
    assert check_inclusion(text_of(proof), opened.signing_key.public_key)
    assert browser.get(f"{LEDGER}99999/proof").status_code == 422
    assert browser.get(f"{LEDGER}checkpoint").status_code == 200
    before = rows.LedgerEntry.objects.count()
    export = browser.post(f"{LEDGER}export")
    lines = b"".join(export.streaming_content)  # type: ignore[attr-defined]
    assert lines.count(b"\n") >= before
    assert b"Alba" not in lines
    assert rows.LedgerEntry.objects.count() == before + 1, "the export stands in the record"


def test_who_may_not(scene: Scene, browser_of: BrowserOf) -> None:
    for nobody in (scene.examiner, scene.intake, scene.mortuary):
        assert browser_of(nobody).get(LEDGER).status_code == 403
        assert browser_of(nobody).post(f"{LEDGER}export").status_code == 403
