"""The board at its pages: the dossier, two signatures, and everything that is refused in place."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from antigone.access import Action, Actor, Discipline, Role, within
from antigone.casework import models as rows
from antigone.casework.models.decisions import Matter
from antigone.casework.step import step
from tests.casework.deciding import EXCLUSION, FACE, GROUNDS, MATCH, Board, board
from tests.homes import PASSWORD

__all__ = ["board"]
pytestmark = pytest.mark.django_db

BrowserOf = Callable[[Actor], Client]
SIGNED = {"signature-password": PASSWORD}


def text_of(answer: object) -> str:
    return str(answer.content.decode())  # type: ignore[attr-defined]


def place(candidate: rows.Candidate, step: str = "") -> str:
    return f"/o/FERRY/decisions/{candidate.pk}/{step}"


def agreed(board: Board) -> tuple[rows.Candidate, rows.Concurrence]:
    candidate = board.lead(board.body(), board.missing())
    return candidate, board.views(candidate, MATCH, MATCH)


def test_nothing_lies_before_the_board(board: Board, browser_of: BrowserOf) -> None:
    shown = text_of(browser_of(board.cora).get("/o/FERRY/decisions/"))
    assert "Nothing lies before the board." in shown
    assert "The rule of this operation, version 1" in shown


def test_two_members_identify_and_the_first_alone_does_not(
    board: Board, browser_of: BrowserOf
) -> None:
    candidate, concurrence = agreed(board)
    first, second = browser_of(board.ann), browser_of(board.cora)
    listed = text_of(first.get("/o/FERRY/decisions/?look=yes"))
    assert f'href="{place(candidate)}"' in listed
    assert "Ines Alba" in text_of(first.get(place(candidate)))

    stated = {"concurrence": str(concurrence.pk), "grounds": GROUNDS}
    put = first.post(place(candidate, "identify"), stated | SIGNED)
    assert (put.status_code, put["Location"]) == (302, place(candidate))
    assert board.count(rows.Identification) == 0
    waits = text_of(second.get(place(candidate)))
    assert "signed by ann; a second member decides." in waits

    check = text_of(second.get(place(candidate, "identify")))
    assert GROUNDS in check
    assert "With yours, the identification stands." in check
    assert second.post(place(candidate, "identify"), stated | SIGNED).status_code == 302
    assert board.count(rows.Identification, remains=candidate.remains_id) == 1
    decided = text_of(second.get(place(candidate)))
    assert "Withdraw the identification" in decided
    assert "Identify…" not in decided


@pytest.mark.parametrize(
    ("signature", "code"),
    [({}, "not-signed"), ({"signature-password": "wrong"}, "wrong-signature")],
)
def test_without_a_signature_nothing_is_put_and_all_input_is_kept(
    board: Board, browser_of: BrowserOf, signature: dict[str, str], code: str
) -> None:
    candidate, concurrence = agreed(board)
    stated = {"concurrence": str(concurrence.pk), "grounds": GROUNDS}
    refused = browser_of(board.cora).post(place(candidate, "identify"), stated | signature)
    told = text_of(refused)
    assert refused.status_code == 422
    assert code in told
    assert GROUNDS in told
    assert re.search(rf'value="{concurrence.pk}"[^>]*checked', told)
    assert 'value="wrong"' not in told, "a password is never shown again"
    assert board.count(rows.Motion) == 0


def test_a_name_in_the_grounds_is_refused_in_place(board: Board, browser_of: BrowserOf) -> None:
    candidate, concurrence = agreed(board)
    named = {"concurrence": str(concurrence.pk), "grounds": "It is Ines Alba, by her femur."}
    refused = browser_of(board.cora).post(place(candidate, "identify"), named | SIGNED)
    assert refused.status_code == 422
    assert "name-in-grounds" in text_of(refused)
    assert "by her femur" in text_of(refused)


def test_a_face_alone_identifies_nobody(board: Board, browser_of: BrowserOf) -> None:
    candidate = board.lead(board.body(), board.missing())
    concurrence = board.views(candidate, MATCH, MATCH, discipline=FACE)
    stated = {"concurrence": str(concurrence.pk), "grounds": "Two examiners see one face."}
    refused = browser_of(board.cora).post(place(candidate, "identify"), stated | SIGNED)
    assert refused.status_code == 422
    assert "rule-does-not-hold" in text_of(refused)
    assert board.count(rows.Motion) == 0


def test_without_an_agreement_there_is_nothing_to_sign(board: Board, browser_of: BrowserOf) -> None:
    candidate = board.lead(board.body(), board.missing())
    board.views(candidate, EXCLUSION, EXCLUSION)
    shown = text_of(browser_of(board.cora).get(place(candidate, "identify")))
    assert "Not yet:" in shown
    assert "Sign the identification" not in shown
    refused = browser_of(board.cora).post(place(candidate, "identify"), SIGNED)
    assert refused.status_code == 422


def test_a_lead_is_excluded_with_its_ground(board: Board, browser_of: BrowserOf) -> None:
    candidate = board.lead(board.body(), board.missing())
    board.views(candidate, EXCLUSION, EXCLUSION)
    page = browser_of(board.cora)
    unsaid = page.post(place(candidate, "exclude"), {"grounds": GROUNDS} | SIGNED)
    assert unsaid.status_code == 422
    assert 'href="#id_ground' in text_of(unsaid), "the summary leads to the field"
    stated = {"ground": "examiners", "grounds": "The charts differ in nine teeth."}
    done = page.post(place(candidate, "exclude"), stated | SIGNED)
    assert done.status_code == 302, text_of(done)
    assert board.count(rows.Exclusion) == 1


def test_views_that_differ_are_settled_with_grounds(board: Board, browser_of: BrowserOf) -> None:
    candidate = board.lead(board.body(), board.missing())
    differing = board.views(candidate, MATCH, EXCLUSION)
    page = browser_of(board.cora)
    dossier = text_of(page.get(place(candidate)))
    assert "Two examiners differ" in dossier
    settle = place(candidate, f"settle/{differing.pk}")
    shown = text_of(page.get(settle))
    views = [one for one in re.findall(r'name="follows"[^>]*value="([^"]*)"', shown) if one]
    assert len(views) == 2
    refused = page.post(settle, {"grounds": "", "follows": views[1]})
    assert refused.status_code == 422
    assert re.search(rf'value="{views[1]}"[^>]*checked', text_of(refused)), "the choice is kept"
    assert page.post(settle, {"grounds": GROUNDS, "follows": "x"}).status_code in (404, 422)
    stated = {"grounds": "The second report names another chart.", "follows": views[1]}
    assert page.post(settle, stated).status_code == 422, "nobody has signed"
    assert board.count(rows.Settlement, disagreement=differing) == 0
    done = page.post(settle, stated | SIGNED)
    assert done.status_code == 302
    assert board.count(rows.Settlement, disagreement=differing) == 1
    assert "This disagreement is settled." in text_of(page.get(settle))


def test_two_withdraw_what_was_wrong(board: Board, browser_of: BrowserOf) -> None:
    decided = board.identified()
    with within(board.staff.operation):
        candidate = rows.Candidate.objects.get(remains=decided.remains_id)
    grounds = {"grounds": "The sample was another body's."}
    first, second = browser_of(board.cora), browser_of(board.dora)
    refused = first.post(place(candidate, "withdraw"), grounds)
    assert refused.status_code == 422
    assert "another body&#x27;s" in text_of(refused)
    assert first.post(place(candidate, "withdraw"), grounds | SIGNED).status_code == 302
    assert board.count(rows.Motion, matter=Matter.WITHDRAW, ended_at=None) == 1
    assert "With yours, it is withdrawn." in text_of(second.get(place(candidate, "withdraw")))
    assert second.post(place(candidate, "withdraw"), grounds | SIGNED).status_code == 302
    assert board.fresh(decided).withdrawn_at is not None


def test_papers_are_named_by_codes_alone(board: Board, browser_of: BrowserOf) -> None:
    decided = board.identified()
    with within(board.staff.operation):
        candidate = rows.Candidate.objects.get(remains=decided.remains_id)
    page = browser_of(board.cora)
    for paper in ("dossier.pdf", "report.pdf"):
        answer = page.post(place(candidate, paper))
        assert answer.status_code == 200, paper
        assert answer.content.startswith(b"%PDF")
        assert "Alba" not in answer["Content-Disposition"]


def test_the_search_for_a_name_ends_with_a_reason(board: Board, browser_of: BrowserOf) -> None:
    body = board.body()
    page = browser_of(board.cora)
    close = f"/o/FERRY/remains/{body.code}/close"
    reasons = re.findall(r'name="reason" value="([^"]+)"', text_of(page.get(close)))
    assert reasons
    assert page.post(close, {}).status_code == 422
    done = page.post(close, {"reason": reasons[0]})
    assert (done.status_code, done["Location"]) == (302, f"/o/FERRY/remains/{body.code}/")
    assert board.fresh(body).outcome == "inconclusive"


def test_what_is_not_there_and_who_may_not(board: Board, browser_of: BrowserOf) -> None:
    candidate, _ = agreed(board)
    assert browser_of(board.cora).get(f"/o/FERRY/decisions/{uuid4()}/").status_code == 404
    for nobody in (board.bob, board.records, board.clerk, board.mortuary):
        page = browser_of(nobody)
        assert page.get(place(candidate)).status_code == 403
        assert page.post(place(candidate, "identify"), SIGNED).status_code == 403
    assert Client().get(place(candidate)).status_code == 302


def test_who_may_examine_as_well_is_asked_before_she_looks(
    board: Board, browser_of: BrowserOf
) -> None:
    agreed(board)
    both = board.staff.hire("both", Role.BOARD_MEMBER, Discipline.DNA)
    browser = browser_of(both)
    asked = text_of(browser.get("/o/FERRY/decisions/"))
    assert "you examine none of them any more" in asked
    assert "T-" not in asked and "M1" not in asked
    with within(both.operation_id):
        assert not rows.Unblinding.objects.filter(recorded_by=both.account_id).exists()

    browser.get("/o/FERRY/decisions/?look=yes")

    with within(both.operation_id):
        assert rows.Unblinding.objects.filter(recorded_by=both.account_id).exists()


def test_who_still_compares_a_body_does_not_read_its_name_at_the_gate(
    board: Board, browser_of: BrowserOf
) -> None:
    named = board.identified()
    keeper = board.staff.hire("keeper", Role.MORTUARY_OFFICER)
    both = board.staff.hire("both", Role.MORTUARY_OFFICER, Discipline.DENTAL)
    of = {"remains_id": named.remains_id, "discipline": "dental"}
    with step(both, Action.COMPARE) as doing:
        doing.write(rows.Analysis(**of, examiner_id=both.account_id, looked_at=["chart"]))
        drawn = {"place": "first", "drawn": False, "fillers": 0, "seed": "0"}
        doing.write(rows.Round(**of, **drawn, examiner_id=both.account_id))
    gate = "/o/FERRY/remains/R1/handover"

    assert "Ines Alba" in text_of(browser_of(keeper).get(gate))
    barred = browser_of(both).get(gate)

    assert barred.status_code == 422
    assert "Ines Alba" not in text_of(barred) and "M1" not in text_of(barred)


def test_the_dossier_is_read_in_ones_own_language_and_shows_no_code(
    board: Board, browser_of: BrowserOf
) -> None:
    from antigone.access.models import Preference

    candidate, _ = agreed(board)
    page = browser_of(board.cora)
    english = text_of(page.get(place(candidate)))
    assert "An identifier that confirms was found to agree." in english
    assert "It rests on: DNA." in english
    assert "two examiners agree: potential match" in english
    for code in ("potential-match", "strong support for-", ": dna", "laboratory)"):
        assert code not in re.sub(r"<[^>]+>", " ", english), code
    page.post("/me", {"language": "fr", "theme": "", "dense": "", "single_keys": "on"})
    french = re.sub(r"<[^>]+>", " ", text_of(page.get(place(candidate))))
    assert "It does not rest on a face alone." not in french
    assert Preference.objects.filter(account=board.cora.account_id, language="fr").exists()
    assert "Version 1" in french
