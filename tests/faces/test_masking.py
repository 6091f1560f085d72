"""Masking: whoever is not meant cannot be recognised in a copy; whoever is stays as she was."""

import cv2
import numpy
import pytest
from numpy.typing import NDArray

from antigone.config import seeded
from antigone.exercise.people import PEOPLE, expression, picture
from antigone.faces import Detection, Engine
from antigone.faces.detection import as_detection
from antigone.faces.geometry import Landmarks, Pixels, crop_for
from antigone.faces.masking import MASK, FacesTooClose, NoSuchFace, masked, veiled
from antigone.trials.composing import Portrait, composite_group
from antigone.trials.simulation import simulate


@pytest.fixture(scope="module")
def portraits(engine: Engine) -> list[Portrait]:
    """The ten people, each cropped to her face and 500 pixels wide: the worst case for a veil."""
    found = []
    for person in PEOPLE:
        image = numpy.ascontiguousarray(picture(person, "studio_portrait")[::4, ::4])
        x, y, width, height = engine.read(image).faces[0].detection.box
        left, top = max(0, int(x - 0.25 * width)), max(0, int(y - 0.25 * height))
        part = image[top : int(y + 1.25 * height), left : int(x + 1.25 * width)]
        scale = 500 / part.shape[1]
        large = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        large = large.astype(numpy.uint8)
        found.append(Portrait(large, engine.read(large).faces[0].detection.landmarks))
    return found


@pytest.fixture(scope="module")
def vectors(engine: Engine, portraits: list[Portrait]) -> NDArray[numpy.float32]:
    return numpy.array([direction(engine, *one) for one in portraits])


@pytest.fixture(scope="module")
def unrelated(vectors: NDArray[numpy.float32]) -> float:
    """What nine in ten pairs of different people stay below: here about 0.4."""
    pairs = (vectors @ vectors.T)[numpy.triu_indices(len(vectors), 1)]
    return float(numpy.quantile(pairs, 0.9))


def direction(engine: Engine, image: Pixels, landmarks: Landmarks) -> NDArray[numpy.float32]:
    vector = engine.read_at(image, landmarks).vector
    return vector / numpy.linalg.norm(vector)


@pytest.fixture(scope="module")
def group(engine: Engine) -> Pixels:
    portraits = []
    for person in ("P001", "P005", "P007"):
        image = expression(person, "happy")
        portraits.append(Portrait(image, engine.read(image).faces[0].detection.landmarks))
    return composite_group(portraits, rng=seeded(1, "group")).image


def found_in(engine: Engine, image: Pixels) -> list[Detection]:
    return [face.detection for face in engine.read(image).faces]


@pytest.mark.parametrize("condition", ["clean", "tilted_30", "turned_90", "turned_180"])
@pytest.mark.parametrize("marked", [0, 2])
def test_only_the_marked_face_can_be_recognised_in_the_copy(
    engine: Engine, group: Pixels, unrelated: float, marked: int, condition: str
) -> None:
    any_face = found_in(engine, group)[0].landmarks
    photograph = simulate(group, any_face, condition, rng=seeded(1)).image
    faces = found_in(engine, photograph)
    assert len(faces) == 3
    result = masked(photograph, faces, marked=marked)
    own = faces[marked]

    # She is as she was: not a bit of what her vector is read from differs.
    assert result.crop_intact
    before, after = (crop_for(one, own.landmarks) for one in (photograph, result.image))
    assert (before == after).all()
    assert (result.image[~result.covered] == photograph[~result.covered]).all()

    # Nobody else is found at all, and at the very place of the others nobody is.
    (seen,) = engine.read(result.image).faces
    assert numpy.abs(seen.detection.landmarks - own.landmarks).max() < 8
    for number, face in enumerate(faces):
        if number != marked:
            hidden = engine.read_at(result.image, face.landmarks)
            assert not hidden.quality.usable
            original = direction(engine, photograph, face.landmarks)
            likeness = float(hidden.vector @ original) / hidden.quality.value
            assert likeness < unrelated


