"""What the exercise must show on the way from a photograph to a list, and what must not be there."""

import json
from pathlib import Path
from typing import Any

import numpy
import pytest
from PIL import Image

from antigone.cli import main
from antigone.cli.exercise import LOOKS
from antigone.config import make_home
from antigone.exchange.frame_codes import read_codes
from antigone.exercise.cast import BODIES, CREW, MANIFEST, OPERATION, on_manifest
from antigone.exercise.people import PEOPLE, cut_apart, picture
from antigone.exercise.staging import Stage, as_file
from antigone.faces import Engine
from antigone.vault import search_bytes
from tests.exercise.conftest import Place

SEED = 2026
WITHDREW, LIVES = "T-0009", "T-0010"


def searched(held: Place) -> list[dict[str, Any]]:
    return [one for one in held.answer["remains"] if one["candidates"]]


def unit(vector: Any) -> Any:
    return vector / numpy.linalg.norm(vector)


def needles_of(vector: Any) -> list[bytes]:
    """Return the stretches of a vector, as the engine gives it and as galleries keep it."""
    return [
        content[start : start + 32]
        for form in (vector, unit(vector))
        for content in [numpy.ascontiguousarray(form, "<f4").tobytes()]
        for start in range(0, len(content), 32)
    ]


def nearest(kept: Any, vector: Any) -> float:
    """Return the highest cosine between a vector and the rows of a gallery."""
    assert numpy.linalg.norm(kept, axis=1) == pytest.approx(1, abs=1e-3)
    return float((kept @ unit(vector)).max())


# The cast and its staging


def test_the_cast_is_the_one_that_the_design_asks_for() -> None:
    assert len(MANIFEST) == 11
    assert len(BODIES) == 9
    assert [body.code for body in BODIES if on_manifest(body) is None] == ["R-0009"]
    found = {body.person for body in BODIES}
    assert sum(1 for one in MANIFEST if one.person in found) == 8  # seven readable, one not
    assert [one.code for one in MANIFEST if one.person and one.person not in found] == [WITHDREW]
    assert [one.code for one in MANIFEST if not one.references] == ["T-0011"]
    assert len({member.role for member in CREW}) == 8  # and the administrator


def test_the_same_seed_gives_the_same_photographs_each_with_its_label(engine: Engine) -> None:
    for body in BODIES[:3]:
        one, other = (list(Stage(engine, seed=SEED).photographs(body)) for _ in range(2))
        assert all((first == second).all() for first, second in zip(one, other, strict=True))
        for image in one:
            assert [label.code for label in read_codes(image).labels] == [body.code]


@pytest.mark.parametrize("person", PEOPLE)
def test_every_sheet_is_cut_into_sixteen_pictures(person: str) -> None:
    pictures = cut_apart(picture(person, "emotions_sheet"))
    assert len(pictures) == 16
    assert min(min(one.shape[:2]) for one in pictures) > 280


# The bodies and their lists


@pytest.mark.slow
def test_seven_bodies_lead_to_their_families(held: Place) -> None:
    ranks = {}
    for body in BODIES:
        truth = on_manifest(body)
        (one,) = [one for one in held.answer["remains"] if one["remains"] == body.code]
        if truth is not None and one["candidates"]:
            codes = [candidate["request"] for candidate in one["candidates"]]
            ranks[body.code] = codes.index(truth.code) + 1
    assert len(ranks) == 7
    assert sum(1 for rank in ranks.values() if rank == 1) >= 6, ranks
    assert max(ranks.values()) <= 3, ranks


@pytest.mark.slow
def test_the_unusable_photograph_is_called_unusable_and_nothing_is_searched(held: Place) -> None:
    (one,) = [one for one in held.answer["remains"] if one["remains"] == "R-0008"]
    assert (one["usable"], one["candidates"], one["threshold"]) == (False, [], None)
    for reading in one["readings"]:
        assert not any(face["quality"]["usable"] for face in reading["faces"])
        assert reading["faces"] or reading["reasons"]
    (lead,) = one["leads"]
    assert (lead["request"], lead["source"], lead["rank"]) == ("T-0008", "laboratory", None)
    assert held.look("candidate", "list", "R-0008", "--as", "bruno")["candidates"] == [lead]


@pytest.mark.slow
def test_each_list_says_how_many_wrong_people_it_may_show(held: Place) -> None:
    assert len(searched(held)) == 8
    for one in searched(held):
        # Nine people searched, one search in a hundred allowed a false alarm: about 0.01.
        assert one["gallery"]["people"] == 9
        assert one["expected_false"] == pytest.approx(0.01, rel=0.05)
        above = [candidate["above_threshold"] for candidate in one["candidates"]]
        assert above == sorted(above, reverse=True)
        assert all(candidate["words"] for candidate in one["candidates"])


