"""The record, shown to those who watch over it: verified, handed out as heads, proofs and exports."""

from collections.abc import Iterator, Sequence

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.requirement import require
from antigone.casework.house import house
from antigone.casework.models import LedgerEntry, LedgerHead
from antigone.casework.record import NoRecord, as_stored, examine_record
from antigone.casework.step import step
from antigone.casework.unblinding import compares_anywhere
from antigone.errors import Refusal
from antigone.ledger import (
    ExportLine,
    StoredEntry,
    Verification,
    write_export,
    write_growth,
    write_inclusion,
)
from antigone.ledger.head import claimed_size
from antigone.wording import N_


class NoSuchEntry(Refusal):
    """The ledger does not reach so far."""

    code = "no-such-entry"
    sentence = N_("The ledger holds entries 0 to {last}, and no entry {seq}. Nothing was proved.")
    remedy = N_("Name an entry that is there; the export lists them.")


class NotEarlier(Refusal):
    """The head is not one from which this ledger could have grown."""

    code = "not-earlier"
    sentence = N_("The head attests {size} entries, and the ledger has {now}. Nothing was proved.")
    remedy = N_(
        "Give a head that this ledger handed out earlier. A larger one is a finding: verify."
    )


class RecordWouldTell(Refusal):
    """Entries name rows by ids that are the same everywhere; with them blindness would end."""

    code = "record-would-tell"
    sentence = N_(
        "You compare somebody without knowing whom you see, and the record would tell you. Nothing was"
        " handed out."
    )
    remedy = N_("Commit your views first, or ask a colleague with the same role.")


def verify_record(actor: Actor, handed_over: Sequence[str] = ()) -> Verification:
    """Return what is wrong with the record, compared also with heads that others kept."""
    require(actor, Action.VERIFY_LEDGER)
    return examine_record(handed_over)


def checkpoint(actor: Actor) -> str:
    """Return the newest signed head, to be kept by somebody else; that it was handed out stands in it.

    Raises `NoRecord`.
    """
    with step(actor, Action.EXPORT_LEDGER) as doing:
        doing.name("ledger:head")
    return _newest_head()


def public_key() -> str:
    """Return the key with which heads and proofs are checked, as one line for paper."""
    return house().signing_key.public_key.as_text()


def prove_entry(actor: Actor, seq: int) -> str:
    """Return the proof that an entry is in the record as it stands.

    Raises `NoSuchEntry`, and `RecordWouldTell` for an examiner in the middle of a row.
    """
    require(actor, Action.EXPORT_LEDGER)
    _keep_blind(actor)
    head = _newest_head()
    leaves = _leaves(claimed_size(head))
    found = LedgerEntry.objects.filter(seq=seq).first()
    if found is None or seq >= len(leaves):
        raise NoSuchEntry(seq=seq, last=len(leaves) - 1)
    return write_inclusion(StoredEntry(seq, as_stored(found.payload)), leaves=leaves, head=head)


def prove_growth(actor: Actor, earlier: str) -> str:
    """Return the proof that nothing before an earlier head was changed. Raises `NotEarlier`."""
    require(actor, Action.EXPORT_LEDGER)
    head = _newest_head()
    size, now = claimed_size(earlier), claimed_size(head)
    if not 1 <= size <= now:
        raise NotEarlier(size=size, now=now)
    return write_growth(leaves=_leaves(now), old=earlier, new=head)


def export_record(actor: Actor) -> Iterator[bytes]:
    """Return the whole record, line by line; that it was exported stands in it as its last entry.

    Raises `RecordWouldTell` for an examiner in the middle of a row.
    """
    with step(actor, Action.EXPORT_LEDGER) as doing:
        _keep_blind(actor)
        doing.name("ledger:whole")
    return write_export(_lines(), public_key=house().signing_key.public_key)


def _keep_blind(actor: Actor) -> None:
    if compares_anywhere(actor.account_id):
        raise RecordWouldTell


def _lines() -> Iterator[ExportLine]:
    heads = LedgerHead.objects.order_by("size").values_list("size", "note")
    at_size = dict(heads.iterator())
    rows = LedgerEntry.objects.order_by("seq").values_list("seq", "payload", "leaf")
    for seq, payload, leaf in rows.iterator():
        yield ExportLine(
            StoredEntry(seq, as_stored(payload)), as_stored(leaf), at_size.get(seq + 1)
        )


def _newest_head() -> str:
    newest = LedgerHead.objects.order_by("-size").values_list("note", flat=True).first()
    if newest is None:
        raise NoRecord
    return newest


def _leaves(size: int) -> list[bytes]:
    rows = LedgerEntry.objects.filter(seq__lt=size).order_by("seq").values_list("leaf", flat=True)
    return [as_stored(leaf) for leaf in rows.iterator()]
