"""From what two records say to findings: nothing is guessed, and three reasons for nothing stay three."""

from dataclasses import replace
from typing import Any

import pytest

from antigone.casework.description import Absent, Description, PartialDate, Range
from antigone.casework.observed import (
    NOTHING_JUDGED,
    Body,
    Circumstances,
    ContradictingRecords,
    Judged,
    Observed,
    Person,
    Thing,
    kilometres,
    middle_of,
    read_chart,
    read_mark,
    read_thing,
    weigh_records,
    written_chart,
    written_thing,
)
from antigone.casework.positions import Position
from antigone.evidence.findings import (
    Belonging,
    Chart,
    Mark,
    RecoveredBeforeSeen,
    Span,
    Tooth,
    default_population,
    described_belonging,
    sex,
)


def weighed(
    found: dict[str, Any],
    reported: dict[str, Any],
    *,
    judged: Judged = NOTHING_JUDGED,
    bodies: int = 9,
    **more: Any,
) -> Observed:
    of_body = {"condition": "fresh", **{k: v for k, v in more.items() if k in _OF_BODY}}
    of_person = {k: v for k, v in more.items() if k not in _OF_BODY}
    return weigh_records(
        Body(code="R1", description=Description(**found), **of_body),
        Person(code="M1", description=Description(**reported), **of_person),
        population=default_population(),
        bodies=bodies,
        judged=judged,
    )


_OF_BODY = ("condition", "whole", "recovered", "kept")


def kinds(observed: Observed) -> list[str]:
    return [one.kind for one in observed.weighed]


def why_not(observed: Observed, kind: str) -> Any:
    return next(one for one in observed.unweighed if one.kind == kind)


def test_sex_is_weighed_as_the_finding_has_it() -> None:
    (one,) = weighed({"sex": "female"}, {"sex": "female"}).weighed
    # Errors 0.002 each: (0.998² + 0.002²) / (0.5·0.998 + 0.5·0.002) = 1.992 times.
    assert 10**one.ratio.log10 == pytest.approx((0.998**2 + 0.002**2) / 0.5)
    assert one.words == {"found": ("Sex", "female"), "reported": ("Sex", "female")}


def test_of_bones_the_method_that_errs_most_is_taken() -> None:
    (one,) = weighed({"sex": "male"}, {"sex": "male"}, condition="skeletal").weighed
    assert one.ratio == sex(found="male", reported="male", method="skull")


@pytest.mark.parametrize("absent", list(Absent))
@pytest.mark.parametrize("side", ["found", "reported"])
def test_why_there_is_no_value_is_kept_apart(absent: Absent, side: str) -> None:
    here, there = {"sex": absent}, {"sex": "female"}
    found, reported = (here, there) if side == "found" else (there, here)
    observed = weighed(found, reported)
    reason = why_not(observed, "sex")
    assert (reason.side, reason.absent) == (side, absent)
    # Only what nobody looked at is worth looking at.
    assert (reason.expected is not None) == (absent is Absent.NOT_EXAMINED)
    assert "sex" not in kinds(observed)


def test_six_reasons_are_six_sentences() -> None:
    said = {why_not(weighed({"sex": one}, {"sex": "male"}), "sex").sentence for one in Absent} | {
        why_not(weighed({"sex": "male"}, {"sex": one}), "sex").sentence for one in Absent
    }
    assert len(said) == 6


def test_age_at_death_follows_from_birth_and_disappearance() -> None:
    observed = weighed(
        {"age": Range(30, 40)},
        {"age": Range(20, 21)},
        born=PartialDate("1990-02"),
        last_seen=PartialDate("2026-01-15"),
        recovered=PartialDate("2026-05"),
    )
    (one,) = observed.weighed
    # Born between 1 and 28 February 1990: 35 when last seen in January, 36 in May. The day of birth is
    # believed before a stated age.
    assert one.words == {"found": "30–40", "stated": "35–36"}


