"""Every page there is, one after the other, with a browser standing on it.

Four homes are walked: the finished exercise; a home half-way, where each step waits for somebody; an
operation in which nobody has recorded anything; and a real home, which asks for a second factor first.
Between them stands every page, what it says when it refuses, and what is only shown once. Whoever looks
decides what she holds against a page: axe-core and a narrow window do so in tests, a camera for the
documentation.
"""

import re
from collections.abc import Iterator

from playwright.sync_api import Page, expect

from antigone.exercise.cast import PASSWORD
from tests.journeys.conftest import Site, sign_in
from tests.journeys.empty_home import choose
from tests.journeys.half_way import EMPTY, Waiting
from tests.journeys.real_home import ADMINISTRATOR as ROSA
from tests.journeys.real_home import PASSWORD as HER_PASSWORD
from tests.journeys.real_home import add_key, code_of
from tools.crawl import CREW, Stop, doors, walk

Stood = Iterator[tuple[Page, Stop]]
# Whose worklist differs from everybody else's where nothing is recorded yet.
_NEWCOMERS = ("mira", "ines", "felix", "bruno", "rafi", "petra", "fay", "leyla")
_HOMEGOING = (
    *(
        "move",
        "effect",
        "sample",
        "seal",
        "seal-second",
        "open",
        "open-second",
        "farewell",
        "entitle",
    ),
    *(
        "verify",
        "release",
        "hand-over",
        "bury",
        "take-up",
        "dispute",
        "settle-dispute",
        "hold",
        "lift",
    ),
    "lift-after",
)
_MISTYPED = "no such code 7"


def in_the_exercise(site: Site) -> Stood:
    """Yield what everybody of the crew finds when all is done."""
    seen: set[str] = set()
    for member in CREW:
        with site.seat_of(member, PASSWORD) as page:
            for stop in walk(page, member, seen, begin=doors(site.operation)):
                yield page, stop
                if stop.address.endswith("/findings"):
                    # Where a weighing is sent, and is seen again when it was refused.
                    weighing = stop.address.removesuffix("findings") + "weigh"
                    yield from _gone(page, "weigh-findings", member, weighing)


def before_the_door(site: Site) -> Stood:
    """Yield what is seen by whoever is not signed in, or may not go where he goes."""
    with site.seat() as page:
        for name, address in (
            ("sign-in", "/sign-in"),
            ("sign-in-passkey-refused", "/sign-in?refused=passkey"),
            ("tour-of-anybody", "/tour"),
            ("sign-in-to-go-on", "/o/nowhere/"),
        ):
            yield from _gone(page, name, "", address)
        page.goto("/sign-in")
        page.locator("input[name=login]").fill("mira")
        page.locator("input[name=password]").fill("not the password")
        page.locator("main button[type=submit]").first.click()
        expect(page.locator(".refusal")).to_be_visible()
        yield page, _here(page, "sign-in-refused", "", once=True)
    with site.seat_of("mira", PASSWORD) as page:
        yield from _gone(page, "not-allowed", "mira", site.here("decisions/"))
        yield from _gone(page, "nothing-here-signed-in", "mira", site.here("remains/R-9999/"))
        yield from _gone(page, "sign-out", "mira", "/sign-out")


def half_way(site: Site, waiting: list[Waiting]) -> Stood:
    """Yield what waits, as whoever it waits for; `waiting` is what `half_way` printed."""
    for name, member, path in waiting:
        with site.seat_of(member, PASSWORD) as page:
            yield from _gone(page, name, member, site.here(path))
            if name == "notice":
                yield from _acted(
                    page, "notice-contacts", member, "form[action$='/contacts'] button"
                )
    yield from _asking(site)
    yield from _recording(site)
    yield from _going_home(site)
    yield from _refused(site)
    yield from _of_several(site)


def where_nothing_is_recorded(site: Site) -> Stood:
    """Yield the empty pages, each as the first who may open it."""
    seen: set[str] = set()
    for member in _NEWCOMERS:
        with site.seat_of(member, PASSWORD) as page:
            yield from _gone(page, f"empty-worklist-{member}", member, f"/o/{EMPTY}/")
            here = doors(EMPTY, house=False)
            for stop in walk(page, member, seen, begin=here, inside=f"/o/{EMPTY}/"):
                yield page, Stop(stop.kind, stop.address, member, called=f"empty-{stop.name}")


