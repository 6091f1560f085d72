"""What became of everybody: each request and each body has the outcome that its story gives it."""

import json
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from antigone.evidence import Problem, reconcile
from antigone.exercise.cast import BODIES, MANIFEST
from tests.exercise.conftest import Place

pytestmark = pytest.mark.slow

# A ferry with a manifest of eleven, and nine bodies.
IDENTIFIED = {
    # Seven whose faces can be read, each carried by a primary identifier, never by the face.
    "R-0001": ("T-0003", "fingerprint"),
    "R-0002": ("T-0001", "dental"),
    "R-0003": ("T-0007", "dna"),
    "R-0004": ("T-0002", "dental"),  # a sister
    "R-0005": ("T-0005", "fingerprint"),  # another party's dead
    "R-0006": ("T-0004", "dental"),  # the other sister
    "R-0007": ("T-0006", "dna"),
    # One without a usable face: by DNA alone.
    "R-0008": ("T-0008", "dna"),
}
ON_NO_LIST = "R-0009"
STILL_MISSING, ALIVE, NO_PHOTOGRAPH = "T-0009", "T-0010", "T-0011"


def requests(held: Place) -> dict[str, dict[str, Any]]:
    return {one["request"]: one for one in held.answer["requests"]}


def remains(held: Place) -> dict[str, dict[str, Any]]:
    return {one["remains"]: one for one in held.answer["remains"]}


def test_everybody_has_the_outcome_that_the_story_gives(held: Place) -> None:
    dead, sought = remains(held), requests(held)
    assert list(dead) == [one.code for one in BODIES]
    assert list(sought) == [one.code for one in MANIFEST]
    named = {
        code: (one["identified_as"], one["by"])
        for code, one in dead.items()
        if one["outcome"] == "identified"
    }
    assert named == IDENTIFIED
    assert {code: one["found_as"] for code, one in sought.items() if one["found_as"]} == {
        request: code for code, (request, _) in IDENTIFIED.items()
    }
    assert {code for code, one in sought.items() if one["outcome"] == "identified"} == {
        request for request, _ in IDENTIFIED.values()
    }
    assert sought[STILL_MISSING]["outcome"] == "open"
    assert sought[ALIVE]["outcome"] == "found-alive"
    assert (sought[NO_PHOTOGRAPH]["outcome"], sought[NO_PHOTOGRAPH]["reason"]) == (
        *("inconclusive", "no-photograph"),
    )


def test_the_body_on_no_list_has_no_name_and_each_lead_is_closed_with_grounds(
    held: Place, facts: dict[str, Any]
) -> None:
    stranger = remains(held)[ON_NO_LIST]
    assert (stranger["identified_as"], stranger["outcome"], stranger["reason"]) == (
        *(None, "inconclusive", "candidates-excluded"),
    )
    # It has leads, some above the line: people resemble each other.
    assert any(one["above_threshold"] for one in stranger["candidates"])
    assert {one["request"] for one in stranger["leads"]} == set(facts["excluded"][ON_NO_LIST])
    assert all(facts["excluded"][ON_NO_LIST].values())
    assert (stranger["state"], stranger["place"]) == (
        "in-grave",
        "Cemetery of the harbour, Row 4, 17",
    )


def test_every_lead_of_every_body_is_the_name_or_closed(held: Place, facts: dict[str, Any]) -> None:
    for code, one in remains(held).items():
        listed = {lead["request"] for lead in one["leads"]}
        closed = set(facts["excluded"].get(code, {}))
        assert listed - closed == ({one["identified_as"]} if one["identified_as"] else set()), code


def test_two_examiners_and_two_of_the_board_stand_behind_each_name(facts: dict[str, Any]) -> None:
    assert len(facts["identifications"]) == len(IDENTIFIED)
    for one in facts["identifications"]:
        examiners, signers = set(one["examiners"]), set(one["signers"])
        assert len(examiners) == len(signers) == 2
        assert not examiners & signers
        assert one["recorder"] not in examiners
        assert one["discipline"] in ("dna", "dental", "fingerprint")


