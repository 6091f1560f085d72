"""Whatever an intruder does to the stored ledger, the verification says which entry it was.

The intruder writes to all tables and does not have the signing key; the last tests are about one
who has. Eight entries, numbers 0 to 7; every attack is tried at every position.
"""

import base64
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tampering import Store, appended

from antigone.ledger import (
    Appended,
    Entry,
    Frontier,
    Head,
    SigningKey,
    StoredEntry,
    generate_signing_key,
    leaf_hash,
)

EVERY = pytest.mark.parametrize("seq", range(8))
KEY_HOLDER = "Against someone who holds the signing key"


def entry_like(row: StoredEntry, **changes: Any) -> Entry:
    return replace(Entry.parse(row.payload), **changes)


def test_an_honest_ledger_is_whole(store: Store) -> None:
    result = store.verify()
    assert result.whole
    assert (result.entries, result.proven, result.heads, result.outside) == (8, 8, 8, None)


def test_an_empty_ledger_is_whole(store: Store) -> None:
    store.rows, store.leaves, store.heads = [], {}, []
    result = store.verify()
    assert result.whole
    assert (result.entries, result.proven, result.heads) == (0, 0, None)


@EVERY
def test_an_altered_entry(store: Store, seq: int) -> None:
    altered = entry_like(store.rows[seq], because="no reason")
    store.put(seq, altered.canonical())
    assert store.found() == [("altered", seq, seq)]


@EVERY
def test_an_entry_that_is_no_longer_one(store: Store, seq: int) -> None:
    store.put(seq, b"\x00 not an entry")
    assert store.found() == [("altered", seq, seq)]


@EVERY
def test_an_altered_leaf_hash_does_not_blame_the_entry(store: Store, seq: int) -> None:
    store.leaves[seq] = bytes(32)
    assert store.found() == [("leaf-altered", seq, seq)]


@EVERY
def test_a_removed_leaf_hash(store: Store, seq: int) -> None:
    del store.leaves[seq]
    assert store.found() == [("leaf-missing", seq, seq)]


@EVERY
def test_a_forged_entry_with_its_leaf_hash(store: Store, seq: int) -> None:
    """The careful intruder recomputes what can be recomputed without the key."""
    forged = entry_like(store.rows[seq], actor="user:8")
    store.put(seq, forged.canonical())
    store.leaves[seq] = forged.leaf()
    assert store.found() == [("forged", seq, seq)]
    assert store.verify().proven == seq


@EVERY
def test_an_altered_entry_is_named_even_if_its_head_was_removed(store: Store, seq: int) -> None:
    store.put(seq, entry_like(store.rows[seq], because="no reason").canonical())
    del store.heads[seq]
    # The next head decides between entry and leaf hash; behind the last entry there is none.
    head = ("head-missing" if seq < 7 else "unsigned", seq, seq)
    assert sorted(store.found()) == sorted([("altered", seq, seq), head])


@EVERY
def test_a_removed_entry(store: Store, seq: int) -> None:
    del store.rows[seq]
    kind = "missing" if seq < 7 else "truncated"
    assert store.found() == [(kind, seq, seq)]
    del store.leaves[seq]
    assert store.found() == [(kind, seq, seq)]


@EVERY
def test_a_removed_entry_with_all_that_follows_renumbered(store: Store, seq: int) -> None:
    kept = [row for row in store.rows if row.seq != seq]
    entries = [entry_like(row, seq=number) for number, row in enumerate(kept)]
    store.rows = [StoredEntry.of(one) for one in entries]
    store.leaves = {one.seq: one.leaf() for one in entries}
    found = store.found()
    assert ("truncated", 7, 7) in found  # the heads still count eight
    if seq < 7:
        assert ("forged", seq, seq) in found


@EVERY
def test_an_inserted_entry_with_a_number_that_is_taken(store: Store, seq: int) -> None:
    forged = entry_like(store.rows[seq], actor="user:8")
    for place in (seq, seq + 1):
        store.rows.insert(place, StoredEntry.of(forged))
        assert store.found() == [("inserted", seq, seq)]
        del store.rows[place]


@EVERY
def test_the_same_entry_twice(store: Store, seq: int) -> None:
    store.rows.insert(seq, store.rows[seq])
    assert store.found() == [("inserted", seq, seq)]


@pytest.mark.parametrize("seq", range(9))
def test_an_inserted_entry_with_all_that_follows_renumbered(store: Store, seq: int) -> None:
    entries = [Entry.parse(row.payload) for row in store.rows]
    entries.insert(seq, entry_like(store.rows[0], actor="user:8"))
    entries = [entry_like(StoredEntry.of(one), seq=n) for n, one in enumerate(entries)]
    store.rows = [StoredEntry.of(one) for one in entries]
    store.leaves = {one.seq: one.leaf() for one in entries}
    found = store.found()
    assert ("unsigned", 8, 8) in found
    if seq < 8:
        assert ("forged", seq, seq) in found


