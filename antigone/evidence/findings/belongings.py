"""Clothing, effects and papers: how rare they are, and how often they lie with somebody else."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from antigone.evidence.findings.figures import SAME_OR_UNRELATED, Figure, weighed
from antigone.evidence.findings.population import Population, default_population
from antigone.evidence.findings.refusals import UnfitFinding
from antigone.evidence.ratio import Hypotheses, LikelihoodRatio

Attached = Literal["worn", "carried", "near"]
Kind = Literal["clothing", "effect", "paper"]

CLOTHING = (
    *("coat", "jacket", "sweater", "shirt", "t-shirt", "trousers", "shorts", "skirt", "dress"),
    *("underwear", "socks", "shoes", "boots", "sandals", "belt", "hat", "scarf", "gloves"),
    *("uniform", "swimwear"),
)
EFFECTS = (
    *("ring", "watch", "necklace", "pendant", "bracelet", "earring", "glasses", "phone", "keys"),
    *("wallet", "bag", "lighter", "knife", "tool"),
)
COLOURS = (
    *("black", "blue", "grey", "white", "brown", "green", "red", "beige", "pink", "yellow"),
    *("orange", "purple"),
)
MATERIALS: Mapping[str, tuple[str, ...]] = {
    "clothing": ("cotton", "synthetic", "denim", "wool", "linen", "silk", "leather"),
    "effect": ("steel", "gold", "silver", "plastic", "leather", "textile", "stone", "wood"),
}
# What is written on things by the thousand, and tells nobody's from another's.
_COMMON_WORDS = frozenset(
    (
        # Sizes, and the words for them.
        *("xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl", "small", "medium", "large", "size"),
        *("grösse", "groesse", "taille", "talla", "taglia", "розмір", "размер", "مقاس"),
        # Materials, hallmarks, care and origin.
        *("cotton", "polyester", "wool", "linen", "silk", "leather", "denim", "steel", "stainless"),
        *("gold", "silver", "sterling", "carat", "karat", "plated", "genuine", "original"),
        *("waterproof", "water", "resistant", "quartz", "automatic", "swiss", "japan", "china"),
        *("made", "in", "italy", "france", "germany", "turkey", "india", "since", "est"),
        *("333", "375", "585", "750", "916", "925"),
        # Brands.
        *("adidas", "apple", "casio", "citizen", "converse", "fossil", "gucci", "hm", "huawei"),
        *("iphone", "lacoste", "levis", "motorola", "nike", "nokia", "omega", "puma", "rayban"),
        *("reebok", "rolex", "samsung", "seiko", "sony", "swatch", "timex", "tissot", "vans"),
        *("victorinox", "xiaomi", "zara", "zippo"),
    )
)
_FEWEST_LETTERS = 4
_FEWEST_DIGITS = 6
_DAY = re.compile(
    r"(?<!\d)(?:\d{1,2}[./] ?\d{1,2}[./] ?(?:\d\d|\d{4})"
    r"|\d{1,2}-\d{1,2}-\d{4}|\d{4}-\d{1,2}-\d{1,2})(?!\d)"
)
_YEAR = re.compile(r"(?:18|19|20)\d\d")


@dataclass(frozen=True, kw_only=True)
class Belonging:
    """One thing in words that are counted; what is not stated is empty.

    `what` is one of `CLOTHING` or `EFFECTS`, `colour` of `COLOURS`, `material` of `MATERIALS` of
    its kind; `inscription` is what is engraved, printed or written on it. Refuses with `UnfitFinding`.
    """

    what: str
    colour: str = ""
    material: str = ""
    inscription: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        for name, known in (
            ("what", (*CLOTHING, *EFFECTS)),
            ("colour", ("", *COLOURS)),
            ("material", ("", *MATERIALS[self.kind])),
        ):
            given = getattr(self, name)
            if given not in known:
                raise UnfitFinding(
                    finding="belonging", field=name, found=repr(given), wanted=", ".join(known)
                )

    @property
    def kind(self) -> Literal["clothing", "effect"]:
        """Whether it is worn on the body, or carried."""
        return "clothing" if self.what in CLOTHING else "effect"

    def corresponds(self, other: "Belonging") -> bool:
        """Return whether nothing that both state differs; of an inscription letters and digits count."""
        pairs = (
            (self.colour, other.colour),
            (self.material, other.material),
            (_letters(self.inscription), _letters(other.inscription)),
        )
        return self.what == other.what and all(a == b for a, b in pairs if a and b)


def described_belonging(
    *,
    reported: Belonging,
    found: Sequence[Belonging],
    bodies: int,
    population: Population | None = None,
    hypotheses: Hypotheses = SAME_OR_UNRELATED,
) -> LikelihoodRatio:
    """Return what one thing that the family describes says, by what the body had with it.

    `found` is everything that was with the body, empty for "looked for, and nothing there". The
    formula is that of `belonging`, with f, how often others have one like it of their own: the share
    who bear one of the kind, times the share of the colour and of the material where both sides state
    them; where both state the same inscription that singles out, that of marked things alone. A size,
    a hallmark, a brand or two initials single nobody's thing out and say nothing more: see
    `_singles_out`. Clothing counts as worn, effects as carried: a ring may lie in another's pocket.
    Refuses with `UnfitFinding` and `NoFigure`.
    """
    of = population or default_population()
    like = [one for one in found if one.corresponds(reported)]
    # Of several that correspond, the most common one: a lucky detail must not add weight.
    other = max(like, key=lambda one: _share(_borne(reported, one, of)), default=reported)
    return _weighed(
        reported.kind,
        rarity=_borne(reported, other, of),
        found=bool(like),
        bodies=bodies,
        attached="worn" if reported.kind == "clothing" else "carried",
        of=of,
        hypotheses=hypotheses,
    )


def belonging(
    *,
    kind: Kind,
    found: bool,
    bodies: int,
    rarity: Figure | str = "",
    attached: Attached = "worn",
    population: Population | None = None,
    hypotheses: Hypotheses = SAME_OR_UNRELATED,
) -> LikelihoodRatio:
    """Return what one reported thing says: found with the remains, or looked for and not found.

    `rarity` is how often remains bear one like it of their own: a counted `Figure`, or
    "common", "uncommon", "rare", "marked" (engraved, with a name). Papers that bear the name are
    "named" unless stated otherwise. `attached` is how the thing was found; `bodies` (2 or more) how
    many remains the operation has.

    With w how often families are wrong about it, d how often a thing stays with its owner, h = (1 -
    w)·d, f the rarity, t how often such things are found with somebody else, spread over the other
    bodies, and c = f + t / (bodies - 1):
    found (h + (1 - h)·c) / c; not found 1 - h.
    A passport in a pocket is worth what t allows: people carry each other's papers.
    Source: the form is that for transferred traces, Evett 1984, Appl Stat 33:25 (transfer and
    background frequency apart); all default figures are assumptions. Refuses with
    `UnfitFinding` and `NoFigure`.
    """
    of = population or default_population()
    named = rarity or ("named" if kind == "paper" else "common")
    often = named if isinstance(named, Figure) else of.figure(f"belongings.rarity.{named}")
    return _weighed(
        kind,
        rarity=(often,),
        found=found,
        bodies=bodies,
        attached=attached,
        of=of,
        hypotheses=hypotheses,
    )


def _weighed(
    kind: Kind,
    *,
    rarity: Sequence[Figure],
    found: bool,
    bodies: int,
    attached: Attached,
    of: Population,
    hypotheses: Hypotheses,
) -> LikelihoodRatio:
    if bodies < 2:
        raise UnfitFinding(finding="belonging", field="bodies", found=bodies, wanted="2 or more")

    def times(wrong: float, kept: float, strayed: float, *shares: float) -> float:
        had = (1 - wrong) * kept
        if not found:
            return 1 - had
        chance = min(1.0, math.prod(shares) + strayed / (bodies - 1))
        return (had + (1 - had) * chance) / chance

    return weighed(
        times,
        (
            of.figure(f"belongings.wrongly_reported.{kind}"),
            of.figure(f"belongings.kept.{kind}"),
            of.figure(f"belongings.strayed.{attached}"),
            *rarity,
        ),
        source=f"{kind}, {attached}; {of}",
        hypotheses=hypotheses,
    )


def _borne(one: Belonging, other: Belonging, of: Population) -> tuple[Figure, ...]:
    """Return the figures whose product is how often others have one like it."""
    if all(_singles_out(each.inscription) for each in (one, other)):
        return (of.figure("belongings.rarity.marked"),)
    figures = [of.figure(f"belongings.borne.{one.what}")]
    if one.colour and other.colour:
        figures.append(of.share(f"belongings.colour.{one.kind}", one.colour))
    if one.material and other.material:
        figures.append(of.share(f"belongings.material.{one.kind}", one.material))
    return tuple(figures)


def _share(figures: Sequence[Figure]) -> float:
    return math.prod(figure.value for figure in figures)


def _singles_out(inscription: str) -> bool:
    """Return whether an inscription is somebody's own, as far as its form can tell.

    An assumption, and a narrow one. Without the words that stand on things by the thousand, it has
    a word of four letters or digits, a letter among them; a day, month and year; a number of six
    digits; or a year beside two letters. "A.K. 12.5.1998" has; "42", "XL", "Nokia" and "750" have not.
    """
    if _DAY.search(inscription):
        return True
    # An apostrophe parts no word: "Levi's" is the brand.
    unbroken = re.sub("['’]", "", inscription.casefold())
    words = [one for one in re.findall(r"[^\W_]+", unbroken) if one not in _COMMON_WORDS]
    if any(_is_own_word(one) for one in words):
        return True
    letters = sum(len(one) for one in words if one.isalpha())
    return letters > 1 and any(_YEAR.fullmatch(one) for one in words)


def _is_own_word(word: str) -> bool:
    fewest = _FEWEST_DIGITS if word.isdigit() else _FEWEST_LETTERS
    return len(word) >= fewest


def _letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
