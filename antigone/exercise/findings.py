"""What the records of the exercise say at its end: read as each person may read them, never kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from antigone.access import Action, Actor
from antigone.casework import lists
from antigone.casework.procedures import photographs, recording
from antigone.errors import Refusal
from antigone.exercise.cast import Found
from antigone.faces.geometry import Pixels
from antigone.faces.quality import Band, Quality, Reason, in_words

_ON_THE_SHEET = 3


@dataclass(frozen=True, kw_only=True)
class Tried:
    """Something that was tried, and the refusal that it met."""

    what: str
    refusal: Refusal


@dataclass(frozen=True, kw_only=True)
class Examined:
    """A body, and what was read in each of its photographs."""

    body: Found
    readings: tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class BodyLine:
    """One body at the end: its record, its readings, the newest search if there was one, leads.

    `faces_in` holds the faces of each photograph as they were read, `reasons` why there was none.
    `shown` is its first photograph as an examiner sees it.
    """

    body: Found
    outcome: str
    reason: str
    faces_in: tuple[tuple[dict[str, Any], ...], ...]
    reasons: tuple[tuple[str, ...], ...]
    search: dict[str, Any] | None
    leads: tuple[dict[str, Any], ...]
    shown: Pixels = field(repr=False)

    @property
    def usable(self) -> bool:
        """Whether a face of it could be compared."""
        return any(faces and faces[0]["quality"]["usable"] for faces in self.faces_in)

    @property
    def candidates(self) -> list[dict[str, Any]]:
        """Whom its newest search has listed."""
        return self.search["candidates"] if self.search else []

    def in_words(self, language: str) -> list[str]:
        """Return a line for each photograph: how far its face can be compared, and why."""
        return [
            _quality(faces[0]["quality"]).words(language)
            if faces
            else f"{Band.UNUSABLE}: {in_words(tuple(map(Reason, reasons)), language)}"
            for faces, reasons in zip(self.faces_in, self.reasons, strict=True)
        ]


@dataclass(frozen=True, kw_only=True)
class RequestLine:
    """One request at the end; without a name once it was erased. `first_of`: whose list she leads."""

    code: str
    name: str
    outcome: str
    reason: str
    photographs: int
    enrolled: int
    first_of: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Held:
    """The exercise as it was held. `references` are pictures of leads, by their photograph's name."""

    requests: tuple[RequestLine, ...]
    remains: tuple[BodyLine, ...]
    references: Mapping[str, Pixels] = field(repr=False)
    tried: tuple[Tried, ...]
    withdrawals: tuple[dict[str, Any], ...]
    entries: int
    verified: bool

    @property
    def people_in_gallery(self) -> int:
        """How many of the missing have a photograph that can be searched."""
        return sum(1 for one in self.requests if one.enrolled)


def told(
    crew: Mapping[str, Actor],
    *,
    marks: Mapping[UUID, Any],
    examined: tuple[Examined, ...],
    tried: tuple[Tried, ...],
) -> Held:
    """Read the records, look at the pictures for the contact sheet, and verify the record last.

    Each look at a picture is an entry of its own, as at any desk.
    """
    examiner, records = crew["fay"], crew["rafi"]
    stands = {one["remains"]: one for one in lists.remains(records)}
    bodies = tuple(_body(examiner, one, stands[one.body.code]) for one in examined)
    references: dict[str, Pixels] = {}
    for body in bodies:
        for candidate in body.leads[:_ON_THE_SHEET]:
            named = candidate["photograph"]
            if named and named not in references:
                references[named] = _reference(examiner, named, marks)
    leads = {
        code: tuple(
            body.body.code
            for body in bodies
            if any(one["request"] == code and _leads(one) for one in body.leads)
        )
        for code in (one["request"] for one in lists.requests(records))
    }
    lines = tuple(
        RequestLine(
            code=one["request"],
            name=one["missing_person"],
            outcome=one["outcome"],
            reason=one["reason"],
            photographs=one["photographs"],
            enrolled=one["enrolled"],
            first_of=leads[one["request"]],
        )
        for one in lists.requests(records)
    )
    erased = tuple(lists.withdrawals(crew["petra"]))
    verification = recording.verify_record(crew["petra"])
    return Held(
        requests=lines,
        remains=bodies,
        references=references,
        tried=tried,
        withdrawals=erased,
        entries=verification.entries,
        verified=verification.whole,
    )


def _body(examiner: Actor, one: Examined, stands: dict[str, Any]) -> BodyLine:
    code = one.body.code
    first = lists.photograph(examiner, f"{code}/1", Action.DISCLOSE_PHOTOGRAPH)
    try:
        search = lists.newest_search(examiner, code)
    except lists.NoSearchYet:
        search = None
    return BodyLine(
        body=one.body,
        outcome=stands["outcome"],
        reason=stands["reason"],
        faces_in=tuple(tuple(reading.faces) for reading in one.readings),
        reasons=tuple(tuple(reading.reasons) for reading in one.readings),
        search=search,
        leads=tuple(lists.candidates(examiner, code)),
        shown=photographs.disclose(examiner, first, photographs.View.MASKED).pixels,
    )


def _leads(candidate: dict[str, Any]) -> bool:
    return candidate["rank"] is None or (candidate["rank"] == 1 and candidate["above_threshold"])


def _reference(examiner: Actor, named: str, marks: Mapping[UUID, Any]) -> Pixels:
    """Return the part of a family's photograph that shows the person; nobody beside her."""
    key = lists.photograph(examiner, named, Action.DISCLOSE_REFERENCE)
    image = photographs.disclose(examiner, key, photographs.View.MASKED).pixels
    x, y, width, height = marks[key].box
    reach = 0.45 * max(width, height)
    rows, columns = image.shape[:2]
    return image[
        max(0, round(y - reach)) : min(rows, round(y + height + reach)),
        max(0, round(x - reach)) : min(columns, round(x + width + reach)),
    ]


def _quality(seen: dict[str, Any]) -> Quality:
    return Quality(
        value=seen["value"],
        band=Band(seen["band"]),
        reasons=tuple(map(Reason, seen["reasons"])),
        measures=seen["measures"],
    )
