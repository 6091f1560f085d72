"""Which column of a laboratory's table holds what: found by its header, or given, and remembered."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Literal

from antigone.errors import Refusal
from antigone.evidence import Hypotheses
from antigone.evidence.findings import SAME_OR_UNRELATED
from antigone.wording import N_

Scale = Literal["times", "log10", "ln"]
Layout = Literal["pairs", "matrix"]
Decimal = Literal[".", ","]


class Kinship(StrEnum):
    """What relation to the missing person the reference gave, as the laboratory states it."""

    DIRECT = "direct"
    PARENT = "parent"
    CHILD = "child"
    FULL_SIBLING = "full-sibling"
    HALF_SIBLING = "half-sibling"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"
    UNCLE_OR_AUNT = "uncle-or-aunt"
    NEPHEW_OR_NIECE = "nephew-or-niece"
    COUSIN = "cousin"
    PEDIGREE = "pedigree"


class UnclearColumns(Refusal):
    """The header of a table does not say which column holds what, or a mapping does not fit it."""

    code = "unclear-columns"
    sentence = N_("{name}: {why}. Its columns are: {header}. Nothing was imported.")
    remedy = N_(
        "Say which columns hold the remains, the missing person and the ratio; the answer can be kept "
        "for the next table of this laboratory."
    )


@dataclass(frozen=True, kw_only=True)
class RatioColumn:
    """One column of ratios: its header, its scale, and the hypotheses it compares.

    `hypotheses` may be None where rows state them, or where they go with the whole table.
    """

    header: str
    scale: Scale = "times"
    hypotheses: Hypotheses | None = None


@dataclass(frozen=True, kw_only=True)
class Columns:
    """How one laboratory's tables are to be read; keep it with the laboratory.

    `layout`: "pairs", a line for each pair; "matrix", a line for each of the remains and a column for
    each of the missing (then `ratios` holds one entry, whose header is empty). `separator` parts
    cells; `decimal` is the sign before decimals. `zero_excludes`: the laboratory writes 0 where the
    pair is excluded (as dvir does without mutations); otherwise 0 is refused. The other fields are
    headers, empty where the table has no such column.
    """

    remains: str
    ratios: tuple[RatioColumn, ...]
    missing: str = ""
    family: str = ""
    kinship: str = ""
    same: str = ""
    other: str = ""
    conclusion: str = ""
    layout: Layout = "pairs"
    separator: str = ","
    decimal: Decimal = "."
    zero_excludes: bool = False

    def as_json(self) -> str:
        """Return the mapping as a text to be kept."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, kept: str, *, name: str = "the kept mapping") -> "Columns":
        """Return what `as_json` wrote. Refuses with `UnclearColumns`."""
        try:
            stated: dict[str, Any] = json.loads(kept)
            ratios = tuple(
                RatioColumn(
                    header=str(one["header"]),
                    scale=one["scale"],
                    hypotheses=Hypotheses(*one["hypotheses"]) if one["hypotheses"] else None,
                )
                for one in stated.pop("ratios")
            )
            columns = cls(ratios=ratios, **stated)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise UnclearColumns(
                name=name, why=f"it cannot be read ({error})", header="–"
            ) from None
        columns.check(name)
        return columns

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header that the mapping names."""
        named = (self.remains, self.missing, self.family, self.kinship, self.same, self.other)
        ratios = tuple(one.header for one in self.ratios)
        return tuple(one for one in (*named, self.conclusion, *ratios) if one)

    def check(self, name: str) -> None:
        """Refuse a mapping that cannot be followed, with `UnclearColumns`."""
        why = ""
        texts = [self.remains, self.missing, self.family, self.kinship, self.same, self.other]
        texts += [self.conclusion, *(one.header for one in self.ratios)]
        if not all(isinstance(one, str) for one in texts):
            raise UnclearColumns(name=name, why="a header is no text", header="–")
        if not self.ratios or any(one.scale not in ("times", "log10", "ln") for one in self.ratios):
            why = "no ratio is named, or its scale is none of times, log10, ln"
        elif self.layout not in ("pairs", "matrix") or self.decimal not in (".", ","):
            why = "its layout is neither pairs nor matrix, or its decimal sign neither . nor ,"
        elif self.separator not in (",", ";", "\t") or self.separator == self.decimal == ",":
            why = (
                "the sign that parts cells is none of comma, semicolon, tab, or parts decimals too"
            )
        elif self.layout == "pairs" and not (self.remains and self.missing):
            why = "the column of the remains or of the missing person is not named"
        elif bool(self.same) != bool(self.other):
            why = "one hypothesis has a column, the other has none"
        elif len(set(self.headers)) != len(self.headers):
            why = "one column is named for two things"
        if why:
            raise UnclearColumns(name=name, why=why, header=", ".join(self.headers))


# Headers of Familias 3, Bonaparte, dvir (dviSolve, pairwiseLR) and of tables in common use, spelt
# without case and signs (m): an unknown one is asked for, never guessed.
_SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "remains": (
        *("sample", "victim", "pm", "pmid", "pmsample", "pmcode", "pmnumber", "v"),
        *("remains", "body", "bodyid", "unidentified", "unidentifiedperson", "uhr"),
    ),
    "missing": (
        *("missing", "missingperson", "missingid", "mp", "mpid", "am", "amid", "amcode", "m"),
        *("person", "identity"),
    ),
    "family": ("family", "familyid", "fam", "pedigree", "reference", "referencefamily", "amfamily"),
    "kinship": ("kinship", "relation", "relationship", "relationtype", "kinshiptype"),
    "same": ("h1", "hp", "hypothesis1", "same", "numerator"),
    "other": ("h2", "h0", "hd", "hypothesis2", "other", "denominator"),
    "conclusion": ("conclusion", "verdict", "result"),
}
# Not GLR: dvir weighs whole assignments by it, and that is no ratio of a pair.
_TIMES = ("lr", "likelihoodratio", "lrtotal", "combinedlr", "totallr", "kinshiplr")
_LOG10 = ("log10lr", "log10", "loglr10", "lglr", "weightofevidence")
_LN = ("lnlr", "ln", "logelr")
_MARKED_RATIO = re.compile(
    r"(lr|log10lr|lnlr)(vs)?(unrelated|fullsibling|sibling|halfsibling|cousin)\Z"
)
_AGAINST: Mapping[str, str] = {
    "unrelated": SAME_OR_UNRELATED.other,
    "fullsibling": N_("the remains are a full sibling of the missing person"),
    "sibling": N_("the remains are a full sibling of the missing person"),
    "halfsibling": N_("the remains are a half sibling of the missing person"),
    "cousin": N_("the remains are a cousin of the missing person"),
}
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(,\d{3})+\Z", re.ASCII)


def detect_columns(
    name: str, header: Sequence[str], rows: Sequence[Sequence[str]], *, separator: str
) -> Columns:
    """Return the mapping that the header and the numbers of a table suggest, to be kept.

    Refuses with `UnclearColumns` where two columns could be meant, none, or where a comma may part
    decimals or thousands.
    """
    spelt = [_plain(one) for one in header]
    found = {field: _one(name, header, spelt, of, field) for field, of in _SPELLINGS.items()}
    ratios = _ratio_columns(header, spelt)
    corner = not spelt[0] or spelt[0] in _SPELLINGS["remains"]
    if corner and not found["missing"] and not ratios and _is_matrix(rows):
        cells = [cell for row in rows for cell in row[1:]]
        return Columns(
            remains=header[0],
            ratios=(RatioColumn(header=""),),
            layout="matrix",
            separator=separator,
            decimal=_decimal(name, header, cells),
        )
    for field in ("remains", "missing"):
        if not found[field]:
            raise UnclearColumns(
                name=name, why=f"no column is known to hold the {field}", header=_shown(header)
            )
    if not ratios:
        raise UnclearColumns(
            name=name, why="no column is known to hold a likelihood ratio", header=_shown(header)
        )
    places = [list(header).index(one.header) for one in ratios]
    cells = [row[at] for row in rows for at in places if at < len(row)]
    columns = Columns(
        remains=found["remains"],
        missing=found["missing"],
        family=found["family"],
        kinship=found["kinship"],
        same=found["same"],
        other=found["other"],
        conclusion=found["conclusion"],
        ratios=ratios,
        separator=separator,
        decimal=_decimal(name, header, cells),
    )
    columns.check(name)
    return columns


def kinship_of(text: str) -> Kinship | None:
    """Return the kinship that a cell states, None where it is not known. Empty is "pedigree"."""
    plain = _plain(text)
    return _KINSHIPS.get(plain, next((one for one in Kinship if _plain(one) == plain), None))


_KINSHIPS: Mapping[str, Kinship] = {
    "": Kinship.PEDIGREE,
    "self": Kinship.DIRECT,
    "directmatch": Kinship.DIRECT,
    "identity": Kinship.DIRECT,
    "father": Kinship.PARENT,
    "mother": Kinship.PARENT,
    "parents": Kinship.PARENT,
    "parentchild": Kinship.PARENT,
    "son": Kinship.CHILD,
    "daughter": Kinship.CHILD,
    "sibling": Kinship.FULL_SIBLING,
    "siblings": Kinship.FULL_SIBLING,
    "fullsiblings": Kinship.FULL_SIBLING,
    "brother": Kinship.FULL_SIBLING,
    "sister": Kinship.FULL_SIBLING,
    "halfsiblings": Kinship.HALF_SIBLING,
    "uncle": Kinship.UNCLE_OR_AUNT,
    "aunt": Kinship.UNCLE_OR_AUNT,
    "avuncular": Kinship.UNCLE_OR_AUNT,
    "cousins": Kinship.COUSIN,
    "family": Kinship.PEDIGREE,
}


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(one for one in folded if one.isalnum())


def _one(
    name: str, header: Sequence[str], spelt: Sequence[str], of: Sequence[str], field: str
) -> str:
    fitting = [header[at] for at, plain in enumerate(spelt) if plain in of]
    if len(fitting) > 1:
        raise UnclearColumns(
            name=name,
            why=f"{' and '.join(fitting)} may both hold the {field}",
            header=_shown(header),
        )
    return fitting[0] if fitting else ""


def _ratio_columns(header: Sequence[str], spelt: Sequence[str]) -> tuple[RatioColumn, ...]:
    """Return the columns of ratios: those that name their second hypothesis, else the plain one."""
    marked = [
        RatioColumn(
            header=header[at],
            scale="log10" if found[1] == "log10lr" else "ln" if found[1] == "lnlr" else "times",
            hypotheses=Hypotheses(same=SAME_OR_UNRELATED.same, other=_AGAINST[found[3]]),
        )
        for at, plain in enumerate(spelt)
        if (found := _MARKED_RATIO.match(plain))
    ]
    if marked:
        return tuple(marked)
    scales: tuple[tuple[Scale, tuple[str, ...]], ...] = (
        ("times", _TIMES),
        ("log10", _LOG10),
        ("ln", _LN),
    )
    for scale, known in scales:
        # The order of the known names decides where a table prints several.
        for one in known:
            if one in spelt:
                return (RatioColumn(header=header[spelt.index(one)], scale=scale),)
    return ()


def _is_matrix(rows: Sequence[Sequence[str]]) -> bool:
    """Whether everything after the first cell of each row looks like a number, or like none."""
    cells = [cell for row in rows for cell in row[1:]]
    return bool(cells) and all(not cell or cell[:1] in "+-0123456789NnIi." for cell in cells)


def _decimal(name: str, header: Sequence[str], cells: Sequence[str]) -> Decimal:
    commas = [cell for cell in cells if "," in cell]
    if not commas:
        return "."
    if any("." in cell for cell in cells) or all(_THOUSANDS.match(cell) for cell in commas):
        raise UnclearColumns(
            name=name,
            why=f"“{commas[0]}” may be read in two ways: a comma parts decimals, or thousands",
            header=_shown(header),
        )
    return ","


def _shown(header: Sequence[str]) -> str:
    text = ", ".join(one or "(empty)" for one in header)
    return text if len(text) <= 300 else f"{text[:297]}…"
