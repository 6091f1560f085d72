"""Measuring the engine on labelled folders of people who do not exist."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy
import pytest
from PIL import Image

from antigone.exercise.people import EXPRESSIONS, PEOPLE, cut_apart, picture
from antigone.faces import DecoderPool, Engine
from antigone.faces.geometry import Pixels
from antigone.trials.albums import Labelled, NotLabelled, labelled_people, people_table
from antigone.trials.evaluate import Evaluation, evaluate
from antigone.trials.reading import OtherReadings, labelled_face
from antigone.trials.simulation import CONDITIONS, UnknownCondition

SHOWN = ("neutral", "happy", "angry", "sad", "pensive")

# What DESIGN promises for the top level and again for each condition.
RATES = {
    "rank": {"1", "10", "50"},
    "fnir": {"0.003", "0.01", "0.1"},
    "tar": {"0.01", "0.001", "0.0001"},
}


@cache
def expressions(person: str) -> dict[str, Pixels]:
    """Return a person's expressions by name; a large sheet is cut apart once."""
    return dict(zip(EXPRESSIONS, cut_apart(picture(person, "emotions_sheet")), strict=True))


def small(person: str, name: str, width: int = 200) -> Image.Image:
    image = Image.fromarray(expressions(person)[name])
    return image.resize((width, width * image.height // image.width))


def save(image: Image.Image, folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    image.save(folder / name, quality=90)


def album_of(folder: Path, *people: str, photographs: int = 2) -> Path:
    for person in people:
        for number, name in enumerate(SHOWN[:photographs]):
            save(small(person, name), folder / person, f"{number}.jpg")
    return folder


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten people, three small photographs each: two searches each, 20 × 9 = 180 pairs."""
    folder = album_of(tmp_path_factory.mktemp("album"), *PEOPLE, photographs=3)
    sexes = "".join(f"{person},{'fm'[place // 5]}\n" for place, person in enumerate(PEOPLE))
    (folder / "people.csv").write_text("person,sex\n" + sexes)
    return folder


@pytest.fixture(scope="module")
def measured(album: Path, engine: Engine, pool: DecoderPool) -> dict[str, Any]:
    people = labelled_people(album, references=1)
    conditions = ["mortuary", "tilted_200"]
    about = people_table(album, labels=[person.label for person in people])
    return evaluate(
        people, engine=engine, pool=pool, about=about, conditions=conditions, seed=5
    ).figures


def assert_figures(found: dict[str, Any]) -> None:
    """Check the keys and values that are promised for each set of figures."""
    assert 0 <= found["fta"] <= 1
    for key, rates in RATES.items():
        assert set(found[key]) == set(found["intervals"][key]) == rates
        for rate in rates:
            value, ends = found[key][rate], found["intervals"][key][rate]
            assert (value is None) == (ends is None)
            if value is not None:
                assert 0 <= ends[0] <= ends[1] <= 1
                assert 0 <= value <= 1
    for key in ("cllr", "cllr_min"):
        assert isinstance(found[key], float)
    assert 0 <= found["cllr_min"] <= found["cllr"]


def test_the_figures_have_the_promised_shape(measured: dict[str, Any], engine: Engine) -> None:
    assert json.loads(json.dumps(measured)) == measured
    assert measured["engine"] == engine.id
    # Ten people with three photographs, one of each enrols.
    assert (measured["people"], measured["photos"], measured["searches"]) == (10, 30, 20)
    assert list(measured["conditions"]) == ["mortuary", "tilted_200"]
    assert measured["unreadable"] == 0
    assert_figures(measured)
    for found in measured["conditions"].values():
        assert_figures(found)
    # 20 searches reach 10 % of them, 180 pairs reach 1 %; nothing beyond is made up.
    assert {rate for rate, value in measured["fnir"].items() if value is not None} == {"0.1"}
    assert {rate for rate, value in measured["tar"].items() if value is not None} == {"0.01"}


def test_the_right_person_is_found_in_good_photographs(measured: dict[str, Any]) -> None:
    for found in (measured, measured["conditions"]["tilted_200"]):
        assert found["fta"] == 0
        assert found["rank"]["1"] >= 19 / 20
    assert measured["conditions"]["mortuary"]["rank"]["10"] >= 0.9


def test_quality_bands_and_groups_divide_the_searches(measured: dict[str, Any]) -> None:
    for found in (measured, *measured["conditions"].values()):
        # A probe without a face has no quality.
        in_bands = sum(band["searches"] for band in found["quality"].values())
        assert in_bands == round((1 - found["fta"]) * 20)
        assert list(found["groups"]) == ["sex"]
        halves = found["groups"]["sex"]
        assert {group: (of["people"], of["searches"]) for group, of in halves.items()} == {
            "female": (5, 10),
            "male": (5, 10),
        }
        # Both halves are held against the line of all: together they are missed as all are.
        missed = [of["fnir"]["0.1"] for of in halves.values()]
        assert sum(missed) / 2 == pytest.approx(found["fnir"]["0.1"], abs=1e-4)


def test_curves_go_through_the_figures(measured: dict[str, Any]) -> None:
    for found in (measured, *measured["conditions"].values()):
        cmc = {int(rank): share for rank, share in found["curves"]["cmc"]}
        assert list(cmc) == list(range(1, 11))
        assert (cmc[1], cmc[10]) == (found["rank"]["1"], found["rank"]["10"])
        assert dict(map(tuple, found["curves"]["det"]))[0.1] == found["fnir"]["0.1"]
        at_even_odds = next(row for row in found["curves"]["ece"] if row[0] == 0)
        assert at_even_odds[1:] == [found["cllr"], found["cllr_min"], 1.0]


def test_several_photographs_of_the_dead_are_fused_into_one_search(
    measured: dict[str, Any],
) -> None:
    for found in (measured, *measured["conditions"].values()):
        fused = found["fusion"]["probes"]
        # Ten people with two searches each.
        assert (fused["searches"], fused["most"]) == (10, 2)
        assert set(found["fusion"]["references"]) == {"1"}
        assert found["fusion"]["references"]["1"]["rank"] == found["rank"]
    mortuary = measured["conditions"]["mortuary"]
    assert mortuary["fusion"]["probes"]["fnir"]["0.1"] <= mortuary["fnir"]["0.1"]


def test_hopeless_photographs_are_told_unusable_and_good_ones_are_not(
    tmp_path: Path, engine: Engine, pool: DecoderPool
) -> None:
    people = labelled_people(album_of(tmp_path, "P001", "P004", "P006"), references=1)
    found = evaluate(people, engine=engine, pool=pool, conditions=["unusable"]).figures
    assert found["unusable"] == 0
    assert found["conditions"]["unusable"]["unusable"] == 1


def test_what_was_stopped_goes_on_and_comes_to_the_same(
    tmp_path: Path, album: Path, engine: Engine, pool: DecoderPool
) -> None:
    people, keep = labelled_people(album, references=1)[:3], tmp_path / "readings"

    class Stopped(Exception):
        pass

    def stop(done: int) -> None:
        if done == 5:
            raise Stopped

    def measured(**options: Any) -> Evaluation:
        return evaluate(people, engine=engine, pool=pool, conditions=["blur"], seed=5, **options)

    with pytest.raises(Stopped):
        measured(keep=keep, progress=stop)
    kept = keep.read_text().splitlines()
    assert keep.stat().st_mode & 0o777 == 0o600
    assert not any(person.label in line for person in people for line in kept)
    # The power went in the middle of a line.
    keep.write_text("\n".join(kept) + "\n" + kept[-1][:40])
    with pytest.raises(OtherReadings):
        evaluate(people, engine=engine, pool=pool, seed=6, keep=keep)
    with DecoderPool(processes=1) as fresh:
        kept_on = evaluate(
            people, engine=engine, pool=fresh, conditions=["blur"], seed=5, keep=keep
        )
    whole = measured()
    for found in (kept_on, whole):
        del found.figures["speed"]
    assert kept_on == whole
    assert not keep.exists(), "vectors are kept no longer than they are needed"


def test_a_condition_is_weighed_by_its_own_calibration_where_there_is_one(
    measured: dict[str, Any],
) -> None:
    assert measured["calibrated_for"] == "clean"
    assert measured["conditions"]["mortuary"]["calibrated_for"] == "mortuary"
    assert measured["conditions"]["tilted_200"]["calibrated_for"] == "clean"


def test_the_same_seed_gives_the_same_figures_and_another_seed_other_pictures(
    album: Path, engine: Engine, pool: DecoderPool
) -> None:
    people = labelled_people(album, references=1)[:3]
    one, same, other = (
        evaluate(people, engine=engine, pool=pool, conditions=["mortuary"], seed=seed).figures
        for seed in (5, 5, 6)
    )
    for found in (one, same, other):
        del found["speed"]
    assert one == same
    assert other["rank"] == one["rank"], "nothing is drawn by lot for photographs as they are"
    assert other["conditions"]["mortuary"] != one["conditions"]["mortuary"]


@pytest.mark.slow
def test_three_references_find_at_least_what_one_finds(
    tmp_path: Path, engine: Engine, pool: DecoderPool
) -> None:
    folder = album_of(tmp_path, *PEOPLE, photographs=5)
    three = labelled_people(folder, references=3)
    assert [len(person.references) for person in three] == [3] * 10
    one = [replace(person, references=person.references[:1]) for person in three]
    fewer, more = (
        evaluate(people, engine=engine, pool=pool, conditions=["mortuary"]).figures
        for people in (one, three)
    )
    assert (fewer["references"], more["references"]) == (1, 3)
    assert fewer["searches"] == more["searches"] == 20
    assert more["fnir"]["0.1"] <= fewer["fnir"]["0.1"]
    fewer, more = (found["conditions"]["mortuary"] for found in (fewer, more))
    assert more["fta"] == fewer["fta"], "the searches are the same"
    assert more["rank"]["1"] >= fewer["rank"]["1"]
    # A tenth of twenty searches is two strangers: their line says nothing. All 200 pairs together do.
    assert more["cllr_min"] < fewer["cllr_min"]


def test_progress_counts_every_photograph_once(
    album: Path, engine: Engine, pool: DecoderPool
) -> None:
    seen: list[int] = []
    people = labelled_people(album, references=2)[:2]
    evaluate(people, engine=engine, pool=pool, progress=seen.append)
    # Two references are read for each person, then her one probe.
    assert seen == [2, 4, 5, 6]


def test_an_unreadable_file_is_named_and_counted_as_no_face(
    tmp_path: Path, engine: Engine, pool: DecoderPool
) -> None:
    folder = album_of(tmp_path, "P001", "P002", "P003")
    (folder / "P001" / "9.jpg").write_text("Dear sister")
    (folder / "P003" / "0.jpg").write_bytes(b"")  # her only reference
    measured = evaluate(labelled_people(folder, references=1), engine=engine, pool=pool)
    assert measured.unreadable == ("P001/9.jpg", "P003/0.jpg")
    found = measured.figures
    assert found["unreadable"] == 2
    assert found["searches"] == 4
    # Of four searches one could not be read, and one has nobody enrolled to be found.
    assert found["fta"] == 0.25
    assert found["rank"]["1"] == 0.5


def test_where_no_reference_can_be_read_the_figures_say_so(
    tmp_path: Path, engine: Engine, pool: DecoderPool
) -> None:
    for person in ("P001", "P002"):
        (tmp_path / person).mkdir()
        for number in range(2):
            (tmp_path / person / f"{number}.jpg").write_text("Dear sister")
    found = evaluate(
        labelled_people(tmp_path, references=1), engine=engine, pool=pool, conditions=["blur"]
    ).figures
    assert found["unreadable"] == 4
    for one in (found, found["conditions"]["blur"]):
        assert one["fta"] == 1.0
        assert one["rank"] == {"1": 0.0, "10": 0.0, "50": 0.0}
        assert one["cllr"] is None
        assert one["cllr_min"] is None


def test_a_person_with_one_photograph_only_enrols(
    tmp_path: Path, engine: Engine, pool: DecoderPool
) -> None:
    folder = album_of(tmp_path, "P001", "P002")
    album_of(tmp_path, "P003", photographs=1)
    people = labelled_people(folder, references=1)
    assert people[2] == Labelled("P003", (folder / "P003" / "0.jpg",), ())
    found = evaluate(people, engine=engine, pool=pool).figures
    assert (found["people"], found["photos"], found["searches"]) == (3, 5, 2)


def test_labels_and_photographs_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    files = {"b": ("2.JPG", "10.png", "1.heic"), "a": ("z.tiff", "y.webp", "x.jpeg")}
    for person, names in files.items():
        (tmp_path / person).mkdir()
        for name in (*names, "notes.txt", ".hidden"):
            (tmp_path / person / name).write_text("")
    (tmp_path / "nobody").mkdir()
    (tmp_path / "loose.jpg").write_text("")
    found = [
        (one.label, [path.name for path in one.references], [path.name for path in one.probes])
        for one in labelled_people(tmp_path, references=2)
    ]
    assert found == [
        ("a", ["x.jpeg", "y.webp"], ["z.tiff"]),
        ("b", ["1.heic", "10.png"], ["2.JPG"]),
    ]


def empty(folder: Path) -> None:
    folder.mkdir()


def only_files(folder: Path) -> None:
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.jpg").write_text("")


def one_person(folder: Path) -> None:
    (folder / "P001").mkdir(parents=True)
    for number in range(5):
        (folder / "P001" / f"{number}.jpg").write_text("")


def one_who_searches(folder: Path) -> None:
    one_person(folder)
    (folder / "P002").mkdir()
    (folder / "P002" / "0.jpg").write_text("")


def a_letter(folder: Path) -> None:
    folder.write_text("Dear sister")


@pytest.mark.parametrize(
    "make", [empty, only_files, one_person, one_who_searches, a_letter, lambda folder: None]
)
def test_a_folder_without_labels_is_refused(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "album")
    with pytest.raises(NotLabelled, match="one folder each") as raised:
        labelled_people(tmp_path / "album", references=1)
    assert "FOLDER/person/photograph.jpg" in raised.value.advise()


def test_more_references_than_photographs_is_refused(tmp_path: Path) -> None:
    folder = album_of(tmp_path, "P001", "P002")
    with pytest.raises(NotLabelled, match="more than 2 photographs"):
        labelled_people(folder, references=2)


@pytest.mark.parametrize("name", ["mortuery", "", "mortuary,blur", "low_4", "tilted_360", "Blur"])
def test_an_unknown_condition_is_refused_before_anything_is_read(
    album: Path, engine: Engine, name: str
) -> None:
    with DecoderPool(processes=1) as fresh, pytest.raises(UnknownCondition) as raised:
        evaluate(
            labelled_people(album, references=1),
            engine=engine,
            pool=fresh,
            conditions=["blur", name],
            progress=lambda done: pytest.fail("a photograph was read"),
        )
    assert fresh.process_ids() == []
    assert raised.value.parameters["name"] == name
    for known in CONDITIONS:
        assert known in raised.value.advise()


def beside(face: Pixels, bystander: Pixels) -> Pixels:
    """Return a picture of one person in the middle and another, smaller, at the upper edge."""
    scene = numpy.full((400, 640, 3), 120, numpy.uint8)
    height, width = face.shape[:2]
    scene[80 : 80 + height, 200 : 200 + width] = face
    scene[: bystander.shape[0], -bystander.shape[1] :] = bystander
    return scene


def scene_of(person: str, bystander: str, name: str) -> Pixels:
    return beside(
        numpy.asarray(small(person, name, width=330)), numpy.asarray(small(bystander, name, 110))
    )


def test_a_label_means_the_large_face_in_the_middle(engine: Engine) -> None:
    reading = engine.read(scene_of("P003", "P007", "neutral"))
    assert len(reading.faces) == 2
    chosen = labelled_face(reading)
    assert chosen
    x, y, width, height = chosen.detection.box
    assert 200 < x < x + width < 530
    assert 80 < y < y + height < 400


def test_a_large_face_at_the_edge_gives_way_to_one_in_the_middle(engine: Engine) -> None:
    """Somebody stands nearer to the camera, half out of the picture: not who the label means."""
    scene = numpy.full((400, 1100, 3), 120, numpy.uint8)
    near = numpy.asarray(small("P007", "neutral", 430))[:, 90:]
    labelled = numpy.asarray(small("P003", "neutral", 440))
    scene[: near.shape[0], : near.shape[1]] = near
    scene[80 : 80 + labelled.shape[0], 380 : 380 + labelled.shape[1]] = labelled
    reading = engine.read(scene)
    assert len(reading.faces) == 2
    areas = [face.detection.box[2] * face.detection.box[3] for face in reading.faces]
    chosen = labelled_face(reading)
    assert chosen
    assert chosen.detection.box[0] > 380
    assert areas[reading.faces.index(chosen)] < max(areas)


def test_a_bystander_is_never_enrolled_and_never_searched_for(
    tmp_path: Path, engine: Engine, pool: DecoderPool
) -> None:
    """Each person's pictures show the next person beside her: labels stay with the one meant."""
    circle = ("P001", "P003", "P005", "P007")
    for person, bystander in zip(circle, (*circle[1:], circle[0]), strict=True):
        for number, name in enumerate(SHOWN[:2]):
            image = Image.fromarray(scene_of(person, bystander, name))
            save(image, tmp_path / person, f"{number}.jpg")
    found = evaluate(labelled_people(tmp_path, references=1), engine=engine, pool=pool).figures
    assert found["fta"] == 0
    assert found["rank"]["1"] == 1.0


def test_a_photograph_without_a_face_shows_nobody(engine: Engine) -> None:
    assert labelled_face(engine.read(numpy.full((200, 300, 3), 90, numpy.uint8))) is None
