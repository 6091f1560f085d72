"""Pedigrees: who descends from whom, and who brought up whom.

The two are kept apart. DNA follows the first; letters to a family follow the second. A pedigree that
contradicts itself is refused, because every ratio computed on it would be wrong.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from antigone.errors import Refusal
from antigone.wording import N_

_MOST_BYTES = 5_000_000
_NOBODY = "0"
_SEXES: Mapping[str, Literal["male", "female", ""]] = {"1": "male", "2": "female", "0": ""}


class UnfitPedigree(Refusal):
    """A pedigree contradicts itself, or is not written as it should be."""

    code = "unfit-pedigree"
    sentence = N_("{source}: {fault}. The pedigree was not used.")
    remedy = N_("Correct it with the family or the laboratory; what nobody knows is left open.")


class DescendsFromItself(UnfitPedigree):
    """Somebody is their own ancestor."""

    code = "descends-from-itself"
    sentence = N_("{source}: {circle}: so {name} would descend from {name}. It was not used.")
    remedy = N_("One of these parents is wrong, or two people go by one name: give each their own.")


class ParentYounger(UnfitPedigree):
    """A parent was born after the child, or in the same year."""

    code = "parent-younger"
    sentence = N_(
        "{source}: {parent}, born {parent_born}, stands as {relation} of {name}, born {born}. It was "
        "not used."
    )
    remedy = N_(
        "Check both years of birth, and whether the two were written in each other's place."
    )


@dataclass(frozen=True, kw_only=True)
class Person:
    """One person of a pedigree.

    `father` and `mother` are the biological ones, "" where not known; `raised_by` names others who
    are parents to this person: adoptive, foster, step. `sex` is "" and `born` (a year) None where
    not known.
    """

    name: str
    father: str = ""
    mother: str = ""
    sex: Literal["male", "female", ""] = ""
    born: int | None = None
    raised_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pedigree:
    """People by name, with no contradiction among them.

    Refuses with `UnfitPedigree` and its kinds: a name that stands twice or nowhere, a father who is
    a woman, a mother who is a man, a parent younger than the child, somebody who descends from
    themselves. Social parents are checked for their names alone.
    """

    people: tuple[Person, ...]
    source: str = "the pedigree"

    def __post_init__(self) -> None:
        by_name: dict[str, Person] = {}
        for person in self.people:
            if not person.name.strip() or person.name in by_name:
                raise UnfitPedigree(
                    source=self.source,
                    fault=f"“{person.name}” stands twice"
                    if person.name.strip()
                    else "a name is empty",
                )
            by_name[person.name] = person
        for person in self.people:
            self._check_parents(person, by_name)
        self._check_descent(by_name)

    def _check_parents(self, person: Person, by_name: Mapping[str, Person]) -> None:
        for parent in (person.father, person.mother, *person.raised_by):
            if parent and parent not in by_name:
                raise UnfitPedigree(
                    source=self.source,
                    fault=f"nobody is called “{parent}”, parent of {person.name}",
                )
        if person.father and person.father == person.mother:
            raise UnfitPedigree(
                source=self.source, fault=f"{person.father} is father and mother of {person.name}"
            )
        for relation, name, other in (
            ("father", person.father, "female"),
            ("mother", person.mother, "male"),
        ):
            if not name:
                continue
            parent_of = by_name[name]
            if parent_of.sex == other:
                raise UnfitPedigree(
                    source=self.source,
                    fault=f"{name}, {relation} of {person.name}, is stated to be {other}",
                )
            if (
                parent_of.born is not None
                and person.born is not None
                and parent_of.born >= person.born
            ):
                raise ParentYounger(
                    source=self.source,
                    parent=name,
                    parent_born=parent_of.born,
                    relation=relation,
                    name=person.name,
                    born=person.born,
                )

    def _check_descent(self, by_name: Mapping[str, Person]) -> None:
        """Walk from every person up to their ancestors, without recursion: files may be deep."""
        cleared: set[str] = set()
        for start in by_name:
            path: list[str] = []
            above: set[str] = set()
            ahead: list[tuple[str, bool]] = [(start, False)]
            while ahead:
                name, leaving = ahead.pop()
                if leaving:
                    cleared.add(path.pop())
                    above.discard(name)
                    continue
                if name in cleared:
                    continue
                if name in above:
                    circle = " ← ".join([*path[path.index(name) :], name])
                    raise DescendsFromItself(source=self.source, circle=circle, name=name)
                path.append(name)
                above.add(name)
                ahead.append((name, True))
                parents = (by_name[name].father, by_name[name].mother)
                ahead += [(parent, False) for parent in parents if parent]


def pedigrees_from_linkage(
    text: str, *, source: str, born: Mapping[str, int] | None = None
) -> dict[str, Pedigree]:
    """Return the families of a LINKAGE file: lines of family, person, father, mother, sex.

    0 stands for "not known"; sex is 1 (male), 2 (female) or 0; further fields are left unread, lines
    that begin with # skipped. `born` adds years of birth by person. Refuses with `UnfitPedigree`.
    """
    if len(text) > _MOST_BYTES:
        raise UnfitPedigree(source=source, fault=f"it is longer than {_MOST_BYTES} characters")
    families: dict[str, list[Person]] = {}
    for line, written in enumerate(text.splitlines(), start=1):
        cells = written.split()
        if not cells or cells[0].startswith("#"):
            continue
        if len(cells) < 5 or cells[4] not in _SEXES or _NOBODY in cells[:2]:
            raise UnfitPedigree(
                source=source,
                fault=f"line {line} is not family, person, father, mother and sex (0, 1 or 2)",
            )
        family, name, father, mother = (_known(cell) for cell in cells[:4])
        families.setdefault(family, []).append(
            Person(
                name=name,
                father=father,
                mother=mother,
                sex=_SEXES[cells[4]],
                born=(born or {}).get(name),
            )
        )
    return {
        family: Pedigree(tuple(people), f"{source}, family {family}")
        for family, people in families.items()
    }


def _known(cell: str) -> str:
    return "" if cell == _NOBODY else cell