# What is on the record


@pytest.mark.slow
def test_whoever_looks_finds_what_was_told(held: Place, facts: dict[str, Any]) -> None:
    for command, name in LOOKS:
        held.look(*command.split(), "--as", name)
    listed = held.look("request", "list", "--as", "ines")["requests"]
    assert [one["outcome"] for one in listed] == [one["outcome"] for one in held.answer["requests"]]
    # Who looks at a list of leads is on the record, too: it has grown since.
    record = held.look("ledger", "verify", "--as", "petra")
    assert held.answer["ledger"]["verified"]
    assert record["entries"] > held.answer["ledger"]["entries"] >= 700
    assert facts["declared"] == len(facts["manifest"]) == 11
    assert held.look("operation", "list", "--as", "ines")["operations"][0]["operation"] == OPERATION


@pytest.mark.slow
def test_everything_was_done_by_two_where_two_are_needed(facts: dict[str, Any]) -> None:
    assert facts["unconfirmed"] == 0
    assert facts["same_signer"] == 0
    assert set(facts["labels_read"]) == {"our-code"}
    assert len(facts["labels_read"]) == sum(len(body.photographs) for body in BODIES)
    done = facts["actions"]
    assert done[0] == "house.found"
    assert done.count("remains.examine") == len(BODIES)
    assert done.count("request.found-alive") == 2
    assert done.count("search.run") == 8
    # One job for the family that withdrew and for the man who lives, and a receipt for each.
    assert done.count("erasure.purge") == 2


@pytest.mark.slow
def test_what_must_be_refused_was_refused(held: Place) -> None:
    refused = {one["refusal"]["code"] for one in held.answer["tried_and_refused"]}
    assert refused >= {
        *("already-marked", "another-bodys-label", "face-needs-search", "face-not-confirmed"),
        *("face-settled", "is-an-address", "no-death-examination", "no-legal-basis"),
        *("no-usable-probe", "not-allowed", "not-one-face", "separate-person"),
    }


# What must not be there


@pytest.mark.slow
def test_bystanders_are_nowhere_in_the_home(
    untouched: Path, facts: dict[str, Any], engine: Engine
) -> None:
    (missing,) = [one for one in MANIFEST if "group" in one.references]
    given = next(iter(Stage(engine, seed=SEED).references(missing)))
    everybody = engine.read(given.image).faces
    assert len(everybody) == 4
    assert given.centre is not None
    x, y = given.centre
    bystanders = [
        face
        for face in everybody
        if not (
            face.detection.box[0] <= x <= face.detection.box[0] + face.detection.box[2]
            and face.detection.box[1] <= y <= face.detection.box[1] + face.detection.box[3]
        )
    ]
    assert len(bystanders) == 3
    needles = [piece for face in everybody for piece in needles_of(face.vector)]
    assert search_bytes(untouched, needles).found == ()
    vectors = {side: numpy.array(rows) for side, rows in facts["vectors"].items()}
    # As many vectors as faces that somebody has marked, and one place for each.
    assert {side: len(rows) for side, rows in vectors.items()} == facts["marked"]
    assert facts["marked"] == {"reference": 14, "remains": 12}
    # Two places more, of the family that withdrew, hold zeros.
    counted = [facts[name] for name in ("places", "places_in_use", "places_emptied")]
    assert counted == [14 + 12 + 2, 14 + 12, 2]
    kept = numpy.concatenate(list(vectors.values()))
    (marked,) = [face for face in everybody if face not in bystanders]
    # She whom the family points at is there; nobody who stood beside her is.
    assert nearest(kept, marked.vector) > 0.999
    for face in bystanders:
        assert nearest(kept, face.vector) < 0.98


