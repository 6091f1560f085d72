"""What the casework's gallery does beyond the promise: memory, rotation, other engines, the lock."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import numpy
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from antigone.access import Action
from antigone.casework import models as rows
from antigone.casework.gallery import CaseworkRows, WatchedRows, clear_outdated_copies, copy_of
from antigone.casework.guard import take_down
from antigone.casework.instruments import instruments
from antigone.casework.procedures import matching
from antigone.casework.step import step
from antigone.gallery import ErasureReceipt, ExactIndex, Permitted
from antigone.gallery.entries import Entry, fit_entries
from antigone.gallery.rows import OtherDimension
from antigone.gallery.sealed import SealedIndex
from antigone.vault import OpenToAll, UnreadableField, Vault
from tests.casework.faces_at_hand import Mortuary, mortuary, portrait

__all__ = ["mortuary"]

_PERMITTED = Permitted(purpose="identify", on=date(2026, 5, 14))


@pytest.fixture
def vault(db: None, tmp_path: Path) -> Iterator[Vault]:
    """A vault of its own, and no guards: these templates belong to no face."""
    take_down(connection)
    return Vault.create(tmp_path / "own", OpenToAll())


def _entries(count: int, *, dim: int = 8) -> list[Entry]:
    attributes = {"purposes": ["identify"], "valid_from": "2026-01-01"}
    vectors = numpy.random.default_rng(3).standard_normal((count, dim))
    ids = [uuid4().hex for _ in range(count)]
    return fit_entries(ids, vectors, [attributes] * count, dim=dim)


def test_a_gallery_belongs_to_one_engine(vault: Vault) -> None:
    CaseworkRows("test/one", dim=8, vault=vault).append(_entries(1))
    with pytest.raises(OtherDimension):
        CaseworkRows("test/one", dim=9, vault=vault)


def test_no_vector_lies_open(vault: Vault) -> None:
    (entry,) = _entries(1)
    CaseworkRows("test/one", dim=8, vault=vault).append([entry])
    sealed = bytes(rows.VectorPlace.objects.get().sealed)
    assert entry.vector.tobytes()[:8] not in sealed
    assert len(sealed) == 4 * 8 + 35


def test_an_erased_place_holds_zeros_and_is_used_again(vault: Vault) -> None:
    gallery = CaseworkRows("test/one", dim=8, vault=vault)
    first, second = _entries(2)
    gallery.append([first])
    gallery.erase([first.id])
    place = rows.VectorPlace.objects.get()
    assert (bytes(place.sealed), place.in_use) == (b"\0" * 67, False)
    gallery.append([second])
    assert rows.VectorPlace.objects.get().in_use


def test_only_the_tail_is_read(vault: Vault) -> None:
    gallery = CaseworkRows("test/one", dim=8, vault=vault)
    gallery.append(_entries(300))
    before = gallery.newest()
    gallery.append(tail := _entries(3))
    with CaptureQueriesContext(connection) as asked:
        read = list(gallery.changes(before))
    assert sorted(one.id for one in read) == sorted(one.id for one in tail)
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        assert list(gallery.changes(before + 1)) == []
    assert len(asked) == 1


def test_a_rotation_takes_the_vectors_along(vault: Vault) -> None:
    """Without them the old key could never be retired, or every vector would be lost with it."""
    gallery = CaseworkRows("test/one", dim=8, vault=vault)
    entries = _entries(5)
    gallery.append(entries)
    vault.begin_rotation()
    assert gallery.renew(vault.rewrap(gallery.envelopes())) == 5
    assert vault.finish_rotation(gallery.envelopes()) == 5
    found = gallery.read([one.id for one in entries])
    assert [one.vector.tobytes() for one in found] == [one.vector.tobytes() for one in entries]


def test_another_vault_opens_nothing(vault: Vault, tmp_path: Path) -> None:
    CaseworkRows("test/one", dim=8, vault=vault).append(_entries(1))
    other = Vault.create(tmp_path / "other", OpenToAll())
    with pytest.raises(UnreadableField):
        list(CaseworkRows("test/one", dim=8, vault=other).scan())


def test_what_a_step_undid_was_never_in_the_gallery(vault: Vault) -> None:
    gallery = CaseworkRows("test/one", dim=8, vault=vault)
    with ExactIndex(gallery) as index:
        gallery.append(_entries(1))
        with pytest.raises(RuntimeError), transaction.atomic():
            gallery.append(_entries(1))
            raise RuntimeError
        assert gallery.newest() == 1
        assert index.verify(5).rows == 1


def test_an_erasure_leaves_this_process_when_it_is_true(
    mortuary: Mortuary, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    face = mortuary.reference(mortuary.request("M1"), portrait("P001"))
    template = matching.enrol(mortuary.clerk, face.id)
    tools = instruments()
    tools.read_gallery()
    with django_capture_on_commit_callbacks(execute=True):
        with step(mortuary.clerk, Action.WITHDRAW_PERMISSION):
            receipt = tools.reference_rows.erase([template.pk.hex])
            template.delete()
        assert _in_memory(receipt)
    assert not receipt.purged, "a log cannot be emptied inside a step"
    assert not _in_memory(receipt)


def _in_memory(receipt: ErasureReceipt) -> bool:
    (memory,) = [
        pieces
        for where, pieces in instruments().references._images()
        if where == "engine in memory"
    ]
    return bool(receipt.traces.within(memory))


def _with_copy(gallery: CaseworkRows, vault: Vault) -> SealedIndex:
    return SealedIndex(gallery, segments=copy_of(gallery.code, vault), least_rows=1)


def test_the_next_process_starts_from_the_sealed_copy(vault: Vault) -> None:
    gallery = CaseworkRows("test/one", dim=8, vault=vault)
    gallery.append(entries := _entries(300))
    with _with_copy(gallery, vault) as index:
        assert index.verify(5).sound
        assert index.save()
    opened: list[int] = []
    watched = WatchedRows("test/one", dim=8, vault=vault, told=opened.append)
    probe = entries[7].vector
    with _with_copy(watched, vault) as again:
        with CaptureQueriesContext(connection) as asked:
            assert again.search(probe, 1, _PERMITTED).ids == ((entries[7].id,),)
        # The number twice, whether anything is new, and whether the count agrees; no row but one.
        assert len(asked) <= 6
        assert watched._opened <= 1


def test_an_erasure_where_no_index_is_open_leaves_no_copy_behind(
    vault: Vault, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    gallery = CaseworkRows("test/one", dim=8, vault=vault)
    gallery.append(entries := _entries(100))
    with _with_copy(gallery, vault) as index:
        assert index.rebuild()
    copy = copy_of("test/one", vault)
    assert copy.listed()
    with django_capture_on_commit_callbacks(execute=True):
        receipt = gallery.erase([entries[3].id])
        assert copy.listed(), "not before it is true"
    assert copy.listed() is None
    assert not list(copy.images())
    with _with_copy(gallery, vault) as index:
        assert index.rebuild()
        assert index.verify_erased(receipt).places == ()


def test_a_copy_that_an_interrupted_erasure_left_is_thrown_away(vault: Vault) -> None:
    gallery = CaseworkRows("test/one", dim=8, vault=vault)
    gallery.append(entries := _entries(100))
    with _with_copy(gallery, vault) as index:
        assert index.rebuild()
    assert clear_outdated_copies(vault) == 0
    # Cut off before what follows an erasure could happen: hooks of this transaction never run.
    receipt = gallery.erase([entries[3].id])
    copy = copy_of("test/one", vault)
    assert receipt.traces.within(piece for _, pieces in copy.images() for piece in pieces)
    assert clear_outdated_copies(vault) == 1
    assert not list(copy.images())


def test_long_reading_can_be_watched(vault: Vault) -> None:
    CaseworkRows("test/one", dim=8, vault=vault).append(_entries(2100))
    told: list[int] = []
    watched = WatchedRows("test/one", dim=8, vault=vault, told=told.append)
    assert watched.count() == len(list(watched.scan())) == 2100
    assert told == [1024, 2048]
