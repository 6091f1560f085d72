"""The format of a stored blob: AES-256-GCM in chunks, so that a reader may seek.

    header   "AGB1", chunk size (uint32, big-endian)
    chunk i  ciphertext of one chunk size (the last one: what is left), tag of 16 bytes

Every blob has a data key of its own, used once, so the chunk number can be the nonce. Header, blob
id, chunk number and the mark of the last chunk are authenticated with every chunk: chunks cannot
be swapped, dropped, added, or moved to another blob (the STREAM construction of Hoang, Reyhanitabar,
Rogaway and Vizár, 2015).
"""

import io
import struct
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from antigone.vault.keys import TAG_BYTES, framed
from antigone.vault.refusals import DamagedBlob

CHUNK_BYTES = 64 * 1024
LARGEST_CHUNK = 1024 * 1024
_HEADER = struct.Struct(">4sI")
_MAGIC = b"AGB1"


class _Chunks:
    """Cipher, nonce and binding of the chunks of one blob."""

    def __init__(self, *, key: bytes, blob_id: str, chunk_bytes: int) -> None:
        self.header = _HEADER.pack(_MAGIC, chunk_bytes)
        self._blob = blob_id.encode()
        self._cipher = AESGCM(key)

    def seal(self, number: int, plain: bytes, *, last: bool) -> bytes:
        nonce, bound = self._place(number, last)
        return self._cipher.encrypt(nonce, plain, bound)

    def open(self, number: int, sealed: bytes, *, last: bool) -> bytes:
        nonce, bound = self._place(number, last)
        return self._cipher.decrypt(nonce, sealed, bound)

    def _place(self, number: int, last: bool) -> tuple[bytes, bytes]:
        nonce = number.to_bytes(11, "big") + bytes([last])
        return nonce, framed(self.header, self._blob, nonce)


class Sealer:
    """Turns plaintext, as it arrives, into the bytes of a stored blob.

    Holds at most one chunk of plaintext, in memory. `chunk_bytes` is 1 to 1 048 576. The key must
    be fresh: a second blob under the same key would betray both.
    """

    def __init__(self, *, key: bytes, blob_id: str, chunk_bytes: int = CHUNK_BYTES) -> None:
        if not 1 <= chunk_bytes <= LARGEST_CHUNK:
            raise ValueError(f"chunk_bytes {chunk_bytes} is not within 1 to {LARGEST_CHUNK}")
        self._chunks = _Chunks(key=key, blob_id=blob_id, chunk_bytes=chunk_bytes)
        self._chunk_bytes = chunk_bytes
        self._waiting = bytearray()
        self._number = 0

    @property
    def header(self) -> bytes:
        """The first bytes of the blob."""
        return self._chunks.header

    def feed(self, plain: bytes) -> Iterator[bytes]:
        """Yield the sealed chunks that are now known not to be the last."""
        view = memoryview(plain)
        for start in range(0, len(view), self._chunk_bytes):
            self._waiting += view[start : start + self._chunk_bytes]
            # A full chunk waits: only the next byte tells that it is not the last one.
            if len(self._waiting) > self._chunk_bytes:
                yield self._seal(bytes(self._waiting[: self._chunk_bytes]), last=False)
                del self._waiting[: self._chunk_bytes]

    def finish(self) -> bytes:
        """Return the last sealed chunk; an empty blob has one empty chunk."""
        return self._seal(bytes(self._waiting), last=True)

    def _seal(self, plain: bytes, *, last: bool) -> bytes:
        sealed = self._chunks.seal(self._number, plain, last=last)
        self._number += 1
        return sealed


class SealedReader(io.RawIOBase):
    """Reads a stored blob from any place; what does not authenticate is never returned.

    The last chunk is checked on opening, so that a blob cut short is refused before its beginning
    is shown as if it were the whole. Closes `stored` with itself. Raises `DamagedBlob`.
    """

    def __init__(self, stored: BinaryIO, *, key: bytes, blob_id: str, size: int) -> None:
        self._stored = stored
        self._blob_id = blob_id
        self._size = size
        self._position = 0
        self._cached: tuple[int, bytes] = (-1, b"")
        length = stored.seek(0, io.SEEK_END)
        stored.seek(0)
        header = stored.read(_HEADER.size)
        if len(header) < _HEADER.size:
            raise DamagedBlob(blob=blob_id)
        magic, self._chunk_bytes = _HEADER.unpack(header)
        if magic != _MAGIC or not 1 <= self._chunk_bytes <= LARGEST_CHUNK:
            raise DamagedBlob(blob=blob_id)
        self._count = max(1, -(-size // self._chunk_bytes))
        if length != _HEADER.size + size + self._count * TAG_BYTES:
            raise DamagedBlob(blob=blob_id)
        self._chunks = _Chunks(key=key, blob_id=blob_id, chunk_bytes=self._chunk_bytes)
        self._chunk(self._count - 1)

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the position in the plaintext, in bytes."""
        self._check_open()
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Move to a position in the plaintext, as in any binary file."""
        self._check_open()
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}
        if whence not in base:
            raise ValueError(f"whence {whence} is not 0, 1 or 2")
        if base[whence] + offset < 0:
            raise ValueError(f"position {base[whence] + offset} is before the beginning")
        self._position = base[whence] + offset
        return self._position

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        """Fill the buffer from one chunk and return the number of bytes, 0 at the end."""
        self._check_open()
        if self._position >= self._size or not len(buffer):
            return 0
        number, offset = divmod(self._position, self._chunk_bytes)
        plain = self._chunk(number)[offset : offset + len(buffer)]
        buffer[: len(plain)] = plain
        self._position += len(plain)
        return len(plain)

    def readall(self) -> bytes:
        """Return everything from here to the end."""
        self._check_open()
        if self._position >= self._size:
            return b""
        first, offset = divmod(self._position, self._chunk_bytes)
        self._position = self._size
        return b"".join(self._chunk(number) for number in range(first, self._count))[offset:]

    def close(self) -> None:
        """Close the stored file too."""
        if not self.closed:
            self._stored.close()
            self._cached = (-1, b"")
        super().close()

    def _chunk(self, number: int) -> bytes:
        if self._cached[0] != number:
            full = self._chunk_bytes + TAG_BYTES
            try:
                self._stored.seek(_HEADER.size + number * full)
                sealed = self._stored.read(full)
                plain = self._chunks.open(number, sealed, last=number == self._count - 1)
            except (InvalidTag, ValueError, OSError):
                raise DamagedBlob(blob=self._blob_id) from None
            self._cached = (number, plain)
        return self._cached[1]

    def _check_open(self) -> None:
        if self.closed:
            raise ValueError("I/O operation on closed file")
