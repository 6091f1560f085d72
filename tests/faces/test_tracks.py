"""Which sightings are one person's: decided on made-up faces whose resemblance is known."""

import numpy
from numpy.typing import ArrayLike

from antigone.faces.detection import Detection
from antigone.faces.engine import Face
from antigone.faces.quality import Band, Quality
from antigone.faces.tracks import Sighting, Track, follow, overlap, strongest

# Two people at right angles, and somebody between them: cosine 0.7 to both.
ANNA, BERTA = numpy.eye(4)[:2]
BETWEEN = (ANNA + BERTA) / 2**0.5
FAR = numpy.array([0.1, 0, 0.995, 0])


def seen(
    who: ArrayLike, seconds: float, *, x: float = 0, quality: float = 11, score: float = 0.9
) -> Sighting:
    """A face 100 pixels wide at x, in the frame of that second, ten a second."""
    band = Band.GOOD if quality >= 8 else Band.UNUSABLE
    return Sighting(
        frame=round(10 * seconds),
        seconds=seconds,
        sha256="0" * 64,
        face=Face(
            engine="made-up",
            detection=Detection((x, 0, 100, 100), numpy.zeros((5, 2)), score, 0.0),
            quality=Quality(value=quality, band=band, reasons=(), measures={}),
            vector=(quality * numpy.asarray(who)).astype(numpy.float32),
        ),
    )


def followed(*frames: list[Sighting], keep: int = 8) -> tuple[Track, ...]:
    tracks: tuple[Track, ...] = ()
    for frame in frames:
        tracks = follow(tracks, frame, keep=keep)
    return tracks


def test_the_share_of_two_places() -> None:
    # 50 × 100 of 2 × 100 × 100 less the shared part.
    assert overlap((0, 0, 100, 100), (50, 0, 100, 100)) == 5000 / 15000
    assert overlap((0, 0, 100, 100), (100, 0, 100, 100)) == 0
    assert overlap((0, 0, 100, 100), (0, 0, 100, 100)) == 1


def test_place_and_resemblance_together_make_a_track() -> None:
    (track,) = followed([seen(ANNA, 0)], [seen(BETWEEN, 0.5, x=40)])
    assert (track.first, track.last, track.sightings) == (0, 0.5, 2)
    assert track.place == (40, 0, 100, 100)


def test_a_place_without_resemblance_does_not() -> None:
    assert len(followed([seen(ANNA, 0)], [seen(BERTA, 0.5)])) == 2


def test_resemblance_alone_must_be_strong() -> None:
    assert len(followed([seen(ANNA, 0)], [seen(ANNA, 0.5, x=900)])) == 1
    weaker = 0.6 * ANNA + 0.8 * BERTA
    assert len(followed([seen(ANNA, 0)], [seen(weaker, 0.5, x=900)])) == 2


def test_a_place_is_forgotten() -> None:
    weaker = 0.6 * ANNA + 0.8 * BERTA
    assert len(followed([seen(ANNA, 0)], [seen(weaker, 1.9)])) == 1
    assert len(followed([seen(ANNA, 0)], [seen(weaker, 2.1)])) == 2


def test_a_face_too_poor_follows_its_place_and_adds_nothing() -> None:
    tracks = followed([seen(ANNA, 0)], [seen(FAR, 0.5, quality=4)], [seen(ANNA, 1.0, x=20)])
    (track,) = tracks
    assert track.sightings == 3
    assert [one.frame for one in track.best] == [0, 10]
    assert (track.template.vector == ANNA.astype(numpy.float32)).all()


def test_two_faces_of_one_frame_are_never_one_person() -> None:
    tracks = followed(
        [seen(ANNA, 0), seen(ANNA, 0, x=300)], [seen(ANNA, 0.5), seen(ANNA, 0.5, x=310)]
    )
    assert [track.sightings for track in tracks] == [2, 2]
    assert [track.place[0] for track in tracks] == [0, 310]


def test_who_fits_best_goes_on_whatever_the_order() -> None:
    for frame in (
        [seen(ANNA, 0.5), seen(BETWEEN, 0.5, x=30)],
        [seen(BETWEEN, 0.5, x=30), seen(ANNA, 0.5)],
    ):
        tracks = followed([seen(ANNA, 0)], frame)
        assert tracks[0].place[0] == 0
        assert [track.sightings for track in tracks] == [2, 1]


def test_the_template_is_the_mean_of_the_best_frames_weighed_by_quality() -> None:
    (track,) = followed(
        [seen(ANNA, 0, quality=12)],
        [seen(BETWEEN, 0.5, quality=10)],
        [seen(ANNA, 1, quality=9)],
        keep=2,
    )
    assert [one.face.quality.value for one in track.best] == [12, 10]
    mean = (12 * ANNA + 10 * BETWEEN) / 2
    assert numpy.allclose(track.template.vector, mean / numpy.linalg.norm(mean), atol=1e-6)
    assert track.template.references == 2


def test_too_many_tracks_let_the_faintest_go_and_count_them() -> None:
    tracks = followed(
        [seen(ANNA, 0), seen(BERTA, 0, x=300, quality=9), seen(FAR, 0, x=600, quality=10)],
        [seen(ANNA, 0.5)],
    )
    kept, let_go = strongest(tracks, 2)
    assert let_go == 1
    assert [track.place[0] for track in kept] == [0, 600]
    assert strongest(tracks, 3) == (tracks, 0)
