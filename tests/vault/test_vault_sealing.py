"""The blob format under hostile hands: whatever was changed, nothing false is ever read."""

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antigone.vault.refusals import DamagedBlob
from antigone.vault.sealing import SealedReader, Sealer

KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
BLOB, OTHER_BLOB = "0" * 32, "1" * 32
CHUNK = 16
PLAIN = b"the river keeps nothing it was given, ever"  # 42 bytes: two full chunks and a part
SIZE = len(PLAIN)


def sealed(
    plain: bytes = PLAIN,
    *,
    key: bytes = KEY,
    blob_id: str = BLOB,
    chunk_bytes: int = CHUNK,
    piece: int | None = None,
) -> bytes:
    sealer = Sealer(key=key, blob_id=blob_id, chunk_bytes=chunk_bytes)
    out = [sealer.header]
    step = piece or max(1, len(plain))
    for start in range(0, len(plain), step):
        out += sealer.feed(plain[start : start + step])
    return b"".join([*out, sealer.finish()])


def opened(
    stored: bytes, *, key: bytes = KEY, blob_id: str = BLOB, size: int = SIZE
) -> SealedReader:
    return SealedReader(io.BytesIO(stored), key=key, blob_id=blob_id, size=size)


def read(stored: bytes, **how: Any) -> bytes:
    with opened(stored, **how) as reader:
        return reader.readall()


def chunks_of(stored: bytes) -> tuple[bytes, list[bytes]]:
    body = stored[8:]
    return stored[:8], [body[at : at + CHUNK + 16] for at in range(0, len(body), CHUNK + 16)]


def refused(stored: bytes, **how: Any) -> object:
    with pytest.raises(DamagedBlob) as caught:
        read(stored, **how)
    return caught.value.parameters["blob"]


def test_what_was_put_in_comes_out() -> None:
    assert read(sealed()) == PLAIN


def test_size_on_disk_is_header_plus_one_tag_for_each_chunk() -> None:
    assert len(sealed()) == 8 + 42 + 3 * 16


