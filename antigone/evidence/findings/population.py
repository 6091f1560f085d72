"""The figures of a population: versioned, with their provenance, replaceable by an operation.

A file of figures is TOML. Its head states `name`, `version` (a date) and `provenance`; every other
table is either one figure (`value`, and `people` counted or `low` and `high`) or shares (`shares`),
each with its `source`. Where nobody was counted, `people` is left out and the source says
"assumption".
"""

import math
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any
from unicodedata import category

from antigone.evidence.findings.figures import Figure, Shares
from antigone.evidence.findings.refusals import NoFigure, UnfitFigure

_HEAD = ("name", "version", "provenance")
_OF_A_FIGURE = {"value", "low", "high", "people", "unit", "reach", "source"}
_OF_SHARES = {"shares", "people", "reach", "source"}
_DEFAULT = "default.toml"
_MOST_SHOWN = 200


@dataclass(frozen=True, kw_only=True, eq=False)
class Population:
    """Whom an unrelated person is drawn from, and how often observers err.

    `figures` and `shares` go by dotted names such as "sex.error.pelvis". `provenance` says in words
    what the figures are and are not. Read-only.
    """

    name: str
    version: str
    provenance: str
    figures: Mapping[str, Figure]
    shares: Mapping[str, Shares]

    def __post_init__(self) -> None:
        object.__setattr__(self, "figures", MappingProxyType(dict(self.figures)))
        object.__setattr__(self, "shares", MappingProxyType(dict(self.shares)))

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    def figure(self, name: str) -> Figure:
        """Return a figure by its dotted name. Refuses with `NoFigure`."""
        if name not in self.figures:
            raise NoFigure(population=self, name=name, known=self._beside(name))
        return self.figures[name]

    def shares_of(self, name: str) -> Shares:
        """Return shares by their dotted name. Refuses with `NoFigure`."""
        if name not in self.shares:
            raise NoFigure(population=self, name=name, known=self._beside(name))
        return self.shares[name]

    def share(self, name: str, kind: str) -> Figure:
        """Return the share of one kind of people. Refuses with `NoFigure`."""
        shares = self.shares_of(name)
        if kind not in shares.shares:
            raise NoFigure(
                population=self, name=f"{name}, {kind}", known=", ".join(sorted(shares.shares))
            )
        return shares[kind]

    def replaced_by(self, own: str | bytes, *, source: str) -> "Population":
        """Return these figures with an operation's own (a TOML text, see above) in their place.

        `source` is the file's name, for refusals. What the text does not mention stays; a name that
        stands nowhere here is refused, or a misspelt one would be passed over in silence. Refuses
        with `UnfitFigure`.
        """
        other = population_from_toml(own, source=source)
        known = {*self.figures, *self.shares}
        for name in (*other.figures, *other.shares):
            if name not in known:
                raise UnfitFigure(
                    source=source, name=name, found="this name", wanted=f"one of {self}"
                )
        return Population(
            name=other.name,
            version=other.version,
            provenance=f"{other.provenance} For everything else, {self}: {self.provenance}",
            figures={**self.figures, **other.figures},
            shares={**self.shares, **other.shares},
        )

    def _beside(self, name: str) -> str:
        first = name.partition(".")[0]
        beside = [one for one in (*self.figures, *self.shares) if one.split(".")[0] == first]
        return ", ".join(sorted(beside or {one.split(".")[0] for one in self.figures}))


@cache
def default_population() -> Population:
    """Return the figures that are shipped. Many are assumptions, and each says which it is."""
    text = files("antigone.evidence").joinpath("populations", _DEFAULT).read_text("utf-8")
    return population_from_toml(text, source=_DEFAULT)


