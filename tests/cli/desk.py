"""The real command at a desk of its own: own folder, home, temp folder and environment."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from antigone.config import make_home

PASSWORD = "two small grey boats"
PASSPHRASE = "five loud green doors"


@dataclass(frozen=True)
class Answer:
    """What a command printed, and how it ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def said(self) -> list[str]:
        """The lines on standard error."""
        return self.err.strip().splitlines()


class Desk:
    """Runs `antigone` as a person does, and sees what it leaves behind."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.folder, self.home, self.temp = (place / name for name in ("desk", "home", "temp"))
        self.folder.mkdir()
        self.temp.mkdir()
        # The decoders get no environment, but their limits stand in their arguments: a number that
        # nobody else uses tells them from those of other tests.
        self._sign = f"7.{os.getpid()}{time.monotonic_ns() % 10**7:07d}1"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(place),
            "TMPDIR": str(self.temp),
            "LC_ALL": "C.UTF-8",
            "ANTIGONE_HOME": str(self.home),
            "ANTIGONE_DECODE_SECONDS": self._sign,
            **{key: os.environ[key] for key in ("PYTHONDONTWRITEBYTECODE",) if key in os.environ},
        }

    def start(self, *arguments: str | Path, **environment: str) -> "subprocess.Popen[str]":
        """Start a command; a test that starts one waits for it."""
        return subprocess.Popen(
            [sys.executable, "-m", "antigone", *map(str, arguments)],
            cwd=self.folder,
            env={**self.environment, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="surrogateescape",
            # Where tests run in the background Ctrl-C is ignored, and children inherit that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        )

    def run(self, *arguments: str | Path, **environment: str) -> Answer:
        """Run a command to its end, and see that it leaves no process behind."""
        with self.start(*arguments, **environment) as process:
            return self.finish(process)

    def finish(self, process: "subprocess.Popen[str]") -> Answer:
        """Wait for a command that was started."""
        try:
            out, err = process.communicate(timeout=180)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        assert "Traceback" not in err
        wait_until(lambda: not self.decoders())
        return Answer(process.returncode, out, err)

    def make_home(self) -> None:
        """Make a home without cases: settings, and nothing else."""
        make_home(self.home, kind="real")

    def found(self, *arguments: str | Path) -> Answer:
        """Make a home with a database, a vault, and the administrator "chief"."""
        return self.run(
            *("init", "--administrator", "chief", "--password-file", self.secret(PASSWORD)),
            *arguments,
            ANTIGONE_PASSPHRASE_FILE=str(self.secret(PASSPHRASE)),
        )

    def secret(self, text: str) -> Path:
        """Return a file that holds a secret."""
        path = self.place / f"secret-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
        path.write_text(text + "\n")
        return path

    def decoders(self) -> list[int]:
        """Return the ids of the decoding processes that commands of this desk started."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                arguments = (process / "cmdline").read_bytes()
            except OSError:
                continue
            if self._sign.encode() in arguments and b"_decoder.py" in arguments:
                found.append(int(process.name))
        return found

    def holds(self) -> dict[str, str]:
        """Return everything below this desk: each path with the digest of its content."""
        return {
            str(path.relative_to(self.place)): hashlib.sha256(path.read_bytes()).hexdigest()
            if path.is_file()
            else "folder"
            for path in sorted(self.place.rglob("*"))
        }


def wait_until(holds: Callable[[], object], seconds: float = 20) -> None:
    """Wait for something that must come true soon."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)
