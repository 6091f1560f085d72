"""What a description states of sex, age, stature and colours, held against what a body shows."""

from collections.abc import Callable, Iterator, Mapping

from antigone.casework.description import Absent, Range, Stated
from antigone.casework.models.remains import Condition
from antigone.casework.observed.dates import age_between, earliest, latest
from antigone.casework.observed.outstanding import Expected, expected, of_two
from antigone.casework.observed.values import (
    Body,
    ContradictingRecords,
    Person,
    Side,
    Unweighed,
    Weighed,
    in_figures,
)
from antigone.evidence import LikelihoodRatio
from antigone.evidence.findings import Population, Span, age, colour, sex, stature
from antigone.evidence.findings.age import age_groups
from antigone.evidence.findings.sex import SEXES, Sex
from antigone.wording import N_

_ADULT = 18
# Grey is spelt in two ways, and families write what they see every day.
_SPELT: Mapping[str, str] = {
    "gray": "grey",
    "greying": "grey",
    "white": "grey",
    "blonde": "blond",
    "fair": "blond",
    "ginger": "red",
    "auburn": "red",
    "chestnut": "brown",
}
# "dark brown" is brown; "blue-green" names two, and is neither.
_BETWEEN = ("-", "/", ",", ";", ".", "(", ")")
_UNCHANGED = (Condition.FRESH, Condition.FACE_TRAUMA)
_WITHOUT_EYES = (Condition.ADVANCED, Condition.BURNT, Condition.SKELETAL)
_WITHOUT_HAIR = (Condition.BURNT, Condition.SKELETAL)

NOT_STATED: Mapping[tuple[Side, Absent], str] = {
    ("found", Absent.NOT_EXAMINED): N_("Nobody has examined it on the body."),
    ("found", Absent.NOT_AVAILABLE): N_("The body does not let it be examined."),
    ("found", Absent.UNKNOWN): N_("It was examined on the body, and could not be told."),
    ("reported", Absent.NOT_EXAMINED): N_("Nobody has asked the family."),
    ("reported", Absent.NOT_AVAILABLE): N_("The family has nothing that tells it."),
    ("reported", Absent.UNKNOWN): N_("The family was asked, and does not know."),
}


def looks(body: Body, person: Person, of: Population) -> Iterator[Weighed | Unweighed]:
    """Yield sex, age, stature, eyes and hair, each weighed, or why it could not be.

    Raises `ContradictingRecords` and `UnfitFinding`.
    """
    yield _sex(body, person, of)
    yield _age(body, person, of)
    yield _stature(body, person, of)
    yield _colour("eyes", body, person, of)
    yield _colour("hair", body, person, of)


def lacking(
    kind: str,
    body: Body,
    person: Person,
    field: str,
    if_examined: Callable[[], Expected | None] = lambda: None,
) -> Unweighed | None:
    """Return why a field cannot be compared: the first side on which its record gives a reason.

    What nobody looked at can be examined: `if_examined` says what that would be expected to tell.
    """
    sides: tuple[tuple[Side, Stated], ...] = (
        ("found", getattr(body.description, field)),
        ("reported", getattr(person.description, field)),
    )
    for side, value in sides:
        if isinstance(value, Absent):
            return Unweighed(
                kind=kind,
                side=side,
                sentence=NOT_STATED[side, value],
                absent=value,
                expected=if_examined() if value is Absent.NOT_EXAMINED else None,
            )
    return None


def _sex(body: Body, person: Person, of: Population) -> Weighed | Unweighed:
    def ratio(found: Sex, reported: Sex, method: str = "body") -> LikelihoodRatio:
        return sex(found=found, reported=reported, method=method, population=of)

    def if_examined() -> Expected:
        stated = person.description.sex
        reported: Sex = "male" if stated == "male" else "female"
        other: Sex = "female" if reported == "male" else "male"
        return of_two(ratio(reported, reported), ratio(other, reported))

    if reason := lacking("sex", body, person, "sex", if_examined):
        return reason
    found, reported = body.description.sex, person.description.sex
    for side, value in (("found", found), ("reported", reported)):
        if value not in SEXES:
            return Unweighed(
                kind="sex",
                side=side,
                sentence=N_("“{value}” is recorded; what the body would show is not stated."),
                words={"value": ("Sex", str(value))},
            )
    # A skull tells least; which bones were looked at is not recorded.
    method = "skull" if body.condition == Condition.SKELETAL else "body"
    return Weighed(
        kind="sex",
        ratio=ratio(found, reported, method),
        sentence=N_("The body shows: {found}. The request states: {reported}."),
        words={"found": ("Sex", found), "reported": ("Sex", reported)},
    )


