"""Videos made to do harm: each gets its sentence or is read as far as it goes; nothing is left."""

import io
import os
import signal

import numpy
import pytest
from clips import passers_by
from processes import decoders, kilobytes
from videos import HOSTILE, TO_HARM, honest_video

from antigone.errors import Refusal
from antigone.faces.confined import Limits
from antigone.faces.frames import Ending, Footage, Unread, Wanted
from antigone.faces.sandbox import DecodingStopped

# A hostile file must not cost more than this while it decodes nothing.
LIMITS = Limits(seconds=5.0, memory_mb=900, megapixels=40, frames=5_000)


def watch(name: str, content: bytes, limits: Limits = LIMITS) -> tuple[int, Ending]:
    """Return the number of frames that were seen, and how the reading ended."""
    with Footage(name, io.BytesIO(content), wanted=Wanted(every=0.1), limits=limits) as footage:
        seen = 0
        for frame in footage:
            assert frame.pixels.dtype == numpy.uint8
            assert frame.pixels.shape[2] == 3
            seen += 1
    assert footage.ending
    return seen, footage.ending


@pytest.mark.parametrize("name", HOSTILE)
def test_each_gets_its_sentence_or_is_read_and_no_process_is_left(name: str) -> None:
    make, codes = HOSTILE[name]
    content = make()
    before = set(decoders())
    try:
        seen, ending = watch(name, content)
    except Refusal as refusal:
        assert refusal.code in codes
        assert name in refusal.say()
        assert refusal.advise().endswith(".")
    else:
        assert codes == set()
        assert 0 < seen <= ending.frames
    assert not set(decoders()) - before


@pytest.mark.parametrize("name", TO_HARM)
def test_cut_off_anywhere_a_video_is_read_to_there_or_refused(name: str) -> None:
    content = TO_HARM[name]()
    whole, _ = watch(name, content)
    seen_before = 0
    for share in numpy.linspace(0.02, 0.98, 7):
        try:
            seen, ending = watch(name, content[: int(share * len(content))])
        except Refusal as refusal:
            assert name in refusal.say()
            assert not seen_before, "what a shorter piece showed, a longer one shows"
            continue
        assert 0 < seen <= whole
        assert seen >= seen_before
        # Twelve frames in 1.2 seconds: Matroska says how long the sound is too, and not how many
        # frames there are, so that a second may go missing unseen.
        if ending.frames < (whole if name in ("a.mp4", "a.mov", "a.avi") else 2):
            assert ending.unread
        seen_before = seen


@pytest.mark.parametrize("name", TO_HARM)
def test_changed_anywhere_a_video_is_read_or_refused(name: str) -> None:
    content = TO_HARM[name]()
    rng = numpy.random.default_rng(len(content))
    before = set(decoders())
    for _ in range(8):
        changed = bytearray(content)
        # Half of the changes in the heads, where they do most.
        reach = rng.choice([2000, len(content)])
        for at in rng.integers(0, min(reach, len(content)), rng.integers(1, 10)):
            changed[at] = rng.integers(256)
        try:
            seen, ending = watch(name, bytes(changed))
            assert seen <= ending.frames
        except Refusal as refusal:
            assert name in refusal.say()
    assert not set(decoders()) - before


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGSTOP])
def test_a_decoder_that_dies_or_hangs_is_given_up_and_what_it_showed_is_kept(
    sign: signal.Signals,
) -> None:
    """Frames larger than what a pipe holds, so that it is surely not done yet."""
    limits, known = Limits(seconds=0.2), set(decoders())
    with Footage(
        "quay.mp4", io.BytesIO(passers_by()), wanted=Wanted(every=0.1), limits=limits
    ) as footage:
        (process,) = set(decoders()) - known
        frames = iter(footage)
        next(frames)
        os.kill(process, sign)
        left = list(frames)
    assert len(left) < 39
    assert footage.ending
    assert footage.ending.unread == (Unread.STOPPED,)
    assert "was not taken up again" in footage.ending.words()[0]
    assert process not in decoders()


def test_a_decoder_that_hangs_from_the_start_is_one_sentence() -> None:
    class Stopping(io.BytesIO):
        """Stops whoever reads, as a hostile file would that makes its decoder wait."""

        def read(self, size: int | None = -1) -> bytes:
            for process in set(decoders()) - known:
                os.kill(process, signal.SIGSTOP)
            return super().read(size)

    known = set(decoders())
    source = Stopping(honest_video()[:400] + bytes(3_000_000))
    with pytest.raises(DecodingStopped, match=r"waits\.mp4"):
        Footage("waits.mp4", source, wanted=Wanted(), limits=Limits(seconds=0.2))
    assert set(decoders()) == known


def test_nothing_grows_with_what_was_refused() -> None:
    names = ("boxes-5000-deep.mp4", "no-frames.mp4", "sides-negative.avi", "rare-coding.mkv")
    contents = [HOSTILE[name][0]() for name in names]

    def all_of_them() -> int:
        for content in contents:
            try:
                watch("again", content)
            except Refusal:
                continue
        return kilobytes()

    first = all_of_them()
    for _ in range(3):
        assert all_of_them() < first + 20_000
