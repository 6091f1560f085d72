"""The record at its page: filtered, verified, proved, handed out, and never with a name of a case."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from antigone.access import Action, Actor, Role
from antigone.casework import models as rows
from antigone.casework.house import House
from antigone.casework.step import step
from antigone.config import utc_now
from antigone.ledger import check_inclusion
from antigone.ledger.head import claimed_size
from tests.homes import Scene, Watch, blob, scene, sql

__all__ = ["scene"]
pytestmark = pytest.mark.django_db

BrowserOf = Callable[[Actor], Client]
LEDGER = "/o/FERRY/ledger/"


OFFICER = Role.DATA_PROTECTION_OFFICER


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
    strange = (
        *({"code": "R-77"}, {"who": "nobody"}, {"action": "no.such"}, {"action": '"x'}),
        *({"before": "x"}, {"first": "yesterday"}, {"last": "9999-12-31"}, {"first": "0001-01-01"}),
    )
    for one in strange:
        assert browser.get(LEDGER, one).status_code == 200


def test_steps_and_reasons_are_said_in_the_readers_language(
    scene: Scene, officer: Actor, browser_of: BrowserOf
) -> None:
    browser = browser_of(officer)
    shown = text_of(browser.get(LEDGER))
    table = shown[shown.index("<tbody") :]
    assert "searched from the dead" in table
    assert "saw" not in table
    # The step was made by an examiner of faces: "examiner (face)" is a code and a sentence alike, but
    # no step's code is shown.
    assert "examiner (face)" in table
    assert "data protection officer" not in table and "data-protection-officer" not in table
    assert not re.search(r"\b[a-z-]+\.[a-z-]+\b(?![^<]*>)", re.sub(r"<[^>]+>", " ", table))


def test_it_says_which_photograph_somebody_saw(
    scene: Scene, officer: Actor, browser_of: BrowserOf
) -> None:
    with step(scene.mortuary, Action.RECEIVE_POST_MORTEM) as doing:
        second = doing.write(
            rows.PostMortemPhotograph(
                remains=scene.remains, code_legible=True, way="taken-here", **blob("second")
            )
        )
    with step(scene.mortuary, Action.DISCLOSE_PHOTOGRAPH) as doing:
        doing.name(second.ledger_id, "view:veiled")
    browser = browser_of(officer)
    shown = text_of(browser.get(LEDGER, {"action": "photograph.disclose"}))
    assert "saw photograph 2 of R1" in shown
    assert "mortuary officer" in shown
    assert "received photograph 2 of R1" in text_of(browser.get(LEDGER, {"code": "R1"}))


def test_days_and_what_the_filters_hide(
    scene: Scene, officer: Actor, browser_of: BrowserOf, watch: Watch, settings: Any
) -> None:
    # The framework reckons the end of a session by the clock of the machine.
    settings.SESSION_COOKIE_AGE = 30 * 24 * 3600
    today = utc_now().date()
    all_of_today = rows.LedgerEntry.objects.count()
    watch.ahead = timedelta(days=10)
    with step(scene.mortuary, Action.VIEW_REMAINS) as doing:
        doing.name(scene.remains.ledger_id)
    later = (today + timedelta(days=10)).isoformat()
    browser = browser_of(officer)
    everything = seqs(text_of(browser.get(LEDGER)))
    assert max(everything) == all_of_today
    first = seqs(text_of(browser.get(LEDGER, {"first": later})))
    assert first == [all_of_today]
    before = seqs(text_of(browser.get(LEDGER, {"last": today.isoformat()})))
    assert before == everything[1:]
    both = {"first": today.isoformat(), "last": later}
    assert seqs(text_of(browser.get(LEDGER, both))) == everything
    between = {"first": (today + timedelta(days=3)).isoformat()}
    between["last"] = (today + timedelta(days=5)).isoformat()
    none = text_of(browser.get(LEDGER, between))
    assert f"No entry fits. The filters hide {len(everything)}." in none
    assert f"The filters hide {len(everything)}." in text_of(browser.get(LEDGER, {"code": "R-77"}))
    no_day = text_of(browser.get(LEDGER, {"first": "12 May"}))
    assert "“12 May” is no day" in no_day


def test_filters_are_kept_for_this_person_here_until_she_shows_everything(
    scene: Scene, officer: Actor, browser_of: BrowserOf
) -> None:
    browser, colleague = browser_of(officer), browser_of(scene.staff.hire("paul", OFFICER))
    everything = seqs(text_of(browser.get(LEDGER)))
    sent = browser.post(LEDGER, {"do": "filter", "action": "search.run", "code": "R1"})
    assert sent["Location"] == LEDGER, "nothing of it stands in the address"
    kept = text_of(browser.get(LEDGER))
    assert len(seqs(kept)) == 1
    assert 'value="R1"' in kept
    assert "Only some entries are shown." in kept
    assert seqs(text_of(colleague.get(LEDGER))) == everything
    # What is verified is the whole record, and the filters stay.
    assert len(seqs(text_of(browser.post(LEDGER)))) == 1
    # An address that asks for something else is followed once.
    assert len(seqs(text_of(browser.get(LEDGER, {"code": ""})))) == len(everything)
    assert len(seqs(text_of(browser.get(LEDGER)))) == 1
    browser.post(LEDGER, {"do": "filter"})
    assert seqs(text_of(browser.get(LEDGER))) == everything


def test_the_list_asks_the_database_as_often_for_many_entries_as_for_few(
    scene: Scene, officer: Actor, browser_of: BrowserOf
) -> None:
    browser = browser_of(officer)

    def looked(times: int) -> int:
        for _ in range(times):
            with step(scene.mortuary, Action.DISCLOSE_PHOTOGRAPH) as doing:
                doing.name(scene.post_mortem.ledger_id, "view:veiled")
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(LEDGER).status_code == 200
        return len(asked)

    browser.get(LEDGER)
    few = looked(1)
    assert looked(60) == few
    # A hundred to a page; the rest is a page further.
    looked(60)
    shown = text_of(browser.get(LEDGER))
    assert len(seqs(shown)) == 100
    older = re.search(r'href="\?(before=\d+)"', shown)
    assert older is not None
    assert max(seqs(text_of(browser.get(f"{LEDGER}?{older[1]}")))) == min(seqs(shown)) - 1


def test_it_is_verified_and_says_what_that_does_not_show(
    officer: Actor, browser_of: BrowserOf
) -> None:
    shown = text_of(browser_of(officer).post(LEDGER))
    assert re.search(r"Verified: \d+ entries, none altered, removed, reordered or forged\.", shown)


def forge(seq: int, written: Callable[[bytes], bytes]) -> None:
    """Alter an entry past the guards, as whoever holds the database could."""
    from antigone.casework.guard import put_up
    from antigone.casework.guards import guards

    here = [one for one in guards() if one.table == rows.LedgerEntry._meta.db_table]
    for one in here:
        on = f' ON "{one.table}"' if connection.vendor == "postgresql" else ""
        sql(f'DROP TRIGGER IF EXISTS "{one.name}"{on}')
    row = rows.LedgerEntry.objects.get(seq=seq)
    forged = written(bytes(row.payload))
    assert forged != bytes(row.payload)
    rows.LedgerEntry.objects.filter(seq=seq).update(payload=forged)
    put_up(connection, here)


@pytest.mark.parametrize(
    "written",
    [
        lambda payload: payload[:-9],
        lambda payload: payload.replace(b'"at"', b'"to"'),
        lambda payload: re.sub(rb'"remains:[0-9a-f]{32}', b'"remains:no-key', payload),
    ],
    ids=["no-json", "no-time", "no-keys"],
)
def test_an_entry_that_nobody_can_read_is_named_as_well(
    scene: Scene, officer: Actor, browser_of: BrowserOf, written: Callable[[bytes], bytes]
) -> None:
    (about_body, *_) = [
        one.seq for one in rows.LedgerEntry.objects.all() if b'"remains:' in bytes(one.payload)
    ]
    forge(about_body, written)
    browser = browser_of(officer)
    verified = browser.post(LEDGER)
    assert verified.status_code == 200
    assert f"Everything before entry {about_body} is whole." in text_of(verified)
    # By halving, the search for a day meets every entry sooner or later.
    for asked in ({}, {"code": "R1"}, {"first": str(utc_now().date())}):
        assert browser.get(LEDGER, asked).status_code == 200


def test_an_altered_entry_is_named(scene: Scene, officer: Actor, browser_of: BrowserOf) -> None:
    forge(3, lambda payload: payload.replace(b'"at":"20', b'"at":"19'))
    shown = text_of(browser_of(officer).post(LEDGER))
    assert "The record was changed." in shown
    assert "3" in re.search(r'(?s)class="refusal".*?</div>', shown)[0]  # type: ignore[index]
    assert "Everything before entry 3 is whole." in shown
    assert "tell the data protection officer" in shown


def test_proof_head_and_export(
    scene: Scene, officer: Actor, browser_of: BrowserOf, opened: House
) -> None:
    browser = browser_of(officer)
    proof = browser.get(f"{LEDGER}2/proof")
    assert proof.status_code == 200
    assert check_inclusion(text_of(proof), opened.signing_key.public_key)
    assert browser.get(f"{LEDGER}99999/proof").status_code == 422
    assert "No copy was taken lately." in text_of(browser.get(LEDGER))
    head = text_of(browser.post(f"{LEDGER}checkpoint"))
    size = rows.LedgerEntry.objects.count()
    assert claimed_size(head) == size, "the head attests also that it was handed out"
    assert re.search(r"Last copy: <time", text_of(browser.get(LEDGER)))
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