def test_a_stated_age_is_that_of_the_disappearance() -> None:
    observed = weighed(
        {"age": Range(30, 40)},
        {"age": Range(30, 31)},
        last_seen=PartialDate("2020-06-01"),
        recovered=PartialDate("2026-06-02"),
    )
    # Six years between: nobody knows when in them she died.
    assert observed.weighed[0].words["stated"] == "30–37"


def test_born_after_the_recovery_is_refused_with_both_dates() -> None:
    with pytest.raises(ContradictingRecords) as refused:
        weighed({}, {}, born=PartialDate("2027"), recovered=PartialDate("2026-05-01"))
    assert {"M1", "2027", "R1", "2026-05-01"} <= {
        str(one) for one in refused.value.parameters.values()
    }
    assert refused.value.advise()


def test_seen_after_the_recovery_is_refused() -> None:
    with pytest.raises(RecoveredBeforeSeen):
        weighed({}, {}, last_seen=PartialDate("2026-06"), recovered=PartialDate("2026-05-01"))
    # The same month may hold both.
    weighed({}, {}, last_seen=PartialDate("2026-05"), recovered=PartialDate("2026-05-01"))


def test_stature_needs_an_adult_a_sex_and_a_whole_body() -> None:
    both = {"stature": Range(160, 166)}
    of_a_woman = {"sex": "female", **both}
    assert "stature" in kinds(weighed(of_a_woman, both))
    assert "stature" not in kinds(weighed(both, both))
    assert "stature" not in kinds(weighed(of_a_woman, both, whole=False))
    child = weighed(of_a_woman, {**both, "age": Range(14, 15)})
    assert "growing" in why_not(child, "stature").sentence


@pytest.mark.parametrize(
    ("found", "reported", "weighs"),
    [
        ("brown", "dark brown", True),
        ("Blonde", "fair", True),
        ("gray", "white", True),
        ("brown", "black-brown", False),
        ("brown", "like her mother's", False),
    ],
)
def test_one_colour_that_is_counted_or_none(found: str, reported: str, weighs: bool) -> None:
    assert ("hair" in kinds(weighed({"hair": found}, {"hair": reported}))) is weighs


def test_eyes_tell_nothing_of_bones_and_share_their_origin_with_hair() -> None:
    looks = {"eyes": "blue", "hair": "blond"}
    assert "eyes" not in kinds(weighed(looks, looks, condition="skeletal"))
    assert {one.rests_on for one in weighed(looks, looks).weighed} == {"colouring"}


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        ("front-left-forearm: anchor", "tattoo", ("tattoo", "forearm", "left", "object")),
        (
            "small anchor on the left forearm, 3 cm",
            "tattoo",
            ("tattoo", "forearm", "left", "object"),
        ),
        ("appendix, belly", "scar", ("surgical-scar", "abdomen", "", "")),
        ("back of the right hand", "scar", ("scar", "hand", "right", "")),
        ("back-right-knee: old burn", "scar", ("scar", "lower-leg", "right", "")),
        ("mole on the cheek", "", ("birthmark", "face", "", "")),
        ("front-face:", "scar", ("scar", "face", "", "")),
        ("rose", "tattoo", None),
        ("anchor, left forearm and right forearm", "", None),
        ("something on the arm", "scar", None),
    ],
)
def test_a_mark_is_read_or_left_as_it_stands(text: str, kind: str, wanted: Any) -> None:
    read = read_mark(text, kind=kind)
    assert (read and (read.kind, read.place, read.side, read.motif)) == wanted


def test_the_size_of_a_mark_in_millimetres() -> None:
    read = read_mark("scar on the chin, 2,5 cm")
    assert read == Mark(kind="scar", place="face", size_mm=25.0)


