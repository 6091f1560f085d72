"""How a file's photographs are enrolled from the command line: given, worked on, and accounted for."""

import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from antigone.cli.desk import Desk
from antigone.cli.edge import progress, reader_language, tell
from antigone.errors import Refusal
from antigone.wording import N_

if TYPE_CHECKING:
    from antigone.casework.procedures.bulk import GivenFile
    from antigone.casework.procedures.enrolling_files import Given, Refused
    from antigone.vault import Lock

_LOOK_SECONDS = 0.5
_WORK_TO_LOOK = 10


class NoSuchPhotograph(Refusal):
    """A file that the list names is not in its folder, or may not be read."""

    code = "no-such-photograph-file"
    sentence = N_("{name} could not be opened: {fault}. It was not kept.")
    remedy = N_("Put it into the folder of the photographs, and import the file once more.")


class OutsideTheFolder(Refusal):
    """A name that leads out of the folder, to files that nobody gave."""

    code = "outside-the-folder"
    sentence = N_("{name} lies outside the folder of the photographs. It was not opened.")
    remedy = N_("Put it into that folder, and name it as it is called there.")


@dataclass(frozen=True, kw_only=True)
class Photographs:
    """A signed file, the folder in which its photographs lie, and how many it names."""

    given: "GivenFile"
    folder: Path
    count: int

    def open(self, name: str) -> bytes:
        """Return the content of one of them. Raises `OutsideTheFolder` and `NoSuchPhotograph`."""
        folder = self.folder.resolve()
        path = (folder / name).resolve()
        if not path.is_relative_to(folder):
            raise OutsideTheFolder(name=name)
        try:
            return path.read_bytes()
        except OSError as error:
            raise NoSuchPhotograph(name=name, fault=error.strerror) from None


def enrol_photographs(
    desk: Desk, lock: "Lock", photographs: Photographs, *, processes: int
) -> tuple[dict[str, Any], list[str]]:
    """Receive and enrol the photographs of a file; return the answer, and what is said of it.

    `processes` work on it, this one among them; with 0 others do, whenever they come to it.
    """
    from antigone.casework.procedures import enrolling_files
    from antigone.cli.beside import working_beside

    begun = time.monotonic()
    beside = (
        working_beside(
            desk.config.home, lock, kind=enrolling_files.ENROL_REFERENCE, count=processes - 1
        )
        if processes > 1
        else nullcontext(lambda: None)
    )
    with beside as all_given:
        with progress(tell(N_("Receiving photographs")), photographs.count) as show:
            received = enrolling_files.receive_photographs(
                desk.actor, photographs.given, photographs.open, progress=show
            )
        all_given()
        if processes:
            with progress(tell(N_("Enrolling photographs")), len(received.given)) as show:
                _work_until_done(desk, received.given, show)
    return _account(desk, received.given, received.refused, seconds=time.monotonic() - begun)


def _work_until_done(desk: Desk, given: "Sequence[Given]", show: Callable[[int], None]) -> None:
    """Do what is due, and wait for what others have in hand: a lost worker's share falls due again."""
    from antigone.casework.jobs import Worker
    from antigone.casework.procedures import enrolling_files
    from antigone.casework.procedures.enrolling_files import Standing

    left = {one.photograph for one in given}
    worker = Worker(kinds=frozenset({enrolling_files.ENROL_REFERENCE}))
    while True:
        begun = time.monotonic()
        stands = enrolling_files.how_far(desk.actor, left)
        left = {key for key, standing in stands.items() if standing is Standing.IN_HAND}
        show(len(given) - len(left))
        if not left:
            return
        # Looking at a hundred thousand takes seconds: most of the time is for the work.
        spent = time.monotonic() - begun
        until = time.monotonic() + max(_LOOK_SECONDS, _WORK_TO_LOOK * spent)
        while time.monotonic() < until:
            if not worker.work(once=True, most=1):
                time.sleep(_LOOK_SECONDS)
                break


def _account(
    desk: Desk, given: "Sequence[Given]", refused: "Sequence[Refused]", *, seconds: float
) -> tuple[dict[str, Any], list[str]]:
    """Say of every photograph what has become of it; those in which all went well are counted."""
    from antigone.casework.procedures import enrolling_files
    from antigone.casework.procedures.enrolling_files import Standing

    language = reader_language()
    stands = dict(enrolling_files.how_far(desk.actor, [one.photograph for one in given]))
    faults = [(one.line, one.name, one.because) for one in refused]
    for one in given:
        if stands[one.photograph] is Standing.FAILED:
            because = enrolling_files.why_failed(desk.actor, one.photograph)
            if because is None:
                stands[one.photograph] = Standing.ENROLLED
            else:
                faults.append((one.line, one.name, because))
    named = {
        standing: [one for one in given if stands[one.photograph] is standing]
        for standing in Standing
    }
    answer = {
        "enrolled": len(named[Standing.ENROLLED]),
        "in_hand": len(named[Standing.IN_HAND]),
        "to_choose": [{"line": one.line, "name": one.name} for one in named[Standing.WAITS]],
        "refused": [
            {"line": line, "name": name, **because.as_json(language)}
            for line, name, because in faults
        ],
        "seconds": round(seconds, 1),
    }
    lines = [
        tell(
            N_("{count} photographs are enrolled, in {seconds} seconds."),
            count=answer["enrolled"],
            seconds=answer["seconds"],
        )
    ]
    if named[Standing.IN_HAND]:
        left = N_("{count} photographs wait for a worker: antigone worker")
        lines.append(tell(left, count=answer["in_hand"]))
    lines += [
        tell(N_("Line {line}, {name}: somebody has to choose the face."), line=x.line, name=x.name)
        for x in named[Standing.WAITS]
    ]
    lines += [
        tell(N_("Line {line}, {name}: {why} {remedy}"), line=line, name=name,
             why=because.say(language), remedy=because.advise(language))
        for line, name, because in faults
    ]  # fmt: skip
    return answer, lines
