"""Videos at the edge: told from photographs by their content, and shown as faces followed."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import click

from antigone.cli.edge import progress, tell
from antigone.wording import N_

if TYPE_CHECKING:
    from antigone.faces import DecoderPool, Engine, Reading, VideoCursor, VideoReading


def read_file(
    engine: "Engine", pool: "DecoderPool", file: str, *, every: float
) -> "Reading | VideoReading":
    """Return what a photograph or a video shows. Raises what reading either of them raises."""
    from antigone.faces.frames import is_video
    from antigone.faces.sandbox import NotReadableFile, ordinary_file
    from antigone.faces.video import read_video

    name, path = ordinary_file(file)
    try:
        if not is_video(path):
            return engine.read(pool.open(file).pixels)
        with path.open("rb") as source, ExitStack() as stack:
            return read_video(
                engine,
                source,
                name=name,
                every=every,
                limits=pool.limits,
                progress=_seconds_seen(stack),
            )
    except OSError:
        raise NotReadableFile(name=name) from None


def _seconds_seen(stack: ExitStack) -> "Callable[[VideoCursor], None]":
    """Return what shows how far a video is read; how long it is, is known at its first frame."""
    shown: list[Callable[[int], None]] = []

    def show(at: "VideoCursor") -> None:
        if not shown:
            total = round(at.declared or 0)
            shown.append(
                stack.enter_context(progress(tell(N_("Seconds of the video seen")), total))
            )
        shown[0](round(at.seconds or 0))

    return show


def video_json(found: "VideoReading", language: str) -> dict[str, Any]:
    """Return a video's part of `faces --json`: the best frame of each track stands as its face."""
    return {
        "faces": [
            {"track": number, **track.best[0].as_json()}
            for number, track in enumerate(found.tracks, start=1)
        ],
        "reasons": [str(reason) for reason in found.reasons],
        "video": {
            "sha256": found.sha256,
            "container": found.container,
            "coding": found.coding,
            "size": [*found.size],
            "frames": found.ending.frames,
            "seconds": round(found.ending.seconds, 3),
            "declared_seconds": found.ending.declared and round(found.ending.declared, 3),
            "looked_at": found.looked_at,
            "let_go": found.let_go,
            "unread": [
                {"code": str(code), "sentence": sentence}
                for code, sentence in zip(
                    found.ending.unread, found.ending.words(language), strict=True
                )
            ],
        },
        "tracks": [
            {"number": number, **track.as_json()}
            for number, track in enumerate(found.tracks, start=1)
        ],
    }


def show_video(file: str, found: "VideoReading", language: str) -> None:
    """Print the faces of a video, and what of it could not be read."""
    from antigone.faces.quality import in_words

    seen = tell(
        N_("{file}: {seconds} seconds, {frames} frames, {looked_at} of them looked at"),
        file=file,
        seconds=f"{found.ending.seconds:.1f}",
        frames=found.ending.frames,
        looked_at=found.looked_at,
    )
    click.echo(seen)
    for sentence in found.ending.words(language):
        click.echo("  " + tell(N_("not all of it could be read: {what}"), what=sentence))
    if found.let_go:
        click.echo(
            "  " + tell(N_("{count} of the faintest faces were not followed"), count=found.let_go)
        )
    if not found.tracks:
        why = in_words(found.reasons, language)
        click.echo("  " + tell(N_("no face to compare ({why})"), why=why))
    for number, track in enumerate(found.tracks, start=1):
        best = track.best[0].face
        click.echo(
            "  "
            + tell(
                N_(
                    "face {number}: {words}; seen {sightings} times from second {first} to {last}, "
                    "best in frames {frames}"
                ),
                number=number,
                words=best.quality.words(language),
                sightings=track.sightings,
                first=f"{track.first:.1f}",
                last=f"{track.last:.1f}",
                frames=", ".join(str(one.frame) for one in track.best[:3]),
            )
        )
