"""A family is told at these pages: wishes first, a letter that two have read, each attempt on record."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from antigone.access import Actor
from antigone.casework import models as rows
from tests.casework.identified import Family, family
from tests.homes import PASSWORD

__all__ = ["family"]
pytestmark = pytest.mark.django_db

BrowserOf = Callable[[Actor], Client]
SIGNED = {"signature-password": PASSWORD}
ALL = "/o/FERRY/notices/"
CONTACTS = ("Calle Mayor", "+34 600", "rosa@example.org")


@pytest.fixture(autouse=True)
def long_sessions(settings: Any) -> None:
    """The clock of these tests runs days ahead of the one by which the framework ends a session."""
    settings.SESSION_COOKIE_AGE = 7 * 24 * 3600


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def prepared(family: Family, browser: Client) -> str:
    """Prepare the one notice that is owed, as the page leads to it; return its address."""
    (way,) = re.findall(r'href="(/o/FERRY/notices/prepare/[^"]+)"', text_of(browser.get(ALL)))
    assert browser.get(way).status_code == 200
    stated = {"contact_name": "Ana Ferrer", "contact_phone": "+34 900 123 456"}
    done = browser.post(way, stated)
    assert done.status_code == 302, text_of(done)
    return str(done["Location"])


def test_nobody_waits(family: Family, browser_of: BrowserOf) -> None:
    shown = text_of(browser_of(family.liaison).get(ALL))
    assert "Nobody waits to be told." in shown


def test_from_the_list_to_the_family(family: Family, browser_of: BrowserOf) -> None:
    family.told(no_voicemail=True)
    family.identify()
    first, second = browser_of(family.liaison), browser_of(family.second)
    notice = prepared(family, first)

    shown = text_of(first.get(notice))
    assert "no voicemail" in shown
    assert shown.index("no voicemail") < shown.index("Not yet:"), "wishes come before any step"
    assert "You prepared it" in shown
    (again,) = re.findall(r'href="([^"]+/relatives/1/wishes)"', shown)
    assert first.get(again).status_code == 200
    for word in ("Rosa", "Alba", *CONTACTS):
        assert word not in shown

    letter = second.get(f"{notice}letter.pdf")
    assert letter.content.startswith(b"%PDF")
    assert "Alba" not in letter["Content-Disposition"]
    unsigned = second.post(notice, {"do": "approve"})
    assert unsigned.status_code == 422
    assert "not-signed" in text_of(unsigned)
    assert first.post(notice, {"do": "approve"} | SIGNED).status_code == 422, "one is not two"
    assert second.post(notice, {"do": "approve"} | SIGNED).status_code == 302

    absent = {"do": "attempt", "outcome": "nobody-there", "note": "Dog at the gate"}
    assert first.post(notice, absent).status_code == 302
    told = {"do": "deliver", "told_by": "Ana Ferrer"}
    early = first.post(notice, told)
    assert early.status_code == 422
    assert first.post(notice, {"do": "attempt", "outcome": "reached"}).status_code == 302
    assert first.post(notice, told | {"present": "Her son"}).status_code == 302
    understood = {"do": "acknowledge", "how": "visit", "said": "She wishes to see her."}
    assert first.post(notice, understood).status_code == 302
    over = text_of(first.get(notice))
    assert "Record" not in re.sub(r"(?s)<head>.*</head>", "", over)
    assert "Told, or ended" in text_of(first.get(ALL))


def test_contacts_are_opened_by_liaison_alone_and_on_record(
    family: Family, browser_of: BrowserOf
) -> None:
    family.told()
    family.identify()
    notice = prepared(family, browser_of(family.liaison))
    before = rows.LedgerEntry.objects.count()
    opened = text_of(browser_of(family.liaison).post(f"{notice}contacts"))
    for word in ("Rosa Alba", *CONTACTS):
        assert word in opened
    assert rows.LedgerEntry.objects.count() == before + 1
    for other in (family.board, family.clerk, family.mortuary):
        answer = browser_of(other).post(f"{notice}contacts")
        assert answer.status_code == 403
        assert "Rosa" not in text_of(answer)


def test_a_refused_attempt_keeps_what_was_written(family: Family, browser_of: BrowserOf) -> None:
    family.told()
    notice = family.approved(family.identify(), relative=family_member(family))
    page = f"{ALL}{notice.pk}/"
    browser = browser_of(family.liaison)
    unsaid = browser.post(page, {"do": "attempt", "note": "Dog at the gate"})
    assert unsaid.status_code == 422
    assert "Dog at the gate" in text_of(unsaid)
    family.at_hour(2, days=2)
    night = browser_of(family.liaison)
    refused = night.post(page, {"do": "attempt", "outcome": "nobody-there", "note": "Dark house"})
    assert refused.status_code == 422
    assert "quiet-hours" in text_of(refused)
    assert "Dark house" in text_of(refused)


def family_member(family: Family) -> Any:
    with family.here():
        return rows.Relative.objects.get().pk


def test_a_withdrawn_identification_stops_everything(family: Family, browser_of: BrowserOf) -> None:
    family.told()
    decided = family.identify()
    notice = family.approved(decided, relative=family_member(family))
    family.withdrawn(decided)
    browser = browser_of(family.liaison)
    refused = browser.post(f"{ALL}{notice.pk}/", {"do": "attempt", "outcome": "reached"})
    assert refused.status_code == 422
    shown = text_of(browser.get(f"{ALL}{notice.pk}/"))
    assert "Stop." in shown
    assert "Record the attempt" not in shown


def test_a_notice_can_be_ended_with_a_reason(family: Family, browser_of: BrowserOf) -> None:
    family.told()
    notice = family.prepare(family.identify(), relative=family_member(family))
    browser = browser_of(family.liaison)
    unsaid = browser.post(f"{ALL}{notice.pk}/", {"do": "end", "because": ""})
    assert unsaid.status_code == 422
    assert 'href="#id_because"' in text_of(unsaid)
    ended = browser.post(f"{ALL}{notice.pk}/", {"do": "end", "because": "She moved house"})
    assert ended.status_code == 302
    assert "She moved house" in text_of(browser.get(f"{ALL}{notice.pk}/"))


def test_where_nobody_asked_an_authority_is_told(family: Family, browser_of: BrowserOf) -> None:
    family.identify()
    browser = browser_of(family.liaison)
    (way,) = re.findall(
        r'href="(/o/FERRY/notices/prepare/[^"]+/office)"', text_of(browser.get(ALL))
    )
    assert "the recipient is an authority" in text_of(browser.get(way))
    unnamed = {"contact_name": "Ana", "contact_phone": "1", "office_kind": "consulate"}
    refused = browser.post(way, unnamed)
    assert refused.status_code == 422
    done = browser.post(way, unnamed | {"office_name": "Consulate of Arland", "language": "en"})
    assert done.status_code == 302, text_of(done)
    assert "Consulate of Arland" in text_of(browser.get(done["Location"]))


def test_what_is_not_there_and_who_may_not(family: Family, browser_of: BrowserOf) -> None:
    nowhere = f"{ALL}{uuid4()}/"
    browser = browser_of(family.liaison)
    assert browser.get(nowhere).status_code == 404
    assert browser.get(f"{nowhere}letter.pdf").status_code == 404
    for matter, relative in (
        ("identification", uuid4()),
        ("alive", "office"),
        ("nothing", "office"),
        ("identification", "nobody"),
    ):
        answer = browser.get(f"{ALL}prepare/{matter}/{uuid4()}/{relative}")
        assert answer.status_code == 404, (matter, relative)
    assert browser_of(family.mortuary).get(ALL).status_code == 403
    assert Client().get(ALL).status_code == 302
