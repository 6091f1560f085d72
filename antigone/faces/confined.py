"""One limited process for what strangers sent, and its pipes: every byte has a deadline.

The parent only waits. A process that stops, hangs or dies is ended by whoever owns it.
"""

import json
import os
import selectors
import struct
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_WORKER = Path(__file__).with_name("_decoder.py")
_BLOCK = 1 << 20
# A head says in a few words what follows; a longer one is not ours.
_LONGEST_HEAD = 1 << 16


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one decoding process may use.

    `seconds` is for one photograph, or from one sign of life to the next while a video is decoded;
    `frames` is for one video, `megapixels` for one picture.
    """

    seconds: float = 10.0
    memory_mb: int = 1500
    megapixels: int = 120
    frames: int = 300_000


class Stopped(Exception):
    """The process ended, said what makes no sense, or the deadline passed."""


class Confined:
    """A child process that decodes one kind of file: "photographs" or "video"."""

    def __init__(self, kind: str, limits: Limits) -> None:
        arguments = json.dumps(
            {
                "kind": kind,
                "seconds": limits.seconds,
                "memory": limits.memory_mb * 1024 * 1024,
                "pixels": limits.megapixels * 1_000_000,
                "frames": limits.frames,
            }
        )
        self.process = subprocess.Popen(
            [sys.executable, "-I", str(_WORKER), arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # No environment to spy on; one thread, or the numeric library reserves for every core.
            env={"OPENBLAS_NUM_THREADS": "1"},
            start_new_session=True,
        )
        assert self.process.stdin and self.process.stdout
        self._to, self._from = self.process.stdin.fileno(), self.process.stdout.fileno()
        os.set_blocking(self._to, False)
        os.set_blocking(self._from, False)
        self._longest = 3 * limits.megapixels * 1_000_000

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self.process.poll() is None

    def send(self, content: bytes, deadline: float) -> None:
        """Send bytes, with their length before them. Raises `Stopped`."""
        rest = memoryview(struct.pack(">Q", len(content)) + content)
        while rest:
            self._wait(self._to, selectors.EVENT_WRITE, deadline)
            try:
                rest = rest[os.write(self._to, rest[:_BLOCK]) :]
            except BlockingIOError:
                continue
            except OSError:
                raise Stopped from None

    def receive(self, deadline: float) -> tuple[Mapping[str, Any], bytearray]:
        """Return the next head and the bytes that follow it. Raises `Stopped`."""
        head_length, length = struct.unpack(">QQ", self._receive(16, deadline))
        # What comes out of a decoder that a file has taken over is as strange as the file.
        if head_length > _LONGEST_HEAD or length > self._longest:
            raise Stopped
        try:
            head = json.loads(bytes(self._receive(head_length, deadline)))
        except ValueError:
            raise Stopped from None
        if not isinstance(head, dict):
            raise Stopped
        return head, self._receive(length, deadline)

    def end(self) -> None:
        """Kill the process, close its pipes and wait for it."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue

    def _receive(self, length: int, deadline: float) -> bytearray:
        received = bytearray(length)
        view, position = memoryview(received), 0
        while position < length:
            self._wait(self._from, selectors.EVENT_READ, deadline)
            part = os.read(self._from, min(_BLOCK, length - position))
            if not part:
                raise Stopped
            view[position : position + len(part)] = part
            position += len(part)
        return received

    @staticmethod
    def _wait(descriptor: int, event: int, deadline: float) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, event)
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise Stopped
