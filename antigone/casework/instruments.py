"""What finds and compares faces in the open house: made once in a process, when first needed.

The engine takes a second and the index the whole gallery, so threads share one of each. Index and
galleries belong to one house: another that is opened in the process gets its own, and these are let
go.
"""

import atexit
from datetime import date
from functools import cache, cached_property
from threading import RLock

from django.conf import settings

from antigone.casework.gallery import CaseworkRows, copy_of, follow
from antigone.casework.house import House, house
from antigone.evidence import Calibration
from antigone.evidence.adopted import FOLDER, in_force
from antigone.faces import DecoderPool, Engine
from antigone.faces.confined import Limits
from antigone.faces.weights import manifest
from antigone.gallery import Permitted
from antigone.gallery.sealed import SealedIndex

# A question that makes an index read what is new.
_ANYTHING = Permitted(purpose="identify", on=date.min)


class Instruments:
    """Engine, decoders, galleries and calibration for one house. Threads share it."""

    def __init__(self, opened: House) -> None:
        self.house = opened
        about = manifest("recogniser")
        self.engine_id = about.id
        self._dim = int(about.values["dimension"])
        self.references_code = f"references/{about.id}"
        self._making = RLock()

    @property
    def engine(self) -> Engine:
        """The face engine, loaded and tested. Raises what `Engine.load` raises."""
        with _lock:
            return _engine(settings.ANTIGONE.settings.threads)

    @property
    def decoders(self) -> DecoderPool:
        """The limited processes that decode photographs."""
        chosen = settings.ANTIGONE.settings
        limits = Limits(
            seconds=chosen.decode_seconds,
            memory_mb=chosen.decode_memory_mb,
            megapixels=chosen.decode_megapixels,
        )
        with _lock:
            return _decoders(chosen.decode_processes, limits)

    @cached_property
    def _index(self) -> SealedIndex:
        rows = self.reference_rows
        index = SealedIndex(rows, segments=copy_of(rows.code, self.house.vault))
        follow(self.references_code, self.read_gallery)
        return index

    @property
    def references(self) -> SealedIndex:
        """The missing, as an index that is searched: exactly, or by codes where they are many.

        Enrol through `reference_rows`.
        """
        with self._making:
            return self._index

    def read_gallery(self) -> None:
        """Read what is new in the gallery, before a step holds others up, or after an erasure."""
        self.references.count(_ANYTHING)

    @property
    def reference_rows(self) -> CaseworkRows:
        """The missing, as rows: what a step writes here, the index learns when it is true."""
        return self._gallery(self.references_code)

    @property
    def remains_rows(self) -> CaseworkRows:
        """The dead, as rows. There is no index of them."""
        return self._gallery(f"remains/{self.engine_id}")

    @property
    def calibration(self) -> Calibration | None:
        """What similarities of this engine are worth, None where nobody has fitted that.

        A site's own where it has adopted one. Raises `AlteredCalibration`.
        """
        return in_force(settings.ANTIGONE.home / FOLDER, engine=self.engine_id)

    def close(self) -> None:
        """Let go of every vector in memory."""
        with self._making:
            if "_index" in self.__dict__:
                follow(self.references_code, None)
                self._index.close()
                del self.__dict__["_index"]

    def _gallery(self, code: str) -> CaseworkRows:
        return CaseworkRows(code, dim=self._dim, vault=self.house.vault)


_held: list[Instruments] = []
_pools: dict[tuple[int, Limits], DecoderPool] = {}
_lock = RLock()


def instruments() -> Instruments:
    """Return the instruments of the open house. Raises `HouseClosed`."""
    opened = house()
    with _lock:
        if not _held or _held[0].house is not opened:
            _let_go()
            _held.append(Instruments(opened))
        return _held[0]


def put_away() -> None:
    """End the decoders and let go of every vector; all is made again when somebody needs it."""
    with _lock:
        _let_go()
        while _pools:
            _pools.popitem()[1].close()


def _let_go() -> None:
    while _held:
        _held.pop().close()


@cache
def _engine(threads: int) -> Engine:
    return Engine.load(threads=threads)


def _decoders(processes: int, limits: Limits) -> DecoderPool:
    return _pools.setdefault((processes, limits), DecoderPool(processes=processes, limits=limits))


# Children that nobody ends would outlive the process by a while.
atexit.register(put_away)
