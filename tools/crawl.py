"""Walk through the workbench as everybody who works there, and stop at each kind of page once."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

from playwright.sync_api import Page

# Who looks: between them they may open every page. Whoever works at a station comes before those who
# only read it, so that its page is seen with its form. Signing out, papers and exports are not followed.
CREW = ("ada", "dora", "odile", "ines", "felix", "mira", "sven", "bruno", "rafi", "petra", "leyla")
# Where a day begins, and pages that no other one of the finished exercise leads to.
HOUSE = ("/me", "/administration/", "/tour", "/me/second-factor/app", "/me/second-factor/passkey")
OPERATION = (
    *("", "find", "examine/", "remains/new", "requests/new", "requests/clearance"),
    *("custody/", "alerts/", "ledger/", "protection/", "decisions/", "notices/"),
    *("proficiency/", "audits/"),
)
_NOT_FOLLOWED = re.compile(
    r"\.(pdf|svg|txt|csv|json)$|/(export|checkpoint|proof|picture|veil)\b|^/sign-(in|out)"
)
_KEYS = (
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "ID"),
    (re.compile(r"/[A-Z]+-\d{4}[^/]*(?=/|$)"), "/CODE"),
    (re.compile(r"/examine/[0-9a-f]{20}[0-9a-f]*"), "/examine/TOKEN"),
    (re.compile(r"/rest/[^/]+/[0-9a-f]{32}"), "/rest/KIND/ID"),
    (re.compile(r"/people/(?!new$)[^/]+"), "/people/NAME"),
    (re.compile(r"(worklist/rest/[a-z-]+)/[0-9a-f]+"), r"\1/KEY"),
    (re.compile(r"/\d{4}-\d{2}-\d{2}(?=/|$)"), "/DAY"),
    (re.compile(r"/\d+(?=/|$)"), "/N"),
)
# Two of a kind need not lead to the same places: a body that is searched, one that is buried.
_READ_OF_A_KIND = 5


def doors(operation: str, *, house: bool = True) -> tuple[str, ...]:
    """Return where a walk begins: in an operation, and at the pages of the house."""
    return (*(f"/o/{operation}/{path}" for path in OPERATION), *(HOUSE if house else ()))


class FaultAtPage(Exception):
    """A page broke instead of refusing."""


@dataclass(frozen=True)
class Stop:
    """A kind of page, where it stands in this home, and as whom it was opened.

    `called` names it where the kind does not; `once` says that it answers an act, and is not to be asked
    for again.
    """

    kind: str
    address: str
    member: str
    called: str = ""
    once: bool = False

    @property
    def name(self) -> str:
        """A name for a file: the kind, in letters."""
        if self.called:
            return self.called
        path = re.sub(r"^/o/[^/]+", "", self.kind).strip("/").replace("/", "-") or "worklist"
        return path if self.kind.startswith("/o/") else f"house-{path}"


def walk(
    page: Page, member: str, seen: set[str], *, begin: tuple[str, ...], inside: str = "/"
) -> Iterator[Stop]:
    """Yield each kind of page once, with `page` standing on it; `seen` is shared by the whole crew.

    Links that lead `inside` are followed breadth first. A page that cannot be opened by this member is
    not a stop; one that was stopped at before is only read for its links, since they differ from role to
    role.
    """
    waiting, known, read = list(begin), set(begin), Counter[str]()
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(address)
        if read[kind] >= _READ_OF_A_KIND:
            continue
        read[kind] += 1
        answer = page.request.get(address)
        if answer.status >= 500:
            raise FaultAtPage(f"{answer.status} {address} as {member}")
        if not answer.ok or "text/html" not in answer.headers["content-type"]:
            continue
        if kind_of(answer.url) != kind:
            continue
        if kind not in seen:
            seen.add(kind)
            page.goto(address)
            yield Stop(kind, address, member)
        for link in links_in(answer.text()):
            path = urlsplit(link).path
            if link not in known and path.startswith(inside) and not _NOT_FOLLOWED.search(path):
                known.add(link)
                waiting.append(link)


def links_in(text: str) -> list[str]:
    """Return where a page leads to in this house, in its order."""
    reader = _Links()
    reader.feed(text)
    return reader.found


def kind_of(address: str) -> str:
    """Return an address with its keys taken out, so that one page of each kind is looked at."""
    kind = urlsplit(address).path
    for pattern, name in _KEYS:
        kind = pattern.sub(name, kind)
    return kind


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        to = dict(attrs).get("href") or ""
        if tag == "a" and to.startswith("/"):
            self.found.append(to.split("#")[0])