def test_an_entry_far_behind_the_end(store: Store) -> None:
    far = entry_like(store.rows[0], seq=10**15)
    store.rows.append(StoredEntry.of(far))
    store.leaves[far.seq] = far.leaf()
    assert set(store.found()) == {("unsigned", far.seq, far.seq), ("missing", 8, far.seq - 1)}


@pytest.mark.parametrize("one", range(8))
@pytest.mark.parametrize("other", range(8))
def test_two_entries_in_each_others_place(store: Store, one: int, other: int) -> None:
    store.rows[one], store.rows[other] = store.rows[other], store.rows[one]
    named = {seq for _, first, last in store.found() for seq in range(first, last + 1)}
    assert named == ({one, other} if one != other else set())
    assert all(kind == "reordered" for kind, _, _ in store.found())


@pytest.mark.parametrize("one", range(8))
@pytest.mark.parametrize("other", range(8))
@pytest.mark.parametrize("renumbered", [False, True])
def test_two_entries_under_each_others_number(
    store: Store, one: int, other: int, renumbered: bool
) -> None:
    contents = {seq: store.rows[seq] for seq in (one, other)}
    for here, there in ((one, other), (other, one)):
        moved = entry_like(contents[there], seq=here if renumbered else there)
        store.rows[here] = StoredEntry(here, moved.canonical())
    named = {seq for _, first, last in store.found() for seq in range(first, last + 1)}
    assert named == ({one, other} if one != other else set())
    assert all(kind == "reordered" for kind, _, _ in store.found())


@pytest.mark.parametrize("kept", range(8))
def test_a_truncated_ledger_with_its_heads_left(store: Store, kept: int) -> None:
    del store.rows[kept:]
    assert store.found() == [("truncated", kept, 7)]
    store.leaves = {seq: leaf for seq, leaf in store.leaves.items() if seq < kept}
    assert store.found() == [("truncated", kept, 7)]


@pytest.mark.parametrize("kept", range(8))
def test_a_clean_cut_is_shown_by_the_head_kept_outside_and_by_nothing_else(
    store: Store, kept: int
) -> None:
    store.outside = [store.heads[7]]
    del store.rows[kept:], store.heads[kept:]
    store.leaves = {seq: leaf for seq, leaf in store.leaves.items() if seq < kept}
    assert store.found() == [("truncated", kept, 7)]

    store.outside = []
    result = store.verify()
    assert result.whole
    assert any("No head from outside" in limit for limit in result.limits())


@EVERY
def test_a_removed_head(store: Store, seq: int) -> None:
    del store.heads[seq]
    kind = "head-missing" if seq < 7 else "unsigned"
    assert store.found() == [(kind, seq, seq)]


@EVERY
def test_a_forged_head(store: Store, seq: int) -> None:
    stranger = SigningKey(store.key.public_key.name, generate_signing_key())
    head = Head.open(store.heads[seq], store.key.public_key)
    store.heads[seq] = head.sign(stranger)
    assert store.found() == [("head-forged", seq, seq)]


@EVERY
def test_a_head_altered_to_fit_a_forged_entry(store: Store, seq: int) -> None:
    forged = entry_like(store.rows[seq], actor="user:8")
    store.put(seq, forged.canonical())
    store.leaves[seq] = forged.leaf()
    frontier = Frontier()
    for number in range(seq + 1):
        frontier = frontier.append(store.leaves[number])
    head = Head.open(store.heads[seq], store.key.public_key)
    old, new = (base64.b64encode(root).decode() for root in (head.root, frontier.root()))
    store.heads[seq] = store.heads[seq].replace(old, new)
    found = store.found()
    assert ("head-forged", seq, seq) in found
    if seq < 7:  # the next genuine head does not fit; between the two it cannot be told apart
        assert ("forged", seq, seq + 1) in found


def test_all_heads_gone(store: Store) -> None:
    store.heads = []
    assert store.found() == [("unsigned", 0, 7)]


def test_the_wrong_key_proves_nothing(store: Store) -> None:
    store.key = SigningKey(store.key.public_key.name, generate_signing_key())
    assert ("head-forged", 0, 7) in store.found()


def test_a_bad_copy_outside_is_named(store: Store) -> None:
    store.outside = [store.heads[7].replace("\n8\n", "\n9\n"), "scribble"]
    assert store.found() == [("outside-forged", 0, 0), ("outside-forged", 8, 8)]


