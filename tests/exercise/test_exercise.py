"""The exercise, held once: what it must show, asserted."""

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy
import pytest
from PIL import Image

from antigone.cli import main
from antigone.config import Config, make_home
from antigone.exercise.cast import BODIES, MANIFEST, on_manifest
from antigone.exercise.people import PEOPLE, cut_apart, picture
from antigone.exercise.script import Held, Searched, hold
from antigone.exercise.sheet import contact_sheet
from antigone.faces import Engine

CONFIG = Config(home=Path("unused"), clock=lambda: datetime(2026, 5, 14, 9, tzinfo=UTC))


@pytest.fixture(scope="module")
def held() -> Held:
    return hold(CONFIG)


def searched_with_face(held: Held) -> list[Searched]:
    return [one for one in held.searched if one.template is not None]


def test_the_cast_is_the_one_that_the_design_asks_for() -> None:
    assert len(MANIFEST) == 11
    assert len(BODIES) == 9
    assert [body.code for body in BODIES if on_manifest(body) is None] == ["R-0009"]
    found = {body.person for body in BODIES}
    assert sum(1 for one in MANIFEST if one.person in found) == 8  # seven readable, one not
    assert [one.code for one in MANIFEST if one.person and one.person not in found] == ["T-0009"]
    assert [one.code for one in MANIFEST if not one.references] == ["T-0011"]


def test_seven_bodies_lead_to_their_families(held: Held) -> None:
    ranks = {}
    for one in searched_with_face(held):
        truth = on_manifest(one.body)
        if truth is not None:
            codes = [candidate.missing.code for candidate in one.candidates]
            ranks[one.body.code] = codes.index(truth.code) + 1
    assert len(ranks) == 7
    assert sum(1 for rank in ranks.values() if rank == 1) >= 6, ranks
    assert max(ranks.values()) <= 3, ranks


def test_the_unusable_photograph_is_called_unusable_and_nothing_is_searched(held: Held) -> None:
    (one,) = [one for one in held.searched if one.body.code == "R-0008"]
    assert one.template is None
    assert one.shortlist is None
    assert one.candidates == ()
    assert all(not reading.faces or not reading.faces[0].quality.usable for reading in one.readings)
    assert all(reading.faces or reading.reasons for reading in one.readings)


def test_each_list_says_how_many_wrong_people_it_may_show(held: Held) -> None:
    for one in searched_with_face(held):
        assert one.shortlist is not None
        # Nine people searched, one search in a hundred allowed a false alarm: about 0.01.
        assert one.shortlist.line.people == 9
        assert one.shortlist.line.expected_false == pytest.approx(0.01, rel=0.05)
        above = [candidate.above_threshold for candidate in one.candidates]
        assert above == sorted(above, reverse=True)


def test_every_strength_is_simulated_and_within_its_bound(held: Held) -> None:
    for one in searched_with_face(held):
        for candidate in one.candidates:
            assert candidate.ratio is not None
            assert candidate.ratio.status == "simulated"
            assert candidate.ratio.bound[0] <= candidate.ratio.log10 <= candidate.ratio.bound[1]


def test_nobody_falls_off_the_list(held: Held) -> None:
    assert [one.missing.code for one in held.enrolled] == [one.code for one in MANIFEST]
    without = {one.missing.code for one in held.enrolled if one.template is None}
    assert without == {"T-0010", "T-0011"}
    (behind,) = [one for one in held.enrolled if one.missing.code == "T-0010"]
    assert len(behind.without_face) == 1
    assert held.people_in_gallery == 9


def test_of_a_group_only_the_person_whom_the_family_points_at_is_enrolled(
    held: Held, engine: Engine
) -> None:
    (one,) = [one for one in held.enrolled if one.missing.code == "T-0006"]
    group, face = one.faces[0]
    everybody = engine.read(group.image).faces
    assert len(everybody) == 4
    assert one.template is not None
    assert one.template.references == 2
    own = engine.template([engine.read(picture("P006", "studio_portrait")[::3, ::3]).faces[0]])
    nearest = max(everybody, key=lambda other: float(engine.template([other]).vector @ own.vector))
    assert nearest.detection.box == face.detection.box


def test_the_same_seed_gives_the_same_exercise(held: Held) -> None:
    again = hold(CONFIG)
    for one, other in zip(held.searched, again.searched, strict=True):
        assert all(
            (first == second).all()
            for first, second in zip(one.photographs, other.photographs, strict=True)
        )
        assert one.candidates == other.candidates


def test_the_contact_sheet_shows_every_body(held: Held) -> None:
    sheet = contact_sheet(held)
    assert sheet.width > 1500
    pixels = numpy.asarray(sheet)
    # Nine bodies and three candidates for eight of them: most of the sheet is not background.
    assert (numpy.abs(pixels.astype(int) - pixels[2, 2]).max(axis=2) > 20).mean() > 0.4


@pytest.mark.parametrize("person", PEOPLE)
def test_every_sheet_is_cut_into_sixteen_pictures(person: str) -> None:
    pictures = cut_apart(picture(person, "emotions_sheet"))
    assert len(pictures) == 16
    assert min(min(one.shape[:2]) for one in pictures) > 280


def test_the_command_says_where_to_look_and_never_replaces_a_real_home(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTIGONE_HOME", str(tmp_path / "home"))
    home = tmp_path / "ferry"
    with pytest.raises(SystemExit) as stopped:
        main(["exercise", "--into", str(home), "--json"])
    assert stopped.value.code == 0
    answer = json.loads(capsys.readouterr().out)
    with Image.open(answer["contact_sheet"]) as sheet:
        assert sheet.format == "PNG"
    assert len(answer["remains"]) == 9
    assert json.loads((home / "home.json").read_text())["kind"] == "exercise"
    assert home.stat().st_mode & 0o077 == 0

    real = tmp_path / "real"
    make_home(real, kind="real")
    with pytest.raises(SystemExit) as stopped:
        main(["exercise", "--into", str(real)])
    assert stopped.value.code == 1
    assert "is not a home of an earlier exercise" in capsys.readouterr().err
    assert (real / "home.json").is_file()
