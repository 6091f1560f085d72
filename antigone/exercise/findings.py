"""What the records of the exercise say at its end: read as each person may read them, never kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from antigone.access import Action, Actor, within
from antigone.casework import lists
from antigone.casework.lists import register
from antigone.casework.models import Identification
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
    `identified_as` is a request's code, and `by` the discipline that decided, both empty without a
    name. `state` and `place` say where the deceased is now. `shown` is the first photograph as the
    board sees it.
    """

    body: Found
    outcome: str
    reason: str
    faces_in: tuple[tuple[dict[str, Any], ...], ...]
    reasons: tuple[tuple[str, ...], ...]
    search: dict[str, Any] | None
    leads: tuple[dict[str, Any], ...]
    identified_as: str
    by: str
    state: str
    place: str
    shown: Pixels = field(repr=False)

    @property
    def usable(self) -> bool:
        """Whether a face of it could be compared."""
        return any(faces and faces[0]["quality"]["usable"] for faces in self.faces_in)

    @property
    def candidates(self) -> list[dict[str, Any]]:
        """Whom its newest search has listed."""
        return self.search["candidates"] if self.search else []

    @property
    def first_leads(self) -> tuple[dict[str, Any], ...]:
        """Whom its search found first; without a search, whom others have proposed."""
        found = tuple(one for one in self.leads if one["source"] == "face")
        return (found or self.leads)[:_ON_THE_SHEET]

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
    """One request at the end; without a name once it was erased.

    `first_of` names the bodies whose list she leads, `found_as` the one she was identified as;
    `told` is how the family or an authority was told, and how far that has come.
    """

    code: str
    name: str
    outcome: str
    reason: str
    photographs: int
    enrolled: int
    first_of: tuple[str, ...]
    found_as: str
    told: str


@dataclass(frozen=True, kw_only=True)
class Held:
    """The exercise as it was held.

    `references` are pictures of leads, by their photograph's name; `papers` are what was printed, PDF
    by file name.
    """

    requests: tuple[RequestLine, ...]
    remains: tuple[BodyLine, ...]
    references: Mapping[str, Pixels] = field(repr=False)
    tried: tuple[Tried, ...]
    withdrawals: tuple[dict[str, Any], ...]
    papers: Mapping[str, bytes] = field(repr=False)
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
    papers: Mapping[str, bytes],
) -> Held:
    """Read the records, look at the pictures for the contact sheet, and verify the record last.

    Each look at a picture is an entry of its own, as at any desk.
    """
    member, records = crew["bruno"], crew["rafi"]
    stands = {one["remains"]: one for one in lists.remains(records)}
    named = _identified(member)
    kept = {one["code"]: one for one in register.where_everything_is(records)}
    bodies = tuple(_body(member, one, stands[one.body.code], named, kept) for one in examined)
    references: dict[str, Pixels] = {}
    for body in bodies:
        for candidate in body.first_leads:
            shown = candidate["photograph"]
            if shown and shown not in references:
                references[shown] = _reference(member, shown, marks)
    leads = {
        code: tuple(
            body.body.code
            for body in bodies
            if any(one["request"] == code and _leads(one) for one in body.leads)
        )
        for code in (one["request"] for one in lists.requests(records))
    }
    told_by = {one["request"]: one for one in lists.notices(crew["felix"]) if one["notice"]}
    found_as = {request: code for code, (request, _) in named.items()}
    lines = tuple(
        RequestLine(
            code=one["request"],
            name=one["missing_person"],
            outcome=one["outcome"],
            reason=one["reason"],
            photographs=one["photographs"],
            enrolled=one["enrolled"],
            first_of=leads[one["request"]],
            found_as=found_as.get(one["request"], ""),
            told=_told(told_by.get(one["request"])),
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
        papers=papers,
        entries=verification.entries,
        verified=verification.whole,
    )


def _identified(member: Actor) -> dict[str, tuple[str, str]]:
    """Return the request and the deciding discipline of every identified body."""
    with within(member.operation_id):
        standing = Identification.objects.filter(withdrawn_at=None)
        rows = standing.values_list("remains__code", "request__code", "discipline")
        return {remains: (request, str(by)) for remains, request, by in rows}


def _told(notice: dict[str, Any] | None) -> str:
    return f"{notice['way']}: {notice['state']}" if notice else ""


def _body(
    member: Actor,
    one: Examined,
    stands: dict[str, Any],
    named: Mapping[str, tuple[str, str]],
    kept: Mapping[str, dict[str, Any]],
) -> BodyLine:
    code = one.body.code
    identified_as, by = named.get(code, ("", ""))
    first = lists.photograph(member, f"{code}/1", Action.DISCLOSE_PHOTOGRAPH)
    try:
        search = lists.newest_search(member, code)
    except lists.NoSearchYet:
        search = None
    return BodyLine(
        body=one.body,
        outcome=stands["outcome"],
        reason=stands["reason"],
        faces_in=tuple(tuple(reading.faces) for reading in one.readings),
        reasons=tuple(tuple(reading.reasons) for reading in one.readings),
        search=search,
        leads=tuple(lists.candidates(member, code)),
        identified_as=identified_as,
        by=by,
        state=kept[code]["state"],
        place=kept[code]["place"],
        shown=photographs.disclose(member, first, photographs.View.MASKED).pixels,
    )


def _leads(candidate: dict[str, Any]) -> bool:
    return candidate["rank"] is None or (candidate["rank"] == 1 and candidate["above_threshold"])


def _reference(member: Actor, named: str, marks: Mapping[UUID, Any]) -> Pixels:
    """Return the part of a family's photograph that shows the person; nobody beside her."""
    key = lists.photograph(member, named, Action.DISCLOSE_REFERENCE)
    image = photographs.disclose(member, key, photographs.View.MASKED).pixels
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