def test_examiners_differed_and_it_was_resolved_with_every_view_kept(
    facts: dict[str, Any],
) -> None:
    assert facts["disagreements"] >= 1
    assert facts["unresolved"] == 0
    # Faces of nobody stood among the pairs, and no examiner took one for the dead.
    assert facts["fillers_compared"] >= 10
    assert facts["fillers_matched"] == 0


def test_sisters_whom_dna_cannot_part_are_parted_by_all_findings_together(
    held: Place, facts: dict[str, Any]
) -> None:
    assert facts["pairs_imported"] == 4
    hers, others = ("R-0004 T-0002", "R-0006 T-0004"), ("R-0004 T-0004", "R-0006 T-0002")
    assert set(facts["weighed"]) == {*hers, *others}
    for pair in hers:
        found = facts["weighed"][pair]
        assert set(found) == {"sex", "age", "stature", "mark", "dental", "clothing", "effect"}
        assert min(min(each) for each in found.values()) > 0
    for pair in others:
        found = facts["weighed"][pair]
        assert max(found["mark"]) < 0 and max(found["clothing"] + found["effect"]) < 0
    # The run is of before the board decided: nobody in it was identified.
    ((bodies, people, weights),) = facts["runs"]
    joint = reconcile(Problem(remains=tuple(bodies), missing=tuple(people), log10_lr=weights))
    for body, asked in (pair.split() for pair in hers):
        assert joint.of(body, asked) > 0.999
    paper = PdfReader(
        next(one for one in held.answer["papers"] if one.endswith("statement-R-0004.pdf"))
    )
    text = "".join(page.extract_text() for page in paper.pages)
    assert "Reported by Laboratory of the exercise" in text
    assert "ring; silver; “V.M.” | from her" in text
    assert not any(page.images for page in paper.pages)


def test_families_were_told_as_they_wished_after_a_second_person_had_read_it(
    held: Place, facts: dict[str, Any]
) -> None:
    told = {code: one["told"] for code, one in requests(held).items() if one["told"]}
    ways = {one.code: one.way for one in MANIFEST}
    assert set(told) == {request for request, _ in IDENTIFIED.values()} | {ALIVE}
    for code, how in told.items():
        way, state = how.split(": ")
        # Another party's dead: the family is told by the Central Tracing Agency.
        assert way == ("bureau" if code == "T-0005" else ways[code])
        assert state in ("to-acknowledge", "acknowledged")
    # He does not wish to hear it by telephone.
    assert told["T-0007"].startswith("visit")
    assert facts["approved_by_preparer"] == 0


def test_one_woman_went_home_and_everyone_else_is_somewhere(held: Place) -> None:
    dead = remains(held)
    assert dead["R-0002"]["state"] == "released"
    assert all(one["place"] for one in dead.values())


def test_what_must_be_refused_after_the_list_was_refused(held: Place) -> None:
    refused = {one["refusal"]["code"] for one in held.answer["tried_and_refused"]}
    assert refused >= {
        *("separate-person", "no-analysis", "not-the-next-pair"),
        *("rule-does-not-hold", "no-grounds", "signed-already"),
        *("notice-not-approved", "not-entitled", "no-sample-kept"),
    }


def test_papers_are_written_that_hold_no_picture_and_say_that_it_is_an_exercise(
    held: Place,
) -> None:
    papers = {Path(one).name: Path(one) for one in held.answer["papers"]}
    letters = [name for name in papers if name.startswith("letter-")]
    assert len(letters) == len(IDENTIFIED) + 1
    assert {"dossier-R-0004.pdf", "what-happened-here.pdf"} <= set(papers)
    assert {"bureau-record-R-0005.pdf", "bureau-record-R-0009.pdf"} <= set(papers)
    for name in letters:
        read = PdfReader(papers[name])
        assert not any(page.images for page in read.pages), name
    overview = "".join(
        page.extract_text() for page in PdfReader(papers["what-happened-here.pdf"]).pages
    )
    for code in (*(one.code for one in MANIFEST), *(one.code for one in BODIES)):
        assert code in overview


def test_nobody_of_the_cast_stands_in_the_ledger(held: Place, facts: dict[str, Any]) -> None:
    written = json.dumps(facts["payloads"], ensure_ascii=False)
    for one in MANIFEST:
        assert one.name not in written
        assert one.enquirer_name not in written
