"""What a row may say of itself: small coded values, and the permission it lies under.

Attributes are codes, never names or free text: they are read by every engine, some of which keep
them in plain sight. An empty value (`None`) is the same as a missing one: nobody looked.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TypeAlias, cast

from antigone.errors import Refusal
from antigone.wording import N_

Coded: TypeAlias = str | int | float | bool
"""A present value. `True` is not 1; 1 and 1.0 are the same number."""

Stored: TypeAlias = Coded | tuple[str, ...]
"""A present value as a row holds it: the purposes are the only list."""

Attributes: TypeAlias = Mapping[str, Stored | None]

Key: TypeAlias = tuple[str, Stored]
"""A value with its kind, so that hashing keeps `True` and 1 apart."""

PERSON = "person"
PURPOSES = "purposes"
VALID_FROM = "valid_from"
VALID_UNTIL = "valid_until"
PERMISSION = frozenset({PURPOSES, VALID_FROM, VALID_UNTIL})

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}\Z")
_LONGEST = 200
_MOST = 64
# Beyond this an integer is no longer exact in JavaScript, JSON readers and float columns.
_LARGEST = 2**53


class UnfitAttribute(Refusal):
    """An attribute is not a small coded value."""

    code = "unfit-attribute"
    sentence = N_("{id}: the attribute “{name}” is {value}, not {wanted}. Nothing was enrolled.")
    remedy = N_("Correct the attribute and enrol again.")


class NoPermission(Refusal):
    """A template without a permission has no place in a gallery."""

    code = "no-permission"
    sentence = N_("{id}: the permission lacks “{missing}”. Nothing was enrolled.")
    remedy = N_("Record who permits what, from which day, and enrol again.")


def is_text(value: object) -> bool:
    """Return whether `value` is a short non-empty text that every database can keep.

    PostgreSQL keeps no zero character, SQLite and JSON readers no half of a surrogate pair.
    """
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST or "\0" in value:
        return False
    return not any("\ud800" <= character <= "\udfff" for character in value)


def is_coded(value: object) -> bool:
    """Return whether `value` is a `Coded` one: text, truth, or a number that survives JSON."""
    if isinstance(value, str):
        return is_text(value)
    if isinstance(value, int):
        return abs(value) <= _LARGEST
    return isinstance(value, float) and abs(value) < float("inf")


def is_name(value: object) -> bool:
    """Return whether `value` can name an attribute: lower case, digits and `_`, at most 63."""
    return isinstance(value, str) and _NAME.match(value) is not None


def key_of(value: Stored) -> Key:
    """Return `value` with its kind: equal keys are equal codes."""
    if isinstance(value, bool):
        return "truth", value
    if isinstance(value, int | float):
        return "number", value
    return ("text" if isinstance(value, str) else "codes"), value


def fit_attributes(identity: str, given: object) -> Attributes:
    """Return the attributes of a row as they will be kept.

    The permission is part of every row: `purposes` (one or more codes), `valid_from` and
    `valid_until` (days as `date` or ISO text, both included; no end is `None`). `person`, when
    given, is the code of the person whose face it is; rows of one person share it. A row without
    one counts as a person of its own, under its id, so no person may have the id of a row as code.

    Raises `UnfitAttribute` and `NoPermission`.
    """
    if not isinstance(given, Mapping):
        raise UnfitAttribute(id=identity, name="*", value=repr(given), wanted="a set of attributes")
    if len(given) > _MOST:
        raise UnfitAttribute(
            id=identity, name="*", value=len(given), wanted=f"{_MOST} attributes at most"
        )
    kept: dict[str, Stored | None] = {}
    for name, value in given.items():
        if not is_name(name):
            raise UnfitAttribute(
                id=identity, name=name, value=repr(value), wanted="named in lower case"
            )
        if name not in PERMISSION:
            if value is not None and not is_coded(value):
                raise UnfitAttribute(
                    id=identity, name=name, value=repr(value), wanted="a small coded value"
                )
            kept[name] = cast("Coded | None", value)
    if not isinstance(person := kept.get(PERSON), str | None):
        raise UnfitAttribute(id=identity, name=PERSON, value=repr(person), wanted="a code")
    kept[PURPOSES] = _purposes(identity, given.get(PURPOSES))
    start = _day(identity, VALID_FROM, given.get(VALID_FROM))
    if start is None:
        raise NoPermission(id=identity, missing=VALID_FROM)
    end = _day(identity, VALID_UNTIL, given.get(VALID_UNTIL))
    if end is not None and end < start:
        raise UnfitAttribute(
            id=identity, name=VALID_UNTIL, value=end, wanted=f"{start} or a later day"
        )
    kept[VALID_FROM], kept[VALID_UNTIL] = start, end
    return kept


def write_attributes(attributes: Attributes) -> str:
    """Return attributes as the JSON text that a row store keeps."""
    return json.dumps(attributes, sort_keys=True, allow_nan=False, separators=(",", ":"))


def read_attributes(text: str) -> Attributes:
    """Return what `write_attributes` wrote."""
    kept = json.loads(text)
    kept[PURPOSES] = tuple(kept[PURPOSES])
    return cast("Attributes", kept)


def _purposes(identity: str, given: object) -> tuple[str, ...]:
    # A bare text would be taken for a list of letters, and "identify" would permit "i".
    if not isinstance(given, Iterable) or isinstance(given, str | Mapping):
        if given is None:
            raise NoPermission(id=identity, missing=PURPOSES)
        raise UnfitAttribute(
            id=identity, name=PURPOSES, value=repr(given), wanted="a list of codes"
        )
    purposes = list(given)
    if not purposes:
        raise NoPermission(id=identity, missing=PURPOSES)
    for purpose in purposes:
        if not is_text(purpose):
            raise UnfitAttribute(
                id=identity, name=PURPOSES, value=repr(purpose), wanted="a list of codes"
            )
    return tuple(sorted(set(purposes)))


def _day(identity: str, name: str, given: object) -> str | None:
    if given is None:
        return None
    # A time would need a zone to become a day; whoever knows the zone decides.
    if isinstance(given, date) and not isinstance(given, datetime):
        return given.isoformat()
    try:
        return date.fromisoformat(cast("str", given)).isoformat()
    except (TypeError, ValueError):
        raise UnfitAttribute(
            id=identity, name=name, value=repr(given), wanted="a day such as 2026-05-14"
        ) from None
