"""From an empty home to a person brought home: every role in its turn, by pages alone.

Three times: in Arabic, by keys alone, and at four times the size.
Each step holds what the page says; at the end stand the record, verified whole, and the notice.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from antigone.casework.entry_words import STEPS
from tests.journeys.conftest import violations
from tests.journeys.empty_home import (
    BODY,
    NEEDED,
    REQUEST,
    Team,
    check,
    choose,
    contains,
    follow,
    invite,
    labelled,
    member,
    offers,
    open_operation,
    open_request,
    opened,
    photograph_of_the_dead,
    photograph_of_the_missing,
    press,
    radio,
    says,
    select,
    sign,
    uncover,
    write,
)
from tests.journeys.ways import WAYS, Way, way_of
from tests.journeys.words import Typed

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_each_role_in_its_turn(browser: Browser, tmp_path: Path, way: Way) -> None:
    with opened(browser, tmp_path) as team:
        team.way = way
        _all_of_them(team)


def _all_of_them(team: Team) -> None:
    administrator_opens_the_house(team)
    intake_opens_a_request(team)
    mortuary_records_a_body(team)
    two_mark_the_face(team)
    doctor_signs_death(team)
    searcher_sends_to_examination(team)
    examiners_compare(team, ("fay", "jon"), of_face=True)
    laboratory_reports(team)
    examiners_compare(team, ("nour", "nils"), of_face=False)
    board_identifies(team)
    liaison_tells_the_family(team)
    prosecutor_holds_and_lifts(team)
    records_bring_her_home(team)
    the_record_is_whole(team)


def administrator_opens_the_house(team: Team) -> None:
    page = team.at("ada")
    open_operation(page)
    for name in NEEDED:
        invite(page, member(name))
    page.goto("/administration/")
    expect(page.locator("main tbody tr")).to_have_count(len(NEEDED) + 1)


def intake_opens_a_request(team: Team) -> None:
    page = team.at("ines", "")
    says(page, "Nothing waits for you.")
    follow(page.locator("main"), "Open a request")
    open_request(page, team.site)
    sent = ("aylin.png", photograph_of_the_missing())
    choose(page, "Choose files", sent)
    contains(page.locator(".upload-files"), "Here, and can be read.")
    _readable(page)
    press(page, "Keep, and go on")
    write(page, "#id_r1-name", "Emre Osman")
    write(page, "#id_r1-relation", "brother")
    write(page, "#id_r1-contact_given_on", "2026-05-12")
    write(page, "#id_r1-address", "Harbour street 7, Piraeus")
    check(page, "#id_r1-asks")
    check(page, "input[name=r1-wishes_to_be_told][value=yes]")
    select(page, "#id_r1-way", "visit")
    _readable(page)
    press(page, "Keep, and check")
    says(page, "Complete")
    press(page, "Check and open")
    says(page, "Aylin Osman", Typed("brother"), "name and contact sealed", "nobody is marked")

    follow(page, "Photograph 1")
    if offers(page, "Read the faces"):
        press(page, "Read the faces")
    says(page, "One face was found.")
    follow(page.locator("main"), "Mark the face")
    _readable(page)
    check(page, "#face-1")
    press(page, "This is the person")
    says(page, "Face 1 is meant.")
    press(page, "Let it be searched")
    says(page, "Its face takes part in searches.")


def mortuary_records_a_body(team: Team) -> None:
    page = team.at("mira", "remains/new")
    expect(page.locator("#id_code")).to_have_value(BODY)
    write(page, "#id_place", "Quay 3, tent A")
    choose(page, "Choose a file", ("quay3_0142.png", photograph_of_the_dead()))
    contains(page.locator(".upload-files"), f"The label in it reads {BODY}.")
    check(page, "input[name=legible][value=yes]")
    press(page, "Record and next")
    says(page, BODY, "The form is empty for the next.")
    expect(page.locator("#id_code")).to_have_value("R-0002")
    follow(page, "Open it")
    says(page, "1, code readable in 1")


def two_mark_the_face(team: Team) -> None:
    first = team.at("mira", f"remains/{BODY}/photographs")
    follow(first.locator("main"), "Photograph 1")
    press(first, "Read the faces")
    says(first, "One face was found.")
    follow(first.locator("main"), "Mark the face")
    check(first, "#face-1")
    press(first, "This is the person")
    says(first, "A second person chooses afresh")

    second = team.at("marek", "")
    says(second, "Confirm the marked face", "Mira, mortuary marked it")
    follow(second.locator("main"), "Confirm the marked face")
    says(second, "what was chosen is not shown")
    check(second, "#face-1")
    press(second, "This is the person")
    says(second, "Confirmed: you chose the same face as the first person.")
    press(second, "Let it be searched")
    says(second, "Its face takes part in searches.")


def doctor_signs_death(team: Team) -> None:
    page = team.at("dora", "")
    says(page, "Examine and sign", "death is not established by a signed examination")
    follow(page.locator("main"), "Examine and sign")
    write(page, "#id_basis", "Rigor and lividity")
    select(page, "#id_condition", "fresh")
    press(page, "Sign that death is established")
    page.goto(team.site.here(f"remains/{BODY}/examination"))
    says(page, "Signed by", "Rigor and lividity")


def searcher_sends_to_examination(team: Team) -> None:
    page = team.at("sven", f"remains/{BODY}/search")
    says(page, "One person of this operation may be searched for today.")
    press(page, "Search")
    says(page, "Simulated calibration: for ordering only, no evidence.", "One above the line")
    check(page, "input[name=candidate]")
    _readable(page)
    press(page, "Send to examination")
    says(page, "Somebody is drawn who knows nothing of this list.")


def examiners_compare(team: Team, names: tuple[str, str], *, of_face: bool) -> None:
    """Two examiners go on, each at her own page, until nothing waits for either of them."""
    pairs = dict.fromkeys(names, 0)
    for turn in range(6):
        name = names[turn % 2]
        page = team.at(name, "examine/")
        if not offers(page, "Begin"):
            continue
        says(page, "You will learn neither a name nor a number")
        press(page, "Begin")
        if "/analysis" in page.url:
            _blind(page)
            _analyse(page, of_face=of_face)
        while "/pair" in page.url:
            _blind(page)
            _compare(page, of_face=of_face)
            pairs[name] += 1
        says(page, "is recorded")
    assert all(pairs.values()), pairs


def _analyse(page: Page, *, of_face: bool) -> None:
    _readable(page)
    if of_face:
        check(page, "input[name=scars-seen][value=seen]")
        write(page, "#rest", "Nothing else can be told.")
    else:
        write(page, "#id_documents", "Profile of the sample S-0001")
    press(page, "Commit")
    page.wait_for_url(re.compile("/(pair|done)"))


def _compare(page: Page, *, of_face: bool) -> None:
    _readable(page)
    if of_face:
        stage = page.locator("[data-stage-image]").first
        expect(page.locator("[data-stage-image] canvas, [data-stage-image] img")).to_have_count(0)
        uncover(page, stage)
        contains(page.locator("[data-stage-state]").first, "grey")
        check(page, "input[name=scars-seen][value=similar]")
        select(page, "select[name=scars-weight]", "medium")
        write(page, "#rest", "Nothing else can be told.")
    else:
        says(page, "Reports to be held against the body", "DNA report 14/2026")
    write(page, "#note", "Agrees in all that can be compared.")
    check(page, "#support-strong")
    here = page.url
    press(page, "Commit and go on")
    page.wait_for_load_state()
    assert not page.locator(".refusal").count(), (here, page.locator(".refusal").inner_text())


def laboratory_reports(team: Team) -> None:
    """The records officer enters whom the laboratory's report speaks of."""
    page = team.at("rafi", f"remains/{BODY}/propose")
    write(page, "[name=request]", REQUEST)
    select(page, "[name=source]", "laboratory")
    write(page, "[name=note]", "DNA report 14/2026")
    press(page, "Propose")
    says(page, BODY)