def test_several_altered_entries_are_all_named(store: Store) -> None:
    for seq in (0, 1, 4, 7):
        store.put(seq, entry_like(store.rows[seq], because="no reason").canonical())
    assert store.found() == [("altered", 0, 1), ("altered", 4, 4), ("altered", 7, 7)]


def test_behind_a_forged_entry_altered_ones_are_still_named(store: Store) -> None:
    forged = entry_like(store.rows[2], actor="user:8")
    store.put(2, forged.canonical())
    store.leaves[2] = forged.leaf()
    store.put(5, entry_like(store.rows[5], because="no reason").canonical())
    assert store.found() == [("forged", 2, 2), ("altered", 5, 5)]
    result = store.verify()
    assert (result.proven, result.frontier) == (2, None)
    assert any("first 2 entries" in limit for limit in result.limits())


def test_occasional_checkpoints_name_a_run(store: Store) -> None:
    """With heads at 3 and 6 only, a forged entry is known to be between them."""
    store.heads = [store.heads[2], store.heads[5]]
    assert store.found(head_every_append=False) == [("unsigned", 6, 7)]
    del store.rows[6:]
    store.leaves = {seq: store.leaves[seq] for seq in range(6)}
    assert store.found(head_every_append=False) == []
    store.put(4, entry_like(store.rows[4], because="no reason").canonical())
    assert store.found(head_every_append=False) == [("altered", 4, 4)]
    store.leaves[4] = leaf_hash(store.rows[4].payload)
    assert store.found(head_every_append=False) == [("forged", 3, 5)]


def test_between_checkpoints_the_next_head_decides_for_all(store: Store) -> None:
    """Entry 3 altered, leaf hash 4 altered: the head at 8 knows which of the two each time."""
    store.heads = [store.heads[7]]
    store.put(3, entry_like(store.rows[3], because="no reason").canonical())
    store.leaves[4] = bytes(32)
    assert store.found(head_every_append=False) == [("altered", 3, 3), ("leaf-altered", 4, 4)]


def test_a_long_ledger_is_verified_in_runs(key: SigningKey, steps: list[Appended]) -> None:
    whole = Store.of(key, steps)
    first = Store.of(key, steps[:5]).verify()
    second = Store.of(key, steps[5:])
    assert first.frontier == steps[4].frontier
    result = second.verify(start=first.frontier)
    assert result.whole
    assert (result.entries, result.proven) == (7, 12)
    assert result.frontier == whole.verify().frontier
    second.put(8, entry_like(second.rows[3], because="no reason").canonical())
    assert second.found(start=first.frontier) == [("altered", 8, 8)]


def test_a_run_does_not_hang_in_the_air(key: SigningKey, steps: list[Appended]) -> None:
    """A start that was tampered with contradicts the next head, and its own if that is given."""
    run, edge = Store.of(key, steps[5:]), steps[4].frontier
    tampered = Frontier(edge.size, (bytes(32), *edge.peaks[1:]))
    assert run.found(start=tampered) == [("forged", 5, 5)]
    run.heads.insert(0, steps[4].head)
    assert run.found(start=edge) == []
    assert run.found(start=tampered) == [("forged", 4, 4)]
    # A start too early leaves a gap.
    assert ("missing", 4, 4) in run.found(start=steps[3].frontier)


# Someone who holds the key


def rewritten(store: Store, seq: int) -> Store:
    """The whole ledger anew, with one entry changed, signed with the true key."""
    entries = [Entry.parse(row.payload) for row in store.rows]
    entries[seq] = entry_like(store.rows[seq], actor="user:8")
    return Store.of(store.key, appended(store.key, entries))


@EVERY
def test_a_key_holder_is_shown_by_the_copy_outside_alone(store: Store, seq: int) -> None:
    other = rewritten(store, seq)
    result = other.verify()
    assert result.whole
    assert any(limit.startswith(KEY_HOLDER) for limit in result.limits())

    other.outside = [store.heads[7]]
    assert other.found() == [("rewritten", 7, 7)]
    other.outside = store.heads
    assert other.found() == [("rewritten", seq, seq)]  # the first copy that does not fit


def test_a_key_holder_who_leaves_the_true_entries_but_signs_others(store: Store) -> None:
    other = rewritten(store, 3)
    store.heads[3] = other.heads[3]
    assert ("forged", 3, 3) in store.found()
    store.outside = [rewritten(store, 0).heads[0], store.heads[7]]
    assert ("rewritten", 0, 0) in store.found()


def test_two_heads_of_one_size(store: Store) -> None:
    store.heads.append(rewritten(store, 5).heads[6])
    assert ("forked", 6, 6) in store.found()


