"""`faces` and `compare` on pictures of people who do not exist: shapes, choices, repetition."""

from collections.abc import Sequence
from typing import Any

import numpy
import pytest
from desk import Desk
from PIL import Image

from antigone.evidence import CONDITION_GRADES
from antigone.exercise.people import expression, picture


@pytest.fixture
def pictured(desk: Desk) -> Desk:
    """A desk with two pictures of one person, one of another, a group, and a wall."""

    def save(image: Any, name: str) -> None:
        Image.fromarray(numpy.ascontiguousarray(image)).save(desk.folder / name, quality=92)

    portrait = picture("P002", "studio_portrait")[::4, ::4]
    other = picture("P006", "studio_portrait")[::4, ::4]
    save(portrait, "portrait.jpg")
    save(expression("P002", "sad"), "sad.jpg")
    save(other, "other.jpg")
    save(numpy.hstack([portrait, other]), "group.jpg")
    save(numpy.full((300, 300, 3), 120, numpy.uint8), "wall.jpg")
    return desk


def assert_points(values: Sequence[Sequence[float]], count: int, size: int) -> None:
    assert len(values) == count
    assert all(len(point) == size for point in values)
    assert all(isinstance(value, float) for point in values for value in point)


def test_faces_json_has_the_promised_shape(pictured: Desk) -> None:
    answer = pictured.run("faces", "--json", "portrait.jpg", "group.jpg", "wall.jpg")
    assert answer.status == 1, "one of them shows no face"
    assert answer.err == ""
    files = answer.json["files"]
    assert [(one["file"], len(one["faces"])) for one in files] == [
        ("portrait.jpg", 1),
        ("group.jpg", 2),
        ("wall.jpg", 0),
    ]
    assert files[2]["reasons"] == ["no-face-found"]
    for one in files:
        assert set(one) >= {"file", "faces", "reasons"}
        for face in one["faces"]:
            assert set(face) >= {"box", "landmarks", "score", "rotation", "quality"}
            assert_points([face["box"]], 1, 4)
            assert_points(face["landmarks"], 5, 2)
            assert 0 < face["score"] <= 1
            assert -180 <= face["rotation"] <= 180
            quality = face["quality"]
            assert set(quality) >= {"value", "usable", "reasons", "measures"}
            assert quality["value"] > 8
            assert quality["usable"] is True
            assert isinstance(quality["reasons"], list)
            assert all(isinstance(value, float) for value in quality["measures"].values())


def test_faces_in_words(pictured: Desk) -> None:
    answer = pictured.run("faces", "group.jpg")
    assert answer.status == 0
    name, *faces = answer.out.splitlines()
    assert name == "group.jpg"
    assert [line.partition(":")[0] for line in faces] == ["  face 1", "  face 2"]
    assert all("pixels between the eyes" in line for line in faces)


def test_compare_json_has_the_promised_shape(pictured: Desk) -> None:
    answer = pictured.run("compare", "--json", "sad.jpg", "portrait.jpg")
    assert answer.status == 0
    found = answer.json
    assert set(found) >= {
        *("similarity", "log10_lr", "interval", "bound", "hypotheses", "calibration"),
        *("engine", "words", "a", "b"),
    }
    assert 0.5 < found["similarity"] <= 1
    low, high = found["interval"]
    lower, upper = found["bound"]
    assert lower <= low <= found["log10_lr"] <= high <= upper
    assert found["log10_lr"] > 1
    assert len(found["hypotheses"]) == 2
    assert found["calibration"]["status"] == "simulated"
    assert found["engine"] == "sface-2021dec"
    assert "support" in found["words"]
    for side, file in (("a", "sad.jpg"), ("b", "portrait.jpg")):
        assert found[side]["file"] == file
        assert set(found[side]) >= {"quality", "usable", "reasons"}
    assert "vector" not in answer.out


def test_two_people_are_told_apart(pictured: Desk) -> None:
    answer = pictured.run("compare", "--json", "sad.jpg", "other.jpg")
    assert answer.status == 0
    same = pictured.run("compare", "--json", "sad.jpg", "portrait.jpg")
    assert answer.json["similarity"] < same.json["similarity"] - 0.2
    assert answer.json["log10_lr"] < same.json["log10_lr"] - 1


def test_compare_in_words_says_what_it_is_worth(pictured: Desk) -> None:
    answer = pictured.run("compare", "sad.jpg", "portrait.jpg")
    assert answer.status == 0
    lines = answer.out.splitlines()
    assert lines[0].startswith("A  sad.jpg: ")
    assert lines[1].startswith("B  portrait.jpg: ")
    assert lines[-1] == "Simulated calibration: for ordering only, no evidence."
    assert "“the photographs show the same person”" in answer.out