def board_identifies(team: Team) -> None:
    for name, before in (("bruno", "You sign first."), ("berta", "A member has signed.")):
        page = team.at(name, "decisions/")
        says(page, REQUEST, "Aylin Osman")
        follow(page.locator("main .worklist"), f"{BODY}")
        says(page, "primary identifier", "holds")
        _readable(page)
        follow(page.locator("main"), "Identify…")
        says(page, before)
        check(page, radio(page, "DNA"))
        if name == "bruno":
            write(page, "#id_grounds", "Two examiners of DNA agree; nothing contradicts.")
        sign(page)
        _readable(page)
        press(page, "Sign the identification")
    contains(page.locator(".identity"), "identified")


def liaison_tells_the_family(team: Team) -> None:
    page = team.at("felix", "")
    says(page, "Prepare a notice", "the family is owed a word")
    follow(page.locator("main"), "Prepare a notice")
    follow(page.locator("main"), "Prepare")
    says(page, Typed("brother"))
    write(page, labelled(page, "Telephone of this colleague"), "+30 555 0100")
    _readable(page)
    press(page, "Prepare")
    says(page, "You prepared it, so another person reads the letter and approves it.")

    other = team.at("lara", "")
    follow(other.locator("main"), "Read and approve a notice")
    address = other.locator("main a[href$='/letter.pdf']").first.get_attribute("href") or ""
    letter = other.request.get(address)
    assert letter.body().startswith(b"%PDF")
    sign(other)
    _readable(other)
    press(other, "Approve this letter")
    contains(other.locator("main"), "Approved by Lara, family liaison.")

    page.reload()
    check(page, "input[name=outcome][value=reached]")
    check(page, labelled(page, "The family came or called"))
    press(page, "Record the attempt")
    says(page, "The family knows")
    write(page, labelled(page, "Who told it"), "Felix and Lara")
    press(page, "Record that the family was told")
    select(page, labelled(page, "How it was confirmed"), "visit")
    press(page, "Record it")
    contains(page.locator(".steps [aria-current=step]"), "Done")


