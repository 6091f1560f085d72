"""The rule of an operation: what confirms, in words; and never a face alone."""

from itertools import product
from typing import Any

import pytest

from antigone.access.roles import Discipline
from antigone.casework.rules import (
    CONTRADICTED,
    FACE_ALONE,
    NO_EXCEPTION,
    NO_PRIMARY,
    PRIMARY,
    SECONDARY,
    STANDARD,
    TOO_FEW,
    Evidence,
    Exceptional,
    Judgement,
    Rules,
    Support,
    UnfitRules,
    judge,
    shared_serials,
)

FACE, DNA, MEDICAL = Discipline.FACE, Discipline.DNA, Discipline.MEDICAL
CERTAIN = float("inf")


def _for(kind: str) -> Support:
    return Support(kind=kind, lower=CERTAIN, upper=CERTAIN)


def _against(kind: str) -> Support:
    return Support(kind=kind, lower=-CERTAIN, upper=-CERTAIN)


def _exception(*disciplines: Discipline, beside: int = 1) -> Exceptional:
    return Exceptional(disciplines=frozenset(disciplines), beside=beside)


def test_the_standard_is_interpols_primary_identifiers() -> None:
    for discipline in Discipline:
        judged = judge(STANDARD, Evidence(discipline=discipline), exception=False)
        assert judged.holds == (discipline in ("fingerprint", "dental", "dna")), discipline
        assert not judge(STANDARD, Evidence(discipline=discipline), exception=True).holds


def test_a_face_alone_never_passes_whatever_the_rules_say() -> None:
    """Every rule that can be made, in every case in which nothing but faces speaks for it."""
    some = [frozenset(one) for one in ((), PRIMARY[:1], PRIMARY)]
    exceptions = [None, *(_exception(FACE, *more) for more in ((), SECONDARY))]
    beside = [(), (_for(FACE),), (_for(FACE), Support(kind="dental", lower=-1, upper=2))]
    tried = 0
    for confirms, implant, agreeing, exception in product(some, (False, True), (0, 1), exceptions):
        if not (confirms or implant or exception):
            continue
        rules = Rules(confirms=confirms, implant=implant, agreeing=agreeing, exception=exception)
        for looked_at, exceptional in product(beside, (False, True)):
            tried += 1
            evidence = Evidence(discipline=FACE, beside=looked_at, serials=frozenset({"A123"}))
            assert not judge(rules, evidence, exception=exceptional).holds
    assert tried == (3 * 2 * 3 - 1) * 2 * 3 * 2


@pytest.mark.parametrize("named", [FACE, MEDICAL, Discipline.ANTHROPOLOGY])
def test_what_is_not_primary_cannot_be_made_so(named: Discipline) -> None:
    with pytest.raises(UnfitRules):
        Rules(confirms=frozenset({DNA, named}))


@pytest.mark.parametrize(
    "stated",
    [
        {"confirms": frozenset()},
        {"agreeing": -1},
        {"agreeing": 10},
    ],
)
def test_rules_that_cannot_stand(stated: dict[str, Any]) -> None:
    with pytest.raises(UnfitRules):
        Rules(**stated)


@pytest.mark.parametrize(
    ("disciplines", "beside"),
    [((FACE,), 0), ((FACE,), 10), ((), 1), ((DNA,), 1), ((FACE, DNA), 1)],
)
def test_exceptions_that_cannot_stand(disciplines: tuple[Discipline, ...], beside: int) -> None:
    with pytest.raises(UnfitRules):
        _exception(*disciplines, beside=beside)


def test_an_exception_needs_as_much_beside_it_as_the_rules_say() -> None:
    rules = Rules(exception=_exception(FACE, beside=2))
    one = Evidence(discipline=FACE, beside=(_for("document"), _for("document"), _for(FACE)))
    assert judge(rules, one, exception=True).fails == NO_EXCEPTION
    two = Evidence(discipline=FACE, beside=(_for("document"), _for("medical")))
    assert judge(rules, two, exception=True).holds
    assert judge(rules, two, exception=False).fails == FACE_ALONE
    of_doctors = Evidence(discipline=MEDICAL, beside=two.beside)
    assert judge(rules, of_doctors, exception=True).fails == NO_EXCEPTION


def test_an_implant_confirms_where_the_rules_say_so() -> None:
    found = Evidence(discipline=MEDICAL, serials=frozenset({"482231A"}))
    assert judge(STANDARD, found, exception=False).fails == NO_PRIMARY
    assert judge(Rules(implant=True), found, exception=False).holds
    without = Evidence(discipline=MEDICAL)
    assert judge(Rules(implant=True), without, exception=False).fails == NO_PRIMARY


def test_secondary_findings_must_agree() -> None:
    rules = Rules(agreeing=2)
    beside = (_for(FACE), Support(kind="medical", lower=-0.5, upper=0.8))
    assert judge(rules, Evidence(discipline=DNA, beside=beside), exception=False).holds
    # The same kind twice is one finding, and a primary one is no secondary.
    twice = (_for(FACE), _for(FACE), _for("dental"))
    assert judge(rules, Evidence(discipline=DNA, beside=twice), exception=False).fails == TOO_FEW