def with_a_second_factor(site: Site) -> Stood:
    """Yield the pages before and about second factors, in a real home; its administrator has none yet."""
    with site.seat() as page:
        add_key(page)
        sign_in(page, ROSA, HER_PASSWORD)
        yield page, _here(page, "second-factor", ROSA)
        yield from _gone(page, "add-app", ROSA, "/me/second-factor/app")
        page.locator("#code").fill("000000")
        page.locator("main form button[type=submit]").click()
        yield page, _here(page, "add-app-refused", ROSA, once=True)
        secret = page.locator("main ol .code").inner_text().replace(" ", "")
        page.locator("#code").fill(code_of(secret))
        page.locator("main form button[type=submit]").click()
        expect(page.locator(".printed-codes")).to_be_visible()
        printed = page.locator(".printed-codes .code").all_inner_texts()
        yield page, _here(page, "printed-codes", ROSA, once=True)
        for name, address in (
            ("printed-codes-left", "/me/second-factor/codes"),
            ("new-printed-codes", "/me/second-factor/codes/new"),
            ("add-passkey", "/me/second-factor/passkey"),
        ):
            yield from _gone(page, name, ROSA, address)
        # Its question to the key was asked anew while the page was looked at in another language.
        page.reload()
        page.locator("#passkey-name").fill("blue stick")
        page.locator("#passkey-add").click()
        page.wait_for_url(re.compile("/me#second-factors"))
        yield page, _here(page, "me-with-factors", ROSA)
        yield from _gone(page, "remove-app", ROSA, "/me/second-factor/app/remove")
        passkey = page.request.get("/me").text()
        (removing,) = re.findall(r'"(/me/second-factor/passkey/\d+/remove)"', passkey)
        yield from _gone(page, "remove-passkey", ROSA, removing)
        for name, address in (
            ("again-by-password", "/me/again"),
            ("again-by-code", "/me/again/code"),
            ("again-by-passkey", "/me/again/passkey"),
        ):
            yield from _gone(page, name, ROSA, address)
    with site.seat() as page:
        sign_in(page, ROSA, HER_PASSWORD)
        yield page, _here(page, "second-factor-asked", ROSA)
        page.locator("#code").fill("000000")
        page.locator("main button[type=submit]").first.click()
        expect(page.locator(".refusal")).to_be_visible()
        yield page, _here(page, "second-factor-refused", ROSA, once=True)
        page.locator("#code").fill(printed[0])
        page.locator("main button[type=submit]").first.click()
        yield from _gone(page, "administration-of-a-real-home", ROSA, "/administration/house/")


def _asking(site: Site) -> Stood:
    """The steps of a request that is being asked for, one of them lacking something."""
    with site.seat_of("ines", PASSWORD) as page:
        for step in ("person", "reason", "permission", "photographs", "family"):
            address = site.here(f"requests/new/T-0099/{step}")
            yield from _gone(page, f"request-step-{step}", "ines", address)
            if step == "person":
                yield from _acted(page, "request-step-refused", "ines", "button[data-primary]")
        yield from _gone(page, "begun-request", "ines", site.here("requests/new/T-0099/"))
        page.goto(site.here("requests/new/T-0099/reason"))
        page.locator("#id_missing_because").fill("Was aboard the ferry.")
        expect(page.locator("[data-saved]")).not_to_be_empty()
        yield from _gone(page, "begun-request-started", "ines", site.here("requests/new/T-0099/"))
        yield from _gone(page, "worklist-with-a-draft", "ines", site.here(""))
    with site.seat_of("felix", PASSWORD) as page:
        page.goto(site.here("requests/T-0007/relatives/1/contacts"))
        yield from _acted(page, "contacts-shown", "felix", "button[data-primary]")


