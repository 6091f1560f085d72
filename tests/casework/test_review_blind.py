"""Everything an examiner can obtain before she has committed, walked to its last value and byte."""

import inspect
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any
from uuid import UUID

import numpy
import pytest
from django.db import models
from PIL import Image

from antigone.access import Action, Actor, within
from antigone.casework import lists
from antigone.casework import models as rows
from antigone.casework.heads import SIDE
from antigone.casework.procedures import matching, photographs, review
from antigone.casework.procedures.reconciling import keep_run
from antigone.casework.procedures.stating import make_statement
from antigone.casework.procedures.weighing_records import WeighRecords, weigh_findings
from antigone.errors import Refusal
from tests.casework.desk import last_entry
from tests.casework.review_desk import FACE, SAME, Review, bench, mortuary

__all__ = ["bench", "mortuary"]


def walked(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value that can be reached from one, with the way to it; also how it prints."""
    if isinstance(value, numpy.ndarray):
        yield f"{path}.bytes", value.tobytes()
        return
    yield f"{path}:repr", repr(value)
    for step, inner in _inside(value):
        yield from walked(inner, f"{path}{step}")
    if isinstance(value, bytes | memoryview):
        yield path, bytes(value)
    elif isinstance(value, UUID):
        yield path, value.hex
    else:
        yield path, str(value)


def _inside(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, models.Model):
        for one in value._meta.concrete_fields:
            yield f".{one.attname}", getattr(value, one.attname)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield f".{one.name}", getattr(value, one.name)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield ".key", key
            yield f"[{key!r}]", inner
    elif isinstance(value, list | tuple | set | frozenset):
        for number, inner in enumerate(value):
            yield f"[{number}]", inner
    elif isinstance(value, Refusal):
        yield ".json", value.as_json()


def secrets_of(bench: Review, first: Actor) -> dict[str, str]:
    """Return what must not be found, each under what it is."""
    candidate = bench.candidate
    with within(bench.staff.operation):
        reference = rows.ReferencePhotograph.objects.get()
        view = rows.Comparison.objects.get(candidate=candidate)
        findings = list(rows.Finding.objects.all())
    found = {
        "her name": "Ines Alba",
        "her request": "T-0031",
        "a score": f"{candidate.similarity:.6f}",
        "a score, rounded": str(round(candidate.similarity, 4)),
        "the first view": "potential-match",
        "its support": "moderate",
        "its note": "a note that nobody else reads",
        "the reference's digest": bytes(reference.sha256).hex(),
        "the reference's blob": reference.blob_id,
    }
    for what, row in (
        ("candidate", candidate),
        ("request", bench.request),
        ("search", bench.search),
        ("reference", reference),
        ("first view", view),
    ):
        found[f"the id of the {what}"] = str(row.pk)
        found[f"the hex id of the {what}"] = row.pk.hex
    found["the first examiner"] = str(first.account_id)
    for one in findings:
        found[f"a ratio {one.pk}"] = f"{one.log10_lr:.3f}" if one.log10_lr else "outside: "
    return found


def answers(bench: Review, actor: Actor) -> Iterator[tuple[str, Any]]:
    """Yield what every reader and procedure gives an examiner, refusals included."""
    with within(bench.staff.operation):
        reference = rows.ReferencePhotograph.objects.get()
        post_mortem = rows.PostMortemPhotograph.objects.get()
    for name in lists.__all__:
        reader = getattr(lists, name)
        if inspect.isfunction(reader):
            yield name, _tried(lambda reader=reader: _called(reader, bench, actor, post_mortem))
    search = matching.Wanted(remains=bench.remains.id, purpose="identify")
    procedures: tuple[tuple[str, Callable[[], Any]], ...] = (
        ("search", lambda: matching.search(actor, search)),
        ("sweep", lambda: matching.sweep(actor)),
        ("weigh", lambda: matching.weigh(actor, matching.FaceOf(candidate=bench.candidate.id))),
        ("findings", lambda: weigh_findings(actor, WeighRecords(candidate=bench.candidate.id))),
        ("statement", lambda: make_statement(actor, bench.candidate.id)),
        ("run", lambda: keep_run(actor)),
        ("reference", lambda: photographs.disclose(actor, reference.id)),
        ("body", lambda: photographs.disclose(actor, post_mortem.id, photographs.View.MASKED)),
        ("proficiency", lambda: review.proficiency(actor)),
        ("draw", lambda: bench.draw(actor)),
        ("analyse", lambda: bench.analysed(actor)),
    )
    for name, procedure in procedures:
        yield name, _tried(procedure)


def _tried(attempt: Callable[[], Any]) -> Any:
    try:
        return attempt()
    except Refusal as refusal:
        return refusal


def _called(
    reader: Callable[..., Any], bench: Review, actor: Actor, photograph: rows.PostMortemPhotograph
) -> Any:
    """Call a reader with what an examiner has: the code of the body and of its photograph."""
    given: list[Any] = []
    named: dict[str, Any] = {}
    by_name = {
        "model": rows.Remains,
        "named": "R1/1",
        "requests": (),
        "column": "sealed",
        "candidate": bench.candidate.id,
        "resting": {},
    }
    by_type = {
        Actor: actor,
        str: "R1",
        UUID: photograph.pk,
        Action: Action.ANALYSE,
        bool: True,
        int: 1,
    }
    for parameter in inspect.signature(reader).parameters.values():
        if parameter.default is not parameter.empty:
            continue
        value = by_name.get(parameter.name, by_type.get(parameter.annotation))
        if parameter.kind is parameter.KEYWORD_ONLY:
            named[parameter.name] = value
        else:
            given.append(value)
    return reader(*given, **named)


def _committed_first(bench: Review) -> Actor:
    """The first examiner, with a note, a score on record, and a second one who was drawn."""
    first = bench.examiners[0]
    matching.weigh(bench.mortuary.examiner, matching.FaceOf(candidate=bench.candidate.id))
    bench.analysed(first, note="a note that nobody else reads")
    bench.draw(first)
    while pair := bench.next(first):
        if not bench.commit(first, pair, SAME, note="a note that nobody else reads").waiting:
            break
    return first


def test_nothing_that_an_examiner_obtains_before_committing_tells_anything(bench: Review) -> None:
    first = _committed_first(bench)
    second = bench.drawn()
    hidden = secrets_of(bench, first)
    seen: list[tuple[str, Any]] = list(answers(bench, second))
    while pair := bench.next(second):
        seen.append(("pair", pair))
        # Her own conclusion is another one than the first examiner's, so that it is told apart.
        committed = bench.commit(second, pair, review.comparing.Conclusion.EXCLUSION)
        seen.append(("committed", committed))
        if committed.waiting == 1:
            seen += answers(bench, second)
        if not committed.waiting:
            break
    assert {name for name, _ in seen} >= {"pair", "committed", "candidates", "reviews", "draw"}
    refused = {name for name, value in seen if isinstance(value, Refusal)}
    assert {"candidates", "newest_search", "reviews", "search", "weigh", "reference"} <= refused
    assert {"findings_of_pair", "findings", "statement", "together", "run_kept"} <= refused
    for name, value in seen:
        for path, part in walked(value, name):
            for what, secret in hidden.items():
                told = secret in part if isinstance(part, str) else secret.encode() in part
                assert not told, (what, path)


def test_this_walk_would_find_it(bench: Review) -> None:
    """The same walk over what is shown to somebody who does not compare finds name and score."""
    first = _committed_first(bench)
    hidden = secrets_of(bench, first)
    seen = lists.candidates(bench.board, "R1")
    found = {
        what
        for _, part in walked(seen)
        for what, secret in hidden.items()
        if isinstance(part, str) and secret in part
    }
    assert {"her name", "her request", "a score, rounded"} <= found


def test_a_filler_cannot_be_told_by_anything_but_its_face(bench: Review) -> None:
    actor = bench.examiners[0]
    bench.analysed(actor)
    bench.draw(actor)
    shown, kinds, entries = [], [], []
    while pair := bench.next(actor):
        shown.append(pair)
        kinds.append(bench.is_filler(pair))
        entries.append([one.partition(":")[0] for one in _pair_entry().objects])
        if not bench.commit(actor, pair, SAME).waiting:
            break
    assert sorted(kinds) == [False, True, True]
    assert [(one.position, one.of) for one in shown] == [(1, 3), (2, 3), (3, 3)]
    for one in shown:
        assert one.reference.shape == one.post_mortem.shape == (SIDE, SIDE, 3)
        assert one.reference.dtype == one.post_mortem.dtype == numpy.uint8
        assert one.reference.flags.c_contiguous == shown[0].reference.flags.c_contiguous
        assert (one.documents, one.components) == (shown[0].documents, shown[0].components)
        # The body is the same picture in every pair.
        assert numpy.array_equal(one.post_mortem, shown[0].post_mortem)
        assert {part[0] for part in _chunks(one.reference)} == {b"IHDR", b"IDAT", b"IEND"}
    assert {len(one) for one in entries} == {4}
    assert {one.pair.version for one in shown} == {4}, "random ids, without a time in them"


def _pair_entry() -> Any:
    from antigone.ledger import Entry

    for row in rows.LedgerEntry.objects.order_by("-seq"):
        entry = Entry.parse(bytes(row.payload))
        if entry.action == "pair.view":
            return entry
    raise AssertionError("no pair was shown")


def _chunks(pixels: Any) -> Iterator[tuple[bytes, bytes]]:
    """The parts of the file that the command line writes."""
    written = io.BytesIO()
    Image.fromarray(pixels).save(written, "PNG")
    content = written.getvalue()
    at = 8
    while at < len(content):
        length = int.from_bytes(content[at : at + 4])
        yield content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        at += 12 + length


def test_each_look_at_a_pair_is_on_the_record(bench: Review) -> None:
    actor = bench.examiners[0]
    bench.analysed(actor)
    bench.draw(actor)
    pair = bench.next(actor)
    of_body, of_pair = last_entry(), _pair_entry()
    with within(bench.staff.operation):
        row = rows.Pair.objects.get(pk=pair.pair)
        beside = (
            row.filler.ledger_id if row.filler else f"referencephotograph:{row.reference_id.hex}"
        )
    assert of_body.action == "photograph.disclose"
    assert f"postmortemphotograph:{row.post_mortem_id.hex}" in of_body.objects
    assert {row.ledger_id, beside, "view:masked"} <= set(of_pair.objects)
    assert of_pair.actor == of_body.actor == actor.ledger_id


def test_the_order_is_drawn_for_each_examiner(bench: Review) -> None:
    """By lot, the same for the same home and row; and another one for each row."""
    from antigone.casework.procedures.review.drawing import seed_of

    orders = [
        tuple(numpy.random.default_rng(list(seed_of("R1", "face", number))).permutation(5))
        for number in range(60)
    ]
    again = tuple(numpy.random.default_rng(list(seed_of("R1", "face", 3))).permutation(5))
    assert orders[3] == again
    assert len(set(orders)) > 40
    assert {order.index(0) for order in orders} == set(range(5))


@pytest.mark.parametrize("discipline", [FACE])
def test_a_row_waits_without_saying_why(bench: Review, discipline: Any) -> None:
    """That a third view is asked for would say that two differ."""
    bench.first(SAME)
    second = bench.drawn()
    (waiting,) = lists.rounds_of(second)
    assert waiting == {
        "remains": "R1",
        "discipline": discipline,
        "analysed": True,
        "pairs": 3,
        "compared": 0,
    }
