"""Scars, tattoos and other marks: read from the words in which they were written, and compared.

Kind, place, side, size and motif are taken from the words where these say one thing. What they do not
say clearly is not guessed: the mark is shown as it stands, with what is missing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from antigone.casework.description import Absent
from antigone.casework.models.remains import Condition
from antigone.casework.observed.counted_words import words
from antigone.casework.observed.looks import NOT_STATED
from antigone.casework.observed.outstanding import Expected, of_two
from antigone.casework.observed.values import (
    MAY_BE_UNREAD,
    Body,
    Person,
    Unweighed,
    Weighed,
)
from antigone.evidence.findings import Mark, Population, UnfitFinding, mark, unmentioned_mark
from antigone.wording import N_

_FIELDS = ("tattoos", "scars", "marks")
_OF_FIELD = {"tattoos": "tattoo", "scars": "scar"}
_SIZE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(mm|cm)\b")
_PICTURED = re.compile(r"\(photograph (\d+)\)")
_NO_WORD = re.compile(r"[\W_]+")
_OTHER_SIDE = re.compile(r"-(left|right)-")
_LOOKED_OVER = (*(Condition.FRESH, Condition.EARLY_CHANGE, Condition.BLOAT, Condition.FACE_TRAUMA),)
_INJURED = ("face", "head")


@dataclass(frozen=True)
class _Written:
    """A mark as it was written, and as it is understood; None where that is not clear."""

    text: str
    mark: Mark | None


def marks(body: Body, person: Person, of: Population) -> Iterator[Weighed | Unweighed]:
    """Yield each mark that the family reports, and each on the body that it was asked for and did not.

    A reported mark that is not there speaks against only where the place was there to be looked at.
    """
    found = [one for field in _FIELDS for one in _written(body, field)]
    taken: set[int] = set()
    for field in _FIELDS:
        seen, told = (getattr(one.description, field) for one in (body, person))
        for side, value in (("found", seen), ("reported", told)):
            if isinstance(value, Absent):
                yield _absent(field, side, value, _written(person, field), of)
                break
        else:
            yield from _compared(field, body, person, found, taken, of)


def read_mark(text: str, *, kind: str = "") -> Mark | None:
    """Return the mark that words describe, None where kind or place is not clear.

    `kind` is what the list says in which it stands, empty where it says nothing. "(photograph 2)" says
    that the second photograph of the case shows it.
    """
    pictured = _PICTURED.search(text) is not None
    text = _PICTURED.sub("", text)
    code, known, rest = text.partition(":")
    region = code.strip() if known else ""
    place, side = _region(region)
    plain = _plain(rest if place else text)
    said = _named("kind", plain)
    kind = {"scar": "surgical-scar"}.get(kind, kind) if said == "surgical-scar" else kind or said
    place = place or _named("place", plain.replace(" left ", " ").replace(" right ", " "))
    if not kind or not place:
        return None
    sizes = _SIZE.findall(text.casefold())
    size = None
    if len(sizes) == 1:
        size = float(sizes[0][0].replace(",", ".")) * (10 if sizes[0][1] == "cm" else 1)
    try:
        return Mark(
            kind=kind,
            place=place,
            side=side or _named("side", plain),
            size_mm=size,
            motif=_named("motif", plain) if kind == "tattoo" else "",
            pictured=pictured,
        )
    except UnfitFinding:
        return None


def _compared(
    field: str,
    body: Body,
    person: Person,
    found: list[_Written],
    taken: set[int],
    of: Population,
) -> Iterator[Weighed | Unweighed]:
    clear = True
    for number, told in enumerate(_written(person, field)):
        if told.mark is None:
            clear = False
            yield _unclear("reported", told)
            continue
        like = [at for at, one in enumerate(found) if one.mark and one.mark.corresponds(told.mark)]
        taken.update(like)
        if not like and not _was_there(body, told.mark):
            sentence = N_("“{text}”: in this condition the place was not there to be looked at.")
            yield Unweighed(kind="mark", side="found", sentence=sentence, words={"text": told.text})
            continue
        if not like and not all(one.mark for one in found):
            # What an examiner saw and nobody can read must not speak against her.
            yield Unweighed(
                kind="mark", side="found", sentence=MAY_BE_UNREAD, words={"text": told.text}
            )
            continue
        corresponding = [one.mark for at in like if (one := found[at]).mark]
        yield Weighed(
            kind="mark",
            ratio=mark(reported=told.mark, found=corresponding, population=of),
            sentence=_said(told.mark, corresponding),
            words={"text": told.text, **({"found": found[like[0]].text} if like else {})},
            rests_on=f"mark {like[0]}" if like else f"{field} {number}",
        )
    for at, seen in enumerate(found):
        if seen in _written(body, field) and at not in taken:
            if seen.mark is None:
                yield _unclear("found", seen)
            elif clear:
                yield Weighed(
                    kind="mark",
                    ratio=unmentioned_mark(found=seen.mark, population=of),
                    sentence=N_("Found: “{text}”. The family was asked, and did not mention it."),
                    words={"text": seen.text},
                    rests_on=f"mark {at}",
                )


def _said(told: Mark, found: list[Mark]) -> str:
    if not found:
        return N_("Reported: “{text}”. Looked for, and not found.")
    if told.pictured and any(one.pictured for one in found):
        return N_(
            "Reported: “{text}”. Found: “{found}”. Pictures of both are noted; nobody’s word on the two"
            " pictures is in this number."
        )
    return N_("Reported: “{text}”. Found: “{found}”.")


def _absent(
    field: str, side: str, value: Absent, told: list[_Written], of: Population
) -> Unweighed:
    expected: Expected | None = None
    first = next((one.mark for one in told if one.mark), None)
    if side == "found" and value is Absent.NOT_EXAMINED and first:
        expected = of_two(
            mark(reported=first, found=(first,), population=of),
            mark(reported=first, found=(), population=of),
        )
    return Unweighed(
        kind=field,
        side="found" if side == "found" else "reported",
        sentence=NOT_STATED["found" if side == "found" else "reported", value],
        absent=value,
        expected=expected,
    )


def _unclear(side: str, one: _Written) -> Unweighed:
    return Unweighed(
        kind="mark",
        side="found" if side == "found" else "reported",
        sentence=N_(
            "“{text}” does not say clearly what it is and where, in words that are counted."
        ),
        words={"text": one.text},
    )


def _was_there(body: Body, one: Mark) -> bool:
    injured = body.condition == Condition.FACE_TRAUMA and one.place in _INJURED
    return body.whole and body.condition in _LOOKED_OVER and not injured


def _written(of: Body | Person, field: str) -> list[_Written]:
    stated = getattr(of.description, field)
    texts = stated if isinstance(stated, tuple) else ()
    return [_Written(text, read_mark(text, kind=_OF_FIELD.get(field, ""))) for text in texts]


def _region(code: str) -> tuple[str, str]:
    """Return place and side of a part of the station's diagram, both empty for other words."""
    turned = _OTHER_SIDE.search(f"{code}-")
    if turned:
        place = code[turned.end() :] if code[: turned.start()] in ("front", "back") else ""
        # A family says "knee"; the figures count it with the lower leg.
        place = {"knee": "lower-leg"}.get(place, place)
        return (place, turned[1]) if place in words()["place"] else ("", "")
    return next((one for one, codes in words()["region"].items() if code in codes), ""), ""


def _named(what: str, plain: str) -> str:
    """Return the one thing of a list that words name, empty for none or several.

    The longest words count first: "back of the hand" names no back.
    """
    phrases = [(_plain(one), code) for code, many in words()[what].items() for one in many]
    named = set()
    for phrase, code in sorted(phrases, key=lambda pair: -len(pair[0])):
        if phrase in plain:
            plain = plain.replace(phrase, "  ")
            named.add(code)
    return named.pop() if len(named) == 1 else ""


def _plain(text: str) -> str:
    """Return words alone, each between single spaces."""
    return f" {' '.join(_NO_WORD.sub(' ', text.casefold()).split())} "