def test_a_picture_of_a_mark_is_noted_and_adds_nothing_by_itself() -> None:
    told, seen = "anchor, left forearm", "front-left-forearm: anchor"
    noted = read_mark(f"{told} (photograph 2)", kind="tattoo")
    assert noted is not None and noted.pictured
    assert replace(noted, pictured=False) == read_mark(told, kind="tattoo")

    def of_both(end: str, other_end: str) -> Any:
        reported = {"tattoos": (told + end,)}
        observed = weighed({"tattoos": (seen + other_end,)}, reported)
        return next(one for one in observed.weighed if one.kind == "mark")

    plain, one, both = (
        of_both(*ends) for ends in (("", ""), (" (photograph 1)", ""), (" (photograph 1)",) * 2)
    )
    assert plain.ratio == one.ratio == both.ratio
    said = ["Pictures of both are noted" in each.sentence for each in (plain, one, both)]
    assert said == [False, False, True]


def test_marks_found_looked_for_and_not_mentioned() -> None:
    observed = weighed(
        {"tattoos": ("front-left-forearm: anchor", "back-upper: rose"), "scars": ()},
        {"tattoos": ("anchor, left forearm",), "scars": ("scar on the chin",)},
    )
    of_marks = [one for one in observed.weighed if one.kind == "mark"]
    signs = [one.ratio.log10 > 0 for one in of_marks]
    assert signs == [True, False, False], (
        "found; a tattoo nobody mentioned; a scar that is not there"
    )
    assert len({one.rests_on for one in of_marks}) == 3
    # w = 0.05, missed 0.25: (1 - w)·missed + w, by hand.
    assert 10 ** of_marks[2].ratio.log10 == pytest.approx(0.95 * 0.25 + 0.05)


def test_what_cannot_be_read_may_be_the_one_that_was_found() -> None:
    observed = weighed({"tattoos": ("back-upper: rose",)}, {"tattoos": ("something small",)})
    assert "mark" not in kinds(observed), (
        "it is not held against her that nobody mentioned the rose"
    )
    assert why_not(observed, "mark").words == {"text": "something small"}


def test_a_mark_on_the_body_that_cannot_be_read_speaks_against_nobody() -> None:
    reported = {"tattoos": ("left forearm: anchor",)}
    observed = weighed({"tattoos": ("blurred lettering", "back-upper: rose")}, reported)
    (about,) = [
        one for one in observed.unweighed if one.words.get("text") == reported["tattoos"][0]
    ]
    assert "may be that" in about.sentence
    assert "mark" in kinds(weighed({"tattoos": ("back-upper: rose",)}, reported))


def test_a_place_that_is_gone_does_not_speak_against() -> None:
    reported = {"scars": ("scar on the chin",)}
    for more in ({"condition": "burnt"}, {"condition": "face-trauma"}, {"whole": False}):
        assert "mark" not in kinds(weighed({"scars": ()}, reported, **more))
    assert "mark" in kinds(weighed({"scars": ()}, reported))


def test_charts_are_written_and_read() -> None:
    chart = Chart({18: Tooth.MISSING, 16: Tooth.FILLED}, {16: frozenset("OM")})
    assert written_chart(chart) == "16 filled MO; 18 missing"
    assert read_chart("16 filled MO; 18 missing") == chart
    assert read_chart("good teeth") is None


def test_a_chart_without_its_day_is_not_weighed() -> None:
    found = {"teeth": "18 missing; 16 filled MO; 21 sound"}
    gone = {"last_seen": PartialDate("2026-05-01")}
    dated = weighed(found, {"teeth": "2019-05: 18 missing; 16 sound; 21 sound"}, **gone)
    (one,) = (one for one in dated.weighed if one.kind == "dental")
    assert dict(one.words) == {"concordant": 2, "explainable": 1, "unexplainable": 0}
    for unfit in ("18 missing", "2027: 18 missing", "2019-13: 18 missing", "good teeth"):
        observed = weighed(found, {"teeth": unfit}, **gone)
        assert why_not(observed, "dental").side == "reported"


