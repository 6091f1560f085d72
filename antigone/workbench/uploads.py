"""Files that come in by chunks: each is sealed before it is written, and goes on where it stopped.

A photograph is together only once, in memory, when its procedure takes it; a video never is. Then
nothing is left of the chunks. What nobody finishes is removed after a day.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from antigone.access.clock import now
from antigone.casework.step import NotHere
from antigone.errors import Refusal
from antigone.faces.frames import container_of
from antigone.site.sealing import keyed_name, seal, unseal
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.forms import number_sent
from antigone.workbench.models import SealedChunk, Upload

LARGEST_CHUNK = 2 * 1024 * 1024
LARGEST_FILE = 200 * 1024 * 1024
# Twenty minutes of a telephone at its best; it goes piece by piece from here into the vault.
LARGEST_VIDEO = 4 * 1024 * 1024 * 1024
_HEAD_BYTES = 64
_LEFT_BEHIND = timedelta(days=1)
# Browsers count no further without error.
_MOST_STATED = 2**53 - 1


class FileTooLarge(Refusal):
    """More bytes than a photograph has, or a video."""

    code = "file-too-large"
    sentence = N_("{name} has more than {megabytes} MB. Nothing was stored.")
    remedy = N_("Send the photograph itself; a long video is cut where nobody is seen.")


class EmptyUpload(Refusal):
    """A file without a byte, usually a copy that was interrupted."""

    code = "empty-upload"
    sentence = N_("{name} is empty. Nothing was stored.")
    remedy = N_("Copy it again from the camera or telephone.")


class ChunkTooLarge(Refusal):
    """One piece is more than is held in memory at a time."""

    code = "chunk-too-large"
    sentence = N_("A piece of the file was larger than {megabytes} MB. It was not kept.")
    remedy = N_("Open the page anew and send the file again.")


class WrongOffset(Refusal):
    """The next piece begins where the last one ended, and nowhere else."""

    code = "wrong-offset"
    sentence = N_("{offset} bytes of the file are here; the piece begins elsewhere.")
    remedy = N_("The page goes on from there by itself.")


class NotAllHere(Refusal):
    """A file is not taken before its last byte is here."""

    code = "not-all-here"
    sentence = N_("{received} of {size} bytes of {name} are here. Nothing was recorded.")
    remedy = N_("The page goes on by itself; else choose the file again.")


class ChangedOnTheWay(Refusal):
    """What arrived is not what was sent."""

    code = "changed-on-the-way"
    sentence = N_("{name} arrived changed. Nothing was stored.")
    remedy = N_("Send it again; if it happens once more, copy it anew from the camera.")


class NoSuchUse(Refusal):
    """The page did not say what the file is for."""

    code = "no-such-use"
    sentence = N_("Nothing here takes this file. Nothing was stored.")
    remedy = N_("Open the page of the case and add the file there.")


@dataclass(frozen=True, kw_only=True)
class SentFile:
    """A file that is all here, with what the page said of it. `pieces` gives its bytes, each time anew."""

    key: UUID
    name: str = field(repr=False)
    pieces: Callable[[], Iterable[bytes]] = field(repr=False)
    about: Mapping[str, str] = field(repr=False)
    size: int = 0

    @cached_property
    def content(self) -> bytes:
        """The whole file, in memory: a photograph's. Raises `FileTooLarge`."""
        if self.size > LARGEST_FILE:
            raise FileTooLarge(name=self.name, megabytes=LARGEST_FILE // 1024**2)
        return b"".join(self.pieces())

    @property
    def is_video(self) -> bool:
        """Whether its first bytes are those of a video, whatever it is called."""
        head = b""
        for piece in self.pieces():
            head += piece
            if len(head) >= _HEAD_BYTES:
                break
        return container_of(head[:_HEAD_BYTES]) is not None


class Stream:
    """A file that came in pieces, read from its first byte to its last, once."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces, self._rest = iter(pieces), b""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, none at the end."""
        self._rest = self._rest or next(self._pieces, b"")
        part, self._rest = self._rest[:size], self._rest[size:]
        return part


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What became of one file, in one sentence; `state` is "kept" or "already".

    `value` goes into the form, `address` leads to what came to be; `holds` says that the chunks stay
    until the form is recorded, together with what was `noted` of the file.
    """

    sentence: str
    state: str = "kept"
    value: str = ""
    address: str = ""
    holds: bool = False
    noted: Mapping[str, str] = field(default_factory=dict, repr=False)

    def as_json(self) -> dict[str, str]:
        """Return what the page is told."""
        told = {"sentence": self.sentence, "state": self.state}
        if self.value:
            told["value"] = self.value
        return told | {"url": self.address} if self.address else told


Taker = Callable[[Desk, SentFile], Receipt]
_takers: dict[str, Taker] = {}
_take_videos: set[str] = set()


def takes(kind: str, *, videos: bool = False) -> Callable[[Taker], Taker]:
    """Register what is done with the files of a kind once they are here; `videos` may be among them."""

    def register(taker: Taker) -> Taker:
        _takers[kind] = taker
        if videos:
            _take_videos.add(kind)
        return taker

    return register


def begin(desk: Desk, said: Mapping[str, str]) -> Upload:
    """Begin a file, or go on with the same one that was left unfinished.

    Raises `NoSuchUse`, `EmptyUpload` and `FileTooLarge`.
    """
    about = {name: str(stated) for name, stated in said.items() if name != "csrfmiddlewaretoken"}
    name = about.get("name", "")[:200]
    if about.get("kind") not in _takers:
        raise NoSuchUse
    size = number_sent(about.get("size", ""), most=_MOST_STATED) or 0
    if size == 0:
        raise EmptyUpload(name=name)
    perhaps = about["kind"] in _take_videos and not about.get("type", "").startswith("image/")
    most = LARGEST_VIDEO if perhaps else LARGEST_FILE
    if size > most:
        raise FileTooLarge(name=name, megabytes=most // 1024**2)
    Upload.objects.filter(touched_at__lt=now() - _LEFT_BEHIND).delete()
    spelt = json.dumps(about, sort_keys=True, ensure_ascii=False)
    mark = keyed_name(spelt, purpose="upload")
    with transaction.atomic():
        known = _mine(desk).filter(mark=mark, held=False).first()
        if known is not None:
            return known
        # The same file was sent and held for a form before: it is sent for another one now.
        mark = mark if not _mine(desk).filter(mark=mark).exists() else uuid4().hex
        key = uuid4()
        return Upload.objects.create(
            id=key,
            account_id=desk.actor.account_id,
            operation_id=desk.actor.operation_id,
            mark=mark,
            about=seal(spelt.encode(), purpose=_purpose(key, "about")),
            size=size,
            touched_at=now(),
        )


def receive(desk: Desk, key: UUID, *, offset: int | None, piece: bytes) -> int:
    """Seal and keep the next piece, and return how many bytes are here.

    Raises `NotHere`, `ChunkTooLarge` and `WrongOffset`.
    """
    if len(piece) > LARGEST_CHUNK:
        raise ChunkTooLarge(megabytes=LARGEST_CHUNK // 1024**2)
    sealed = seal(piece, purpose=_purpose(key, str(offset)))
    with transaction.atomic():
        row = _found(desk, key, locked=True)
        if offset != row.received or row.received + len(piece) > row.size or not piece:
            raise WrongOffset(offset=row.received)
        SealedChunk.objects.create(upload=row, offset=offset, sealed=sealed)
        row.received += len(piece)
        row.touched_at = now()
        row.save(update_fields=["received", "touched_at"])
        return row.received


def reached(desk: Desk, key: UUID) -> tuple[int, int]:
    """Return how many bytes of a file are here, and how many there will be. Raises `NotHere`."""
    row = _found(desk, key)
    return row.received, row.size


def finish(desk: Desk, key: UUID) -> Receipt:
    """Hand the whole file to whatever takes it, and keep nothing of it here.

    Raises `NotHere`, `NotAllHere`, `ChangedOnTheWay` and what the taker raises. What was refused is
    removed, unless it is only not all here.
    """
    sent = _whole(_found(desk, key))
    try:
        said = sent.about.get("sha256", "")
        if said and said != _digest_of(sent):
            raise ChangedOnTheWay(name=sent.name)
        receipt = _takers[sent.about["kind"]](desk, sent)
    except Refusal:
        forget(desk, key)
        raise
    if receipt.holds:
        about = json.dumps({**sent.about, **receipt.noted}, ensure_ascii=False).encode()
        sealed = seal(about, purpose=_purpose(key, "about"))
        _mine(desk).filter(pk=key).update(held=True, about=sealed, touched_at=now())
    else:
        forget(desk, key)
    return receipt


def held(desk: Desk, value: str) -> SentFile | None:
    """Return a file that waits for its form to be recorded, None if it is here no more."""
    try:
        row = _mine(desk).filter(pk=UUID(value), held=True).first()
    except ValueError:
        return None
    return _whole(row) if row else None


def forget(desk: Desk, key: UUID) -> None:
    """Remove what is here of a file."""
    _mine(desk).filter(pk=key).delete()


def forget_request(operation: UUID, code: str) -> None:
    """Remove what is here of files for a request, whoever sends them: its permission was withdrawn."""
    for row in Upload.objects.filter(operation=operation):
        about = unseal(bytes(row.about), purpose=_purpose(row.pk, "about"))
        # What nobody can open any more is nobody's to keep.
        if about is None or json.loads(about).get("request") == code:
            row.delete()


def _whole(row: Upload) -> SentFile:
    about = json.loads(_opened(row.about, row.pk, "about"))
    if row.received != row.size:
        raise NotAllHere(name=about["name"], received=row.received, size=row.size)

    def pieces() -> Iterator[bytes]:
        chunks = row.chunks.order_by("offset")
        # One after the other: the rows of a video are more than is held at a time.
        for offset in list(chunks.values_list("offset", flat=True)):
            yield _opened(chunks.get(offset=offset).sealed, row.pk, str(offset))

    name = about["name"][:200]
    return SentFile(key=row.pk, name=name, pieces=pieces, about=about, size=row.size)


def _digest_of(sent: SentFile) -> str:
    digest = hashlib.sha256()
    for piece in sent.pieces():
        digest.update(piece)
    return digest.hexdigest()


def _opened(sealed: Any, key: UUID, place: str) -> bytes:
    plain = unseal(bytes(sealed), purpose=_purpose(key, place))
    if plain is None:
        raise ChangedOnTheWay(name=key)
    return plain


def _found(desk: Desk, key: UUID, *, locked: bool = False) -> Upload:
    rows = _mine(desk).select_for_update() if locked else _mine(desk)
    row: Upload | None = rows.filter(pk=key, held=False).first()
    if row is None:
        raise NotHere(kind="upload", key=key)
    return row


def _mine(desk: Desk) -> Any:
    return Upload.objects.filter(account=desk.actor.account_id, operation=desk.actor.operation_id)


def _purpose(key: UUID, place: str) -> str:
    return f"upload.{key.hex}.{place}"
