"""Weighing what the records of a pair say: stored with its figures, superseded, never a way around a rule."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from antigone.access import Action, Actor, Discipline, NotAllowed, SeparatePerson, within
from antigone.casework import models as rows
from antigone.casework.description import Description, PartialDate, Range
from antigone.casework.guard import code_of
from antigone.casework.lists.weighed import figures_held, findings_of_pair, pairs_to_weigh
from antigone.casework.models.remains import ExaminationKind
from antigone.casework.observed import Circumstances, ContradictingRecords, Judged, Thing
from antigone.casework.pairs import Pair
from antigone.casework.procedures import erasure, establishing, handover, intake, matching
from antigone.casework.procedures.populations import (
    Figures,
    FiguresInForce,
    NoReasonForFigures,
    adopt_figures,
)
from antigone.casework.procedures.stating import NothingToState, make_statement
from antigone.casework.procedures.weighing_records import WeighRecords, weigh_findings
from antigone.casework.rules import Rules, judge
from antigone.casework.statements import stated_of
from antigone.casework.step import step
from antigone.config import Config, make_home
from antigone.evidence import Calibration
from antigone.evidence.calibration import UNRELATED
from antigone.evidence.findings import SAME_OR_UNRELATED, UnfitFigure
from tests.casework.deciding import MATCH, Board, board
from tests.casework.desk import last_entry
from tests.documents.reading import carried, read
from tests.homes import unfenced

__all__ = ["board"]

FEW_WOMEN = b"""
name = "A garrison"
version = "2026-03"
provenance = "Roll call of 400, March 2026."
[sex]
shares = { female = 0.05, male = 0.95 }
people = 400
source = "Roll call of 400, March 2026."
"""


@pytest.fixture
def pair(board: Board) -> rows.Candidate:
    """A woman who is looked for and a body that was examined; DNA has put her on its list."""
    described = Description(
        sex="female", age=Range(36, 37), tattoos=("anchor, left forearm",), hair="brown"
    )
    request = board.missing(
        "M1", description=described, born=PartialDate("1990"), last_seen=PartialDate("2026-05-01")
    )
    body = board.body("R1", recovered_on=PartialDate("2026-05-12"))
    found = Description(sex="female", age=Range(30, 40), tattoos=("front-left-forearm: anchor",))
    examined(board, body, found)
    return board.lead(body, request)


def examined(board: Board, body: rows.Remains, found: Description) -> rows.Examination:
    with within(board.staff.operation):
        before = rows.Examination.objects.filter(remains=body, kind="external")
        after = before.order_by("recorded_at").values_list("pk", flat=True).last()
    stated = establishing.Examined(
        remains=body.id,
        kind=ExaminationKind.EXTERNAL,
        basis="Seen by daylight",
        description=found,
        after=after,
    )
    return establishing.record_examination(board.doctor, stated)


def weigh(board: Board, pair: rows.Candidate, by: Actor | None = None, **judged: Any) -> Any:
    said = Judged(**judged) if judged else None
    return weigh_findings(by or board.dora, WeighRecords(candidate=pair.pk, judged=said))


def findings(board: Board, weighing: rows.Weighing) -> dict[str, rows.Finding]:
    with within(board.staff.operation):
        return {one.kind: one for one in rows.Finding.objects.filter(weighing=weighing)}


def stated(board: Board, pair: rows.Candidate) -> Any:
    return findings_of_pair(board.cora, pair.pk).stated


def test_every_finding_is_a_row_with_its_question_and_figures(
    board: Board, pair: rows.Candidate
) -> None:
    weighing = weigh(board, pair)
    found = findings(board, weighing)
    assert set(found) == {"sex", "age", "mark"}
    assert weighing.table_id is None
    assert weighing.figures.startswith("Antigone's default figures 2026-")
    one = found["sex"]
    assert (one.same, one.other) == SAME_OR_UNRELATED
    # (0.998² + 0.002²) / 0.5 = 1.992 times.
    assert 10**one.log10_lr == pytest.approx(1.992, abs=0.001)
    assert one.lower <= one.log10_lr <= one.upper
    assert one.bound == "-3.000 to 3.000"
    assert "Antigone's default figures" in one.source
    entry = last_entry()
    assert entry.action == "candidate.weigh-findings"
    assert weighing.ledger_id in entry.objects
    assert {one.ledger_id for one in found.values()} <= set(entry.objects)


def test_no_word_of_the_family_stands_open_in_a_row(board: Board, pair: rows.Candidate) -> None:
    weighing = weigh(
        board, pair, things=(Thing(kind="effect", what="ring of Sara", found=True, rarity="rare"),)
    )
    with within(board.staff.operation):
        values = [
            *rows.Finding.objects.values_list("kind", "source", "rests_on", "outside_reach"),
            *rows.Weighing.objects.values_list("figures"),
        ]
        sealed = bytes(rows.Weighing.objects.get(pk=weighing.pk).details)
    assert "anchor" not in repr(values) and "Sara" not in repr(values)
    assert b"anchor" not in sealed and b"Sara" not in sealed
    said = [bar.finding.sentence for bar in stated(board, pair).statement.bars]
    assert any("anchor, left forearm" in one for one in said)


def test_a_later_weighing_takes_the_earlier_ones_place(board: Board, pair: rows.Candidate) -> None:
    first = weigh(board, pair)
    with within(board.staff.operation):
        body = rows.Remains.objects.get(pk=pair.remains_id)
    examined(board, body, Description(sex="male"))
    assert stated(board, pair).newer_records
    second = weigh(board, pair)
    with within(board.staff.operation):
        both = Pair(body, rows.TracingRequest.objects.get(pk=pair.request_id))
        counted = {one.weighing_id for one in both.findings}
        assert rows.Finding.objects.filter(weighing=first).count() == 3, "nothing is removed"
    assert counted == {second.pk}
    assert findings(board, second)["sex"].log10_lr < -2


def test_a_thing_that_was_kept_is_held_against_what_the_family_described(board: Board) -> None:
    hers = "ring; gold; “A.K. 1998” | her grandmother’s"
    request = board.missing("M1", description=Description(effects=(hers, "watch; steel")))
    body = board.body("R1")
    board.body("R2")
    pair = board.lead(body, request)
    weigh(board, pair)
    kept = handover.FoundEffect(
        code="E-1",
        remains=body.id,
        description="ring; gold; “AK 1998” | left hand",
        found_by="Weld",
        place="Safe 1",
        received_by="Weld",
    )
    handover.record_effect(board.mortuary, kept)
    assert stated(board, pair).newer_records

    found = findings(board, weigh(board, pair))
    # Nobody listed what the body had: the watch is no finding, for or against.
    assert set(found) == {"effect"}
    assert found["effect"].log10_lr > 0.5
    assert found["effect"].rests_on == "belongings"
    said = [bar.finding.sentence for bar in stated(board, pair).statement.bars]
    assert said == [f"Reported: “{hers}”. Found: “{kept.description}”."]


def test_what_a_person_said_is_kept_until_somebody_says_otherwise(
    board: Board, pair: rows.Candidate
) -> None:
    ring = Thing(kind="effect", what="silver ring", found=True, rarity="rare")
    weigh(board, pair, things=(ring,))
    weigh(board, pair)
    assert findings_of_pair(board.cora, pair.pk).judged.things == (ring,)
    weigh(board, pair, things=(), circumstances=Circumstances(distance_km=2.0, area_km=400.0))
    kinds = {bar.finding.discipline for bar in stated(board, pair).statement.bars}
    assert "belongings and papers" not in kinds
    assert "place and time" in kinds


def test_two_positions_on_record_give_the_distance(board: Board) -> None:
    # Degrees of latitude are 111.195 km: three between the two places, four between the bodies.
    asked = board.missing("M1", last_seen_place="Off the cape, 36.5000, 18.0000")
    body = board.body("R1", recovered_at="39.5000, 18.0000")
    board.body("R2", recovered_at="35.5000, 18.0000")
    lead = board.lead(body, asked)
    weighing = weigh(board, lead)
    assert "333.585 km in 222.39 km" in findings(board, weighing)["place"].source
    said = Circumstances(distance_km=4.0, area_km=160.0)
    own = weigh(board, lead, circumstances=said)
    assert "4 km in 160 km" in findings(board, own)["place"].source


def test_a_text_that_is_no_position_stops_no_weighing(board: Board) -> None:
    asked = board.missing("M1", last_seen_place="36.5000, 18.0000")
    lying = intake.FoundRemains(
        code="R1",
        place="Pier 3, 39.5000, 18.0000",
        recovered_at="Hall 95.1, 20.2",
        authority="Coroner",
    )
    body = intake.record_remains(board.mortuary, lying)
    board.body("R2", recovered_at="35.5000, 18.0000")
    board.body("R3", recovered_at="Hall 95.1, 20.2")
    weighing = weigh(board, board.lead(body, asked))
    assert "333.585 km in 222.39 km" in findings(board, weighing)["place"].source


def test_bodies_around_zero_and_zero_have_no_middle_and_are_weighed(board: Board) -> None:
    asked = board.missing("M1", last_seen_place="36.5000, 18.0000")
    body = board.body("R1", recovered_at="0.0000, 20.0000")
    board.body("R2", recovered_at="0.0000, -20.0000")
    assert "place" not in findings(board, weigh(board, board.lead(body, asked)))


def test_figures_are_versioned_and_say_whom_they_describe(
    board: Board, pair: rows.Candidate
) -> None:
    before = weigh(board, pair)
    given = Figures(name="garrison.toml", content=FEW_WOMEN, because="All served in one place.")
    table = adopt_figures(board.cora, given)
    assert (table.version, last_entry().action) == (1, "figures.adopt")
    assert stated(board, pair).figures_changed
    after = weigh(board, pair)
    old, new = findings(board, before)["sex"], findings(board, after)["sex"]
    # Among so few women one who is a woman tells more: 0.996 / (0.05·0.998 + 0.95·0.002) = 19.2.
    assert 10**new.log10_lr == pytest.approx(0.99601 / (0.05 * 0.998 + 0.95 * 0.002), abs=0.01)
    assert old.log10_lr < new.log10_lr
    assert "A garrison 2026-03" in new.source
    held = figures_held(board.cora)
    assert [one.version for one in held] == [1, 0]
    assert held[0].because == "All served in one place."
    assert not stated(board, pair).figures_changed


@pytest.mark.parametrize(
    ("refusal", "changes"),
    [
        (NoReasonForFigures, {"because": " "}),
        (UnfitFigure, {"content": b"name = 1"}),
        (UnfitFigure, {"content": FEW_WOMEN.replace(b"0.95 }", b"0.90 }")}),
        (UnfitFigure, {"content": FEW_WOMEN.replace(b"[sex]", b"[sexes]")}),
    ],
)
def test_figures_that_cannot_stand_are_not_adopted(
    board: Board, refusal: type, changes: dict[str, Any]
) -> None:
    stated = {"name": "g.toml", "content": FEW_WOMEN, "because": "Counted here."} | changes
    with pytest.raises(refusal):
        adopt_figures(board.cora, Figures(**stated))
    assert board.count(rows.PopulationTable) == 0


def test_the_same_figures_are_adopted_once_and_by_the_board(board: Board) -> None:
    given = Figures(name="g.toml", content=FEW_WOMEN, because="Counted here.")
    with pytest.raises(NotAllowed):
        adopt_figures(board.bob, given)
    adopt_figures(board.cora, given)
    with pytest.raises(FiguresInForce):
        adopt_figures(board.dora, given)


def test_contradicting_records_are_refused_and_nothing_is_kept(board: Board) -> None:
    request = board.missing("M2", born=PartialDate("2027"))
    body = board.body("R2", recovered_on=PartialDate("2026-05-12"))
    lead = board.lead(body, request)
    with pytest.raises(ContradictingRecords):
        weigh(board, lead)
    assert board.count(rows.Weighing) == board.count(rows.Finding) == 0


def test_who_compares_the_body_may_not_weigh_and_who_weighs_may_not_compare(
    board: Board, pair: rows.Candidate
) -> None:
    from antigone.access import Action
    from antigone.casework.step import step

    of = {"remains_id": pair.remains_id, "discipline": "dna"}
    with step(board.ann, Action.COMPARE) as doing:
        doing.write(rows.Analysis(**of, examiner_id=board.ann.account_id, looked_at=["chart"]))
        ann = board.ann.account_id
        more = {"place": "first", "drawn": False, "fillers": 0, "seed": "0"}
        doing.write(rows.Round(**of, **more, examiner_id=ann))
    for forbidden in (
        lambda: weigh(board, pair, board.ann),
        lambda: findings_of_pair(board.ann, pair.pk),
        lambda: make_statement(board.ann, pair.pk),
    ):
        with pytest.raises(SeparatePerson):
            forbidden()
    weigh(board, pair, board.bess)
    with within(board.staff.operation):
        body = rows.Remains.objects.get(pk=pair.remains_id)
        assert body.bars(board.bess.account_id, Action.ANALYSE)


def test_tables_never_carry_an_exception_and_may_stand_against(
    board: Board, pair: rows.Candidate
) -> None:
    from antigone.casework.rules import Exceptional

    weigh(board, pair)
    agreed = board.views(pair, MATCH, MATCH, discipline=Discipline.FACE)
    rules = Rules(exception=Exceptional(disciplines=frozenset({Discipline.FACE}), beside=1))
    with within(board.staff.operation):
        body = rows.Remains.objects.get(pk=pair.remains_id)
        both = Pair(body, rows.TracingRequest.objects.get(pk=pair.request_id))
        beside = {one.kind for one in both.evidence(agreed).beside}
        judged = judge(rules, both.evidence(agreed), exception=True)
    assert beside == set(), (
        "sex, age and a tattoo support, and none of them is a finding beside a face"
    )
    assert not judged.holds

    examined(board, body, Description(sex="male"))
    weigh(board, pair)
    with within(board.staff.operation):
        both = Pair(body, both.request)
        against = [one for one in both.evidence(agreed).beside if one.contradicts]
    assert [one.kind for one in against] == ["sex"]


def test_simulated_faces_enter_a_statement_in_the_exercise_alone(
    board: Board, pair: rows.Candidate, tmp_path: Any, settings: Any, config: Config
) -> None:
    weigh(board, pair)
    with step(board.bess, Action.WEIGH) as doing:
        doing.write(
            rows.Finding(
                candidate=pair,
                kind="face",
                source="simulated",
                log10_lr=2.0,
                lower=1.0,
                upper=2.5,
                bound="-4.000 to 4.000",
                same=UNRELATED.same,
                other=UNRELATED.other,
                calibration=Calibration.builtin().id,
            )
        )
    with within(board.staff.operation):
        both = Pair(pair.remains, pair.request)
        inside = stated_of(both, "en").statement
        assert inside is not None and inside.simulated
        assert "face" in [name for name, _ in inside.disciplines]
        make_home(tmp_path / "real", kind="real")
        settings.ANTIGONE = Config(home=tmp_path / "real", clock=config.clock)
        outside = stated_of(both, "en").statement
    assert outside is not None and not outside.simulated
    assert "face" not in [name for name, _ in outside.disciplines]


def test_another_question_is_never_added(board: Board, pair: rows.Candidate) -> None:
    weigh(board, pair)
    before = stated(board, pair).statement.total.log10
    matching.weigh(
        board.ann,
        matching.Reported(
            candidate=pair.pk,
            kind=matching.Reportable.DNA,
            source="Report 7",
            log10_lr=6.0,
            interval=(5.5, 6.5),
            bound=(-9.0, 9.0),
            same=SAME_OR_UNRELATED.same,
            other="the remains are a full sibling of the missing person",
        ),
    )
    now = stated(board, pair)
    assert now.statement.total.log10 == pytest.approx(before)
    assert [one.kind for one in now.apart] == ["dna"]
    assert "full sibling" in now.apart[0].words


def test_a_probability_is_stated_only_by_a_rule(board: Board, pair: rows.Candidate) -> None:
    weigh(board, pair)
    assert stated(board, pair).statement.posterior is None
    board.ruled(exception=None, posterior=True)
    said = stated(board, pair).statement
    # Each of 10 000 declared missing alike before: odds of 1 to 9 999, times what was found.
    odds = 10**said.total.log10 / 9_999
    assert said.posterior == pytest.approx(odds / (1 + odds))
    assert "10000" in said.prior.grounds


def test_what_is_missing_and_what_would_help_most(board: Board, pair: rows.Candidate) -> None:
    from antigone.evidence import most_helpful

    weigh(board, pair)
    now = stated(board, pair)
    assert {(one.kind, one.side, one.absent) for one in now.unsaid} >= {
        ("hair", "found", "not-examined"),
        ("stature", "found", "not-examined"),
    }
    assert most_helpful(now.statement).discipline == "DNA"


def test_the_paper_is_numbered_for_one_reader_and_holds_no_picture(
    board: Board, pair: rows.Candidate
) -> None:
    with pytest.raises(NothingToState):
        make_statement(board.cora, pair.pk)
    weigh(board, pair)
    copy = make_statement(board.cora, pair.pk)
    paper = read(copy.pdf)
    assert "R1" in paper.text and "M1" in paper.text
    assert carried(copy.pdf) == 0
    assert copy.number == 1 and make_statement(board.cora, pair.pk).number == 2
    assert last_entry().action == "dossier.view"
    with pytest.raises(NotAllowed):
        make_statement(board.bob, pair.pk)


def test_an_erasure_empties_what_the_family_said_and_leaves_the_numbers(
    board: Board, pair: rows.Candidate
) -> None:
    weighing = weigh(board, pair)
    erasure.withdraw(board.clerk, erasure.Withdrawing(request=pair.request_id))
    with within(board.staff.operation):
        assert rows.Weighing.objects.get(pk=weighing.pk).details is None
        assert rows.Finding.objects.filter(weighing=weighing).count() == 3
    now = stated(board, pair)
    assert now.unsaid == ()
    assert not any("anchor" in bar.finding.sentence for bar in now.statement.bars)


def test_every_pair_of_a_body(board: Board, pair: rows.Candidate) -> None:
    again = board.lead(board.fresh(pair.remains), board.fresh(pair.request), note="Report 15/2026")
    other = board.lead(board.fresh(pair.remains), board.missing("M2", name="Sara Alba"))
    assert set(pairs_to_weigh(board.dora, "R1")) == {again.pk, other.pk}
    assert pairs_to_weigh(board.dora, "R1", "M2") == [other.pk]


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE casework_weighing SET figures = 'x'", "frozen"),
        ("UPDATE casework_weighing SET details = 'x'", "weighing-rewritten"),
        ("DELETE FROM casework_weighing", "never-removed"),
        ("UPDATE casework_finding SET log10_lr = 9, lower = 9, upper = 9", "append-only"),
    ],
)
def test_the_database_keeps_what_was_weighed(
    board: Board, pair: rows.Candidate, statement: str, code: str
) -> None:
    from tests.homes import sql

    weigh(board, pair)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        sql(statement)
    assert code_of(refused.value) == code


def test_the_database_asks_for_the_figures_in_force_and_the_same_pair(
    board: Board, pair: rows.Candidate
) -> None:
    weighing = weigh(board, pair)
    other = board.lead(board.body("R2"), board.missing("M2"))
    finding = findings(board, weighing)["sex"]
    adopt_figures(board.cora, Figures(name="g.toml", content=FEW_WOMEN, because="Counted."))
    for row, code in (
        (rows.Weighing(candidate=pair, figures="old"), "figures-not-in-force"),
        (_like(finding, candidate=other), "weighing-of-another-pair"),
    ):
        with unfenced(), pytest.raises(IntegrityError) as refused, transaction.atomic():
            row.operation_id, row.recorded_by_id = pair.operation_id, pair.recorded_by_id
            row.recorded_at = pair.recorded_at
            row.save(force_insert=True)
        assert code_of(refused.value) == code


def _like(finding: rows.Finding, **changes: Any) -> rows.Finding:
    values = {
        one.attname: getattr(finding, one.attname)
        for one in finding._meta.concrete_fields
        if one.name not in ("id", "candidate")
    }
    return rows.Finding(**values, **changes)