def test_serial_numbers_equal_or_one_place_apart() -> None:
    found = {"implants": ("hip, ZX-12345",)}
    for serial, weighs in (("zx12345", True), ("ZX12346", True), ("QQ99871", False)):
        assert ("implant" in kinds(weighed(found, {"implants": (serial,)}))) is weighs


def test_what_only_a_person_can_say() -> None:
    judged = Judged(
        things=(
            Thing(kind="effect", what="ring", found=True, rarity="marked"),
            Thing(kind="clothing", what="red coat", found=False, rarity="common"),
        ),
        circumstances=Circumstances(
            distance_km=3.0, area_km=300.0, dead_for=Span(5, 15), period_days=400.0
        ),
        hands=("left", "left"),
    )
    observed = weighed(
        {},
        {},
        judged=judged,
        last_seen=PartialDate("2026-05-01"),
        recovered=PartialDate("2026-05-12"),
    )
    assert kinds(observed) == ["effect", "clothing", "place", "time", "handedness"]
    groups = {one.kind: one.rests_on for one in observed.weighed}
    assert groups["place"] == groups["time"] == "circumstances"
    assert Judged.from_json(judged.as_json()) == judged


def test_without_a_word_two_descriptions_of_things_are_not_held_to_be_the_same() -> None:
    both = {"effects": ("a ring",)}
    assert "effect" not in kinds(weighed(both, both))
    assert "Nobody has said" in why_not(weighed(both, both), "effect").sentence


HERS = "ring; gold; “A.K. 1998” | her grandmother’s"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (HERS, Belonging(what="ring", material="gold", inscription="A.K. 1998")),
        (
            "Wristwatch; stainless steel;gray",
            Belonging(what="watch", colour="grey", material="steel"),
        ),
        ('coat; red; "Gate 4"', Belonging(what="coat", colour="red", inscription="Gate 4")),
        ("keys", Belonging(what="keys")),
        ("a ring", None),
        ("gold ring", None),
        ("ring; red; blue", None),
        ("ring; shiny", None),
        ("bag; cotton", None),
        ("", None),
        ("| her grandmother’s", None),
    ],
)
def test_a_thing_is_read_in_counted_words_or_not_at_all(
    text: str, wanted: Belonging | None
) -> None:
    assert read_thing(text) == wanted


def test_a_thing_is_written_as_it_is_read() -> None:
    ring = Belonging(what="ring", colour="red", material="gold", inscription="A.K. 1998")
    written = written_thing(ring, words=" her grandmother’s ")
    assert written == "ring; red; gold; “A.K. 1998” | her grandmother’s"
    assert read_thing(written) == ring
    assert read_thing(written_thing(Belonging(what="coat"))) == Belonging(what="coat")
    odd = Belonging(what="coat", inscription="Gate 4; “north” | 2")
    assert read_thing(written_thing(odd)) == replace(odd, inscription="Gate 4 north 2")
    assert odd.corresponds(replace(odd, inscription="gate-4 NORTH 2"))


def test_things_that_both_sides_describe_are_held_against_each_other() -> None:
    found = {"effects": ("ring; gold; “AK 1998” | worn on the left hand", "keys"), "clothing": ()}
    reported = {"effects": (HERS, "watch; steel"), "clothing": ("coat; red",)}
    observed = weighed(found, reported)
    of = default_population()
    coat, ring, watch = (one for one in observed.weighed if one.kind in ("clothing", "effect"))
    assert (coat.kind, ring.kind, watch.kind) == ("clothing", "effect", "effect")
    assert (coat.rests_on, ring.rests_on, watch.rests_on) == ("clothing", *["belongings"] * 2)
    assert ring.ratio == described_belonging(
        reported=read_thing(HERS), found=(read_thing(HERS),), bodies=9, population=of
    )
    assert dict(ring.words) == {"text": HERS, "found": found["effects"][0]}
    # Kept clothing 0.80, wrongly reported 0.25; effects 0.60 and 0.15: 1 - (1 - w)·d, by hand.
    assert 10**coat.ratio.log10 == pytest.approx(1 - 0.75 * 0.8)
    assert 10**watch.ratio.log10 == pytest.approx(1 - 0.85 * 0.6)


