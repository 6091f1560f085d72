"""Masking: whoever is not meant cannot be recognised in a copy; whoever is stays as she was."""

import numpy
import pytest

from antigone.config import seeded
from antigone.exercise.people import expression, picture
from antigone.faces import Engine
from antigone.faces.geometry import Pixels, crop_for
from antigone.faces.masking import NoSuchFace, masked, veiled
from antigone.trials.composing import Portrait, composite_group


@pytest.fixture(scope="module")
def group(engine: Engine) -> Pixels:
    portraits = []
    for person in ("P001", "P005", "P007"):
        image = expression(person, "happy")
        portraits.append(Portrait(image, engine.read(image).faces[0].detection.landmarks))
    return composite_group(portraits, rng=seeded(1, "group")).image


@pytest.mark.parametrize("marked", [0, 1, 2])
def test_only_the_marked_face_can_be_recognised_in_the_copy(
    engine: Engine, group: Pixels, marked: int
) -> None:
    faces = engine.read(group).faces
    assert len(faces) == 3
    result = masked(group, [face.detection for face in faces], marked=marked)
    own = faces[marked]
    before = crop_for(group, own.detection.landmarks)
    assert (crop_for(result.image, own.detection.landmarks) == before).all()
    assert result.crop_intact
    for number, face in enumerate(faces):
        if number == marked:
            continue
        # Even at the very place, with the very landmarks, nothing of her is left: one flat colour
        # is no more like her than like the others.
        hidden = engine.template([engine.read_at(result.image, face.detection.landmarks)])
        likeness = [float(hidden.vector @ engine.template([one]).vector) for one in faces]
        assert likeness[number] < 0.4
        crop = crop_for(result.image, face.detection.landmarks)[20:100, 24:88]
        assert crop.std(axis=(0, 1)).max() < 1
    seen = engine.read(result.image).faces
    assert [face for face in seen if face.quality.usable] == [
        face
        for face in seen
        if numpy.abs(face.detection.landmarks - own.detection.landmarks).max() < 20
    ]


def test_with_nobody_marked_nobody_is_left(engine: Engine, group: Pixels) -> None:
    faces = engine.read(group).faces
    result = masked(group, [face.detection for face in faces], marked=None)
    assert not [face for face in engine.read(result.image).faces if face.quality.usable]
    assert result.crop_intact is None


def test_the_original_is_not_touched(engine: Engine, group: Pixels) -> None:
    before = group.copy()
    masked(group, [face.detection for face in engine.read(group).faces], marked=0)
    assert (group == before).all()


def test_a_face_that_is_not_there_cannot_be_marked(group: Pixels) -> None:
    with pytest.raises(NoSuchFace):
        masked(group, [], marked=0)


def test_a_veil_is_grey_small_and_cannot_be_recognised(engine: Engine) -> None:
    portrait = numpy.ascontiguousarray(picture("P002", "studio_portrait")[::3, ::3])
    (face,) = engine.read(portrait).faces
    veil = veiled(portrait)
    assert veil.shape[0] == pytest.approx(portrait.shape[0] / 3, abs=1)
    assert (veil[..., 0] == veil[..., 1]).all()
    assert (veil[..., 1] == veil[..., 2]).all()
    behind = engine.read_at(veil, face.detection.landmarks / 3)
    cosine = engine.template([behind]).vector @ engine.template([face]).vector
    assert cosine < 0.3
    assert not [one for one in engine.read(veil).faces if one.quality.usable]
