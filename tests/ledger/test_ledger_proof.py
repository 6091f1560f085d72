"""Appending step by step, and the texts by which others check it."""

import base64
from dataclasses import replace

import pytest
from tampering import NAME, appended, entry

from antigone.ledger import (
    Appended,
    Entry,
    ExportLine,
    Frontier,
    Head,
    LedgerOutOfStep,
    ProofDoesNotHold,
    SigningKey,
    StoredEntry,
    UnreadableExport,
    UnreadableHead,
    UnreadableProof,
    WrongSequence,
    append,
    check_growth,
    check_inclusion,
    frontier_of,
    generate_signing_key,
    read_export,
    verify,
    write_export,
    write_growth,
    write_inclusion,
)


def leaves_of(steps: list[Appended]) -> list[bytes]:
    return [step.leaf for step in steps]


def test_each_append_signs_the_tree_so_far(key: SigningKey, steps: list[Appended]) -> None:
    for size, step in enumerate(steps, start=1):
        head = Head.open(step.head, key.public_key)
        frontier = frontier_of(leaves_of(steps[:size]))
        assert (head.size, head.root) == (size, frontier.root())
        assert head.at == Entry.parse(step.row.payload).at
        assert step.frontier == frontier


def test_the_next_entry_has_the_next_number(key: SigningKey, steps: list[Appended]) -> None:
    for seq in (2, 4):
        with pytest.raises(WrongSequence, match=str(seq)):
            append(entry(seq), frontier=steps[2].frontier, last_head=steps[2].head, key=key)


def test_a_tampered_edge_is_never_signed(key: SigningKey, steps: list[Appended]) -> None:
    """A signature under it would make the forgery the truth."""
    edge = steps[2].frontier
    tampered = Frontier(edge.size, (bytes(32), *edge.peaks[1:]))
    with pytest.raises(LedgerOutOfStep, match="3"):
        append(entry(3), frontier=tampered, last_head=steps[2].head, key=key)
    with pytest.raises(LedgerOutOfStep):
        append(entry(3), frontier=edge, last_head=steps[1].head, key=key)
    with pytest.raises(LedgerOutOfStep):
        append(entry(3), frontier=edge, last_head=None, key=key)
    with pytest.raises(LedgerOutOfStep):
        append(entry(0), frontier=Frontier(), last_head=steps[0].head, key=key)
    with pytest.raises(UnreadableHead):
        append(entry(3), frontier=edge, last_head="scribble", key=key)


def test_every_entry_proves_that_it_is_in_the_ledger(
    key: SigningKey, steps: list[Appended]
) -> None:
    for size in range(1, 13):
        for step in steps[:size]:
            text = write_inclusion(
                step.row, leaves=leaves_of(steps[:size]), head=steps[size - 1].head
            )
            proven = check_inclusion(text, key.public_key)
            assert proven.entry == Entry.parse(step.row.payload)
            assert proven.head.size == size


def test_the_proof_text_is_the_published_form(key: SigningKey, steps: list[Appended]) -> None:
    text = write_inclusion(steps[0].row, leaves=leaves_of(steps[:2]), head=steps[1].head)
    lines = text.split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert lines[1] == "extra " + base64.b64encode(steps[0].row.payload).decode()
    assert lines[2] == "index 0"
    assert lines[3] == base64.b64encode(steps[1].leaf).decode()
    assert lines[4:6] == ["", NAME]


def test_every_changed_character_of_a_proof_fails(key: SigningKey, steps: list[Appended]) -> None:
    text = write_inclusion(steps[5].row, leaves=leaves_of(steps[:11]), head=steps[10].head)
    for at, letter in enumerate(text):
        for other in {"A", "5", "\n"} - {letter}:
            with pytest.raises((UnreadableProof, UnreadableHead, ProofDoesNotHold)):
                check_inclusion(text[:at] + other + text[at + 1 :], key.public_key)
        with pytest.raises((UnreadableProof, UnreadableHead, ProofDoesNotHold)):
            check_inclusion(text[:at], key.public_key)


def test_a_proof_of_another_entry_does_not_hold(key: SigningKey, steps: list[Appended]) -> None:
    leaves = leaves_of(steps[:8])
    text = write_inclusion(steps[3].row, leaves=leaves, head=steps[7].head)
    changed = replace(Entry.parse(steps[3].row.payload), actor="user:8")
    old, new = (
        base64.b64encode(payload).decode()
        for payload in (steps[3].row.payload, changed.canonical())
    )
    with pytest.raises(ProofDoesNotHold):
        check_inclusion(text.replace(old, new), key.public_key)
    with pytest.raises(ProofDoesNotHold):
        check_inclusion(text.replace("index 3", "index 2"), key.public_key)


def test_an_entry_that_states_another_number_does_not_hold(key: SigningKey) -> None:
    """A key holder could put an entry where it does not belong."""
    stray = entry(5)
    frontier = Frontier().append(stray.leaf())
    head = Head(origin=NAME, size=1, root=frontier.root(), at=stray.at).sign(key)
    text = write_inclusion(StoredEntry(0, stray.canonical()), leaves=[stray.leaf()], head=head)
    with pytest.raises(ProofDoesNotHold):
        check_inclusion(text, key.public_key)


