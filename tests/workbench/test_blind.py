"""Everything that an examiner's browser gets before she has committed, to the last byte.

She signs in, follows every link that her pages offer, uncovers every picture, and asks every page
that her role opens about everything whose id could be guessed: no name, no code of a request, no
score, rank, order or count of candidates, no view of anybody else. A member of the board asks the
same, and there the same reader finds them: so it would find them here.
"""

import difflib
import io
import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import numpy
import pytest
from django.test import Client
from PIL import Image

from antigone.access import Action, Actor, Role, within
from antigone.casework import lists
from antigone.casework import models as rows
from antigone.casework.heads import SIDE
from antigone.casework.procedures import accounts, recording
from antigone.casework.step import step
from antigone.workbench.page import PAGES, HousePage
from tests.casework.review_desk import OTHER, SAME, SEEN, Review, bench, mortuary

__all__ = ["bench", "mortuary"]
pytestmark = pytest.mark.django_db

BrowserOf = Callable[[Actor], Client]
HERE = "/o/FERRY/"
VIEW = "the scar of the other examiner"
_LINKS = re.compile(r'(?:href|src|action|data-(?:reveal|cover|poll|draft|upload))="([^"#]+)"')
# Acts, papers and bytes of the site itself: not pages that one opens by looking.
_NOT_ASKED = ("/static/", "/sign-out", "/language", "/me/", "?")


