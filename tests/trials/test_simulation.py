"""Simulated conditions: the same by seed, true to the face's geometry, honest in their strength."""

import json
import subprocess
import sys
from dataclasses import fields

import cv2
import numpy
import pytest

from antigone.config import seeded
from antigone.trials import degradation
from antigone.trials.degradation import (
    CHIN,
    HAIRLINE,
    FaceFrame,
    FromAbove,
    Landmarks,
    Pixels,
    Shrink,
    Swelling,
    Turn,
)
from antigone.trials.simulation import (
    CONDITIONS,
    Condition,
    Simulated,
    UnfitPicture,
    UnknownCondition,
    find_condition,
    simulate,
)

# The proportions of the ArcFace template in a picture of 200 pixels.
POINTS = numpy.array([[76.0, 88.0], [124.0, 88.0], [100.0, 116.0], [81.0, 143.0], [119.0, 143.0]])
GREY, SKIN, EYE, LIPS = (120, 122, 124), (201, 152, 121), (28, 22, 20), (160, 84, 80)

DRAWN_BY_LOT = {
    *("pallor", "occl_lower30", "occl_upper30", "dark_noise", "motion"),
    *("eyes_closed", "mortuary", "field_hard", "unusable"),
}
GEOMETRIC = [
    *("clean", "turned_90", "turned_180", "turned_270", "tilted_30", "tilted_45", "tilted_200"),
    *("low_100", "swelling", "from_above"),
]


def portrait(size: int = 200) -> tuple[Pixels, Landmarks]:
    """Draw a face of flat colours: nobody's, and every expected value can be read off."""
    y, x = numpy.mgrid[0:200, 0:200] + 0.5
    image = numpy.full((200, 200, 3), GREY, numpy.uint8)
    image[((x - 100) / 52) ** 2 + ((y - 110) / 68) ** 2 < 1] = SKIN
    for number in (0, 1):
        image[((x - POINTS[number, 0]) / 9) ** 2 + ((y - POINTS[number, 1]) / 4.5) ** 2 < 1] = EYE
    image[((x - 100) / 20) ** 2 + ((y - 143) / 6) ** 2 < 1] = LIPS
    return degradation.resized(image, size, size), POINTS * size / 200


def simulated(name: str | Condition, *, size: int = 200, seed: int = 5) -> Simulated:
    image, points = portrait(size)
    return simulate(image, points, name, rng=seeded(seed, "test"))


@pytest.mark.parametrize("name", CONDITIONS)
def test_same_seed_same_bytes(name: str) -> None:
    image, points = portrait()
    kept_image, kept_points = image.copy(), points.copy()
    first = simulate(image, points, name, rng=seeded(5, "test"))
    second = simulate(image, points, name, rng=seeded(5, "test"))
    assert first.image.tobytes() == second.image.tobytes()
    assert first.landmarks.tobytes() == second.landmarks.tobytes()
    assert first.parameters == second.parameters
    assert numpy.array_equal(image, kept_image)
    assert numpy.array_equal(points, kept_points)


@pytest.mark.parametrize("name", CONDITIONS)
def test_another_seed_differs_only_where_something_is_drawn_by_lot(name: str) -> None:
    one, other = simulated(name, seed=5), simulated(name, seed=6)
    assert numpy.array_equal(one.image, other.image) == (name not in DRAWN_BY_LOT)
    assert numpy.array_equal(one.landmarks, other.landmarks)


@pytest.mark.parametrize("name", CONDITIONS)
def test_same_bytes_without_the_processors_own_paths(name: str) -> None:
    expected = simulated(name)
    threads = cv2.getNumThreads()
    try:
        cv2.setUseOptimized(False)
        cv2.setNumThreads(1)
        found = simulated(name)
    finally:
        cv2.setUseOptimized(True)
        cv2.setNumThreads(threads)
    assert found.image.tobytes() == expected.image.tobytes()


