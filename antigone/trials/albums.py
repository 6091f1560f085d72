"""Albums: labelled photographs, a folder for each person, and a table of who these people are.

    FOLDER/person/photograph.jpg
    FOLDER/people.csv              person, age, sex, skin_tone, relatives

The table may be left away, and so may every column but the first. What it says of people goes into
groups of figures; nobody's label does.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from antigone.errors import Refusal
from antigone.wording import N_, Named

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".heic", ".heif"}
TABLE = "people.csv"
_COLUMNS = ("person", "age", "sex", "skin_tone", "relatives")
# First year of each band; people are compared with people of about their age.
AGE_BANDS = ((0, "0-12"), (13, "13-17"), (18, "18-29"), (30, "30-49"), (50, "50-69"), (70, "70+"))
_SEXES = {"f": "female", "m": "male", "x": "other"}
# Monk's ten tones in digits, Fitzpatrick's six types in Roman ones.
_TONES = re.compile(r"(?:[1-9]|10|I|II|III|IV|V|VI)\Z")


class NotLabelled(Refusal):
    """The folder does not have the shape in which labels are read."""

    code = "not-labelled"
    sentence = N_(
        "{folder} does not hold at least two people with more than {references} photographs, "
        "one folder each. Nothing was measured."
    )
    remedy = N_("Arrange it as FOLDER/person/photograph.jpg, or ask for fewer --references.")


class UnfitTable(Refusal):
    """The table beside the photographs cannot be meant as it stands; the line is named, no person."""

    code = "unfit-table"
    sentence = N_("{file}, line {line}: {fault}. Nothing was measured.")
    remedy = N_(
        "Correct the line. Columns: {columns}; text in UTF-8, parted by commas or semicolons."
    )


@dataclass(frozen=True)
class Labelled:
    """A person of an evaluation: a label, the photographs that enrol her, those that search."""

    label: str
    references: tuple[Path, ...]
    probes: tuple[Path, ...]


@dataclass(frozen=True, kw_only=True)
class About:
    """What the table says of one person; empty where it says nothing. `relatives` are labels."""

    age: str = ""
    sex: str = ""
    skin_tone: str = ""
    relatives: frozenset[str] = frozenset()

    def groups(self) -> dict[str, str]:
        """Return the group this person belongs to, by what divides them; unknown ones left out."""
        known = {"age": self.age, "sex": self.sex, "skin_tone": self.skin_tone}
        return {by: group for by, group in known.items() if group}


def labelled_people(folder: Path, *, references: int) -> list[Labelled]:
    """Return the people of a folder in order of their labels; those with one photograph only enrol.

    Raises `NotLabelled` if fewer than two people can search.
    """
    people = []
    for place in folders_in(folder):
        photographs = photographs_in(place)
        if photographs:
            people.append(
                Labelled(
                    place.name, tuple(photographs[:references]), tuple(photographs[references:])
                )
            )
    if sum(1 for person in people if person.probes) < 2:
        raise NotLabelled(folder=folder, references=references)
    return people


def folders_in(folder: Path) -> list[Path]:
    """Return the folders in a folder, by name."""
    return [path for path in _inside(folder) if path.is_dir()]


def photographs_in(folder: Path) -> list[Path]:
    """Return the photographs in a folder, by name; none where it does not exist."""
    return [path for path in _inside(folder) if path.suffix.lower() in SUFFIXES]


def _inside(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def people_table(folder: Path, *, labels: Sequence[str]) -> Mapping[str, About]:
    """Return what `people.csv` says of the people of a folder; nothing where there is no table.

    `age` in years at the time of the photographs, `sex` f, m or x, `skin_tone` 1 to 10 (Monk) or I
    to VI (Fitzpatrick), `relatives` labels parted by "|": being related is mutual, so one line is
    enough. Raises `UnfitTable`: a value or label that is not known may be a typing error, and would
    put people into the wrong group without a sign.
    """
    found: dict[str, About] = {}
    related: dict[str, set[str]] = {label: set() for label in labels}
    for line, row in table_rows(folder / TABLE, columns=_COLUMNS, key="person"):
        label = row["person"]
        if label not in related:
            raise _unfit(line, N_("no folder has the name in “person”"))
        if label in found:
            raise _unfit(line, N_("this person stands in the table twice"))
        for other in filter(None, (part.strip() for part in row["relatives"].split("|"))):
            if other not in related or other == label:
                raise _unfit(line, N_("no other folder has a name in “relatives”"))
            related[label].add(other)
            related[other].add(label)
        found[label] = About(
            age=_age(line, row["age"]),
            sex=_sex(line, row["sex"]),
            skin_tone=_tone(line, row["skin_tone"]),
        )
    return {
        label: About(
            age=about.age, sex=about.sex, skin_tone=about.skin_tone, relatives=frozenset(kin)
        )
        for label, kin in related.items()
        if (about := found.get(label, About())) != About() or kin
    }


def table_rows(path: Path, *, columns: Sequence[str], key: str) -> list[tuple[int, dict[str, str]]]:
    """Return line number and cells of each row of a table, all `columns` filled; none without file.

    Columns that are not named are left aside. Raises `UnfitTable` where the column `key` is
    missing or the file is no text.
    """
    if not path.is_file():
        return []
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise _unfit(1, N_("this is no text in UTF-8"), path.name, columns) from None
    first = text.partition("\n")[0]
    # Spreadsheets of half of Europe write semicolons.
    reader = csv.DictReader(text.splitlines(), delimiter=";" if ";" in first else ",")
    if key not in (reader.fieldnames or ()):
        raise _unfit(1, N_("the first line does not name the columns"), path.name, columns)
    return [
        (number, {name: (row.get(name) or "").strip() for name in columns})
        for number, row in enumerate(reader, start=2)
    ]


def _age(line: int, value: str) -> str:
    if not value:
        return ""
    if not re.fullmatch(r"[0-9]{1,3}", value) or int(value) > 120:
        raise _unfit(line, N_("“age” is not a number of years"))
    return next(band for start, band in reversed(AGE_BANDS) if int(value) >= start)


def _sex(line: int, value: str) -> str:
    if value and value.lower() not in _SEXES:
        raise _unfit(line, N_("“sex” is not f, m or x"))
    return _SEXES.get(value.lower(), "")


def _tone(line: int, value: str) -> str:
    # Free text would come out in the figures, and could be anybody's name.
    if value and not _TONES.match(value.upper()):
        raise _unfit(line, N_("“skin_tone” is not 1 to 10 (Monk) or I to VI (Fitzpatrick)"))
    return value.upper()


def _unfit(
    line: int,
    fault: str,
    file: str = TABLE,
    columns: Sequence[str] = _COLUMNS,
) -> UnfitTable:
    said = Named(fault, (fault,))
    return UnfitTable(file=file, line=line, fault=said, columns=", ".join(columns))
