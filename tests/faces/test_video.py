"""Videos of people who do not exist: followed, fused, taken up again, read as far as they go."""

import hashlib
import io
import json
import subprocess
import sys
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy
import pytest
from clips import SIZE, damaged, encoded, face, laid, passers_by, turned, wall
from processes import decoders

from antigone.errors import MissingExtra
from antigone.exercise.people import PEOPLE, picture
from antigone.faces import Engine, VideoCursor, VideoReading, read_video, similarity_of
from antigone.faces.confined import Limits
from antigone.faces.frames import Footage, Frame, Unread, Wanted
from antigone.faces.geometry import Pixels
from antigone.faces.quality import Reason
from antigone.faces.video import AnotherVideo


@cache
def reading_of_passers_by(engine: Engine) -> tuple[VideoReading, tuple[VideoCursor, ...]]:
    cursors: list[VideoCursor] = []
    found = read_video(engine, io.BytesIO(passers_by()), name="quay.mp4", progress=cursors.append)
    return found, tuple(cursors)


def frames_of(content: bytes, **wanted: object) -> tuple[list[Frame], Footage]:
    with Footage("clip", io.BytesIO(content), wanted=Wanted(**wanted)) as footage:  # type: ignore[arg-type]
        return list(footage), footage


def stripes(count: int, size: tuple[int, int] = (96, 64)) -> list[Pixels]:
    """Return pictures with a white upper left corner; each is a little brighter than the last."""
    pictures = []
    for number in range(count):
        shown = numpy.full((size[1], size[0], 3), 20 + 4 * number, numpy.uint8)
        shown[:24, :24] = 250
        pictures.append(shown)
    return pictures


# --- who passes


def test_each_person_is_one_track_and_her_template_is_hers(engine: Engine) -> None:
    found, _ = reading_of_passers_by(engine)
    assert len(found.tracks) == 2
    # Forty frames at ten a second; one every half second, from the first.
    assert found.looked_at == 8
    assert (found.ending.frames, found.ending.unread, found.size) == (40, (), SIZE)
    assert [(track.first, track.last) for track in found.tracks] == [(0, 3.5), (1.5, 3.5)]
    portraits = {
        person: engine.template(engine.read(picture(person, "studio_portrait")[::4, ::4]).faces)
        for person in PEOPLE
    }
    for track, person in zip(found.tracks, ("P002", "P006"), strict=True):
        scores = {
            name: similarity_of(track.template, portrait) for name, portrait in portraits.items()
        }
        assert max(scores, key=scores.__getitem__) == person, scores


def test_the_best_frames_come_first_and_are_named_by_number_and_digest(engine: Engine) -> None:
    found, _ = reading_of_passers_by(engine)
    for track in found.tracks:
        values = [one.face.quality.value for one in track.best]
        assert values == sorted(values, reverse=True)
        assert track.template.references == len(track.best) <= track.sightings
        wanted = {one.frame: one for one in track.best}
        frames, _ = frames_of(passers_by(), every=None, numbers=frozenset(wanted))
        assert [frame.number for frame in frames] == sorted(wanted)
        for frame in frames:
            assert frame.sha256 == wanted[frame.number].sha256
            assert frame.sha256 == hashlib.sha256(frame.pixels.tobytes()).hexdigest()
    assert found.sha256 == hashlib.sha256(passers_by()).hexdigest()


def test_few_frames_of_each_are_kept(engine: Engine) -> None:
    found = read_video(engine, io.BytesIO(passers_by()), name="quay.mp4", keep=2)
    whole, _ = reading_of_passers_by(engine)
    assert [len(track.best) for track in found.tracks] == [2, 2]
    # Which two are best does not depend on how many are kept.
    for few, many in zip(found.tracks, whole.tracks, strict=True):
        assert [one.frame for one in few.best] == [one.frame for one in many.best[:2]]


def test_no_vector_is_shown_where_a_track_is_shown(engine: Engine) -> None:
    found, cursors = reading_of_passers_by(engine)
    for shown in ([track.as_json() for track in found.tracks], cursors[-1].as_json()):
        text = json.dumps(shown)
        assert "vector" not in text
        assert longest_row(shown) <= 8, "no row of numbers as long as a vector"
    assert "vector" not in repr(found)


def longest_row(value: object) -> int:
    if isinstance(value, dict):
        return max(map(longest_row, value.values()), default=0)
    if isinstance(value, list | tuple):
        return max([len(value), *map(longest_row, value)])
    return 0