@pytest.mark.parametrize("grade", ["burnt", "skeletal"])
def test_a_grade_without_reference_data_is_not_weighed(pictured: Desk, grade: str) -> None:
    assert grade in CONDITION_GRADES
    answer = pictured.run("compare", "--json", "--grade", grade, "sad.jpg", "portrait.jpg")
    found = answer.json
    assert [found[key] for key in ("log10_lr", "interval", "bound", "hypotheses")] == [None] * 4
    assert found["words"].startswith("Outside reach: ")
    assert found["similarity"] > 0.5


@pytest.mark.parametrize(
    "words",
    [
        ("faces", "--json", "group.jpg", "sad.jpg"),
        ("compare", "--json", "sad.jpg", "portrait.jpg"),
        ("compare", "sad.jpg", "portrait.jpg"),
    ],
    ids=" ".join,
)
def test_the_same_bytes_twice(pictured: Desk, words: tuple[str, ...]) -> None:
    first, second = pictured.run(*words), pictured.run(*words)
    assert first == second
    assert first.status == 0


@pytest.mark.slow
def test_which_of_several_faces_is_meant_is_for_a_person_to_say(pictured: Desk) -> None:
    answer = pictured.run("compare", "sad.jpg", "group.jpg")
    assert (answer.status, answer.out) == (1, "")
    assert answer.said == [
        "group.jpg shows 2 faces. Nothing was compared.",
        "Say which one is meant with --face-b 1 to 2; antigone faces group.jpg lists them.",
    ]
    answer = pictured.run("compare", "group.jpg", "sad.jpg", "--face-a", "3")
    assert answer.status == 1
    assert "--face-a 1 to 2" in answer.err

    similar = [
        pictured.run("compare", "--json", "sad.jpg", "group.jpg", "--face-b", number).json
        for number in ("1", "2")
    ]
    faces = pictured.run("faces", "--json", "group.jpg").json["files"][0]["faces"]
    # P002 stands on the left: whichever number her face has, it is the similar one.
    left = min((0, 1), key=lambda index: faces[index]["box"][0])
    assert similar[left]["similarity"] > similar[1 - left]["similarity"] + 0.2


def test_no_face_is_refused_and_five_points_by_hand_are_taken(pictured: Desk) -> None:
    answer = pictured.run("compare", "wall.jpg", "portrait.jpg")
    assert (answer.status, answer.out) == (1, "")
    assert answer.said == [
        "No face was found in wall.jpg: no face was found in any orientation. "
        "Nothing was compared.",
        "Set five points by hand with --landmarks-a, or give another photograph.",
    ]
    points = "100,110 190,110 145,160 110,210 180,210"
    answer = pictured.run("compare", "wall.jpg", "portrait.jpg", "--landmarks-a", points, "--json")
    assert answer.status == 0
    assert "landmarks-by-hand" in answer.json["a"]["reasons"]


def test_points_set_by_hand_give_what_the_engine_finds(pictured: Desk) -> None:
    """On a group photograph they also say which face is meant."""
    faces = pictured.run("faces", "--json", "group.jpg").json["files"][0]["faces"]
    found = [
        pictured.run("compare", "--json", "sad.jpg", "group.jpg", *option).json["similarity"]
        for option in (
            ["--face-b", "1"],
            ["--landmarks-b", " ".join(f"{x},{y}" for x, y in faces[0]["landmarks"])],
        )
    ]
    assert found[0] == pytest.approx(found[1], abs=0.01)


@pytest.mark.parametrize(
    ("points", "are_five"),
    [
        ("", False),
        ("1,2 3,4", False),
        ("1,2 3,4 5,6 7,8 9,ten", False),
        ("1,2 3,4 5,6 7,8 9,10 11,12", False),
        # Ten numbers, but is it x and y in turn, or every x and then every y?
        ("1 2 3 4 5 6 7 8 9 10", False),
        ("1,2,3,4,5 6,7,8,9,10", False),
        ("1,1 1,1 1,1 1,1 1,1", True),
        ("nan,1 2,1 1,2 1,3 2,3", True),
        ("9000,1 9100,1 9050,50 9000,90 9100,90", True),
    ],
)
def test_points_that_are_no_face_are_refused(pictured: Desk, points: str, are_five: bool) -> None:
    answer = pictured.run("compare", "wall.jpg", "portrait.jpg", f"--landmarks-a={points}")
    assert (answer.status, answer.out) == (1, "")
    sentence, remedy = answer.said
    if not are_five:
        assert sentence == f"“{points}” is not five points. Nothing was compared."
    assert "right eye" in remedy


def test_what_the_engine_reads_leaves_the_machine_as_it_was(pictured: Desk) -> None:
    """No cache, no log, no identifier in the reader's folder: nothing reports what was done."""
    before = pictured.holds()
    assert pictured.run("compare", "sad.jpg", "portrait.jpg").status == 0
    assert pictured.run("faces", "group.jpg").status == 0
    assert pictured.holds() == before