def population_from_toml(text: str | bytes, *, source: str) -> Population:
    """Return the figures that a TOML text states. Refuses with `UnfitFigure`."""
    try:
        stated = tomllib.loads(text if isinstance(text, str) else text.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        # No UTF-8, no TOML, or an integer of more digits than are read.
        raise UnfitFigure(source=source, name="TOML", found=error, wanted="a TOML text") from None
    for key in _HEAD:
        if not _is_text(stated.get(key)):
            raise UnfitFigure(
                source=source, name=key, found=_shown(stated.get(key)), wanted="a short text"
            )
    figures: dict[str, Figure] = {}
    shares: dict[str, Shares] = {}
    for name, table in _tables("", {k: v for k, v in stated.items() if k not in _HEAD}, source):
        if "shares" in table:
            shares[name] = _shares(name, table, source)
        else:
            figures[name] = _figure(name, table, source)
    return Population(
        name=stated["name"],
        version=stated["version"],
        provenance=stated["provenance"],
        figures=figures,
        shares=shares,
    )


def _tables(prefix: str, table: Mapping[str, Any], source: str) -> Iterator[tuple[str, Any]]:
    """Walk to the tables that state something, whatever they are nested in."""
    for key, value in table.items():
        name = f"{prefix}.{key}" if prefix else key
        if not isinstance(value, dict):
            raise UnfitFigure(source=source, name=name, found=_shown(value), wanted="a table")
        within = {k: v for k, v in value.items() if isinstance(v, dict) and k != "shares"}
        if own := {k: v for k, v in value.items() if k not in within}:
            yield name, own
        yield from _tables(name, within, source)


def _figure(name: str, table: Mapping[str, Any], source: str) -> Figure:
    _check_keys(name, table, _OF_A_FIGURE, source)
    if "value" not in table:
        raise UnfitFigure(source=source, name=name, found="nothing", wanted="value, or shares")
    value, people, reach = (
        _number(name, table, key, source) for key in ("value", "people", "reach")
    )
    try:
        if "low" not in table and "high" not in table:
            return Figure.share(value, people=int(people), source=table["source"], reach=reach)
        return Figure(
            value=value,
            low=_number(name, table, "low", source),
            high=_number(name, table, "high", source),
            people=int(people),
            unit=str(table.get("unit", "share")),
            source=table["source"],
            reach=reach,
        )
    except UnfitFigure as fault:
        raise UnfitFigure(**{**fault.parameters, "source": source, "name": name}) from None


def _shares(name: str, table: Mapping[str, Any], source: str) -> Shares:
    _check_keys(name, table, _OF_SHARES, source)
    kinds = table["shares"]
    if not isinstance(kinds, dict) or not kinds or not all(map(_is_text, kinds)):
        raise UnfitFigure(source=source, name=name, found=_shown(kinds), wanted="a table of shares")
    try:
        return Shares(
            shares={kind: _number(f"{name}.{kind}", kinds, kind, source) for kind in kinds},
            people=int(_number(name, table, "people", source)),
            reach=_number(name, table, "reach", source),
            source=table["source"],
        )
    except UnfitFigure as fault:
        raise UnfitFigure(**{**fault.parameters, "source": source, "name": name}) from None


def _check_keys(name: str, table: Mapping[str, Any], known: set[str], source: str) -> None:
    for key in table:
        if key not in known:
            raise UnfitFigure(
                source=source,
                name=f"{name}.{key}",
                found="this key",
                wanted=f"one of {', '.join(sorted(known))}",
            )
    stated = table.get("source", "")
    if not _is_text(stated):
        found = _shown(stated) if stated else "nothing"
        raise UnfitFigure(
            source=source, name=f"{name}.source", found=found, wanted="where the figure is from"
        )
    if not _is_text(table.get("unit", "share")):
        raise UnfitFigure(
            source=source, name=f"{name}.unit", found=_shown(table["unit"]), wanted="a short text"
        )


def _number(name: str, table: Mapping[str, Any], key: str, source: str) -> float:
    value = table.get(key, 0)
    number = math.nan
    if isinstance(value, int | float) and not isinstance(value, bool):
        # An integer of hundreds of digits is none that a share could be.
        with suppress(OverflowError):
            number = float(value)
    if not math.isfinite(number) or number < 0:
        raise UnfitFigure(
            source=source, name=f"{name}.{key}", found=_shown(value), wanted="a number from 0"
        )
    return number


def _is_text(value: object) -> bool:
    """Whether this is a text that can be kept and printed: of control characters, line ends alone."""
    if not isinstance(value, str) or not value.strip():
        return False
    return not any(category(sign) == "Cc" and sign not in "\n\r\t" for sign in value)


def _shown(value: object) -> str:
    """Return the beginning of what was found, also where Python writes it only in part."""
    try:
        return repr(value)[:_MOST_SHOWN]
    except (ValueError, RecursionError):
        return type(value).__name__