def test_nobody_in_a_video_is_a_finding_with_reasons(engine: Engine) -> None:
    found = read_video(engine, io.BytesIO(encoded([wall() // 8] * 8)), name="night.mp4")
    assert found.tracks == ()
    assert found.reasons == (Reason.NO_FACE, Reason.DARK)


def test_two_faces_at_the_same_place_one_after_the_other_are_two_people(engine: Engine) -> None:
    """A cut in the film: what stands where she stood is not she."""
    shots = [laid(wall(), face(person, "neutral"), 150, 50) for person in ("P002", "P006")]
    content = encoded([shot for shot in shots for _ in range(10)])
    found = read_video(engine, io.BytesIO(content), name="cut.mp4")
    assert [(track.first, track.last) for track in found.tracks] == [(0, 0.5), (1, 1.5)]


def test_somebody_who_comes_back_elsewhere_is_taken_up_again(engine: Engine) -> None:
    here, there = (laid(wall(), face("P002", "neutral"), x, 50) for x in (5, 220))
    content = encoded([*[here] * 5, *[wall()] * 30, *[there] * 5])
    (track,) = read_video(engine, io.BytesIO(content), name="back.mp4").tracks
    assert (track.first, track.last, track.sightings) == (0, 3.5, 2)


# --- stopped and taken up again


@pytest.mark.parametrize("stopped_after", [1, 4, 8])
def test_a_reading_taken_up_again_is_the_reading_without_the_stop(
    engine: Engine, stopped_after: int
) -> None:
    whole, cursors = reading_of_passers_by(engine)
    kept = json.loads(json.dumps(cursors[stopped_after - 1].as_json()))
    later: list[VideoCursor] = []
    again = read_video(
        engine,
        io.BytesIO(passers_by()),
        name="quay.mp4",
        resume=VideoCursor(**kept),
        progress=later.append,
    )
    new = [one for one in later if one.frame > kept["frame"]]
    assert len(new) == 8 - stopped_after, "nothing is looked at twice"
    # While what was passed is recalled, whoever reads can stop it again, and loses nothing.
    assert later[0].as_json() == VideoCursor(**kept).as_json()
    assert (again.looked_at, again.size, again.ending) == (8, whole.size, whole.ending)
    assert [one.as_json() for one in again.tracks] == [one.as_json() for one in whole.tracks]
    for one, other in zip(again.tracks, whole.tracks, strict=True):
        assert (one.template.vector == other.template.vector).all()


def test_what_was_read_of_one_video_is_not_continued_with_another(engine: Engine) -> None:
    _, cursors = reading_of_passers_by(engine)
    at = cursors[3]
    other = encoded([wall()] * 8)
    with pytest.raises(AnotherVideo, match=r"other\.mp4"):
        read_video(engine, io.BytesIO(other), name="other.mp4", resume=at)
    for changed in ({"engine": "another"}, {"every": 0.25}, {"keep": 3}):
        with pytest.raises(AnotherVideo):
            read_video(
                engine,
                io.BytesIO(passers_by()),
                name="quay.mp4",
                resume=VideoCursor(**{**at.as_json(), **changed}),
            )


def test_whoever_stops_a_reading_leaves_no_process(engine: Engine) -> None:
    class Enough(Exception):
        pass

    def stop(at: VideoCursor) -> None:
        raise Enough

    before = decoders()
    with pytest.raises(Enough):
        read_video(engine, io.BytesIO(passers_by()), name="quay.mp4", progress=stop)
    assert not set(decoders()) - set(before)


# --- what telephones and cameras write


@pytest.mark.parametrize(
    ("container", "coding", "seen"),
    [
        ("mp4", "libx264", "h264"),
        ("mov", "libx264", "h264"),
        ("mp4", "libx265", "hevc"),
        ("mp4", "mpeg4", "mpeg4"),
        ("avi", "mpeg4", "mpeg4"),
        ("avi", "mjpeg", "mjpeg"),
        ("matroska", "libx264", "h264"),
        ("webm", "libvpx", "vp8"),
        ("webm", "libvpx-vp9", "vp9"),
    ],
)
def test_every_container_and_coding_is_read(container: str, coding: str, seen: str) -> None:
    frames, footage = frames_of(encoded(stripes(12), container=container, coding=coding))
    assert footage.coding == seen
    assert [frame.number for frame in frames] == [0, 5, 10]
    assert [frame.seconds for frame in frames] == pytest.approx([0, 0.5, 1.0], abs=0.01)
    assert footage.ending
    assert (footage.ending.frames, footage.ending.unread) == (12, ())
    for frame in frames:
        grey = 20 + 4 * frame.number
        assert numpy.abs(frame.pixels[40:].astype(int) - grey).mean() < 6
        assert frame.pixels[:16, :16].mean() > 220


@pytest.mark.parametrize(
    ("degrees", "shape", "corner"),
    [
        (0, (64, 96), (0, 0)),
        (90, (96, 64), (0, 1)),
        (180, (64, 96), (1, 1)),
        (270, (96, 64), (1, 0)),
    ],
)
def test_a_telephone_held_on_its_side_shows_people_upright(
    degrees: int, shape: tuple[int, int], corner: tuple[int, int]
) -> None:
    """Turned clockwise by a quarter, what was above on the left is above on the right."""
    frames, _ = frames_of(turned(encoded(stripes(6)), degrees))
    for frame in frames:
        assert frame.pixels.shape[:2] == shape
        part = frame.pixels[::-1] if corner[0] else frame.pixels
        part = part[:, ::-1] if corner[1] else part
        assert part[:16, :16].mean() > 220
        assert part[-16:, -16:].mean() < 80


def test_pixels_that_are_not_square_are_made_so() -> None:
    frames, _ = frames_of(encoded(stripes(3), shape=Fraction(3, 2)))
    assert frames[0].pixels.shape == (64, 144, 3)


def test_a_clock_that_runs_unevenly_is_followed() -> None:
    """Telephones slow down in the dark: frames are chosen by the file's clock, not by counting."""
    seconds = [0, 0.1, 0.2, 1.0, 1.05, 3.0, 3.5, 3.6]
    frames, _ = frames_of(encoded(stripes(8), container="matroska", seconds=seconds), every=0.5)
    # From 0 the next is due at 0.5: that is 1.0; then at 1.5: 3.0; then at 3.5.
    assert [frame.number for frame in frames] == [0, 3, 5, 6]
    assert [frame.seconds for frame in frames] == pytest.approx([0, 1.0, 3.0, 3.5], abs=0.001)


# --- as far as they go


@pytest.mark.parametrize("share", [0.4, 0.7])
def test_a_video_that_was_cut_off_is_read_to_where_it_ends(engine: Engine, share: float) -> None:
    content = passers_by()
    cut = content[: round(share * len(content))]
    found = read_video(engine, io.BytesIO(cut), name="cut.mp4")
    assert Unread.ENDS_EARLY in found.ending.unread
    assert found.tracks
    assert found.tracks[0].last <= found.ending.seconds < 3.9
    assert f"of {found.ending.declared:.1f} seconds" in found.ending.words()[0]


def test_what_is_damaged_in_the_middle_is_left_out_and_said(engine: Engine) -> None:
    rng = numpy.random.default_rng(3)
    broken = damaged(passers_by(), 0.45, 0.5, rng.bytes)
    found = read_video(engine, io.BytesIO(broken), name="broken.mp4")
    assert found.ending.unread == (Unread.DAMAGED_PARTS,)
    assert found.ending.damaged >= 1
    # Who passed before and after is found all the same.
    assert len(found.tracks) == 2
    assert found.tracks[0].last >= 3.5


def test_more_frames_than_allowed_are_left_and_that_is_said() -> None:
    content = encoded(stripes(30))
    with Footage(
        "long.mp4", io.BytesIO(content), wanted=Wanted(), limits=Limits(frames=12)
    ) as footage:
        frames = list(footage)
    assert footage.ending
    assert footage.ending.unread == (Unread.TOO_MANY_FRAMES,)
    assert footage.ending.frames <= 12
    assert max(frame.number for frame in frames) < 12


MEASURE = """
import resource, sys
from pathlib import Path
from antigone.faces import Engine, read_video
held = []
def look(at):
    # The most that this process and its decoder have held so far, in kilobytes.
    own = [Path("/proc/self")] + [
        place for place in Path("/proc").glob("[0-9]*") if is_child(place)
    ]
    held.append(sum(int(line.split()[1]) for place in own
                    for line in (place / "status").read_text().splitlines()
                    if line.startswith("VmHWM")))
def is_child(place):
    import os
    try:
        fields = (place / "stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return False
    return fields[0] != "Z" and int(fields[1]) == os.getpid()
with open(sys.argv[1], "rb") as source:
    found = read_video(Engine.load(), source, name="long", every=20.0, progress=look)
print(found.ending.frames, len(held), max(held))
"""


def test_neither_the_file_nor_its_frames_are_held_in_memory(tmp_path: Path) -> None:
    """A file of 600 MB with 1 500 frames, 1 GB as pictures: less than 500 MB are ever held."""
    path = tmp_path / "long.mp4"
    shown = laid(wall((640, 360)), face("P002", "neutral"), 200, 80)
    content = encoded([shown, *[wall((640, 360))] * 29] * 50)
    room = 600_000_000
    with path.open("wb") as file:
        # A box that says "skip me", as large as it likes; it takes no room on the disk.
        file.write(content + room.to_bytes(4, "big") + b"free")
        file.truncate(len(content) + room)
    answer = subprocess.run(
        [sys.executable, "-c", MEASURE, path], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    frames, looks, most = map(int, answer.stdout.split())
    assert (frames, looks) == (1500, 8)
    assert frames * 640 * 360 * 3 > 1_000_000_000
    assert most < 500_000


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    content = passers_by()
    # As on a machine on which it was not installed.
    monkeypatch.setattr(sys, "path", [])
    for name in [name for name in sys.modules if name.partition(".")[0] == "av"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "path_importer_cache", {})
    with pytest.raises(MissingExtra) as raised:
        Footage("quay.mp4", io.BytesIO(content), wanted=Wanted())
    assert raised.value.parameters["extra"] == "video"
    assert "antigone[video]" in raised.value.advise()
