"""What is said of a person, living or dead, in the same words on both sides of a comparison.

Every field is a value, or says why there is none: an empty box would be read as "no tattoo" by one
and as "nobody looked" by another.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import TypeAlias, cast

from antigone.errors import Refusal
from antigone.wording import N_


class Absent(StrEnum):
    """Why there is no value."""

    NOT_EXAMINED = "not-examined"
    NOT_AVAILABLE = "not-available"
    UNKNOWN = "unknown"


class UnfitDescription(Refusal):
    """A description holds something that its field cannot mean."""

    code = "unfit-description"
    sentence = N_("“{field}” takes {wanted}. Nothing was recorded.")
    remedy = N_(
        "Correct the entry, or say why it is missing: not examined, not available, unknown."
    )


class UnfitDate(Refusal):
    """A date is neither a day, nor a month, nor a year."""

    code = "unfit-date"
    sentence = N_("“{value}” is not a date. Nothing was recorded.")
    remedy = N_("Write as much as is known: 1987, 1987-04 or 1987-04-23.")


@dataclass(frozen=True)
class Range:
    """From `least` to `most`, both included, in the unit of its field. Raises ValueError."""

    least: float
    most: float

    def __post_init__(self) -> None:
        if not 0 <= self.least <= self.most < 1000:
            raise ValueError(f"{self.least} to {self.most} is not a range")


Stated: TypeAlias = str | Range | tuple[str, ...] | Absent
"""A value, or the reason why there is none."""

_NOBODY_LOOKED = Absent.NOT_EXAMINED
_RANGES = ("age", "stature", "weight")
_LISTS = ("marks", "tattoos", "scars", "implants", "clothing", "effects")
_SEXES = ("female", "male", "other")


@dataclass(frozen=True, kw_only=True)
class Description:
    """A person as described ante mortem by the family, or post mortem by the examiner.

    `age` in years, `stature` in centimetres and `weight` in kilograms are ranges; `marks`,
    `tattoos`, `scars`, `implants`, `clothing` and `effects` are lists, of which the empty one means
    "looked for, and none found"; the others are short texts. Raises `UnfitDescription`.
    """

    sex: Stated = _NOBODY_LOOKED
    age: Stated = _NOBODY_LOOKED
    stature: Stated = _NOBODY_LOOKED
    weight: Stated = _NOBODY_LOOKED
    build: Stated = _NOBODY_LOOKED
    hair: Stated = _NOBODY_LOOKED
    facial_hair: Stated = _NOBODY_LOOKED
    eyes: Stated = _NOBODY_LOOKED
    teeth: Stated = _NOBODY_LOOKED
    medical: Stated = _NOBODY_LOOKED
    marks: Stated = _NOBODY_LOOKED
    tattoos: Stated = _NOBODY_LOOKED
    scars: Stated = _NOBODY_LOOKED
    implants: Stated = _NOBODY_LOOKED
    clothing: Stated = _NOBODY_LOOKED
    effects: Stated = _NOBODY_LOOKED

    def __post_init__(self) -> None:
        for one in fields(self):
            value = getattr(self, one.name)
            if not isinstance(value, Absent) and (wanted := _unfit(one.name, value)):
                raise UnfitDescription(field=one.name, wanted=wanted)

    def as_json(self) -> dict[str, object]:
        """Return the description as plain JSON values; what nobody looked at is left out."""
        return {
            one.name: _written(value)
            for one in fields(self)
            if (value := getattr(self, one.name)) is not _NOBODY_LOOKED
        }

    @classmethod
    def from_json(cls, written: Mapping[str, object]) -> "Description":
        """Return what `as_json` wrote. Raises `UnfitDescription`."""
        known = {one.name for one in fields(cls)}
        for name in written:
            if name not in known:
                raise UnfitDescription(field=name, wanted=", ".join(sorted(known)))
        return cls(**{name: _read(name, value) for name, value in written.items()})


def _unfit(name: str, value: object) -> str:
    """Return what the field takes, if the value is not that."""
    if name in _RANGES:
        return "" if isinstance(value, Range) else "a range"
    if name in _LISTS:
        fits = isinstance(value, tuple) and all(isinstance(one, str) and one for one in value)
        return "" if fits else "a list of texts"
    if name == "sex":
        return "" if value in _SEXES else ", ".join(_SEXES)
    return "" if isinstance(value, str) and value else "a text"


def _written(value: Stated) -> object:
    if isinstance(value, Absent):
        return {"absent": value.value}
    if isinstance(value, Range):
        return {"least": value.least, "most": value.most}
    return {"value": list(value) if isinstance(value, tuple) else value}


def _read(name: str, written: object) -> Stated:
    try:
        content = cast("Mapping[str, object]", written)
        if "absent" in content:
            return Absent(cast("str", content["absent"]))
        if "least" in content:
            return Range(cast("float", content["least"]), cast("float", content["most"]))
        value = content["value"]
        return tuple(value) if isinstance(value, list) else cast("str", value)
    except (KeyError, TypeError, ValueError):
        raise UnfitDescription(field=name, wanted="a value or why it is missing") from None


_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z", re.ASCII)


@dataclass(frozen=True)
class PartialDate:
    """A date only as precise as it was given: a year, a month or a day. Raises `UnfitDate`."""

    text: str

    def __post_init__(self) -> None:
        found = _DATE.match(self.text)
        try:
            if found is None:
                raise ValueError
            year, month, day = found.groups(default="01")
            date(int(year), int(month), int(day))
        except ValueError:
            raise UnfitDate(value=self.text) from None

    @property
    def precision(self) -> str:
        """The smallest part that is known: "year", "month" or "day"."""
        return {4: "year", 7: "month", 10: "day"}[len(self.text)]

    @property
    def earliest(self) -> date:
        """The first day that it can mean."""
        return date.fromisoformat(self.text + "-01-01"[len(self.text) - 4 :])

    def __str__(self) -> str:
        return self.text
