"""Reading a video: every face followed over its frames, the best frames of each fused.

About two frames of each second are looked at, like photographs; `tracks` says which faces are one
person's. Whose track it is that matters is for a person to say; nothing of the others is kept.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, BinaryIO

import numpy

from antigone.errors import Refusal
from antigone.faces.confined import Limits
from antigone.faces.detection import Detection
from antigone.faces.engine import Engine
from antigone.faces.frames import Ending, Footage, Frame, Wanted, digest_of
from antigone.faces.quality import Reason
from antigone.faces.tracks import Sighting, Track, follow, plausible, strongest
from antigone.wording import N_


class AnotherVideo(Refusal):
    """What was read so far belongs to another file, engine or way of looking."""

    code = "another-video"
    sentence = N_("{name} is not what was being read, or is read in another way. Nothing was read.")
    remedy = N_("Give the same file and the same engine, or begin from the start.")


@dataclass(frozen=True, kw_only=True)
class VideoReading:
    """What was found in one video. No face is a finding too: `reasons` then says why.

    `sha256` is the file's, `size` width and height of its upright frames, `looked_at` the number of
    frames in which faces were searched, `let_go` the number of the faintest tracks that were given
    up because there were too many; `ending` says how far the file could be read.
    """

    engine: str
    sha256: str
    container: str
    coding: str
    size: tuple[int, int]
    looked_at: int
    let_go: int
    ending: Ending
    tracks: tuple[Track, ...]
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, kw_only=True)
class VideoCursor:
    """How far a video is read: enough to go on after a stop, and nobody's vector in it.

    `frame` is the last frame that was looked at, at `seconds` of `declared`, which the file says it
    has. `tracks` hold places and frames alone: vectors are made again from those, because beside
    work in progress they would be templates of bystanders.
    """

    video: str
    engine: str
    every: float
    keep: int
    frame: int = -1
    seconds: float | None = None
    declared: float | None = None
    looked_at: int = 0
    let_go: int = 0
    size: tuple[int, int] = (0, 0)
    reasons: tuple[str, ...] = ()
    tracks: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)

    def as_json(self) -> dict[str, Any]:
        """Return all of it; `VideoCursor(**…)` is the cursor again."""
        return asdict(self)


def read_video(
    engine: Engine,
    source: BinaryIO,
    *,
    name: str,
    every: float = 0.5,
    keep: int = 8,
    limits: Limits | None = None,
    resume: VideoCursor | None = None,
    progress: Callable[[VideoCursor], None] = lambda cursor: None,
) -> VideoReading:
    """Return every face of a video, followed over the frames that were looked at.

    `source` is the file, open for reading and seeking; `every` the seconds between two frames that
    are looked at, by the file's own clock; `keep` the number of best frames of each track.
    `progress` is called after each frame, with the same again while passed ones are recalled; what
    it gets can be kept and given back as `resume`, and the reading is then the same as without the
    stop. Frames are counted from the start of the file, so a reading that is taken up again decodes
    what was passed, but does not read it again.

    Raises the family of `UnreadableVideo`, `EmptyFile`, `DecodingStopped`, `AnotherVideo`, and
    `MissingExtra` without the extra "video".
    """
    at = VideoCursor(video=digest_of(source), engine=engine.id, every=every, keep=keep)
    if resume is not None:
        asked = [getattr(one, key) for one in (at, resume) for key in _ASKED]
        if asked[: len(_ASKED)] != asked[len(_ASKED) :]:
            raise AnotherVideo(name=name)
        at = resume
    memory = _Memory(engine, at.tracks, name)
    wanted = Wanted(every=every, numbers=memory.frames, after=at.frame, last=at.seconds)
    tracks: tuple[Track, ...] | None = None
    with Footage(name, source, wanted=wanted, limits=limits) as footage:
        for frame in footage:
            if frame.number <= at.frame:
                memory.recall(frame)
                progress(at)
                continue
            if tracks is None:
                tracks = memory.tracks()
            reading = engine.read(frame.pixels)
            sightings = [
                Sighting(frame=frame.number, seconds=frame.seconds, sha256=frame.sha256, face=face)
                for face in reading.faces
            ]
            tracks, let_go = strongest(follow(tracks, sightings, keep=keep))
            at = replace(
                at,
                frame=frame.number,
                seconds=frame.seconds,
                declared=footage.declared,
                looked_at=at.looked_at + 1,
                let_go=at.let_go + let_go,
                size=reading.size,
                reasons=at.reasons or tuple(map(str, reading.reasons)),
                tracks=tuple(map(_remembered, tracks)),
            )
            progress(at)
    assert footage.ending
    shown = plausible(memory.tracks() if tracks is None else tracks)
    reasons = tuple(map(Reason, at.reasons)) or (Reason.NO_FACE,)
    return VideoReading(
        engine=engine.id,
        sha256=at.video,
        container=footage.container,
        coding=footage.coding,
        size=(at.size[0], at.size[1]),
        looked_at=at.looked_at,
        let_go=at.let_go,
        ending=footage.ending,
        tracks=shown,
        reasons=() if shown else reasons,
    )


_ASKED = ("video", "engine", "every", "keep")


def _remembered(track: Track) -> Mapping[str, Any]:
    """Return a track as plain values, exact, and without vectors."""
    return {
        "first": track.first,
        "last": track.last,
        "sightings": track.sightings,
        "place": [*track.place],
        "best": [
            {
                "frame": one.frame,
                "seconds": one.seconds,
                "sha256": one.sha256,
                "box": [*one.face.detection.box],
                "landmarks": one.face.detection.landmarks.tolist(),
                "score": one.face.detection.score,
                "rotation": one.face.detection.rotation,
            }
            for one in track.best
        ],
    }


class _Memory:
    """Makes tracks whole again from what a cursor remembers and from the frames of the file."""

    def __init__(self, engine: Engine, tracks: Sequence[Mapping[str, Any]], name: str) -> None:
        self._engine, self._tracks, self._name = engine, tracks, name
        self._seen: dict[tuple[int, int], Sighting] = {}
        self.frames = frozenset(one["frame"] for track in tracks for one in track["best"])

    def recall(self, frame: Frame) -> None:
        """Describe the faces of a frame again. Raises `AnotherVideo` if it is another frame."""
        for number, track in enumerate(self._tracks):
            for rank, one in enumerate(track["best"]):
                if one["frame"] != frame.number:
                    continue
                if one["sha256"] != frame.sha256:
                    raise AnotherVideo(name=self._name)
                place = Detection(
                    box=tuple(one["box"]),
                    landmarks=numpy.array(one["landmarks"]),
                    score=one["score"],
                    rotation=one["rotation"],
                )
                self._seen[number, rank] = Sighting(
                    frame=frame.number,
                    seconds=one["seconds"],
                    sha256=frame.sha256,
                    face=self._engine.face_at(frame.pixels, place),
                )

    def tracks(self) -> tuple[Track, ...]:
        """Return all tracks. Raises `AnotherVideo` if the file did not reach as far as before."""
        try:
            return tuple(
                Track(
                    first=track["first"],
                    last=track["last"],
                    sightings=track["sightings"],
                    place=tuple(track["place"]),
                    best=tuple(self._seen[number, rank] for rank in range(len(track["best"]))),
                )
                for number, track in enumerate(self._tracks)
            )
        except KeyError:
            raise AnotherVideo(name=self._name) from None