@pytest.mark.parametrize("name", CONDITIONS)
@pytest.mark.parametrize(
    ("size", "move"),
    [(40, (0.0, 0.0)), (200, (-70.0, -80.0)), (200, (90.0, 60.0)), (40, (300.0, -500.0))],
    ids=["tiny", "at the upper left edge", "over the lower right edge", "outside"],
)
def test_small_pictures_and_faces_at_the_edge(
    name: str, size: int, move: tuple[float, float]
) -> None:
    image, points = portrait(size)
    found = simulate(image, points + move, name, rng=seeded(5))
    assert found.image.dtype == numpy.uint8
    assert found.image.ndim == 3
    assert found.image.shape[2] == 3
    assert min(found.image.shape) >= 1
    assert found.image.flags.c_contiguous
    assert found.landmarks.shape == (5, 2)
    assert found.landmarks.dtype == numpy.float64
    assert numpy.isfinite(found.landmarks).all()
    assert found.image.base is not image


@pytest.mark.parametrize("name", ["field_hard", "unusable", "motion", "tilted_45"])
def test_large_pictures(name: str) -> None:
    found = simulated(name, size=2000)
    assert found.image.dtype == numpy.uint8
    assert found.image.max() > found.image.min()


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1)])
@pytest.mark.parametrize("name", ["mortuary", "field_hard", "unusable", "tilted_30"])
def test_pictures_of_one_pixel(name: str, shape: tuple[int, int]) -> None:
    image = numpy.full((*shape, 3), 90, numpy.uint8)
    assert simulate(image, POINTS, name, rng=seeded(5)).image.size >= 3


def dot_at(image: Pixels) -> tuple[float, float]:
    """Return the centre of what is brighter than the border's grey."""
    weight = numpy.clip(image.astype(float).mean(axis=2) - 150, 0, None)
    y, x = numpy.mgrid[0 : image.shape[0], 0 : image.shape[1]] + 0.5
    return float((x * weight).sum() / weight.sum()), float((y * weight).sum() / weight.sum())


def assert_dots_follow(condition: str | Condition, points: Landmarks) -> None:
    y, x = numpy.mgrid[0:220, 0:260] + 0.5
    for number, (dot_x, dot_y) in enumerate(points):
        image = numpy.zeros((220, 260, 3), numpy.uint8)
        image[(x - dot_x) ** 2 + (y - dot_y) ** 2 < 3**2] = 255
        found = simulate(image, points, condition, rng=seeded(5))
        assert dot_at(found.image) == pytest.approx(tuple(found.landmarks[number]), abs=1.5)


@pytest.mark.parametrize("name", GEOMETRIC)
def test_landmarks_follow_the_geometry(name: str) -> None:
    assert_dots_follow(name, POINTS + numpy.array([20.0, -3.0]))


@pytest.mark.parametrize("degrees", [0, 75, 180, 263])
@pytest.mark.parametrize("mirrored", [False, True])
def test_landmarks_follow_a_sequence_from_any_angle(degrees: int, mirrored: bool) -> None:
    angle = numpy.radians(degrees)
    turn = numpy.array(
        [[numpy.cos(angle), -numpy.sin(angle)], [numpy.sin(angle), numpy.cos(angle)]]
    )
    points = (POINTS - 110.0) * [-1.0 if mirrored else 1.0, 1.0] * 0.8 @ turn.T + [130.0, 110.0]
    steps = (Swelling(), FromAbove(), Turn(degrees=37), Shrink(face_width=70))
    assert_dots_follow(Condition(name="all", description="All that moves.", steps=steps), points)


@pytest.mark.parametrize(
    ("name", "quarters"), [("turned_90", 1), ("turned_180", 2), ("turned_270", 3)]
)
def test_quarter_turns_are_clockwise_and_lose_nothing(name: str, quarters: int) -> None:
    image = seeded(5).integers(0, 256, (30, 50, 3), dtype=numpy.uint8)
    found = simulate(image, POINTS, name, rng=seeded(5))
    assert numpy.array_equal(found.image, numpy.rot90(image, -quarters))


