"""Commands about videos of a case: add, list, choose whose face is meant, take that back, read anew."""

from pathlib import Path
from typing import Any

import click

from antigone.cli import codes
from antigone.cli.describing import partial_date
from antigone.cli.desk import Desk, at_desk
from antigone.cli.edge import example, tell
from antigone.wording import N_


@click.group()
def video() -> None:
    """Videos of the missing and of the deceased, named by case and number: R-0042/v1."""


@video.command(
    epilog=example(
        "antigone video add R-0042 quay3.mp4 --taken-on 2026-05-12\n"
        "antigone video add T-0031 birthday.mov"
    )
)
@click.argument("code")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--way", type=click.Choice(codes.WAYS[:3]), help="How it came here.")
@click.option("--taken-on", default="", help="As precise as known.")
@click.option("--taken-by", default="", help="Of remains: who took it.")
@click.option("--taken-at", default="", help="Of remains: where.")
@click.option("--cleaned", is_flag=True, help="Of remains: the face was cleaned before.")
@at_desk()
def add(
    desk: Desk,
    code: str,
    file: Path,
    way: str | None,
    taken_on: str,
    taken_by: str,
    taken_at: str,
    cleaned: bool,
) -> None:
    """Keep a video of the case CODE, a request or remains; a worker then follows the faces in it."""
    from antigone.casework import lists
    from antigone.casework.models.photographs import Way
    from antigone.casework.procedures import recordings
    from antigone.faces.sandbox import NotReadableFile, ordinary_file

    case = lists.case_of_photographs(desk.actor, code)
    name, path = ordinary_file(file)
    stated: dict[str, Any] = {"name": name, "taken_on": partial_date(taken_on)}
    if way:
        stated["way"] = Way(way)
    try:
        source = path.open("rb")
    except OSError:
        raise NotReadableFile(name=name) from None
    with source:
        came: recordings.GivenRecording | recordings.TakenRecording
        if case.of_remains:
            came = recordings.TakenRecording(
                remains=case.id,
                source=source,
                taken_by=taken_by,
                taken_at=taken_at,
                cleaned=cleaned,
                **stated,
            )
        else:
            came = recordings.GivenRecording(request=case.id, source=source, **stated)
        row = recordings.receive_recording(desk.actor, came)
    named = lists.name_of_video(desk.actor, row.pk)
    desk.say(
        {"video": named},
        tell(N_("{video} is kept."), video=named),
        tell(N_("Its faces are followed by the next worker: antigone worker --once")),
    )


@video.command("list", epilog=example("antigone video list R-0042"))
@click.argument("code")
@at_desk(opened=False)
def list_videos(desk: Desk, code: str) -> None:
    """List the videos of a case and how far each has come; nothing is shown."""
    from antigone.casework import lists

    rows = [
        {name: value for name, value in one.items() if name not in ("key", "number")}
        for one in lists.videos(desk.actor, code)
    ]
    desk.show_list(
        "videos",
        rows,
        shown=("video", "state", "faces", "done", "total"),
        empty=N_("No video came in for this case yet."),
    )


@video.command(epilog=example("antigone video read R-0042/v1"))
@click.argument("video")
@at_desk(opened=False)
def read(desk: Desk, video: str) -> None:
    """Have the faces of a video followed again, where that failed."""
    from antigone.access import Action
    from antigone.casework import lists
    from antigone.casework.procedures import recordings

    recordings.ask_reading(desk.actor, lists.video(desk.actor, video, Action.READ_FACES))
    desk.say(
        {"video": video},
        tell(N_("Its faces are followed by the next worker: antigone worker --once")),
    )


@video.command(epilog=example("antigone video choose R-0042/v1 --face 2"))
@click.argument("video")
@click.option("--face", type=click.IntRange(1), help="Number of the face, as followed.")
@click.option("--not-shown", is_flag=True, help="Nobody in the video is the one.")
@at_desk(opened=False)
def choose(desk: Desk, video: str, face: int | None, not_shown: bool) -> None:
    """Choose whose face is meant; its best frames then come in as photographs, the others' never.

    Look at the faces on the page of the video first: there each view is recorded.
    """
    from antigone.access import Action
    from antigone.casework import lists
    from antigone.casework.procedures import faces, recordings

    count = (face is not None) + not_shown
    if count != 1:
        raise faces.NotOneFace(count=count)
    key = lists.video(desk.actor, video, Action.MARK_FACE)
    newest = lists.newest_video_reading(desk.actor, key, Action.MARK_FACE)
    chosen = recordings.TrackChosen(recording=key, reading=newest, track=face)
    recordings.choose_track(desk.actor, chosen)
    if not_shown:
        said = tell(N_("{video}: nobody in it is the one who is meant."), video=video)
    else:
        said = tell(
            N_("{video}: a face is chosen; a worker takes its best frames in."), video=video
        )
    desk.say({"video": video, "chosen": not not_shown}, said)


@video.command(epilog=example("antigone video take-back R-0042/v1"))
@click.argument("video")
@at_desk()
def take_back(desk: Desk, video: str) -> None:
    """Take back whose face is meant; the marks on its frames end, and they leave the gallery."""
    from antigone.access import Action
    from antigone.casework import lists
    from antigone.casework.procedures import recordings

    recordings.take_back_track(desk.actor, lists.video(desk.actor, video, Action.UNMARK_FACE))
    said = tell(N_("{video}: no face is chosen any more."), video=video)
    desk.say({"video": video, "chosen": False}, said)