class Read:
    """What one browser was sent: address, status, headers and bytes of every answer."""

    def __init__(self, browser: Client) -> None:
        self.browser = browser
        self.answers: dict[str, Any] = {}
        self.pictures: dict[str, bytes] = {}

    def get(self, address: str) -> Any:
        if address not in self.answers:
            self.answers[address] = self.browser.get(address)
        return self.answers[address]

    def walk(self, *starts: str, but: str = "-nowhere-") -> "Read":
        """Follow every link from here but those, and uncover every picture on the way."""
        waiting = list(starts)
        while waiting:
            address = waiting.pop(0)
            if address in self.answers:
                continue
            answer = self.get(address)
            if answer.status_code in (301, 302):
                waiting.append(answer["Location"])
            if "text/html" not in answer.get("Content-Type", ""):
                continue
            shown = answer.content.decode()
            self._uncover(shown)
            for found in _LINKS.findall(shown):
                link = unescape(found)
                if link.startswith(HERE) and not any(one in link for one in (*_NOT_ASKED, but)):
                    waiting.append(link)
        return self

    def _uncover(self, shown: str) -> None:
        for reveal in re.findall(r'data-reveal="([^"]+)"', shown):
            for tone in ("grey", "colour"):
                answer = self.browser.post(reveal, {"step": tone})
                self.answers[f"{reveal}#{tone}"] = answer
                if answer.status_code == 200:
                    picture = answer.json()["picture"]
                    self.pictures[picture] = self.get(picture).content

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every answer as text: its address, its headers, its content."""
        for address, answer in self.answers.items():
            headers = "\n".join(f"{name}: {value}" for name, value in answer.items())
            content = b"" if address in self.pictures else answer.content
            yield address, f"{address}\n{headers}\n{content.decode('utf-8', 'replace')}"


def secrets_of(bench: Review) -> dict[str, str]:
    """What must not be told, each under its name."""
    with within(bench.staff.operation):
        candidate = rows.Candidate.objects.get(pk=bench.candidate.pk)
        finding = candidate.findings.first()
        reference = candidate.photograph_id
    told = {
        "given name": "Ines",
        "family name": "Alba",
        "request": bench.request.code,
        "request id": str(bench.request.pk),
        "request id, bare": bench.request.pk.hex,
        "candidate id": str(candidate.pk),
        "candidate id, bare": candidate.pk.hex,
        "reference id": str(reference),
        "reference id, bare": reference.hex if reference else "-none-",
        "score": f"{candidate.similarity:.4f}",
        "view": VIEW,
    }
    if finding is not None and finding.log10_lr is not None:
        told["strength"] = f"{finding.log10_lr:.3f}"
    return told


def found_in(read: Read, secrets: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (name, address)
        for address, text in read.texts()
        for name, secret in secrets.items()
        # What she asked with, she knew.
        if secret not in address
        and re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", text, re.IGNORECASE)
    ]


def every_page_about(bench: Review) -> list[str]:
    """Every address of the operation, about everything here whose id could be known."""
    with within(bench.staff.operation):
        keys = [
            str(one.pk)
            for model in (
                *(rows.Search, rows.Candidate, rows.TracingRequest, rows.Remains, rows.Pair),
                *(
                    rows.ReferencePhotograph,
                    rows.PostMortemPhotograph,
                    rows.Comparison,
                    rows.Filler,
                ),
            )
            for one in model.objects.all()
        ]
    asked = []
    for page in PAGES:
        if issubclass(page, HousePage):
            continue
        route = "/" + page.route().replace("<str:op>", "FERRY")
        for key in keys if "<uuid:" in route else [""]:
            about = re.sub(r"<uuid:\w+>", key, route)
            for code in ("R1", "T-0031") if "<str:code>" in about else [""]:
                asked.append(re.sub(r"<str:code>", code, about))
    return [re.sub(r"<\w+:\w+>", "7", one) for one in asked]


@pytest.fixture
def another(bench: Review) -> Actor:
    """Somebody has committed her view; the next one has analysed the body and has pairs waiting."""
    first = bench.examiners[0]
    bench.analysed(first)
    bench.draw(first)
    while shown := bench.next(first):
        said = SAME if not bench.is_filler(shown) else OTHER
        if not bench.commit(first, shown, said, note=VIEW).waiting:
            break
    return bench.drawn()


def test_before_her_own_view_nothing_is_told(
    bench: Review, another: Actor, browser_of: BrowserOf
) -> None:
    browser = browser_of(another)
    begun = browser.post(f"{HERE}examine/")["Location"]
    assert begun.endswith("/pair")
    read = Read(browser).walk(HERE, f"{HERE}examine/", begun)
    for address in every_page_about(bench):
        read.get(address)
    assert read.get(begun).status_code == 200
    assert len(read.pictures) >= 4, "both pictures, grey and in colour"
    assert found_in(read, secrets_of(bench)) == []


def test_neither_while_she_looks_at_the_body_alone(bench: Review, browser_of: BrowserOf) -> None:
    bench.first(SAME)
    examiner = bench.examiners[1]
    browser = browser_of(examiner)
    begun = browser.post(f"{HERE}examine/")["Location"]
    assert begun.endswith("/analysis")
    read = Read(browser).walk(begun, but="/searches/")
    assert read.pictures
    assert found_in(read, secrets_of(bench)) == []
    assert "R1" not in read.get(begun).content.decode(), "whose case it is stands nowhere either"

    # Whoever opens a list of candidates knows too much: she looks at the body no more.
    assert "T-0031" in browser.get(f"{HERE}searches/{bench.search.pk}/").content.decode()
    assert browser.post(f"{HERE}examine/")["Location"] == f"{HERE}examine/"
    assert browser.post(begun, {"allows": "no", "rest": "dark"}).status_code in (403, 422)
    assert b"T-0031" not in browser.get(begun).content


def test_the_same_reader_finds_them_where_they_are(
    bench: Review, another: Actor, browser_of: BrowserOf
) -> None:
    bench.finish(another, SAME)
    read = Read(browser_of(bench.board)).walk(
        HERE, f"{HERE}decisions/", f"{HERE}searches/{bench.search.pk}/"
    )
    names = {name for name, _ in found_in(read, secrets_of(bench))}
    assert {"given name", "family name", "request", "candidate id", "view"} <= names


def test_no_sharp_byte_before_it_is_uncovered(
    bench: Review, another: Actor, browser_of: BrowserOf
) -> None:
    browser = browser_of(another)
    begun = browser.post(f"{HERE}examine/")["Location"]
    shown = browser.get(begun).content.decode()
    assert "<img" not in shown
    assert "data:" not in re.sub(r"data-\w+", "", shown)
    (first, *_) = re.findall(r'data-reveal="([^"]+)"', shown)
    assert browser.get(first).status_code == 405, "looking at the address uncovers nothing"
    answer = browser.post(first, {"step": "grey"})
    assert b"JFIF" not in answer.content
    assert set(answer.json()) == {"picture", "width", "height"}


def test_real_pairs_and_fillers_come_out_alike(
    bench: Review, another: Actor, browser_of: BrowserOf
) -> None:
    """Size, form, names, headers: one set for all; only what is to be seen differs."""
    browser = browser_of(another)
    page = browser.post(f"{HERE}examine/")["Location"]
    forms, fillers = set(), set()
    (first, *_) = re.findall(r'data-reveal="([^"]+)"', browser.get(page).content.decode())
    browser.post(first, {"step": "grey"})  # the foot of the page tells her that she has looked
    from tests.casework.review_desk import OTHER

    while pair := bench.next(another):
        shown = browser.get(page).content.decode()
        fillers.add(bench.is_filler(pair))
        structure = re.sub(r'="[^"]*"|\d+', "", re.sub(r"(?s)<head>.*?</head>", "", shown))
        form = [structure]
        for reveal in re.findall(r'data-reveal="([^"]+)"', shown):
            said = browser.post(reveal, {"step": "colour"}).json()
            picture = browser.get(said["picture"])
            opened = Image.open(io.BytesIO(picture.content))
            form += [
                json.dumps([said["width"], said["height"]]),
                str(opened.size),
                str(opened.info.keys()),
            ]
            form += [f"{name}" for name in picture.headers]
            assert opened.size == (SIDE, SIDE)
            assert numpy.asarray(opened).std() > 5, "a picture, and not a blank"
            assert not opened.getexif()
        forms.add("\n".join(form))
        if not bench.commit(another, pair, OTHER).waiting:
            break
    assert fillers == {True, False}
    assert len(forms) == 1, _apart(forms)
    assert SEEN


def _apart(forms: set[str]) -> str:
    one, other = sorted(forms)[:2]
    return "\n".join(difflib.unified_diff(one.splitlines(), other.splitlines(), lineterm="", n=0))


def test_the_record_does_not_say_whom_she_was_shown_until_she_has_committed(
    bench: Review, another: Actor, browser_of: BrowserOf
) -> None:
    house = Actor(account_id=bench.staff.administrator.account_id)
    given = {"account": another.account_id, "operation": bench.staff.operation}
    accounts.give_role(house, accounts.RoleGiven(**given, role=Role.RECORDS_OFFICER))
    while bench.is_filler(shown := bench.next(another)):
        bench.commit(another, shown, OTHER)
    browser = browser_of(another)
    asked = {"action": "pair.view"}
    assert "T-0031" not in browser.get(f"{HERE}ledger/", asked).content.decode()

    if bench.commit(another, shown, SAME).waiting:
        bench.finish(another, SAME)
    assert "T-0031" in browser.get(f"{HERE}ledger/", asked).content.decode()


def test_the_record_does_not_say_what_others_did_on_the_body_that_she_compares(
    bench: Review, another: Actor, browser_of: BrowserOf
) -> None:
    house = Actor(account_id=bench.staff.administrator.account_id)
    given = {"account": another.account_id, "operation": bench.staff.operation}
    accounts.give_role(house, accounts.RoleGiven(**given, role=Role.RECORDS_OFFICER))
    with step(bench.board, Action.DISCLOSE_REFERENCE) as doing:
        with within(bench.staff.operation):
            reference = rows.ReferencePhotograph.objects.get()
        doing.name(reference.ledger_id, "view:whole")
    with step(bench.board, Action.EXCLUDE) as doing:
        doing.name(bench.remains.ledger_id, bench.request.ledger_id)
    steps = ("search.run", "review.compare", "reference.disclose", "identification.exclude")
    said = [(one.seq, json.loads(bytes(one.payload))) for one in rows.LedgerEntry.objects.all()]
    about = [seq for seq, entry in said if entry["action"] in steps]

    def told(**asked: str) -> int:
        return len(lists.entries(another, lists.Sought(**asked))["entries"])

    assert [told(action=one) for one in steps] == [0, 0, 0, 0]
    assert told(code="R1") == 0
    assert lists.cases_of_entries(another, about) == []
    assert "T-0031" not in browser_of(another).get(f"{HERE}ledger/?code=R1").content.decode()

    bench.finish(another, SAME)
    assert all(told(action=one) for one in steps)
    assert told(code="R1") > 0
    assert lists.cases_of_entries(another, about) == ["R1", "T-0031"]


def test_no_copy_of_the_record_goes_to_her_by_any_door_until_she_has_committed(
    bench: Review, another: Actor, browser_of: BrowserOf
) -> None:
    """Its ids are the same in every entry: with the codes of her page they would name whom she sees."""
    house = Actor(account_id=bench.staff.administrator.account_id)
    given = {"account": another.account_id, "operation": bench.staff.operation}
    accounts.give_role(house, accounts.RoleGiven(**given, role=Role.RECORDS_OFFICER))
    whole = accounts.RoleGiven(account=another.account_id, role=Role.DATA_PROTECTION_OFFICER)
    accounts.give_role(house, whole)
    browser = browser_of(another)
    before = rows.LedgerEntry.objects.count()
    for refused in (browser.post(f"{HERE}ledger/export"), browser.get(f"{HERE}ledger/2/proof")):
        assert refused.status_code == 422
        assert "Nothing was handed out." in refused.content.decode()
    # Nor outside every operation, as on the command line.
    everywhere = Actor(account_id=another.account_id)
    for take in (recording.export_record, lambda actor: recording.prove_entry(actor, 2)):
        with pytest.raises(recording.RecordWouldTell):
            take(everywhere)
    assert rows.LedgerEntry.objects.count() == before
    shown = browser.get(f"{HERE}ledger/").content.decode()
    assert "ledger/export" not in shown and "/proof" not in shown
    # A head is a hash and a number; that the record is whole can be asked by everybody.
    assert recording.checkpoint(everywhere)
    assert recording.verify_record(everywhere).whole

    bench.finish(another, SAME)
    assert b"".join(recording.export_record(everywhere))
    assert recording.prove_entry(everywhere, 2)