def test_a_tilt_crops_nothing() -> None:
    found = simulated("tilted_45")
    # A square of 200 stands on its corner: 200 × √2 = 282.8, rounded up.
    assert found.image.shape == (283, 283, 3)
    assert tuple(found.image[0, 0]) == degradation.MORTUARY_GREY


@pytest.mark.parametrize("name", ["eyes_closed", "pallor", "occl_lower30", "occl_upper30"])
def test_what_is_painted_turns_with_the_face(name: str) -> None:
    image, points = portrait(400)
    painted = simulate(image, points, name, rng=seeded(5)).image
    turned = simulate(image, points, "turned_90", rng=seeded(5))
    after = simulate(turned.image, turned.landmarks, name, rng=seeded(5)).image
    apart = numpy.abs(numpy.rot90(painted, -1).astype(float) - after)
    assert apart.mean() < 0.1


@pytest.mark.parametrize("name", ["eyes_closed", "occl_lower30", "occl_upper30", "from_above"])
def test_a_mirrored_face_is_not_upside_down(name: str) -> None:
    image, points = portrait(400)
    mirrored = numpy.ascontiguousarray(image[:, ::-1])
    found = simulate(mirrored, points * [-1, 1] + [400, 0], name, rng=seeded(5)).image
    straight = simulate(image, points, name, rng=seeded(5)).image
    # The drawn grain differs from side to side; where things lie does not.
    assert numpy.abs(found[:, ::-1].astype(float) - straight).mean() < 4


@pytest.mark.parametrize(
    "name", ["eyes_closed", "pallor", "occl_lower30", "occl_upper30", "blur", "swelling"]
)
def test_strength_is_relative_to_the_face(name: str) -> None:
    before = portrait(200)[0].astype(float)
    small = simulated(name, size=200).image
    large = degradation.resized(simulated(name, size=600).image, 200, 200)
    done, apart = numpy.abs(small - before).mean(), numpy.abs(small.astype(float) - large).mean()
    assert apart < 0.25 * done


@pytest.mark.parametrize("size", [200, 500])
@pytest.mark.parametrize("width", [32, 64])
def test_low_leaves_the_face_that_many_pixels_wide(size: int, width: int) -> None:
    found = simulated(f"low_{width}", size=size)
    assert FaceFrame.of(found.landmarks).width == pytest.approx(width, abs=0.5)


def test_nothing_is_ever_enlarged() -> None:
    image, points = portrait(40)
    assert numpy.array_equal(simulate(image, points, "low_100", rng=seeded(5)).image, image)


def test_closed_eyes_show_skin_and_a_line_of_lashes() -> None:
    found = simulated("eyes_closed", size=600)
    face = FaceFrame.of(found.landmarks)
    for x, y in found.landmarks[:2]:
        lid = found.image[round(y) - 6 : round(y) + 6, round(x) - 12 : round(x) + 12]
        assert numpy.abs(lid.mean(axis=(0, 1)) - SKIN).max() < 40
        column = found.image[round(y) : round(y + 0.09 * face.width), round(x)].mean(axis=1)
        assert column.min() < 0.6 * numpy.mean(SKIN)


@pytest.mark.parametrize("part", ["lower", "upper"])
@pytest.mark.parametrize("size", [120, 400])
def test_thirty_per_cent_of_the_face_is_covered(part: str, size: int) -> None:
    # On black the cloth's shadow is black too: what is bright is cloth.
    _, points = portrait(size)
    black = numpy.zeros((size, size, 3), numpy.uint8)
    found = simulate(black, points, f"occl_{part}30", rng=seeded(5)).image
    face = FaceFrame.of(points)
    y, x = numpy.mgrid[0:size, 0:size] + 0.5
    u, v = face.coordinates(x, y)
    on_face = (numpy.abs(u) < 0.5) & (v > HAIRLINE) & (v < CHIN)
    assert (found[on_face].mean(axis=1) > 50).mean() == pytest.approx(0.30, abs=0.035)
    assert found[round(points[2, 1]), round(points[2, 0])].max() == 0, "the nose stays free"