def test_a_proof_needs_the_right_key(key: SigningKey, steps: list[Appended]) -> None:
    text = write_inclusion(steps[0].row, leaves=leaves_of(steps[:1]), head=steps[0].head)
    with pytest.raises(UnreadableHead):
        check_inclusion(text, SigningKey(NAME, generate_signing_key()).public_key)


def test_an_old_head_and_any_newer_one(key: SigningKey, steps: list[Appended]) -> None:
    for new in range(1, 13):
        for old in range(1, new + 1):
            text = write_growth(
                leaves=leaves_of(steps[:new]), old=steps[old - 1].head, new=steps[new - 1].head
            )
            growth = check_growth(text, key.public_key)
            assert (growth.old.size, growth.new.size) == (old, new)


def test_a_rewritten_ledger_did_not_grow_from_the_old_head(
    key: SigningKey, steps: list[Appended]
) -> None:
    other = appended(key, [entry(seq, "b" if seq == 2 else "") for seq in range(12)])
    for old in range(1, 12):
        text = write_growth(leaves=leaves_of(other), old=steps[old - 1].head, new=other[11].head)
        if old <= 2:  # up to there the two are one ledger
            assert check_growth(text, key.public_key).new.size == 12
        else:
            with pytest.raises(ProofDoesNotHold, match="12"):
                check_growth(text, key.public_key)


def test_every_changed_character_of_a_growth_proof_fails(
    key: SigningKey, steps: list[Appended]
) -> None:
    text = write_growth(leaves=leaves_of(steps[:11]), old=steps[5].head, new=steps[10].head)
    for at, letter in enumerate(text):
        for other in {"A", "\n"} - {letter}:
            with pytest.raises((UnreadableProof, UnreadableHead, ProofDoesNotHold)):
                check_growth(text[:at] + other + text[at + 1 :], key.public_key)


def test_the_older_head_comes_first(key: SigningKey, steps: list[Appended]) -> None:
    text = write_growth(leaves=leaves_of(steps[:8]), old=steps[3].head, new=steps[7].head)
    path, rest = text.split("\n\n", 1)
    swapped = f"{path}\n\n{steps[7].head}\n{steps[3].head}"
    assert rest == f"{steps[3].head}\n{steps[7].head}"
    with pytest.raises(ProofDoesNotHold):
        check_growth(swapped, key.public_key)


@pytest.mark.parametrize("text", ["", "\n\n", "c2sp.org/tlog-proof@v1\n\n", "x" * 300_000])
def test_what_is_no_proof_is_refused(key: SigningKey, text: str) -> None:
    for check in (check_inclusion, check_growth):
        with pytest.raises(UnreadableProof):
            check(text, key.public_key)


def exported(steps: list[Appended], key: SigningKey) -> list[bytes]:
    lines = [ExportLine(step.row, step.leaf, step.head) for step in steps]
    return list(write_export(lines, public_key=key.public_key))


def test_an_export_is_verified_elsewhere(key: SigningKey, steps: list[Appended]) -> None:
    export = read_export(exported(steps, key))
    assert export.claimed_key == key.public_key
    result = verify(
        export.entries,
        leaf_hashes=export.leaf_hashes,
        heads=export.heads,
        public_key=key.public_key,
    )
    assert result.whole
    assert result.proven == 12


def test_an_export_carries_what_is_wrong_faithfully(key: SigningKey, steps: list[Appended]) -> None:
    """Even bytes that are no text, a missing leaf hash, a missing head: verification names them."""
    lines = [
        ExportLine(StoredEntry(0, b"\xff\x00\n"), steps[0].leaf, steps[0].head),
        ExportLine(steps[1].row, None, steps[1].head),
        ExportLine(steps[2].row, steps[2].leaf, None),
    ]
    export = read_export(write_export(lines, public_key=key.public_key))
    assert export.entries == tuple(line.row for line in lines)
    found = verify(
        export.entries,
        leaf_hashes=export.leaf_hashes,
        heads=export.heads,
        public_key=key.public_key,
    ).findings
    assert [(one.kind, one.seq) for one in found] == [
        ("altered", 0),
        ("leaf-missing", 1),
        ("unsigned", 2),
    ]


def test_an_export_cut_or_broken_is_refused(key: SigningKey, steps: list[Appended]) -> None:
    lines = exported(steps[:3], key)
    for cut in range(len(lines)):
        with pytest.raises(UnreadableExport):
            read_export(lines[:cut])
    with pytest.raises(UnreadableExport, match="6"):
        read_export([*lines, lines[-1]])
    for number in range(len(lines)):
        for broken in (b"", b"{}", b"[]", b"\xff", lines[number][:-3]):
            with pytest.raises(UnreadableExport, match=str(number + 1)):
                read_export([*lines[:number], broken, *lines[number + 1 :]])


def test_an_export_of_an_empty_ledger(key: SigningKey) -> None:
    assert read_export(write_export([], public_key=key.public_key)).entries == ()
