"""The doctor: is this machine fit, is the engine what was tested, is the home whole?

It looks and says; it changes nothing.
"""

import os
import platform
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from antigone.config import Config, NoHome, home_mark
from antigone.errors import Refusal
from antigone.wording import N_, say


class TooOpen(Refusal):
    """Others on this machine could read the home."""

    code = "home-too-open"
    sentence = N_("Other accounts of this machine can enter {path}.")
    remedy = N_("Close it with: chmod 700 {path}")


class NoLimits(Refusal):
    """The system does not let processes be limited, so photographs could not be decoded safely."""

    code = "no-process-limits"
    sentence = N_("This system cannot limit the processes that decode photographs.")
    remedy = N_("Use Linux, or open no photograph from a source that you do not know.")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    good: bool
    finding: str
    remedy: str = ""
    code: str = ""

    def as_json(self) -> dict[str, object]:
        """Return the shape that `antigone doctor --json` promises."""
        return {
            "subject": self.subject,
            "good": self.good,
            "code": self.code,
            "finding": self.finding,
            "remedy": self.remedy,
        }


# What is looked at, and the function that says what it found, or refuses.
Examination = tuple[str, Callable[[Config], str]]

_BROKEN = N_("It could not be examined ({kind}: {fault}).")
_MEND = N_("Install Antigone again; if this stays, report it with this line.")


def examine(config: Config, further: Sequence[Examination] = ()) -> list[Finding]:
    """Return what was found, one line for each subject, none left out because another failed.

    `further` are examinations of rooms that this one does not know, such as the casework's.
    """
    return list(_examinations(config, further))


def _examinations(config: Config, further: Sequence[Examination]) -> Iterator[Finding]:
    for subject, look in (
        (N_("Python"), _python),
        (N_("Weights"), _weights),
        (N_("Face engine"), _engine),
        (N_("Decoding in limited processes"), _decoding),
        (N_("Calibration"), _calibration),
        (N_("Home"), _home),
        *further,
    ):
        yield _finding(subject, look, config)


def _finding(subject: str, look: Callable[[Config], str], config: Config) -> Finding:
    try:
        return Finding(subject, True, look(config))
    except Refusal as refusal:
        return Finding(
            subject,
            False,
            refusal.say(config.language),
            refusal.advise(config.language),
            refusal.code,
        )
    except Exception as error:  # noqa: BLE001 - whatever is broken, the other subjects are looked at
        return Finding(
            subject,
            False,
            say(_BROKEN, config.language, kind=type(error).__name__, fault=error),
            say(_MEND, config.language),
            "broken",
        )


def _python(config: Config) -> str:
    return f"{platform.python_version()} ({platform.machine()})"


def _weights(config: Config) -> str:
    from antigone.faces.weights import manifests

    return ", ".join(one.verified().name for one in manifests())


def _engine(config: Config) -> str:
    from antigone.faces import Engine

    engine = Engine.load(threads=config.settings.threads)
    return say(
        N_("{engine} sees what it saw when it was tested"), config.language, engine=engine.id
    )


def _decoding(config: Config) -> str:
    from antigone.faces import DecoderPool
    from antigone.faces.weights import FOLDER

    if sys.platform == "win32":
        raise NoLimits()
    with DecoderPool(processes=1) as pool:
        pool.open(FOLDER / "self-test.png")
    return say(N_("works"), config.language)


def _calibration(config: Config) -> str:
    from antigone.evidence.adopted import FOLDER, in_force
    from antigone.faces.weights import manifest

    calibration = in_force(config.home / FOLDER, engine=manifest("recogniser").id)
    if calibration is None:
        return say(N_("none for this engine: faces order lists only"), config.language)
    return f"{calibration.id} ({calibration.status})"


def _home(config: Config) -> str:
    if not config.home.exists():
        raise NoHome(path=config.home)
    mark = home_mark(config.home)
    if os.name == "posix" and stat.S_IMODE(config.home.stat().st_mode) & 0o077:
        raise TooOpen(path=config.home)
    return f"{config.home} ({mark.kind})"