def test_pallor_takes_colour_and_contrast_from_skin_alone() -> None:
    before, after = (
        portrait(400)[0].astype(float),
        simulated("pallor", size=400).image.astype(float),
    )
    cheek = (slice(250, 264), slice(150, 164))
    assert numpy.ptp(after[cheek].mean(axis=(0, 1))) < 0.6 * numpy.ptp(
        before[cheek].mean(axis=(0, 1))
    )
    assert after[cheek].mean() > before[cheek].mean()
    assert numpy.array_equal(after[:40], before[:40])


def test_darkness_takes_light_and_adds_noise() -> None:
    flat = numpy.full((200, 200, 3), 150, numpy.uint8)
    dark = simulate(flat, POINTS, "dark_noise", rng=seeded(5)).image
    # sRGB 150 is linear 0.305; × 0.16 is 0.0488, sRGB 62.
    assert dark.mean() == pytest.approx(62, abs=3)
    # 0.0488 × 450 = 22 electrons; noise √(22 + 3²) = 5.6, a quarter: about 7 levels at this slope.
    assert 4 < dark.std() < 12


def test_blur_has_the_named_width() -> None:
    image, points = numpy.zeros((200, 200, 3), numpy.uint8), POINTS
    image[:, 100:] = 255
    row = simulate(image, points, "blur", rng=seeded(5)).image[100, :, 0].astype(float)
    slope = numpy.diff(row) / 255
    at = numpy.arange(199) + 1.0
    centre = (slope * at).sum()
    sigma = 0.04 * FaceFrame.of(points).width
    assert numpy.sqrt((slope * (at - centre) ** 2).sum()) == pytest.approx(sigma, rel=0.08)


def test_motion_smears_along_a_direction_that_is_recorded() -> None:
    image = numpy.zeros((200, 200, 3), numpy.uint8)
    image[99:102, 99:102] = 255
    found = simulate(image, POINTS, "motion", rng=seeded(5))
    y, x = numpy.nonzero(found.image[..., 0])
    spread = numpy.linalg.eigh(numpy.cov(numpy.stack([x, y])))
    along = spread.eigenvectors[:, 1]
    direction = numpy.degrees(numpy.arctan2(along[1], along[0])) % 180
    recorded = found.parameters[0]["direction"]
    assert abs((direction - recorded + 90) % 180 - 90) < 12


def test_swelling_widens_the_mouth_and_folds_nowhere() -> None:
    found, before = simulated("swelling"), portrait()[1]
    assert numpy.ptp(found.landmarks[3:, 0]) > 1.1 * numpy.ptp(before[3:, 0])
    # A bright-to-dark slope across the face stays a slope: no place is passed twice.
    image = numpy.repeat(
        numpy.linspace(20, 235, 200).astype(numpy.uint8)[None, :, None], 200, axis=0
    )
    swollen = simulate(numpy.repeat(image, 3, axis=2), before, "swelling", rng=seeded(5)).image
    assert (numpy.diff(swollen[..., 0].astype(int), axis=1) >= 0).all()


def test_from_above_shortens_the_face_and_narrows_the_chin() -> None:
    found, before = simulated("from_above").landmarks, portrait()[1]

    def length(points: Landmarks) -> float:
        return float(points[3:, 1].mean() - points[:2, 1].mean())

    # cos 30° = 0.87, and the mouth is further away than the eyes.
    assert length(found) < 0.87 * length(before)
    assert numpy.ptp(found[3:, 0]) < numpy.ptp(before[3:, 0])
    assert numpy.ptp(found[:2, 0]) == pytest.approx(numpy.ptp(before[:2, 0]), rel=0.01)