def test_a_head_stored_and_another_outside(store: Store) -> None:
    other = rewritten(store, 5)
    store.outside = [store.heads[6]]
    store.heads[6] = other.heads[6]
    assert ("forked", 6, 6) in store.found()


def test_the_sentence_about_the_key_holder_is_always_there(store: Store) -> None:
    for outside in ([], [store.heads[7]]):
        store.outside = outside
        assert any(limit.startswith(KEY_HOLDER) for limit in store.verify().limits())


def test_findings_are_sentences(store: Store) -> None:
    store.put(2, b"{}")
    store.put(3, b"{}")
    (finding,) = store.verify().findings
    assert finding.say() == "Entries 2 to 3 were altered after they were written."
    del store.rows[7]
    assert store.verify().findings[-1].say() == (
        "Entry 7 was cut off the end: it is still counted elsewhere."
    )


# Anything at all

ATTACKS = st.lists(
    st.tuples(
        st.sampled_from(
            ["alter", "flip", "remove", "double", "swap", "leaf", "no-leaf", "head", "no-head"]
        ),
        st.integers(0, 11),
        st.integers(0, 11),
        st.integers(0, 255),
    ),
    min_size=1,
    max_size=4,
)


def attack(store: Store, act: str, one: int, other: int, number: int) -> None:
    rows = store.rows
    if act == "alter" and rows:
        row = rows[one % len(rows)]
        rows[one % len(rows)] = StoredEntry(row.seq, row.payload.replace(b"user:7", b"user:8"))
    elif act == "flip" and rows:
        row = rows[one % len(rows)]
        payload = bytearray(row.payload)
        payload[number % len(payload)] ^= 1 + other
        rows[one % len(rows)] = StoredEntry(row.seq, bytes(payload))
    elif act == "remove" and rows:
        del rows[one % len(rows)]
    elif act == "double" and rows:
        rows.insert(other % len(rows), rows[one % len(rows)])
    elif act == "swap" and rows:
        here, there = one % len(rows), other % len(rows)
        rows[here], rows[there] = rows[there], rows[here]
    elif act == "leaf":
        store.leaves[one] = bytes([number]) * 32
    elif act == "no-leaf":
        store.leaves.pop(one, None)
    elif act == "head" and store.heads:
        at = one % len(store.heads)
        note = store.heads[at]
        place = number % len(note)
        letter = "x" if note[place] != "x" else "y"
        store.heads[at] = note[:place] + letter + note[place + 1 :]
    elif act == "no-head" and store.heads:
        del store.heads[one % len(store.heads)]


@settings(
    deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(size=st.integers(1, 12), attacks=ATTACKS)
def test_no_combination_of_changes_passes_as_whole(
    key: SigningKey, steps: list[Appended], size: int, attacks: list[tuple[str, int, int, int]]
) -> None:
    store, honest = Store.of(key, steps[:size]), Store.of(key, steps[:size])
    store.outside = [honest.heads[-1]]
    for one in attacks:
        attack(store, *one)
    unchanged = (store.rows, store.leaves, store.heads) == (
        honest.rows,
        honest.leaves,
        honest.heads,
    )
    result = store.verify()
    assert result.whole == unchanged
    for finding in result.findings:
        assert finding.say()


@settings(
    deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(size=st.integers(1, 12), kept=st.sets(st.integers(0, 11)), outside=st.booleans())
def test_removed_entries_are_named_exactly(
    key: SigningKey, steps: list[Appended], size: int, kept: set[int], outside: bool
) -> None:
    """Rows and their leaf hashes go, and the heads of what was cut off the end."""
    store = Store.of(key, steps[:size])
    gone = set(range(size)) - kept
    store.rows = [row for row in store.rows if row.seq not in gone]
    store.leaves = {seq: leaf for seq, leaf in store.leaves.items() if seq not in gone}
    last = max((row.seq for row in store.rows), default=-1)
    if outside:
        store.outside = [store.heads[-1]]
    del store.heads[last + 1 :]
    named = {
        seq
        for kind, first, through in store.found()
        if kind in ("missing", "truncated")
        for seq in range(first, through + 1)
    }
    assert named == (gone if outside else {seq for seq in gone if seq < last})


@settings(
    deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(size=st.integers(1, 12), touched=st.sets(st.integers(0, 11), min_size=1))
def test_altered_entries_are_named_exactly(
    key: SigningKey, steps: list[Appended], size: int, touched: set[int]
) -> None:
    store = Store.of(key, steps[:size])
    touched = {seq for seq in touched if seq < size}
    for seq in touched:
        store.put(seq, store.rows[seq].payload.replace(b"user:7", b"user:8"))
    found = store.found()
    assert all(kind == "altered" for kind, _, _ in found)
    assert {n for _, first, last in found for n in range(first, last + 1)} == touched