def test_with_nobody_marked_nobody_is_left(engine: Engine, group: Pixels) -> None:
    result = masked(group, found_in(engine, group), marked=None)
    assert not engine.read(result.image).faces
    assert result.crop_intact is None


def test_the_mask_depends_on_nothing_that_it_hides(engine: Engine, group: Pixels) -> None:
    """Whatever lies beneath, the copy is the same: so nothing in the copy can bring it back."""
    faces = found_in(engine, group)
    result = masked(group, faces, marked=1)
    somebody_else = group.copy()
    noise = seeded(3).integers(0, 256, (int(result.covered.sum()), 3), dtype=numpy.uint8)
    somebody_else[result.covered] = noise
    assert (masked(somebody_else, faces, marked=1).image == result.image).all()
    assert (result.image[result.covered] == MASK).all()


def test_the_original_is_not_touched(engine: Engine, group: Pixels) -> None:
    before = group.copy()
    copy = masked(group, found_in(engine, group), marked=0).image
    assert (group == before).all()
    assert not numpy.shares_memory(copy, group)


# --- faces that overlap

SIDE = 130.0


def side_by_side(one: Portrait, other: Portrait, apart: float) -> tuple[Pixels, list[Detection]]:
    """Two people, the second in front of the first, `apart` face widths to the right of her."""
    canvas = numpy.full((360, 560, 3), 120.0)
    y, x = numpy.mgrid[:360, :560] + 0.5
    faces = []
    for portrait, middle in ((one, 190.0), (other, 190.0 + apart * SIDE)):
        left, top, width, _ = as_detection(portrait.landmarks).box
        scale = SIDE / width
        shift = numpy.array([middle, 180.0]) - scale * numpy.array(
            [left + width / 2, top + width / 2]
        )
        affine = numpy.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
        placed = cv2.warpAffine(portrait.image, affine, (560, 360), flags=cv2.INTER_AREA)
        head = numpy.hypot((x - middle) / (0.62 * SIDE), (y - 175) / (0.80 * SIDE)) < 1
        canvas[head] = placed[head]
        faces.append(as_detection(portrait.landmarks * scale + shift, side=SIDE))
    return canvas.astype(numpy.uint8), faces


@pytest.mark.parametrize("apart", [0.8, 0.9, 1.0, 1.2])
@pytest.mark.parametrize("marked", [0, 1], ids=["behind", "in front"])
def test_of_two_cheek_to_cheek_one_stays_readable_and_the_other_is_gone(
    engine: Engine, portraits: list[Portrait], unrelated: float, apart: float, marked: int
) -> None:
    photograph, faces = side_by_side(portraits[3], portraits[7], apart)
    own, other = faces[marked], faces[1 - marked]
    result = masked(photograph, faces, marked=marked)
    assert result.crop_intact is False, "and it says so"
    x, y = own.landmarks.astype(int).T
    assert not result.covered[y, x].any()
    x, y = other.landmarks.astype(int).T
    assert result.covered[y, x].all()
    same = direction(engine, result.image, own.landmarks)
    assert same @ direction(engine, photograph, own.landmarks) > 0.85
    hidden = engine.read_at(result.image, other.landmarks)
    assert not hidden.quality.usable
    likeness = hidden.vector @ direction(engine, photograph, other.landmarks)
    assert likeness / hidden.quality.value < unrelated


@pytest.mark.parametrize("apart", [0.0, 0.02, 0.3, 0.6])
def test_a_face_that_cannot_be_covered_by_itself_stops_the_copy(
    portraits: list[Portrait], apart: float
) -> None:
    photograph, faces = side_by_side(portraits[3], portraits[7], apart)
    with pytest.raises(FacesTooClose, match="Face 2"):
        masked(photograph, faces, marked=0)
    # Without anybody to keep there is nothing in the way.
    assert masked(photograph, faces, marked=None).covered.any()


@pytest.mark.parametrize("count", [0, 2])
@pytest.mark.parametrize("marked", [-1, 2, 7])
def test_a_face_that_is_not_there_cannot_be_marked(
    portraits: list[Portrait], count: int, marked: int
) -> None:
    photograph, faces = side_by_side(portraits[3], portraits[7], 1.2)
    with pytest.raises(NoSuchFace):
        masked(photograph, faces[:count], marked=marked)