def prosecutor_holds_and_lifts(team: Team) -> None:
    page = team.at("leyla", "alerts/")
    says(page, "No alert waits for you.")
    page.goto(team.site.here(f"remains/{BODY}/handover/hold"))
    write(page, "#id_reference", "Inquiry 7/2026")
    press(page, "Place a legal hold")
    other = team.at("rafi", f"remains/{BODY}/handover")
    says(other, "a legal hold stands")
    page.goto(team.site.here(f"remains/{BODY}/handover/lift"))
    write(page, "#id_because", "Nothing has to be inquired into.")
    press(page, "Lift the hold")


def records_bring_her_home(team: Team) -> None:
    page = team.at("rafi", f"remains/{BODY}/handover")
    says(page, "nobody is recorded who may receive", "no legal hold", "no dispute")
    follow(page.locator("main"), "Record who may receive")
    write(page, labelled(page, "Which relative may receive"), f"{REQUEST}/1")
    write(page, labelled(page, "On what paper"), "Family book, shown on 12 May")
    press(page, "Record who may receive")
    says(page, "a second officer verifies the paper")

    second = team.at("lara", f"remains/{BODY}/handover/verify")
    says(second, "You have seen the paper yourself")
    press(second, "Verify who may receive")
    says(second, "the receiver is entitled, and verified")

    page.goto(team.site.here(f"remains/{BODY}/handover/release"))
    write(page, labelled(page, "Who receives"), "Emre Osman")
    write(page, labelled(page, "Where the deceased is handed over"), "Mortuary of the exercise")
    press(page, "Prepare the release")

    officer = team.at("marek", "")
    says(officer, "Hand over, as the second person")
    officer.goto(team.site.here(f"remains/{BODY}/handover/hand-over"))
    says(officer, "This cannot be undone.")
    write(officer, labelled(officer, "Who hands over"), "Marek, mortuary")
    check(officer, labelled(officer, "The receiver signed the inventory"))
    sign(officer)
    _readable(officer)
    press(officer, "Hand over")
    officer.goto(team.site.here("custody/"))
    says(officer, BODY, "gone home")


def the_record_is_whole(team: Team) -> None:
    page = team.at("petra", "ledger/")
    press(page, "Verify now")
    says(page, "none altered, removed, reordered or forged")
    for action in ("identification.decide", "notice.approve", "handover.release"):
        page.goto(team.site.here(f"ledger/?action={action}"))
        contains(page.locator("main tbody tr").first, STEPS[action])
    page = team.at("felix", "notices/")
    says(page, "Nobody waits to be told.", "Told, or ended")


def _blind(page: Page) -> None:
    """Nothing that an examiner gets says whose face it is, or which case this belongs to."""
    shown = page.content()
    for known in (BODY, REQUEST, "Aylin", "Osman", "Quay 3"):
        assert known not in shown, known


def _readable(page: Page) -> None:
    """What is only seen on the way, and not in the finished exercise, is held to the same rules."""
    # Once: every page is looked at in every look elsewhere.
    if way_of(page) is WAYS["large"]:
        assert violations(page) == [], page.url