@pytest.mark.parametrize("size", [0, 1, 15, 16, 17, 31, 32, 33, 48])
@pytest.mark.parametrize("piece", [1, 7, 16, 100])
def test_sizes_around_the_chunk_boundary(size: int, piece: int) -> None:
    plain = bytes(range(size))
    stored = sealed(plain, piece=piece)
    assert stored == sealed(plain)  # how it arrived does not show
    assert read(stored, size=size) == plain
    # An empty blob has one empty chunk; a full last chunk is not followed by an empty one.
    assert len(stored) == 8 + size + 16 * max(1, -(-size // 16))


def test_every_flipped_bit_is_refused_and_the_blob_is_named() -> None:
    whole = sealed()
    for at in range(len(whole)):
        for bit in range(8):
            broken = bytearray(whole)
            broken[at] ^= 1 << bit
            assert refused(bytes(broken)) == BLOB


def test_every_truncation_is_refused_before_anything_is_read() -> None:
    whole = sealed()
    for length in range(len(whole)):
        with pytest.raises(DamagedBlob):
            opened(whole[:length])


def test_truncation_is_refused_even_if_the_row_was_cut_to_fit() -> None:
    header, chunks = chunks_of(sealed())
    for kept, size in ((1, 16), (2, 32)):
        with pytest.raises(DamagedBlob):  # on opening, before the sound first chunk is shown
            opened(header + b"".join(chunks[:kept]), size=size)


@pytest.mark.parametrize("more", [b"\0", b"x" * 16, b"x" * 32, sealed()[8:40]])
def test_extension_is_refused(more: bytes) -> None:
    refused(sealed() + more)
    refused(sealed() + more, size=len(PLAIN) + max(0, len(more) - 16))


def test_chunks_cannot_be_swapped_doubled_or_dropped() -> None:
    header, (first, second, last) = chunks_of(sealed())
    for order in ([second, first, last], [first, first, last], [second, second, last]):
        refused(header + b"".join(order))
    refused(header + first + last, size=26)
    refused(header + first + second + second + last, size=58)


def test_a_last_chunk_cannot_stand_in_the_middle() -> None:
    # Two chunks of 16: the second is marked last. Put it before a third.
    header, (_, second) = chunks_of(sealed(b"a" * 32))
    _, (first, middle, last) = chunks_of(sealed(b"a" * 33))
    assert middle != second
    refused(header + first + second + last, size=33)


def test_a_blob_cannot_take_the_place_of_another() -> None:
    refused(sealed(blob_id=OTHER_BLOB))
    refused(sealed(), blob_id=OTHER_BLOB)
    header, chunks = chunks_of(sealed())
    _, others = chunks_of(sealed(blob_id=OTHER_BLOB))
    refused(header + chunks[0] + others[1] + chunks[2])


def test_a_wrong_key_reads_nothing() -> None:
    refused(sealed(), key=OTHER_KEY)


@pytest.mark.parametrize("size", [-30, -1, 0, 1, 41, 43, 58, 2**40])
def test_a_wrong_size_in_the_row_is_refused(size: int) -> None:
    refused(sealed(), size=size)


def test_a_header_that_asks_for_absurd_memory_is_refused() -> None:
    refused(b"AGB1" + (2**32 - 1).to_bytes(4, "big") + sealed()[8:])
    refused(b"AGB1" + bytes(4) + sealed()[8:])


@pytest.mark.parametrize("chunk_bytes", [0, -1, 1024 * 1024 + 1])
def test_chunk_sizes_out_of_range_are_an_error(chunk_bytes: int) -> None:
    with pytest.raises(ValueError, match="chunk_bytes"):
        Sealer(key=KEY, blob_id=BLOB, chunk_bytes=chunk_bytes)


def test_damage_in_the_middle_leaves_the_sound_part_readable() -> None:
    header, (first, second, last) = chunks_of(sealed())
    with opened(header + first + b"\0" * len(second) + last) as reader:
        assert reader.read(16) == PLAIN[:16]
        with pytest.raises(DamagedBlob):
            reader.read(1)
        reader.seek(32)
        assert reader.read() == PLAIN[32:]


@settings(deadline=None)
@given(
    plain=st.binary(max_size=200),
    chunk_bytes=st.integers(1, 70),
    pieces=st.lists(st.integers(1, 90), min_size=1, max_size=6),
)
def test_any_arrival_gives_the_same_original(
    plain: bytes, chunk_bytes: int, pieces: list[int]
) -> None:
    sealer = Sealer(key=KEY, blob_id=BLOB, chunk_bytes=chunk_bytes)
    out, at, turn = [sealer.header], 0, 0
    while at < len(plain):
        step = pieces[turn % len(pieces)]
        out += sealer.feed(plain[at : at + step])
        at, turn = at + step, turn + 1
    stored = b"".join([*out, sealer.finish()])
    assert read(stored, size=len(plain)) == plain


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("read"), st.integers(-1, 60)),
        st.tuples(st.just("readinto"), st.integers(0, 60)),
        st.tuples(st.just("set"), st.integers(0, 150)),
        st.tuples(st.just("cur"), st.integers(-60, 60)),
        st.tuples(st.just("end"), st.integers(-150, 20)),
    ),
    max_size=20,
)


@settings(deadline=None, max_examples=150)
@given(plain=st.binary(max_size=120), chunk_bytes=st.integers(1, 40), acts=ACTS)
def test_reads_and_seeks_like_any_file(
    plain: bytes, chunk_bytes: int, acts: list[tuple[str, int]]
) -> None:
    stored = sealed(plain, chunk_bytes=chunk_bytes)
    raw = opened(stored, size=len(plain))
    with io.BufferedReader(raw, chunk_bytes) as ours, io.BytesIO(plain) as theirs:
        for act, amount in acts:
            if act == "read":
                assert ours.read(amount) == theirs.read(amount)
            elif act == "readinto":
                one, other = bytearray(amount), bytearray(amount)
                assert ours.readinto(one) == theirs.readinto(other)
                assert one == other
            else:
                whence = {"set": 0, "cur": 1, "end": 2}[act]
                base = {"set": 0, "cur": theirs.tell(), "end": len(plain)}[act]
                if base + amount >= 0:
                    assert ours.seek(amount, whence) == theirs.seek(amount, whence)
            assert ours.tell() == theirs.tell()


def test_seeking_before_the_beginning_or_after_closing_is_an_error() -> None:
    reader = opened(sealed())
    with pytest.raises(ValueError, match="before the beginning"):
        reader.seek(-1)
    with pytest.raises(ValueError, match="whence"):
        reader.seek(0, 7)
    reader.close()
    reader.close()
    with pytest.raises(ValueError, match="closed"):
        reader.read(1)