@pytest.mark.parametrize("place", [(-4000.0, 10.0), (-30.0, -30.0), (90.0, 70.0), (50.0, 35.0)])
def test_faces_at_and_beyond_the_edge_are_covered_as_far_as_they_are_seen(
    place: tuple[float, float],
) -> None:
    points = numpy.array([[-9.0, -10], [9, -10], [0, 0], [-7, 10], [7, 10]]) + place
    image = numpy.full((70, 100, 3), 200, numpy.uint8)
    covered = masked(image, [as_detection(points)], marked=None).covered
    y, x = numpy.mgrid[:70, :100] + 0.5
    near = numpy.hypot(x - place[0], y - place[1]) < 20
    assert covered[near].all()
    assert covered.any() == near.any()


# --- the veil


def sharpened(veil: Pixels, size: tuple[int, int]) -> dict[str, Pixels]:
    """What somebody might try: enlarge, stretch the contrast, sharpen, undo the blur."""
    large = cv2.resize(veil, size, interpolation=cv2.INTER_CUBIC).astype(numpy.float64)
    sigma = 0.5 * max(size) / 10
    spectrum = numpy.fft.rfft2(large, axes=(0, 1))
    rows, columns = numpy.fft.fftfreq(size[1]), numpy.fft.rfftfreq(size[0])
    blur = numpy.exp(-2 * (numpy.pi * sigma) ** 2 * (rows[:, None] ** 2 + columns[None] ** 2))
    wiener = spectrum * (blur / (blur**2 + 1e-4))[..., None]
    tried = {
        "enlarged": large,
        "sharpened": large + 3 * (large - cv2.GaussianBlur(large, (0, 0), sigma)),
        "deconvolved": numpy.fft.irfft2(wiener, s=(size[1], size[0]), axes=(0, 1)),
    }
    return {
        name: (255 * (one - one.min()) / max(float(numpy.ptp(one)), 1)).astype(numpy.uint8)
        for name, one in tried.items()
    }


@pytest.mark.parametrize("way", ["enlarged", "sharpened", "deconvolved"])
def test_a_veil_cannot_be_sharpened_back_into_a_face(
    engine: Engine,
    portraits: list[Portrait],
    vectors: NDArray[numpy.float32],
    unrelated: float,
    way: str,
) -> None:
    """Faces that fill the frame, read at their true landmarks, among ten people: by chance."""
    ranks = []
    for number, (image, landmarks) in enumerate(portraits):
        tried = sharpened(veiled(image), (image.shape[1], image.shape[0]))[way]
        similar = vectors @ direction(engine, tried, landmarks)
        assert similar[number] < unrelated
        ranks.append(int((similar > similar[number]).sum()) + 1)
        if number < 3:
            assert not [one for one in engine.read(tried).faces if one.quality.band == "good"]
    assert ranks.count(1) <= 3
    # By chance the mean is (1 + … + 10) / 10 = 5.5.
    assert numpy.mean(ranks) > 3


def test_a_veil_keeps_ten_cells_and_nothing_finer() -> None:
    image = numpy.ascontiguousarray(picture("P002", "studio_portrait")[::4, ::4][:500, :500])
    cells = image.reshape(10, 50, 10, 50, 3).mean(axis=(1, 3))
    coarse = numpy.rint(cells).astype(numpy.uint8).repeat(50, axis=0).repeat(50, axis=1)
    assert numpy.abs(veiled(image).astype(int) - veiled(coarse)).max() <= 1


@pytest.mark.parametrize("size", [(16, 16), (16, 900), (500, 330), (31, 47), (2, 2), (1, 1)])
def test_a_veil_is_grey_and_a_third_of_the_size(size: tuple[int, int]) -> None:
    image = seeded(1).integers(0, 256, (*size, 3), dtype=numpy.uint8)
    before = image.copy()
    veil = veiled(image)
    assert veil.shape == (max(1, round(size[0] / 3)), max(1, round(size[1] / 3)), 3)
    assert veil.dtype == numpy.uint8
    assert (veil == veil[..., :1]).all()
    assert (image == before).all()
