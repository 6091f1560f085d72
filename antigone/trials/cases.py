"""A site's own cases: people who were identified, photographed before and after death.

    FOLDER/person/am/photograph.jpg      ante mortem, from the family or a file
    FOLDER/person/pm/photograph.jpg      post mortem, from the mortuary
    FOLDER/people.csv                    person, age, sex, skin_tone, relatives
    FOLDER/conditions.csv                person, photograph, grade, taken

Every post-mortem photograph has a line in `conditions.csv`: its grade of condition, and the month or
day it was taken on, if known. Who belongs in it was identified by something else than a face: a
calibration fitted on what faces said would only confirm itself.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray

from antigone.errors import Refusal
from antigone.evidence import CONDITION_GRADES
from antigone.faces.template import fuse
from antigone.trials.albums import (
    About,
    UnfitTable,
    folders_in,
    people_table,
    photographs_in,
    table_rows,
)
from antigone.trials.fitting import REFERENCES
from antigone.trials.reading import PLAIN, Photographed, Reader, side_by_side
from antigone.wording import N_, Named

TABLE = "conditions.csv"
_COLUMNS = ("person", "photograph", "grade", "taken")
_DAY = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?\Z")

Progress = Callable[[int], None]


class NoCases(Refusal):
    """The folder does not have the shape in which cases are read."""

    code = "no-cases"
    sentence = N_(
        "{folder} does not hold two people with photographs from before and after death whose grade "
        "is stated. Nothing was fitted."
    )
    remedy = N_(
        "Arrange it as FOLDER/person/am/*.jpg and FOLDER/person/pm/*.jpg, and give every photograph in "
        "pm a line in conditions.csv: person, photograph, grade."
    )


@dataclass(frozen=True, kw_only=True)
class PostMortem:
    """One photograph from the mortuary: whose (a number), in which condition, when ("" if unknown)."""

    person: int
    path: Path
    grade: str
    taken: str


@dataclass(frozen=True, kw_only=True)
class Cases:
    """What a folder holds. People are numbers from here on; `without_grade` counts what is left out."""

    ante_mortem: tuple[tuple[Path, ...], ...]
    post_mortem: tuple[PostMortem, ...]
    about: tuple[About, ...]
    relatives: tuple[frozenset[int], ...]
    without_grade: int

    @property
    def photographs(self) -> int:
        """How many photographs are read."""
        return sum(map(len, self.ante_mortem)) + len(self.post_mortem)


def read_cases(folder: Path) -> Cases:
    """Return the cases in a folder. Raises `NoCases` and `UnfitTable`."""
    places = folders_in(folder)
    labels = [place.name for place in places]
    number = {label: at for at, label in enumerate(labels)}
    about = people_table(folder, labels=labels)
    stated = _stated(folder, labels)
    post_mortem = []
    without_grade = 0
    for at, place in enumerate(places):
        for path in photographs_in(place / "pm"):
            grade, taken = stated.get((place.name, path.name), ("", ""))
            if grade:
                post_mortem.append(PostMortem(person=at, path=path, grade=grade, taken=taken))
            else:
                without_grade += 1
    ante_mortem = tuple(tuple(photographs_in(place / "am")) for place in places)
    if len({one.person for one in post_mortem if ante_mortem[one.person]}) < 2:
        raise NoCases(folder=folder)
    known = tuple(about.get(label, About()) for label in labels)
    return Cases(
        ante_mortem=ante_mortem,
        post_mortem=tuple(post_mortem),
        about=known,
        relatives=tuple(frozenset(number[label] for label in one.relatives) for one in known),
        without_grade=without_grade,
    )


def _stated(folder: Path, labels: Sequence[str]) -> dict[tuple[str, str], tuple[str, str]]:
    """Return grade and day of each photograph, as the table states them."""
    stated: dict[tuple[str, str], tuple[str, str]] = {}
    for line, row in table_rows(folder / TABLE, columns=_COLUMNS, key="photograph"):
        key = (row["person"], row["photograph"])
        fault = ""
        if row["person"] not in labels or not (folder / row["person"] / "pm" / key[1]).is_file():
            fault = N_("there is no such photograph in “pm” of this person")
        elif key in stated:
            fault = N_("this photograph stands in the table twice")
        elif row["grade"] not in CONDITION_GRADES:
            fault = N_("“grade” is none of the grades of condition")
        elif row["taken"] and not _DAY.match(row["taken"]):
            fault = N_("“taken” is no day, month or year, as 2026-03-31")
        if fault:
            raise UnfitTable(
                file=TABLE, line=line, fault=Named(fault, (fault,)), columns=", ".join(_COLUMNS)
            )
        stated[key] = (row["grade"], row["taken"])
    return stated


@dataclass(frozen=True, kw_only=True)
class Comparisons:
    """All comparisons of a site's cases in columns, without any label.

    `probe` numbers the post-mortem photograph, `nth` which one it is of this person in this grade;
    `person` is the probe's person, `other` the one she was compared with.
    """

    grade: NDArray[numpy.str_]
    probe: NDArray[numpy.int64]
    nth: NDArray[numpy.int64]
    person: NDArray[numpy.int64]
    other: NDArray[numpy.int64]
    related: NDArray[numpy.bool_]
    references: NDArray[numpy.int64]
    similarity: NDArray[numpy.float64]
    quality: NDArray[numpy.float64]

    @property
    def mated(self) -> NDArray[numpy.bool_]:
        """Whether both are the same person."""
        return numpy.asarray(self.person == self.other)


@dataclass(frozen=True, kw_only=True)
class Compared:
    """The comparisons, how many probes of each grade showed no face, and files nobody could read."""

    comparisons: Comparisons
    no_face: Mapping[str, int]
    unreadable: tuple[str, ...]


def compare_cases(
    cases: Cases, reader: Reader, *, progress: Progress = lambda done: None
) -> Compared:
    """Read all photographs and compare every post-mortem one with every person.

    A person is enrolled twice: with her first readable photograph, and with her first three fused if
    she has three.
    """
    done = 0
    ante: list[list[Photographed]] = []
    post: list[Photographed] = []
    with ThreadPoolExecutor(side_by_side()) as threads:
        try:
            for read in threads.map(
                lambda paths: [reader.reference(path) for path in paths], cases.ante_mortem
            ):
                ante.append(read)
                progress(done := done + len(read))
            for one in threads.map(lambda one: reader.reference(one.path), cases.post_mortem):
                post.append(one)
                progress(done := done + 1)
        except BaseException:
            # Whoever stops a long fit does not want to wait for the rest of it.
            threads.shutdown(wait=False, cancel_futures=True)
            raise
    galleries = {count: _enrolled(ante, count, reader.engine_id) for count in REFERENCES}
    rows: list[tuple[object, ...]] = []
    times: Counter[tuple[int, str]] = Counter()
    no_face: Counter[str] = Counter()
    for probe, (case, photographed) in enumerate(zip(cases.post_mortem, post, strict=True)):
        seen = photographed.under(PLAIN)
        if seen is None:
            no_face[case.grade] += 1
            continue
        nth = times[case.person, case.grade]
        times[case.person, case.grade] += 1
        for references, gallery in galleries.items():
            for other, vector in gallery.items():
                rows.append(
                    (case.grade, probe, nth, case.person, other,
                     other in cases.relatives[case.person], references,
                     float(seen.direction @ vector), seen.quality)
                )  # fmt: skip
    return Compared(
        comparisons=in_columns(rows),
        no_face=dict(no_face),
        unreadable=tuple(sorted(reader.unreadable)),
    )


def in_columns(rows: Sequence[Sequence[object]]) -> Comparisons:
    """Return rows, each in the order of the columns, as columns."""
    kinds = (str, int, int, int, int, bool, int, float, float)
    columns = zip(*rows, strict=True) if rows else [()] * len(kinds)
    made: list[Any] = [
        numpy.array(list(one), kind) for one, kind in zip(columns, kinds, strict=True)
    ]
    return Comparisons(**dict(zip(Comparisons.__dataclass_fields__, made, strict=True)))


def _enrolled(
    ante: Sequence[Sequence[Photographed]], count: int, engine: str
) -> dict[int, NDArray[numpy.float32]]:
    """Return the unit vector of everybody with so many readable photographs."""
    enrolled = {}
    for person, photographs in enumerate(ante):
        vectors = [seen.vector for one in photographs if (seen := one.under(PLAIN))][:count]
        if len(vectors) == count:
            enrolled[person] = fuse(vectors, engine=engine).vector
    return enrolled
