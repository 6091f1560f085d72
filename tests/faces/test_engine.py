"""The default engine on pictures of people who do not exist, upright, turned, and tampered with."""

import shutil
from pathlib import Path

import numpy
import pytest

from antigone.exercise.people import PEOPLE, expression, picture
from antigone.faces import Engine, Reason, similarity_of
from antigone.faces.engine import EngineUnfit, LandmarksOutside, shipped_fixture
from antigone.faces.geometry import Pixels, turned_canvas
from antigone.faces.template import Vector
from antigone.faces.weights import FOLDER, AlteredWeights, MissingWeights, NoManifest


def cosine_to_upright(engine: Engine, upright: Pixels, degrees: float) -> float:
    """The template's cosine between a picture and the same picture turned clockwise."""
    turned, _ = turned_canvas(upright, -degrees, longest=700)
    found = engine.read(turned).faces
    if len(found) != 1:
        return -1.0
    (reference,) = engine.read(upright).faces
    return similarity_of(engine.template([reference]), engine.template([found[0]]))


@pytest.mark.parametrize("person", ["P002", "P004", "P007"])
@pytest.mark.parametrize("degrees", [45, 90, 135, 180, 225, 270, 315])
def test_a_face_turned_by_eighths_gives_the_same_template(
    engine: Engine, person: str, degrees: int
) -> None:
    assert cosine_to_upright(engine, half_size(person), degrees) >= 0.9


@pytest.mark.parametrize("person", ["P002", "P004", "P007"])
@pytest.mark.parametrize("degrees", [22.5, 67.5, 112.5, 337.5])
def test_a_face_between_two_orientations_gives_nearly_the_same_template(
    engine: Engine, person: str, degrees: float
) -> None:
    assert cosine_to_upright(engine, half_size(person), degrees) >= 0.85


def half_size(person: str) -> Pixels:
    return numpy.ascontiguousarray(picture(person, "studio_portrait")[::4, ::4])


def test_without_the_eight_orientations_the_engine_does_not_start() -> None:
    with pytest.raises(EngineUnfit):
        Engine.load(orientations=(0,))


def test_with_colours_swapped_the_self_test_fails(engine: Engine) -> None:
    image, landmarks, vector = shipped_fixture()
    engine.self_test(image, landmarks, vector)
    with pytest.raises(EngineUnfit):
        engine.self_test(image[..., ::-1], landmarks, vector)

    class Swapped(Engine):
        def describe(self, crop: Pixels) -> Vector:
            return super().describe(crop[..., ::-1])

    swapped = Swapped(detector=engine._detector, recogniser=engine._recogniser)
    with pytest.raises(EngineUnfit, match="cosine"):
        swapped.self_test(image, landmarks, vector)


@pytest.mark.parametrize("file", ["sface-2021dec.onnx", "yunet-2023mar.onnx"])
def test_one_changed_byte_in_the_weights_is_refused(tmp_path: Path, file: str) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(FOLDER, folder)
    content = bytearray((folder / file).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / file).write_bytes(content)
    with pytest.raises(AlteredWeights, match=file):
        Engine.load(folder=folder)
    (folder / file).unlink()
    with pytest.raises(MissingWeights, match=file):
        Engine.load(folder=folder)


def test_every_face_of_a_sheet_is_found_and_nothing_else(engine: Engine) -> None:
    for person in PEOPLE[:3]:
        found = engine.read(picture(person, "emotions_sheet")).faces
        assert len(found) == 16
        assert max(face.detection.box[2] for face in found) < 300


def test_a_face_is_found_in_a_photograph_of_a_whole_person(engine: Engine) -> None:
    for person in PEOPLE[:4]:
        posture = picture(person, "studio_posture")
        (face,) = engine.read(posture).faces
        assert face.detection.box[1] < posture.shape[0] / 4


