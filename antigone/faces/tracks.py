"""Following faces through the frames of a video: which sightings are of one person.

A face belongs to the track whose place it takes and whom it resembles, or whom it resembles much,
wherever it stands. A face too poor to resemble anybody follows its place, and adds nothing to the
template. Other doubtful cases begin a track of their own: one person offered twice costs a glance,
two people fused into one cost a name.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy

from antigone.faces.engine import Face, without_patterns
from antigone.faces.template import Template, fuse

# Cosines. Usable faces of one take lie above 0.6, whatever the expression; of two people below 0.5
# in 97 of 100 cases even where they look alike as generated people do, of unrelated ones below 0.4.
_RESEMBLES, _RESEMBLES_MUCH = 0.50, 0.65
# Share of common area over the area of both, from which two squares are the same place.
_SAME_PLACE = 0.30
# Seconds after which a place says nothing any more.
_PLACE_LASTS = 2.0
# More are not followed at once: a crowd has fewer, a picture of noise has not.
_MOST_TRACKS = 500


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """A face in one frame: the frame's number, second and digest, and the face."""

    frame: int
    seconds: float
    sha256: str
    face: Face

    def as_json(self) -> dict[str, object]:
        """Return the face as for a photograph, with the frame; the vector is not in it."""
        return {
            "frame": self.frame,
            "seconds": round(self.seconds, 3),
            "sha256": self.sha256,
            **self.face.as_json(),
        }


@dataclass(frozen=True, kw_only=True)
class Track:
    """One face followed through a video.

    `first` and `last` are seconds, `sightings` the frames in which it was seen; `place` is its last
    box, x, y, width, height; `best` are the frames that allow the best comparison, the best first.
    """

    first: float
    last: float
    sightings: int
    place: tuple[float, float, float, float]
    best: tuple[Sighting, ...]

    @cached_property
    def template(self) -> Template:
        """The best frames fused: the mean of their un-normalised vectors, then normalised."""
        faces = [one.face for one in self.best]
        return fuse([face.vector for face in faces], engine=faces[0].engine)

    def as_json(self) -> dict[str, object]:
        """Return the shape that the command line promises; no vector is in it."""
        return {
            "first": round(self.first, 3),
            "last": round(self.last, 3),
            "sightings": self.sightings,
            "quality": round(self.template.quality, 3),
            "best": [one.as_json() for one in self.best],
        }


def follow(
    tracks: Sequence[Track], sightings: Sequence[Sighting], *, keep: int
) -> tuple[Track, ...]:
    """Return the tracks with the faces of one further frame in them, the best fit first.

    A face stands in one track, and a track has one face in a frame; what fits none begins its own.
    """
    fits = sorted(
        (
            (-fit, number, index)
            for number, track in enumerate(tracks)
            for index, sighting in enumerate(sightings)
            if (fit := _fit(track, sighting)) is not None
        ),
    )
    taken: dict[int, int] = {}
    for _, number, index in fits:
        if number not in taken and index not in taken.values():
            taken[number] = index
    followed = [
        _with(track, sightings[taken[number]], keep) if number in taken else track
        for number, track in enumerate(tracks)
    ]
    new = [one for index, one in enumerate(sightings) if index not in taken.values()]
    return (*followed, *(_begun(one) for one in new))


def _fit(track: Track, sighting: Sighting) -> float | None:
    """Return how well a face fits a track, None if it does not."""
    cosine = _cosine(track, sighting)
    lately = sighting.seconds - track.last <= _PLACE_LASTS
    if lately and overlap(track.place, sighting.face.detection.box) >= _SAME_PLACE:
        tells = cosine >= _RESEMBLES or not sighting.face.quality.usable
        return 1 + cosine if tells else None
    return cosine if cosine >= _RESEMBLES_MUCH else None


def _cosine(track: Track, sighting: Sighting) -> float:
    vector = sighting.face.vector
    return float(track.template.vector @ vector / max(float(numpy.linalg.norm(vector)), 1e-12))


def overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> float:
    """Return the area that two boxes x, y, width, height share, over the area of both, 0 to 1."""
    sides = [
        max(0.0, min(one[i] + one[i + 2], other[i] + other[i + 2]) - max(one[i], other[i]))
        for i in (0, 1)
    ]
    shared = sides[0] * sides[1]
    return shared / max(one[2] * one[3] + other[2] * other[3] - shared, 1e-9)


def _begun(sighting: Sighting) -> Track:
    return Track(
        first=sighting.seconds,
        last=sighting.seconds,
        sightings=1,
        place=sighting.face.detection.box,
        best=(sighting,),
    )


def _with(track: Track, sighting: Sighting, keep: int) -> Track:
    best = track.best
    if _cosine(track, sighting) >= _RESEMBLES:
        best = tuple(
            sorted((*best, sighting), key=lambda one: (-one.face.quality.value, one.frame))[:keep]
        )
    return replace(
        track,
        last=sighting.seconds,
        sightings=track.sightings + 1,
        place=sighting.face.detection.box,
        best=best,
    )


def strongest(tracks: tuple[Track, ...], most: int = _MOST_TRACKS) -> tuple[tuple[Track, ...], int]:
    """Return the tracks without the faintest beyond `most`, and how many were let go."""
    if len(tracks) <= most:
        return tracks, 0
    by_weight = sorted(
        range(len(tracks)),
        key=lambda number: (tracks[number].sightings, tracks[number].template.quality, number),
    )
    faintest = {*by_weight[: len(tracks) - most]}
    return tuple(one for i, one in enumerate(tracks) if i not in faintest), len(faintest)


def plausible(tracks: tuple[Track, ...]) -> tuple[Track, ...]:
    """Return the tracks without those that are most probably leaves, folds or stones."""
    kept = {id(face) for face in without_patterns(tuple(track.best[0].face for track in tracks))}
    return tuple(track for track in tracks if id(track.best[0].face) in kept)
