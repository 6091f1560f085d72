"""Which rows a search may read: the permission first, then whatever narrows it.

`Permitted` is not a node of the tree and cannot stand inside one, so no `Not` can turn a
permission round and no `Or` can go past it. The tree itself is small: `Eq`, `In`, `Range`, `And`,
`Or`, `Not` over coded attributes. A missing attribute satisfies none of the first three. `Not` is
the plain complement, so a row that lacks the attribute satisfies `Not(Eq(…))`: somebody whose
sex nobody recorded must not fall out of a search for "not female".
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol, TypeAlias, cast

from antigone.errors import Refusal
from antigone.gallery.attributes import (
    PERMISSION,
    PURPOSES,
    VALID_FROM,
    VALID_UNTIL,
    Attributes,
    Coded,
    Stored,
    is_coded,
    is_name,
    is_text,
    key_of,
)
from antigone.wording import N_

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Mask: TypeAlias = "NDArray[np.bool_]"

_DEEPEST = 32


class UnfitFilter(Refusal):
    """A filter that cannot mean anything is refused before it can mean everything."""

    code = "unfit-filter"
    sentence = N_("The filter {part} is not {wanted}. Nothing was searched.")
    remedy = N_("Correct the filter and search again.")


class PermissionNotAsked(Refusal):
    """A gallery was asked without the purpose and the day that must be permitted."""

    code = "permission-not-asked"
    sentence = N_("The gallery was asked without a purpose and a day. Nothing was searched.")
    remedy = N_("Name the purpose and the day: Permitted(purpose=…, on=…).")


class Columns(Protocol):
    """The attributes of many rows, as an engine keeps them. Masks have one place for each row."""

    def holding(self, attribute: str, test: Callable[[Stored], bool]) -> Mask:
        """Return where the attribute is present and its value passes `test`."""
        ...

    def among(self, attribute: str, values: Iterable[Stored]) -> Mask:
        """Return where the attribute is present and one of `values`."""
        ...


class Where(ABC):
    """A condition on one row. Conditions join with `&` and `|` and turn round with `~`."""

    @abstractmethod
    def admits(self, attributes: Attributes) -> bool:
        """Return whether one row fulfils the condition."""

    @abstractmethod
    def over(self, columns: Columns) -> Mask:
        """Return which of many rows fulfil the condition."""

    @abstractmethod
    def as_json(self) -> dict[str, object]:
        """Return the condition as plain JSON values; `where_from_json` reads it back."""

    def __and__(self, other: "Where") -> "And":
        return And(*_parts(self, And), *_parts(other, And))

    def __or__(self, other: "Where") -> "Or":
        return Or(*_parts(self, Or), *_parts(other, Or))

    def __invert__(self) -> "Not":
        return Not(self)

    # Python holds 1 == True; as conditions they differ, and their written form tells them apart.
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Where) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))


@dataclass(frozen=True, eq=False, repr=False)
class Eq(Where):
    """The attribute is this value. Raises `UnfitFilter` for what no row can hold."""

    attribute: str
    value: Coded

    def __post_init__(self) -> None:
        _fit_leaf(self, self.attribute, (self.value,))

    def admits(self, attributes: Attributes) -> bool:
        held = attributes.get(self.attribute)
        return held is not None and key_of(held) == key_of(self.value)

    def over(self, columns: Columns) -> Mask:
        return columns.among(self.attribute, (self.value,))

    def as_json(self) -> dict[str, object]:
        return {"eq": {self.attribute: self.value}}

    def __repr__(self) -> str:
        return f"Eq({self.attribute!r}, {self.value!r})"


@dataclass(frozen=True, eq=False, repr=False)
class In(Where):
    """The attribute is one of these values; of no values, none. Raises `UnfitFilter`."""

    attribute: str
    values: tuple[Coded, ...]

    def __init__(self, attribute: str, values: Iterable[Coded]) -> None:
        object.__setattr__(self, "attribute", attribute)
        # A bare text is a list of its letters to Python, never to the person who wrote it.
        object.__setattr__(self, "values", () if isinstance(values, str) else tuple(values))
        if isinstance(values, str):
            raise UnfitFilter(part=f"In({attribute!r}, {values!r})", wanted="a list of values")
        _fit_leaf(self, attribute, self.values)

    def admits(self, attributes: Attributes) -> bool:
        held = attributes.get(self.attribute)
        return held is not None and key_of(held) in {key_of(value) for value in self.values}

    def over(self, columns: Columns) -> Mask:
        return columns.among(self.attribute, self.values)

    def as_json(self) -> dict[str, object]:
        return {"in": {self.attribute: list(self.values)}}

    def __repr__(self) -> str:
        return f"In({self.attribute!r}, {list(self.values)!r})"


@dataclass(frozen=True, eq=False, repr=False)
class Range(Where):
    """The attribute lies from `least` to `most`, both included; an open end is `None`.

    Numbers compare with numbers, texts with texts (ISO days in their order); a value of the
    other kind does not satisfy. Raises `UnfitFilter` without an end or with ends of two kinds.
    """

    attribute: str
    least: int | float | str | None
    most: int | float | str | None

    def __init__(
        self,
        attribute: str,
        *,
        least: int | float | str | None = None,
        most: int | float | str | None = None,
    ) -> None:
        object.__setattr__(self, "attribute", attribute)
        object.__setattr__(self, "least", least)
        object.__setattr__(self, "most", most)
        ends = tuple(end for end in (least, most) if end is not None)
        _fit_leaf(self, attribute, ends)
        kinds = {key_of(end)[0] for end in ends}
        if len(kinds) != 1 or "truth" in kinds:
            raise UnfitFilter(part=self, wanted="a range of numbers or of texts")

    def admits(self, attributes: Attributes) -> bool:
        held = attributes.get(self.attribute)
        return held is not None and self._spans(held)

    def over(self, columns: Columns) -> Mask:
        return columns.holding(self.attribute, self._spans)

    def as_json(self) -> dict[str, object]:
        return {"range": {self.attribute: [self.least, self.most]}}

    def _spans(self, value: Stored) -> bool:
        return (self.least is None or _ordered(self.least, value)) and (
            self.most is None or _ordered(value, self.most)
        )

    def __repr__(self) -> str:
        ends = (("least", self.least), ("most", self.most))
        written = ", ".join(f"{name}={end!r}" for name, end in ends if end is not None)
        return f"Range({self.attribute!r}, {written})"


@dataclass(frozen=True, eq=False, repr=False)
class And(Where):
    """All of the parts. Raises `UnfitFilter` for no parts: an empty "all of" would admit all."""

    parts: tuple[Where, ...]

    def __init__(self, *parts: Where) -> None:
        object.__setattr__(self, "parts", _fit_parts("And", parts))

    def admits(self, attributes: Attributes) -> bool:
        return all(part.admits(attributes) for part in self.parts)

    def over(self, columns: Columns) -> Mask:
        mask = self.parts[0].over(columns)
        for part in self.parts[1:]:
            mask = mask & part.over(columns)
        return mask

    def as_json(self) -> dict[str, object]:
        return {"and": [part.as_json() for part in self.parts]}

    def __repr__(self) -> str:
        return f"And({', '.join(map(repr, self.parts))})"


@dataclass(frozen=True, eq=False, repr=False)
class Or(Where):
    """One of the parts or several. Raises `UnfitFilter` for no parts."""

    parts: tuple[Where, ...]

    def __init__(self, *parts: Where) -> None:
        object.__setattr__(self, "parts", _fit_parts("Or", parts))

    def admits(self, attributes: Attributes) -> bool:
        return any(part.admits(attributes) for part in self.parts)

    def over(self, columns: Columns) -> Mask:
        mask = self.parts[0].over(columns)
        for part in self.parts[1:]:
            mask = mask | part.over(columns)
        return mask

    def as_json(self) -> dict[str, object]:
        return {"or": [part.as_json() for part in self.parts]}

    def __repr__(self) -> str:
        return f"Or({', '.join(map(repr, self.parts))})"


@dataclass(frozen=True, eq=False, repr=False)
class Not(Where):
    """Everything the part does not admit, rows that lack the attribute among them."""

    part: Where

    def __post_init__(self) -> None:
        _fit_parts("Not", (self.part,))

    def admits(self, attributes: Attributes) -> bool:
        return not self.part.admits(attributes)

    def over(self, columns: Columns) -> Mask:
        return ~self.part.over(columns)

    def as_json(self) -> dict[str, object]:
        return {"not": self.part.as_json()}

    def __repr__(self) -> str:
        return f"Not({self.part!r})"


@dataclass(frozen=True, kw_only=True)
class Permitted:
    """The rows whose permission covers this purpose on this day, narrowed by `only`.

    Every search, count and iteration takes one; there is no form of asking without it.

    - `purpose`: a code such as "identify"; a row must list it.
    - `on`: the day (a `date` without a time); `valid_from` and `valid_until` are both included.
    - `only`: a further condition, which may hide rows and never add any.

    Raises `UnfitFilter`.
    """

    purpose: str
    on: date
    only: Where | None = None

    def __post_init__(self) -> None:
        if not is_text(self.purpose):
            raise UnfitFilter(part=repr(self.purpose), wanted="a purpose")
        if not isinstance(self.on, date) or isinstance(self.on, datetime):
            raise UnfitFilter(part=repr(self.on), wanted="a day without a time")
        if self.only is not None:
            _fit_parts("only", (self.only,))

    def admits(self, attributes: Attributes) -> bool:
        """Return whether one row may be read."""
        day = self.on.isoformat()
        end = attributes[VALID_UNTIL]
        return (
            self.purpose in cast("tuple[str, ...]", attributes[PURPOSES])
            and cast("str", attributes[VALID_FROM]) <= day
            and (end is None or day <= cast("str", end))
            and (self.only is None or self.only.admits(attributes))
        )

    def over(self, columns: Columns) -> Mask:
        """Return which of many rows may be read."""
        day = self.on.isoformat()
        mask = columns.holding(PURPOSES, lambda codes: self.purpose in cast("tuple[str]", codes))
        mask &= columns.holding(VALID_FROM, lambda start: cast("str", start) <= day)
        mask &= ~columns.holding(VALID_UNTIL, lambda end: cast("str", end) < day)
        return mask if self.only is None else mask & self.only.over(columns)

    def as_json(self) -> dict[str, object]:
        """Return the question as plain JSON values, so that a record of a search can keep it."""
        return {
            "purpose": self.purpose,
            "on": self.on.isoformat(),
            "only": None if self.only is None else self.only.as_json(),
        }

    @classmethod
    def from_json(cls, written: object) -> "Permitted":
        """Return what `as_json` wrote. Raises `UnfitFilter`."""
        if not isinstance(written, Mapping) or set(written) != {"purpose", "on", "only"}:
            raise UnfitFilter(part=_shown(written), wanted="a permission to ask for")
        try:
            day = date.fromisoformat(written["on"])
        except (TypeError, ValueError):
            raise UnfitFilter(part=_shown(written["on"]), wanted="a day") from None
        only = written["only"]
        return cls(
            purpose=written["purpose"],
            on=day,
            only=None if only is None else where_from_json(only),
        )


def require_permitted(where: object) -> Permitted:
    """Return `where` if it asks for a permission. Raises `PermissionNotAsked`."""
    if not isinstance(where, Permitted):
        raise PermissionNotAsked
    return where


def where_from_json(written: object, *, deepest: int = _DEEPEST) -> Where:
    """Return the condition that `Where.as_json` wrote.

    Raises `UnfitFilter`, also when conditions are nested deeper than `deepest`.
    """
    if deepest < 1:
        raise UnfitFilter(part=_shown(written), wanted=f"nested {_DEEPEST} deep at most")
    if not isinstance(written, Mapping) or len(written) != 1:
        raise UnfitFilter(part=_shown(written), wanted="one condition")
    kind, rest = next(iter(written.items()))
    if kind in ("and", "or") and isinstance(rest, list):
        parts = (where_from_json(part, deepest=deepest - 1) for part in rest)
        return And(*parts) if kind == "and" else Or(*parts)
    if kind == "not":
        return Not(where_from_json(rest, deepest=deepest - 1))
    if isinstance(rest, Mapping) and len(rest) == 1:
        attribute, value = next(iter(rest.items()))
        if kind == "eq":
            return Eq(attribute, value)
        if kind == "in" and isinstance(value, list):
            return In(attribute, value)
        if kind == "range" and isinstance(value, list) and len(value) == 2:
            return Range(attribute, least=value[0], most=value[1])
    raise UnfitFilter(part=_shown(written), wanted="one of eq, in, range, and, or, not")


def _ordered(low: Stored, high: Stored) -> bool:
    """Return whether both are of one kind and `low` does not come after `high`."""
    same_kind = key_of(low)[0] == key_of(high)[0]
    return same_kind and low <= high  # type: ignore[operator]


def _parts(where: Where, kind: type[And] | type[Or]) -> tuple[Where, ...]:
    return where.parts if isinstance(where, And | Or) and type(where) is kind else (where,)


def _fit_leaf(leaf: Where, attribute: object, values: tuple[object, ...]) -> None:
    if not is_name(attribute):
        raise UnfitFilter(part=leaf, wanted="about a named attribute")
    # The permission is asked by `Permitted` alone; a second way would be a way round.
    if attribute in PERMISSION:
        raise UnfitFilter(part=leaf, wanted="about an attribute that a filter may name")
    for value in values:
        if not is_coded(value):
            raise UnfitFilter(part=leaf, wanted="about coded values")


def _fit_parts(name: str, parts: tuple[Where, ...]) -> tuple[Where, ...]:
    if not parts or not all(isinstance(part, Where) for part in parts):
        written = f"{name}({', '.join(map(repr, parts))})"
        raise UnfitFilter(part=_shown(written), wanted="made of conditions, one at least")
    return parts


def _shown(written: object) -> str:
    text = written if isinstance(written, str) else repr(written)
    return text if len(text) <= 80 else text[:79] + "…"