def test_two_pictures_of_one_person_are_nearer_than_pictures_of_two(engine: Engine) -> None:
    templates = {
        (person, kind): engine.template(engine.read(image).faces[:1])
        for person in PEOPLE
        for kind, image in (
            ("portrait", picture(person, "studio_portrait")[::4, ::4]),
            ("expression", expression(person, "sad")),
        )
    }
    for person in PEOPLE:
        probe = templates[person, "expression"]
        scores = {other: similarity_of(probe, templates[other, "portrait"]) for other in PEOPLE}
        assert max(scores, key=scores.__getitem__) == person, scores


def test_no_face_is_a_finding_with_reasons(engine: Engine) -> None:
    rng = numpy.random.default_rng(1)
    reading = engine.read(rng.integers(0, 25, (300, 400, 3), dtype=numpy.uint8))
    assert reading.faces == ()
    assert reading.reasons == (Reason.NO_FACE, Reason.DARK)
    assert reading.size == (400, 300)


def test_points_set_by_hand_give_the_template_that_the_detector_gives(
    engine: Engine, portrait: Pixels
) -> None:
    (found,) = engine.read(portrait).faces
    by_hand = engine.read_at(portrait, found.detection.landmarks.round())
    assert similarity_of(engine.template([found]), engine.template([by_hand])) > 0.98
    assert by_hand.detection.score is None
    assert Reason.BY_HAND in by_hand.quality.reasons


@pytest.mark.parametrize(
    "points",
    [
        [[0, 0]] * 5,
        [[10, 10], [20, 10], [15, 15], [11, 20], [9000, 20]],
        [[10, 10], [20, 10], [15, 15], [11, 20]],
        [[10, 10], [20, 10], [15, float("nan")], [11, 20], [19, 20]],
    ],
)
def test_points_that_are_no_face_are_refused(
    engine: Engine, portrait: Pixels, points: list[list[float]]
) -> None:
    with pytest.raises(LandmarksOutside):
        engine.read_at(portrait, numpy.array(points, float))


def test_quality_falls_with_the_pixels_and_says_so(engine: Engine) -> None:
    upright = picture("P005", "studio_portrait")
    values = []
    for side in (1024, 256, 96, 40):
        step = upright.shape[0] // side
        small = upright[: step * side, : step * side].reshape(side, step, side, step, 3)
        (face,) = engine.read(small.mean(axis=(1, 3)).astype(numpy.uint8)).faces
        values.append(face.quality.value)
    assert values[0] > values[2] > values[3]
    assert Reason.FEW_PIXELS in face.quality.reasons


def test_the_same_photograph_gives_the_same_reading(engine: Engine, portrait: Pixels) -> None:
    first, second = engine.read(portrait), engine.read(portrait.copy())
    assert [face.as_json() for face in first.faces] == [face.as_json() for face in second.faces]
    assert (first.faces[0].vector == second.faces[0].vector).all()


def test_no_vector_is_shown_where_a_face_is_shown(engine: Engine, portrait: Pixels) -> None:
    (face,) = engine.read(portrait).faces
    assert "vector" not in str(face.as_json())
    assert "vector" not in repr(face)


@pytest.mark.parametrize("person", ["P003", "P005", "P008"])
def test_leaves_behind_a_person_are_not_offered_as_faces(engine: Engine, person: str) -> None:
    outdoors = turned_canvas(picture(person, "amateur_posture"), 0, longest=1000)[0]
    (face,) = engine.read(outdoors).faces
    assert face.quality.usable
    # Without anybody's face in the picture every mark stays: it may be all there is of her.
    x, y, width, height = (round(value) for value in face.detection.box)
    covered = outdoors.copy()
    covered[y - height : y + 2 * height, x - width : x + 2 * width] = 127
    assert engine.read(covered).faces


def test_a_folder_without_a_manifest_of_the_detector_is_no_engine(tmp_path: Path) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(FOLDER, folder)
    (folder / "yunet.toml").unlink()
    with pytest.raises(NoManifest, match="detector"):
        Engine.load(folder=folder)