def _recording(site: Site) -> Stood:
    """A body that is being recorded: a file that came, one that cannot be read, and what is missing."""
    with site.seat_of("mira", PASSWORD) as page:
        page.goto(site.here("remains/new"))
        choose(page, "Choose a file", ("quay3_0142.png", b"\x89PNG\r\n\x1a\n and no more"))
        expect(page.locator(".upload-files .refused")).to_be_visible()
        yield page, _here(page, "record-remains-spoilt-file", "mira", once=True)
        page.goto(site.here("remains/new"))
        page.locator("#id_place").fill("")
        yield from _acted(page, "record-remains-refused", "mira", "button[data-primary]")
    with site.seat_of("dora", PASSWORD) as page:
        page.goto(site.here("remains/R-0007/examination"))
        yield page, _here(page, "examination-unsigned", "dora")
        yield from _acted(page, "examination-refused", "dora", "button[data-primary]")


def _going_home(site: Site) -> Stood:
    """Every step of custody, farewell, release and burial, as the first who may take it."""
    left = list(_HOMEGOING)
    for member in ("mira", "rafi", "felix", "bruno", "leyla"):
        with site.seat_of(member, PASSWORD) as page:
            for step in tuple(left):
                address = site.here(f"remains/R-0003/handover/{step}")
                if page.request.get(address).ok:
                    left.remove(step)
                    yield from _gone(page, f"handover-{step}", member, address)
    assert not left, f"nobody may take these steps: {left}"


def _refused(site: Site) -> Stood:
    """What is refused in its place, with all that was typed."""
    with site.seat_of("mira", PASSWORD) as page:
        page.goto(site.here("find"))
        page.locator("#text").fill(_MISTYPED)
        yield from _acted(page, "find-nothing", "mira", "button[data-primary]")
        page.goto(site.here("find"))
        page.locator("#text").fill("R-000")
        yield from _acted(page, "find-several", "mira", "button[data-primary]")
        page.goto(site.here("remains/R-0001/handover"))
        page.locator("#scanned").fill("R-0002")
        yield from _acted(page, "handover-scanned-another", "mira", "form.scan button")
    with site.seat_of("petra", PASSWORD) as page:
        page.goto(site.here("ledger/"))
        yield from _acted(page, "ledger-verified", "petra", "button[data-primary]")
        # The officer sees how people search, and what leaves the home; who withdraws does not.
        yield from _gone(page, "protection-of-the-officer", "petra", site.here("protection/"))
        yield from _gone(page, "ledger-nothing-fits", "petra", site.here("ledger/?code=R-9999"))
    with site.seat_of("bruno", PASSWORD) as page:
        page.goto(site.here("decisions/"))
        page.locator("main .worklist a").first.click()
        page.locator("main .actions a[href$='/exclude']").click()
        yield from _acted(page, "exclude-refused", "bruno", "main button[data-primary]")
    with site.seat_of("sven", PASSWORD) as page:
        page.goto("/me/password")
        yield from _acted(
            page, "password-refused", "sven", "main button[data-primary], main .btn-primary"
        )


def _of_several(site: Site) -> Stood:
    """Whoever works in several operations, in none, or on the board and as an examiner."""
    with site.seat_of("marek", PASSWORD) as page:
        yield from _gone(page, "front", "marek", "/")
    with site.seat_of("new", PASSWORD) as page:
        yield from _gone(page, "front-of-nobody", "new", "/")
    with site.seat_of("both", PASSWORD) as page:
        yield from _gone(page, "decisions-asked-first", "both", site.here("decisions/"))


def _here(page: Page, name: str, member: str, *, once: bool = False) -> Stop:
    return Stop(page.url, page.url, member, called=name, once=once)


def _gone(page: Page, name: str, member: str, address: str) -> Stood:
    """Go somewhere, and stop there."""
    page.goto(address)
    yield page, _here(page, name, member)


def _acted(page: Page, name: str, member: str, button: str) -> Stood:
    """Press a button, and stop at the page that answers; it is no page that one could ask for again."""
    form = page.locator(button).first
    # What a browser would hold back by itself, the page is to refuse in its own words.
    form.evaluate("one => { if (one.form) { one.form.noValidate = true; } }")
    with page.expect_navigation():
        form.click()
    yield page, _here(page, name, member, once=True)
