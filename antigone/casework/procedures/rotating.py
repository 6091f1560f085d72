"""The vault's key is changed: whatever lies sealed in the home is sealed anew, and the old key goes.

For the day on which somebody may have copied a wrapped key and learns the vault's key later. Data keys
stay the same, so no photograph is written again. It may be cut off anywhere and is gone on with; until
the end both keys open.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, islice
from typing import Any

from django.apps import apps

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.clock import now
from antigone.access.isolation import across_all_operations
from antigone.casework import sealed
from antigone.casework.gallery import CaseworkRows
from antigone.casework.house import House, house, keep_signing_key, sealed_signing_key
from antigone.casework.models import Gallery, StoredBlob, Withdrawal
from antigone.casework.step import step
from antigone.errors import Refusal
from antigone.vault import BlobRef, Envelope, Vault
from antigone.wording import N_

_KEY = "vault:key"
_TOGETHER = 200
_EVERYWHERE = "a key of the vault seals what every operation of the home holds"
# A photograph that is coming in has no row yet.
_COMING_IN = timedelta(hours=1)


class StillToPurge(Refusal):
    """What was erased lies in the vault yet, and nobody has its key to seal it anew."""

    code = "still-to-purge"
    sentence = N_("{count} withdrawals wait for their files to be removed. The old key stays.")
    remedy = N_("Run: antigone worker --once; then: antigone vault rotate")


@dataclass(frozen=True, kw_only=True)
class Rotated:
    """How many keys and texts were sealed anew in this run, and how many there are."""

    renewed: int
    held: int


def rotate_key(actor: Actor, told: Callable[[int], None] = lambda renewed: None) -> Rotated:
    """Give the vault a new key, seal everything anew, and destroy the old key.

    (0) a new key is made, which seals from now on; (1) what lies under the old one is sealed anew, a
    few hundred at a time, each a step of its own; (2) what was stored without ever getting a row is
    removed; (3) everything is opened once more, and only then the old key goes. A run that was cut
    off is gone on with by the next. `told` is called with the number that was renewed so far.

    Backups that were made before keep their own keys, under the lock that the vault had then. Raises
    `StillToPurge`, `RotationUnfinished`, `UnopenedKey` and `UnreadableField`; the old key stays then.
    """
    opened = house()
    vault = opened.vault
    with step(actor, Action.ROTATE_KEY) as doing:
        doing.name(_KEY)
        # No other step is under way: nothing that was sealed before can still come in unseen.
        vault.begin_rotation()
    renewed = 0
    for keeper in _keepers(opened):
        pairs = _sealed_anew(vault, keeper)
        while batch := list(islice(pairs, _TOGETHER)):
            with step(actor, Action.ROTATE_KEY) as doing, _across():
                doing.name(_KEY)
                for old, new in batch:
                    keeper.renew(old, new)
            renewed += len(batch)
            told(renewed)
    with step(actor, Action.ROTATE_KEY) as doing, _across():
        doing.name(_KEY)
        if waiting := Withdrawal.objects.filter(left__isnull=False).count():
            raise StillToPurge(count=waiting)
        kept = {one.context for one in _Blobs().envelopes()}
        vault.remove_strays(kept=kept, written_before=now() - _COMING_IN)
        every = chain.from_iterable(keeper.envelopes() for keeper in _keepers(opened))
        return Rotated(renewed=renewed, held=vault.finish_rotation(every))


def _across() -> Any:
    return across_all_operations(because=_EVERYWHERE)


@dataclass(frozen=True)
class _Keeper:
    """One kind of place in which something lies sealed, and the way to put it back there."""

    envelopes: Callable[[], Iterable[Envelope]]
    renew: Callable[[Envelope, Envelope], object]


def _keepers(opened: House) -> Iterator[_Keeper]:
    yield _Keeper(sealed.envelopes, sealed.renew)
    blobs = _Blobs()
    yield _Keeper(blobs.envelopes, blobs.renew)
    for code, dim in Gallery.objects.order_by("code").values_list("code", "dim"):
        rows = CaseworkRows(code, dim=dim, vault=opened.vault)
        yield _Keeper(rows.envelopes, lambda _, new, rows=rows: rows.renew([new]))
    yield _Keeper(
        lambda: [sealed_signing_key(opened)], lambda _, new: keep_signing_key(opened, new)
    )


def _sealed_anew(vault: Vault, keeper: _Keeper) -> Iterator[tuple[Envelope, Envelope]]:
    """Yield what is still under the old key, as it is and sealed anew."""
    held = iter(keeper.envelopes())
    while True:
        with _across():
            old = next(held, None)
        if old is None:
            return
        yield from ((old, new) for new in vault.rewrap([old]))


class _Blobs:
    """The wrapped keys of photographs, in the rows that own them."""

    def envelopes(self) -> Iterator[Envelope]:
        """Yield the wrapped key of every blob that can be opened."""
        for model in self._models():
            for row in sealed.in_pages(model, "wrapped_key"):
                key = bytes(row.wrapped_key)
                yield BlobRef(blob_id=row.blob_id, wrapped_key=key, size=row.size).envelope

    def renew(self, old: Envelope, new: Envelope) -> None:
        """Put a key that was wrapped anew into its row; one that was erased meanwhile stays so."""
        for model in self._models():
            mine = model._default_manager.filter(blob_id=old.context, wrapped_key=old.sealed)
            mine.update(wrapped_key=new.sealed)

    @staticmethod
    def _models() -> Iterator[Any]:
        for model in apps.get_app_config("casework").get_models():
            if issubclass(model, StoredBlob):
                yield model