def reported_age(body: Body, person: Person) -> Span | None:
    """Return the age that the missing person could have had at death, None where nothing tells it.

    By the day of birth where it is known; else by the age that the family states, which was hers when
    she disappeared. Raises `ContradictingRecords`.
    """
    until = body.recovered or person.last_seen
    if person.born:
        if body.recovered and earliest(person.born) > latest(body.recovered):
            raise ContradictingRecords(
                person=person.code,
                born=person.born,
                remains=body.code,
                recovered=body.recovered,
            )
        if until:
            return age_between(person.born, alive=person.last_seen, dead=until)
    stated = person.description.age
    if not isinstance(stated, Range):
        return None
    later = 0
    if body.recovered and person.last_seen:
        later = max((latest(body.recovered) - earliest(person.last_seen)).days, 0) // 365
    return Span(stated.least, stated.most + later)


def _age(body: Body, person: Person, of: Population) -> Weighed | Unweighed:
    found, reported = body.description.age, reported_age(body, person)
    if reported is None:
        stated = person.description.age
        return Unweighed(
            kind="age",
            side="reported",
            sentence=N_("Neither a day of birth nor an age is stated."),
            absent=stated if isinstance(stated, Absent) else None,
        )
    if isinstance(found, Absent):
        return Unweighed(
            kind="age",
            side="found",
            sentence=NOT_STATED["found", found],
            absent=found,
            expected=_if_aged(reported, of) if found is Absent.NOT_EXAMINED else None,
        )
    return Weighed(
        kind="age",
        ratio=age(found=Span(found.least, found.most), reported=reported, population=of),
        sentence=N_(
            "The body was estimated at {found} years; the missing person would have been {stated}."
        ),
        words=_two_spans(found, reported),
    )


def _if_aged(reported: Span, of: Population) -> Expected:
    """Estimates ten years wide, in the middle of each group of age."""
    results = []
    for least, end, share in age_groups(of.shares_of("age").shares):
        middle = (least + end) / 2
        found = Span(max(middle - 5, 0), middle + 5)
        results.append((share, age(found=found, reported=reported, population=of)))
    return expected(results)


def _stature(body: Body, person: Person, of: Population) -> Weighed | Unweighed:
    if reason := lacking("stature", body, person, "stature"):
        return reason
    found, reported = body.description.stature, person.description.stature
    years = reported_age(body, person)
    if years is not None and years.least < _ADULT:
        sentence = N_("The missing person may still have been growing.")
        return Unweighed(kind="stature", side="reported", sentence=sentence)
    if body.description.sex not in SEXES:
        sentence = N_("Stature is weighed among people of one sex, and that of the body is open.")
        return Unweighed(kind="stature", side="found", sentence=sentence)
    if not body.whole:
        sentence = N_("It is a part of a body, not a whole one.")
        return Unweighed(kind="stature", side="found", sentence=sentence)
    return Weighed(
        kind="stature",
        ratio=stature(
            found=Span(found.least, found.most),
            reported=Span(reported.least, reported.most),
            sex=body.description.sex,
            measured="bones" if body.condition == Condition.SKELETAL else "body",
            population=of,
        ),
        sentence=N_("The body measures {found} cm; the request states {stated} cm."),
        words=_two_spans(found, reported),
    )


def _two_spans(found: Range, reported: Range | Span) -> dict[str, str]:
    return {"found": in_figures(found), "stated": in_figures(reported)}


def _colour(part: str, body: Body, person: Person, of: Population) -> Weighed | Unweighed:
    known = of.shares_of(part).shares
    stated = {
        side: colour_in(str(getattr(one.description, part)), known)
        for side, one in (("found", body), ("reported", person))
    }

    def ratio(found: str) -> LikelihoodRatio:
        return colour(
            part="eyes" if part == "eyes" else "hair",
            found=found,
            reported=stated["reported"],
            state="fresh" if body.condition in _UNCHANGED else "changed",
            population=of,
        )

    def if_examined() -> Expected | None:
        if not stated["reported"] or body.condition in gone:
            return None
        return expected((share, ratio(one)) for one, share in known.items())

    gone = _WITHOUT_EYES if part == "eyes" else _WITHOUT_HAIR
    if reason := lacking(part, body, person, part, if_examined):
        return reason
    if body.condition in gone:
        sentence = N_("In this condition its colour tells nothing any more.")
        return Unweighed(kind=part, side="found", sentence=sentence)
    for side in ("found", "reported"):
        if not stated[side]:
            return Unweighed(
                kind=part,
                side=side,
                sentence=N_("No single colour is stated of those that are counted: {known}."),
                words={"known": ", ".join(sorted(known))},
            )
    return Weighed(
        kind=part,
        ratio=ratio(stated["found"]),
        sentence=N_("The body shows: {found}. The request states: {reported}."),
        words=dict(stated),
        # People of one origin share both: the two are one finding.
        rests_on="colouring",
    )


def colour_in(text: str, known: Mapping[str, float]) -> str:
    """Return the one colour of those counted that a text names, empty for none or several."""
    plain = text.casefold()
    for sign in _BETWEEN:
        plain = plain.replace(sign, " ")
    named = {_SPELT.get(word, word) for word in plain.split()} & set(known)
    return named.pop() if len(named) == 1 else ""
