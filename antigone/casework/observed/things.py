"""Clothing, effects and papers: compared where both records describe them in words that are counted.

One thing a line: what it is, then its colour, its material and what is written on it, as far as known,
with semicolons between; after an upright line whatever the family or the finder says in its own words:
"ring; gold; “A.K. 1998” | her grandmother’s". The words after the line are shown and never weighed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from antigone.casework.models.remains import Condition
from antigone.casework.observed.counted_words import counted_words
from antigone.casework.observed.judged import Judged
from antigone.casework.observed.looks import lacking
from antigone.casework.observed.outstanding import Expected, of_two
from antigone.casework.observed.values import (
    MAY_BE_UNREAD,
    Body,
    Person,
    Unweighed,
    Weighed,
)
from antigone.evidence.findings import (
    Belonging,
    Population,
    UnfitFinding,
    belonging,
    described_belonging,
)
from antigone.wording import N_

OWN_WORDS = " | "
# The kind of the finding, the field of a description, and what its findings rest upon together: what
# is worn is put on together, what is carried lies in one pocket.
_FIELDS = (("clothing", "clothing"), ("effect", "effects"))
_RESTS_ON = {"clothing": "clothing", "effect": "belongings", "paper": "belongings"}
_WRITTEN_ON = re.compile('[“”"«„](.+)[“”"»]\\Z')
_PARTS = re.compile('[;|“”"«»„\\s]+')
_CONSUMED = (Condition.BURNT, Condition.SKELETAL)
_ONE_BODY = N_("There is only one body here: nobody else could have worn or carried it.")


@dataclass(frozen=True)
class _Line:
    """One thing as it was written, and as it is understood; None where its words are not counted."""

    text: str
    thing: Belonging | None


def read_thing(text: str) -> Belonging | None:
    """Return the thing that a line describes in counted words, None where one of them is not counted."""
    what, *parts = (one.strip() for one in text.partition(OWN_WORDS.strip())[0].split(";"))
    stated = {"what": counted_words("thing").get(what.casefold(), "")}
    for part in filter(None, parts):
        written = _WRITTEN_ON.match(part)
        named = ("inscription", written[1]) if written else _named(part)
        if not all(named) or named[0] in stated:
            return None
        stated[named[0]] = named[1]
    try:
        return Belonging(**stated)
    except UnfitFinding:
        return None


def written_thing(thing: Belonging, *, words: str = "") -> str:
    """Return a thing as it stands in a record, with what somebody says of it in words of their own."""
    # Signs that part a line would part an inscription; of it letters and digits are compared.
    inscribed = " ".join(_PARTS.sub(" ", thing.inscription).split())
    quoted = f"“{inscribed}”" if inscribed else ""
    coded = "; ".join(filter(None, (thing.what, thing.colour, thing.material, quoted)))
    return f"{coded}{OWN_WORDS}{words.strip()}" if words.strip() else coded


def things(
    body: Body, person: Person, judged: Judged, of: Population, *, bodies: int
) -> Iterator[Weighed | Unweighed]:
    """Yield clothing, effects and papers; `bodies` is how many remains the operation has.

    What a person says of a thing goes before what the words of the records say of it.
    """
    for one in judged.things:
        if bodies < 2:
            yield Unweighed(kind=one.kind, side="found", sentence=_ONE_BODY)
            continue
        yield Weighed(
            kind=one.kind,
            ratio=belonging(
                kind=one.kind,
                found=one.found,
                bodies=bodies,
                rarity=one.rarity,
                attached=one.attached,
                population=of,
            ),
            sentence=N_("Reported: “{what}”. Found with the body.")
            if one.found
            else N_("Reported: “{what}”. Looked for with the body, and not found."),
            words={"what": one.what},
            rests_on=_RESTS_ON[one.kind],
        )
    said = {one.what for one in judged.things}
    told = [one for one in _told(person) if one.text not in said]
    for one in told:
        if one.thing:
            yield from _compared(one, one.thing, body, of, bodies=bodies)
    for kind, field in _FIELDS:
        yield from _why_not(kind, field, body, person, judged, told, of, bodies=bodies)


def _compared(
    told: _Line, thing: Belonging, body: Body, of: Population, *, bodies: int
) -> Iterator[Weighed | Unweighed]:
    """Yield what one described thing says; nothing where nobody listed what the body had with it."""
    found = _found(body)
    like = [one for one in found if one.thing and one.thing.corresponds(thing)]
    if not like and not _listed(body, thing.kind):
        return
    reason = ""
    if bodies < 2:
        reason = _ONE_BODY
    elif not like and (not body.whole or body.condition in _CONSUMED):
        reason = N_("“{text}”: not found, and with these remains it may have been lost or burnt.")
    elif not like and not all(one.thing for one in found):
        reason = MAY_BE_UNREAD
    if reason:
        yield Unweighed(kind=thing.kind, side="found", sentence=reason, words={"text": told.text})
        return
    yield Weighed(
        kind=thing.kind,
        ratio=described_belonging(
            reported=thing,
            found=[one.thing for one in like if one.thing],
            bodies=bodies,
            population=of,
        ),
        sentence=N_("Reported: “{text}”. Found: “{found}”.")
        if like
        else N_("Reported: “{text}”. Looked for, and not found."),
        words={"text": told.text, **({"found": like[0].text} if like else {})},
        rests_on=_RESTS_ON[thing.kind],
    )


def _why_not(
    kind: str,
    field: str,
    body: Body,
    person: Person,
    judged: Judged,
    told: Sequence[_Line],
    of: Population,
    *,
    bodies: int,
) -> Iterator[Unweighed]:
    """Yield why nothing of a kind was weighed, or that words are left which only a person can judge."""

    def if_listed() -> Expected | None:
        coded = next((one.thing for one in told if one.thing and one.thing.kind == kind), None)
        if coded is None or bodies < 2 or not body.whole or body.condition in _CONSUMED:
            return None
        there, gone = (
            described_belonging(reported=coded, found=found, bodies=bodies, population=of)
            for found in ((coded,), ())
        )
        return of_two(there, gone)

    if kind in {one.kind for one in judged.things}:
        return
    if reason := lacking(kind, body, person, field, if_listed):
        yield reason
    elif getattr(body.description, field) and any(
        one.thing is None for one in _lines(getattr(person.description, field))
    ):
        sentence = N_("Both are described. Nobody has said yet whether they are the same things.")
        yield Unweighed(kind=kind, side="found", sentence=sentence)


def _told(person: Person) -> list[_Line]:
    return [one for _, field in _FIELDS for one in _lines(getattr(person.description, field))]


def _found(body: Body) -> list[_Line]:
    """Everything that was with the body, whether an examiner listed it or an officer kept it."""
    listed = [one for _, field in _FIELDS for one in _lines(getattr(body.description, field))]
    return [*listed, *_lines(body.kept)]


def _listed(body: Body, kind: str) -> bool:
    """Whether an examiner wrote down what there was of a kind, so that what is not there was not."""
    return isinstance(getattr(body.description, dict(_FIELDS)[kind]), tuple)


def _lines(stated: object) -> list[_Line]:
    return [_Line(one, read_thing(one)) for one in stated] if isinstance(stated, tuple) else []


def _named(part: str) -> tuple[str, str]:
    """Return "colour" or "material" and its code, both empty for a word that is neither."""
    for name in ("colour", "material"):
        if code := counted_words(name).get(part.casefold()):
            return name, code
    return "", ""