def test_what_is_said_in_own_words_is_shown_and_never_weighed() -> None:
    found = {"effects": ("ring; gold | worn thin",)}
    one, other = (
        weighed(found, {"effects": (f"ring; gold | {words}",)}).weighed
        for words in ("worn thin", "shiny, broad, quite new")
    )
    assert [each.ratio for each in one] == [each.ratio for each in other]
    assert one[0].words["text"] == "ring; gold | worn thin"


def test_a_thing_in_custody_counts_and_one_that_nobody_listed_speaks_against_nobody() -> None:
    reported = {"effects": (HERS, "watch; steel")}
    kept = weighed({}, reported, kept=("ring; gold; “A.K. 1998”",))
    assert [one.words["text"] for one in kept.weighed] == [HERS]
    why = why_not(kept, "effect")
    assert (why.side, why.absent) == ("found", Absent.NOT_EXAMINED)
    assert why.expected.if_same > 0 > why.expected.if_other


@pytest.mark.parametrize(
    ("found", "more", "why"),
    [
        (("a small box",), {}, "may be that"),
        ((), {"condition": "burnt"}, "lost or burnt"),
        ((), {"whole": False}, "lost or burnt"),
    ],
)
def test_what_may_be_there_or_gone_speaks_against_nobody(
    found: tuple[str, ...], more: dict[str, Any], why: str
) -> None:
    observed = weighed({"effects": found}, {"effects": (HERS,)}, **more)
    assert "effect" not in kinds(observed)
    assert why in why_not(observed, "effect").sentence


def test_among_one_body_a_thing_tells_nothing() -> None:
    both = {"effects": (HERS,)}
    observed = weighed(both, both, bodies=1)
    assert "only one body" in why_not(observed, "effect").sentence


def test_what_a_person_says_of_a_thing_goes_before_its_words() -> None:
    judged = Judged(things=(Thing(kind="effect", what=HERS, found=False, rarity="marked"),))
    both = {"effects": (HERS,)}
    (one,) = weighed(both, both, judged=judged).weighed
    assert one.ratio.log10 < 0


def test_an_empty_record_weighs_nothing_and_says_why_of_everything() -> None:
    observed = weighed({}, {})
    assert observed.weighed == ()
    assert {"sex", "age", "stature", "eyes", "hair", "tattoos", "scars", "marks", "dental"} <= {
        one.kind for one in observed.unweighed
    }


def test_kilometres_on_the_globe_and_their_middle() -> None:
    # London to Paris: 344 km by the great circle (e.g. Wolfram Alpha, "distance London Paris").
    london, paris = Position(51.5074, -0.1278), Position(48.8566, 2.3522)
    assert kilometres(london, paris) == pytest.approx(344, abs=1)
    # One degree of latitude is 6371·π/180 km.
    assert kilometres(Position(10, 20), Position(11, 20)) == pytest.approx(111.195, abs=0.001)
    fiji = middle_of([Position(-17, 179), Position(-17, -179)])
    assert abs(fiji.longitude) == pytest.approx(180)


def test_where_everybody_lies_close_together_the_place_tells_nothing() -> None:
    # People go 50 km (the shipped figure): in an area of 60 km even her own place would speak against.
    for area, weighs in ((60.0, False), (99.0, False), (100.0, True)):
        said = Judged(circumstances=Circumstances(distance_km=1.0, area_km=area))
        assert ("place" in kinds(weighed({}, {}, judged=said))) is weighs
    (one,) = weighed({}, {}, judged=said).weighed
    assert one.ratio.log10 > 0
