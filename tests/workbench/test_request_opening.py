"""Opening a request: it and the family in one step; of its photographs, what was kept and what was not."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from antigone.access import Actor, Role, within
from antigone.casework import models as rows
from antigone.casework.instruments import put_away
from antigone.casework.procedures import intake, photographs
from tests.homes import Staff, found_remains, report, staff
from tests.workbench.conftest import BrowserOf
from tests.workbench.test_requests_pages import REQUESTS, SISTER, conversation, say
from tests.workbench.test_uploads import photograph, sent

__all__ = ["staff"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(staff: Staff) -> Iterator[Actor]:
    yield staff.hire("clerk", Role.INTAKE_OFFICER)
    put_away()


def _waiting(browser: Client, number: int) -> str:
    """Send a photograph that waits for its request, and return what its form holds."""
    about = {"kind": "asked", "request": "T-0031", "name": f"holiday{number}.jpg"}
    return str(sent(browser, photograph(number), **about).json()["receipt"]["value"])


def test_it_says_which_photographs_were_kept_and_which_were_not(
    staff: Staff, clerk: Actor, browser_of: BrowserOf
) -> None:
    browser = browser_of(clerk)
    kept, shown_dead = _waiting(browser, 1), _waiting(browser, 3)
    conversation(browser)
    say(browser, "T-0031", "photographs", {"upload": [kept, shown_dead, str(uuid4())]})
    # Meanwhile the same file came in as a picture of a body.
    mira = staff.hire("mira", Role.MORTUARY_OFFICER)
    body = intake.record_remains(mira, found_remains("R-0001"))
    taken = photographs.TakenPhotograph(
        remains=body.id, name="quay.jpg", content=photograph(3), code_stated=True
    )
    photographs.receive_post_mortem(mira, taken)

    opened = browser.post(f"{REQUESTS}new/T-0031/", {"do": "open"})
    told: Any = opened.content.decode()
    assert opened.status_code == 200
    assert "The request is open. One photograph is kept." in told
    not_kept = told[told.index("Not kept") :]
    assert "holiday3.jpg" in not_kept
    assert "holiday1.jpg" not in not_kept
    assert "A photograph that waited for this request is not here any more." in not_kept
    with within(staff.operation):
        request = rows.TracingRequest.objects.get(code="T-0031")
        assert rows.ReferencePhotograph.objects.filter(request=request).count() == 1


def test_a_request_that_is_refused_records_no_relative_and_keeps_the_draft(
    staff: Staff, clerk: Actor, browser_of: BrowserOf
) -> None:
    browser = browser_of(clerk)
    conversation(browser, family={f"r1-{name}": said for name, said in SISTER.items()})
    entries = rows.LedgerEntry.objects.count()
    # Somebody else has opened a request under this code since.
    other = staff.hire("other", Role.INTAKE_OFFICER)
    intake.open_request(other, report("T-0031"))
    refused = browser.post(f"{REQUESTS}new/T-0031/", {"do": "open"})
    assert refused.status_code in (404, 422)
    with within(staff.operation):
        assert rows.TracingRequest.objects.count() == 1
        assert rows.Relative.objects.count() == 0
        assert rows.Enquirer.objects.count() == 1
    # Opened by the other; the account and its role before it.
    actions = [
        bytes(one).count(b'"action":"request.open"')
        for one in rows.LedgerEntry.objects.filter(seq__gte=entries).values_list(
            "payload", flat=True
        )
    ]
    assert sum(actions) == 1
