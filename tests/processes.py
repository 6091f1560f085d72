"""The decoding processes that a process has started, as the system sees them."""

import os
from pathlib import Path


def decoders() -> dict[int, int]:
    """Return the decoders of this process that still run: id, and the kilobytes each holds."""
    found = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (place / "stat").read_text().rsplit(")", 1)[1].split()[:2]
            is_ours = state != "Z" and int(parent) == os.getpid()
            if is_ours and b"_decoder.py" in (place / "cmdline").read_bytes():
                found[int(place.name)] = kilobytes(place)
        except OSError:
            continue
    return found


def kilobytes(place: Path = Path("/proc/self")) -> int:
    """Return how much memory a process holds."""
    lines = (place / "status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
