"""Photographs made to do harm: each gets its sentence, the decoder lives on, nothing is left."""

from collections.abc import Iterator

import numpy
import pytest
from photographs import HOSTILE, TO_CUT, honest
from processes import decoders, kilobytes

from antigone.faces import DecoderPool, Engine
from antigone.faces.sandbox import UnreadablePhotograph


@pytest.fixture(scope="module")
def door() -> Iterator[DecoderPool]:
    with DecoderPool(processes=1) as pool:
        yield pool
    assert not set(decoders()) & set(pool.process_ids())


@pytest.mark.parametrize("name", HOSTILE)
def test_each_gets_its_sentence_and_the_decoder_lives_on(door: DecoderPool, name: str) -> None:
    make, code = HOSTILE[name]
    door.decode("before.jpg", honest())
    before = door.process_ids()
    try:
        opened = door.decode(name, make())
    except UnreadablePhotograph as refusal:
        assert refusal.code == code
        assert refusal.say().startswith(name)
        assert refusal.advise().endswith(".")
    else:
        assert code is None
        assert opened.pixels.dtype == numpy.uint8
        assert opened.pixels.shape[2] == 3
    assert door.decode("after.jpg", honest()).pixels.shape == (48, 64, 3)
    assert door.process_ids() == before, "the same process: nothing crashed"


@pytest.mark.parametrize("name", TO_CUT)
def test_cut_off_anywhere_a_photograph_is_refused_or_whole(door: DecoderPool, name: str) -> None:
    """Half a face must never pass for a face."""
    content = TO_CUT[name]
    whole = door.decode(name, content).pixels
    process = door.process_ids()
    for end in {*range(1, 80), *range(80, len(content), max(1, len(content) // 60))}:
        try:
            cut = door.decode(name, content[:end])
        except UnreadablePhotograph:
            continue
        # What follows the pixels in the file may be missing.
        assert (cut.pixels == whole).all(), end
    assert door.process_ids() == process


def test_changed_anywhere_a_photograph_is_refused_or_a_picture(door: DecoderPool) -> None:
    rng = numpy.random.default_rng(11)
    process = door.process_ids()
    for name, content in TO_CUT.items():
        for _ in range(40):
            changed = bytearray(content)
            for at in rng.integers(0, len(content), rng.integers(1, 12)):
                changed[at] = rng.integers(256)
            try:
                assert door.decode(name, bytes(changed)).pixels.ndim == 3
            except UnreadablePhotograph as refusal:
                assert refusal.say().startswith(name)
    assert door.process_ids() == process, "nothing crashed"


def test_nothing_grows_with_what_was_refused(door: DecoderPool) -> None:
    contents = [make() for make, _ in HOSTILE.values()]

    def all_of_them() -> tuple[int, int]:
        for content in contents:
            try:
                door.decode("again", content)
            except UnreadablePhotograph:
                continue
        return kilobytes(), max(decoders().values())

    own_first, decoder_first = all_of_them()
    own, decoder = all_of_them()
    assert own < own_first + 40_000
    assert decoder < decoder_first + 40_000


def test_a_picture_as_wide_as_a_street_is_read_without_harm(
    door: DecoderPool, engine: Engine
) -> None:
    make, _ = HOSTILE["side-100000-flat.png"]
    opened = door.decode("wide.png", make())
    assert opened.pixels.shape == (20, 100_000, 3)
    assert engine.read(opened.pixels).faces == ()