@pytest.mark.parametrize(
    ("upper", "holds"),
    # At its most favourable end 1 to 10 against (log10 = -1): contradicts. Just above: does not.
    [(-1.0, False), (-0.99, True), (-3.0, False)],
)
def test_a_finding_that_contradicts_stops_it(upper: float, holds: bool) -> None:
    against = Support(kind="dental", lower=-9, upper=upper)
    evidence = Evidence(discipline=DNA, beside=(against,))
    judged = judge(STANDARD, evidence, exception=False)
    assert judged.holds is holds and judged.fails == ("" if holds else CONTRADICTED)


def test_examiners_who_exclude_stop_it_in_their_own_discipline_too() -> None:
    evidence = Evidence(discipline=DNA, beside=(_against(DNA),))
    assert judge(STANDARD, evidence, exception=False).fails == CONTRADICTED


def test_an_empty_judgement_is_none() -> None:
    assert not Judgement().holds


@pytest.mark.parametrize(
    "rules",
    [
        STANDARD,
        Rules(implant=True, agreeing=3),
        Rules(confirms=frozenset({DNA}), exception=_exception(FACE, MEDICAL, beside=2)),
    ],
)
def test_rules_are_read_as_they_were_written(rules: Rules) -> None:
    assert Rules.from_json(rules.as_json()) == rules


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"confirms": {"face": True}},
        {"confirms": {"tattoo": True}},
        {"confirms": ["dna"]},
        {"confirms": {"dna": True}, "agreeing": "many"},
        {"confirms": {"dna": True}, "exception": {"disciplines": ["face"], "beside": 0}},
        {"confirms": {"dna": True}, "exception": "face"},
    ],
)
def test_what_is_no_rule_is_refused(written: dict[str, Any]) -> None:
    with pytest.raises(UnfitRules):
        Rules.from_json(written)


def test_rules_in_words() -> None:
    words = Rules(
        confirms=frozenset({DNA}),
        implant=True,
        agreeing=1,
        exception=_exception(FACE, beside=2),
    ).in_words()
    assert words == (
        "Each of these confirms an identification: DNA."
        " An implant with a serial number confirms it, too."
        " At least 1 secondary findings must have been compared, and agree."
        " A finding that contradicts stops every identification."
        " Without a primary identifier the board may decide an exception, on the face, if at least"
        " 2 findings of other kinds support it, and neither signer was its examiner."
        " A face alone never identifies anybody."
    )
    assert "decides no exception" in STANDARD.in_words()


def test_conditions_are_said_in_words_by_whoever_reads_them() -> None:
    rules = Rules(agreeing=2, exception=_exception(FACE, beside=2))
    beside = (_for("document"), Support(kind="medical", lower=-3.0, upper=-2.0))
    judged = judge(rules, Evidence(discipline=FACE, beside=beside), exception=True)
    said = {one.code: (one.holds, one.because()) for one in judged.conditions}
    assert said == {
        FACE_ALONE: (True, "Beside the deciding finding, these support it: a document."),
        NO_EXCEPTION: (
            False,
            "It rests on, and beside that is supported by: face, a document.",
        ),
        # The document counts; what contradicts does not agree.
        TOO_FEW: (False, "One of 2 wanted was compared and does not contradict."),
        CONTRADICTED: (False, "These contradict: medicine."),
    }
    implant = Evidence(discipline=MEDICAL, serials=frozenset({"A123", "B456"}))
    deciding = judge(Rules(implant=True), implant, exception=False).conditions[1]
    assert deciding.because() == (
        "It rests on: medicine. Implants with these serial numbers agree: A123, B456."
    )
    assert deciding.stated() == "An identifier that confirms was found to agree."
    dna = judge(STANDARD, Evidence(discipline=DNA), exception=False).conditions[1]
    assert str(dna) == "An identifier that confirms was found to agree (It rests on: DNA)"
    # "dna" and "no-primary-identifier" are codes, and shown to nobody.
    for language in ("fr", "ar"):
        for one in judged.conditions:
            words = one.stated(language) + one.because(language)
            assert not {"document", "medical", "face"} & set(words.split())


@pytest.mark.parametrize(
    ("found", "stated", "shared"),
    [
        (("Left hip, serial 48-2231-A",), ("hip: 482231a",), {"482231A"}),
        (("Pacemaker PM.7781",), ("PM7781", "other"), {"PM7781"}),
        # A year or a size is shared by many.
        (("Hip, 2019",), ("Hip replaced in 2019",), set()),
        (("Screw 4.5 mm",), ("Screw 4.5 mm",), set()),
        (("Serial 48-2231-A",), ("Serial 48-2231-B",), set()),
        ((), ("482231A",), set()),
    ],
)
def test_serial_numbers_that_both_sides_state(
    found: tuple[str, ...], stated: tuple[str, ...], shared: set[str]
) -> None:
    assert shared_serials(found, stated) == shared