@pytest.mark.slow
def test_nothing_of_the_family_that_withdrew_is_left(
    held: Place, untouched: Path, facts: dict[str, Any], engine: Engine
) -> None:
    (missing,) = [one for one in MANIFEST if one.code == WITHDREW]
    # Her husband still asks for her; so her name stays, and what her mother gave is gone.
    needles = [missing.enquirer_name.encode(), b"family.t-0009@"]
    vectors = []
    for given in Stage(engine, seed=SEED).references(missing):
        content = as_file(given.image)
        needles += [content[start : start + 64] for start in range(64, len(content) - 64, 4096)]
        vectors.append(engine.read(given.image).faces[0].vector)
    needles += [piece for vector in vectors for piece in needles_of(vector)]
    searched = search_bytes(untouched, needles)
    assert (searched.found, searched.unread) == ((), ())
    # The search finds what is there: another family's name, and the carrier's own list.
    for there in (MANIFEST[0].name, missing.name, missing.listed):
        assert search_bytes(untouched, [there.encode()]).found
    kept = numpy.array(facts["vectors"]["reference"])
    assert max(nearest(kept, vector) for vector in vectors) < 0.98
    receipts = {one["request"]: one for one in held.answer["erased"]}
    receipt = receipts[WITHDREW]
    assert (receipt["found_alive"], receipt["outcome"], receipt["files_gone"]) == (
        *(False, "erased"),
        True,
    )
    assert {one["place"] for one in receipt["searched"]} == {"home", "temporary-folder"}
    assert receipts.keys() == {WITHDREW, LIVES}
    assert facts["receipts"] == 2
    (alive,) = [one for one in MANIFEST if one.code == LIVES]
    assert facts["tombstones"] == len(missing.references) + len(alive.references)


@pytest.mark.slow
def test_no_photograph_of_the_man_who_lives_is_left_and_his_family_was_told(
    held: Place, untouched: Path, engine: Engine
) -> None:
    (missing,) = [one for one in MANIFEST if one.code == LIVES]
    (given,) = Stage(engine, seed=SEED).references(missing)
    content = as_file(given.image)
    needles = [content[start : start + 64] for start in range(64, len(content) - 64, 4096)]
    searched = search_bytes(untouched, needles)
    assert (searched.found, searched.unread) == ((), ())
    assert search_bytes(untouched, [missing.name.encode()]).found
    (request,) = [one for one in held.answer["requests"] if one["request"] == LIVES]
    assert (request["outcome"], request["photographs"]) == ("found-alive", 0)
    assert request["missing_person"] == missing.name and request["told"]
    (receipt,) = [one for one in held.answer["erased"] if one["request"] == LIVES]
    assert (receipt["found_alive"], receipt["files_gone"]) == (True, True)


@pytest.mark.slow
def test_no_name_of_the_cast_is_in_any_log_line(held: Place) -> None:
    names = {
        part
        for one in MANIFEST
        for name in (one.name, one.listed, one.enquirer_name)
        for part in (name, *name.split())
        if len(part) > 3
    }
    # Libraries say what they do at this level: the log is on.
    assert held.log and " DEBUG " in held.printed
    for name in names:
        assert name not in held.log
        assert name not in held.printed


# The command


@pytest.mark.slow
def test_the_contact_sheet_shows_every_body(held: Place) -> None:
    with Image.open(held.answer["contact_sheet"]) as sheet:
        assert sheet.format == "PNG"
        pixels = numpy.asarray(sheet)
    assert pixels.shape[1] > 1500
    # Nine bodies and three candidates for eight of them: much of the sheet is not background.
    assert (numpy.abs(pixels.astype(int) - pixels[2, 2]).max(axis=2) > 20).mean() > 0.3


@pytest.mark.slow
def test_the_next_run_replaces_the_home_and_comes_to_the_same(held: Place) -> None:
    first = held.home.with_name("again")
    make_home(first, kind="exercise")
    (first / "left-behind").write_text("of an earlier exercise")
    # A database of one's own is never used by the exercise.
    ended = Place(held.folder, held.folder / "none").run(
        *("-m", "antigone", "exercise", "--into", first),
        ANTIGONE_DATABASE="postgresql://nobody@localhost/real",
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert not (first / "left-behind").exists()
    assert json.loads((first / "home.json").read_text())["kind"] == "exercise"
    assert first.stat().st_mode & 0o077 == 0
    again = Place(held.folder, first)
    for code in ("R-0001", "R-0006", "R-0009"):
        one, other = (
            place.look("search", "show", code, "--as", "bruno")["candidates"]
            for place in (held, again)
        )
        assert one == other
    for word in ("Tried and refused", "and verifies", "T-0011", "contact-sheet.png", str(first)):
        assert word in ended.stdout
    for command, name in LOOKS:
        assert f"antigone {command} --as {name}" in ended.stdout


def test_a_home_that_is_no_exercise_is_never_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTIGONE_HOME", str(tmp_path / "home"))
    real = tmp_path / "real"
    make_home(real, kind="real")
    with pytest.raises(SystemExit) as stopped:
        main(["exercise", "--into", str(real)])
    assert stopped.value.code == 1
    assert "is not a home of an earlier exercise" in capsys.readouterr().err
    assert (real / "home.json").is_file()