def test_simulations_can_follow_one_another() -> None:
    closed = simulated("eyes_closed")
    both = simulate(closed.image, closed.landmarks, "turned_180", rng=seeded(5))
    assert numpy.array_equal(both.image, numpy.rot90(closed.image, 2))


def test_the_names_of_the_built_in_calibration_exist() -> None:
    assert set(CONDITIONS) >= {
        *("clean", "pallor", "dark_noise", "eyes_closed", "occl_lower30", "occl_upper30"),
        *("blur", "swelling", "mortuary", "field_hard"),
    }


def test_every_condition_says_what_it_stands_for() -> None:
    for name, condition in CONDITIONS.items():
        assert condition.name == name
        assert len(condition.description) > 15
        assert condition.description.endswith(".")
    assert len({condition.description for condition in CONDITIONS.values()}) >= len(CONDITIONS) - 1


def test_every_parameter_of_every_step_is_documented() -> None:
    steps = {type(step) for condition in CONDITIONS.values() for step in condition.steps}
    assert len(steps) == 11
    for step in steps:
        for parameter in fields(step):
            assert f"`{parameter.name}`" in (step.__doc__ or ""), (
                f"{step.__name__}.{parameter.name}"
            )


@pytest.mark.parametrize("name", CONDITIONS)
def test_parameters_are_complete_and_printable(name: str) -> None:
    found = simulated(name)
    assert len(found.parameters) == len(found.condition.steps)
    for fixed, used in zip(found.condition.parameters(), found.parameters, strict=True):
        assert fixed.items() <= used.items()
    assert json.loads(json.dumps([dict(used) for used in found.parameters])) is not None


@pytest.mark.parametrize(
    "name", ["tilted_1", "tilted_359", "jpeg_1", "jpeg_95", "low_8", "low_512"]
)
def test_families_at_another_strength(name: str) -> None:
    assert find_condition(name).name == name
    assert simulated(name).image.size


@pytest.mark.parametrize(
    "name",
    [
        *("", "mortuari", "Clean", "clean\n", "tilted_0", "tilted_360", "tilted_030", "tilted_-30"),
        *("tilted_١٢", "jpeg_96", "low_7", "low_513", "turned_45", "blur_4"),
    ],
)
def test_an_unknown_name_is_refused_and_the_names_are_listed(name: str) -> None:
    with pytest.raises(UnknownCondition) as refusal:
        simulated(name)
    for known in (*CONDITIONS, "tilted_N", "jpeg_N", "low_N"):
        assert known in refusal.value.advise()


@pytest.mark.parametrize(
    ("image", "points"),
    [
        (numpy.zeros((9, 9), numpy.uint8), POINTS),
        (numpy.zeros((9, 9, 4), numpy.uint8), POINTS),
        (numpy.zeros((0, 9, 3), numpy.uint8), POINTS),
        (numpy.zeros((9, 9, 3), numpy.float32), POINTS),
        (numpy.zeros((9, 9, 3), numpy.uint8), POINTS[:4]),
        (numpy.zeros((9, 9, 3), numpy.uint8), POINTS * numpy.nan),
        (numpy.zeros((9, 9, 3), numpy.uint8), POINTS * 0 + 3),
    ],
    ids=["grey", "alpha", "empty", "float", "four points", "not finite", "one place"],
)
def test_what_is_no_picture_of_a_face_is_refused(image: Pixels, points: Landmarks) -> None:
    with pytest.raises(UnfitPicture):
        simulate(image, points, "clean", rng=seeded(5))


def test_importing_the_conditions_loads_no_image_library() -> None:
    code = "import sys, antigone.trials.simulation; print({'cv2', 'PIL', 'onnxruntime'} & {*sys.modules})"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"
