"""How one name is written in several scripts, and how close two spellings are.

A name travels through offices that write in other letters: Коваленко becomes Kovalenko here and
Kowalenko there. A word is therefore folded to every form in which an office may have written it. Tables
for Ukrainian (Cabinet of Ministers, resolution 55 of 2010), Russian (ICAO Doc 9303-3, table B) and
Arabic (consonants after ALA-LC); all other scripts by `anyascii`. Nothing here decides who somebody is.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from anyascii import anyascii

_UKRAINIAN = dict(
    zip(
        "абвгґдежзийіклмнопрстуфхцчшщьєїюя’ʼ'",
        (
            *("a", "b", "v", "h", "g", "d", "e", "zh", "z", "y", "i", "i", "k", "l", "m", "n", "o"),
            *("p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", ""),
            *("ie", "i", "iu", "ia", "", "", ""),
        ),
        strict=True,
    )
)
# At the beginning of a word.
_UKRAINIAN_FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_RUSSIAN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        (
            *("a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o"),
            *("p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "ie", "y", ""),
            *("e", "iu", "ia"),
        ),
        strict=True,
    )
)
_ARABIC = dict(
    zip(
        "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإآؤئپچژگڤکی",
        (
            *("a", "b", "t", "th", "j", "h", "kh", "d", "dh", "r", "z", "s", "sh", "s", "d", "t"),
            *("z", "", "gh", "f", "q", "k", "l", "m", "n", "h", "w", "y", "a", "a", "", "a", "i"),
            *("a", "w", "y", "p", "ch", "zh", "g", "v", "k", "y"),
        ),
        strict=True,
    )
)
_OF_A_TABLE = frozenset((*_UKRAINIAN, *_RUSSIAN, *_ARABIC))
# Spellings of one sound; where two begin alike, the longest counts.
_SOUNDS = {
    "shch": "s",
    "sch": "s",
    "tch": "c",
    "sh": "s",
    "ch": "c",
    "cz": "c",
    "zh": "z",
    "kh": "h",
    "ph": "f",
    "th": "t",
    "dh": "d",
    "gh": "g",
    "ts": "c",
    "tz": "c",
    "ou": "u",
    "oo": "u",
    "ee": "i",
    "ck": "k",
    "qu": "k",
    "ks": "x",
    "iu": "u",
    "yu": "u",
    "ju": "u",
    "ia": "a",
    "ya": "a",
    "ja": "a",
    "ie": "e",
    "ye": "e",
    "je": "e",
    "yi": "i",
    "ij": "i",
    "iy": "i",
    "yy": "i",
    "y": "i",
    "j": "i",
    "w": "v",
    "q": "k",
}
_SPELT = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = str.maketrans("", "", "aeiouywv")
_CYRILLIC, _ARABIC_LETTERS = "CYRILLIC", "ARABIC"
_BETWEEN = str.maketrans(dict.fromkeys('-–‐.,;/()"“”«»', " "))
_ARTICLE = "ال"
_LEAST_CONSONANTS = 3


@dataclass(frozen=True)
class Word:
    """One word of a name as it was written."""

    written: str

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """How offices may have written it in Latin letters, without accents, in small letters."""
        plain = _plain(self.written)
        script = script_of(plain)
        forms = [_latin(plain)]
        if script == _CYRILLIC:
            first = _UKRAINIAN_FIRST.get(plain[:1], "")
            ukrainian = first + _by(_UKRAINIAN, plain[1:]) if first else _by(_UKRAINIAN, plain)
            forms = [ukrainian, _by(_RUSSIAN, plain)]
        elif script == _ARABIC_LETTERS:
            # With the article and without: offices write Al-Rahman, Rahman and Alrahman.
            bare = plain.removeprefix(_ARTICLE)
            forms = [_by(_ARABIC, one) for one in (plain, bare) if len(one) > 2]
        return tuple(dict.fromkeys(one for one in forms if one))

    @cached_property
    def sounds(self) -> frozenset[str]:
        """Its forms, with one letter for each way to spell a sound."""
        return frozenset(_sound(one) for one in self.forms)

    @cached_property
    def consonants(self) -> frozenset[str]:
        """Its consonants alone: what Arabic writes of a name. Too few of them say nothing."""
        found = {one.translate(_VOWELS) for one in self.sounds}
        return frozenset(one for one in found if len(one) >= _LEAST_CONSONANTS)

    @property
    def is_arabic(self) -> bool:
        """Whether short vowels are left out in it."""
        return script_of(_plain(self.written)) == _ARABIC_LETTERS


def words_of(name: str) -> tuple[Word, ...]:
    """Return the words of a name; hyphens part them, apostrophes do not."""
    spaced = "".join(" " if one in '-–‐.,;/()"“”«»' else one for one in name)
    return tuple(Word(one) for one in spaced.split())


def script_of(text: str) -> str:
    """Return the script of the first letter, as Unicode names it: LATIN, CYRILLIC, ARABIC."""
    for one in text:
        if one.isalpha():
            return unicodedata.name(one, "").partition(" ")[0]
    return ""


def same_name(one: str, other: str) -> bool:
    """Say whether two names may be one name: every word of the shorter stands in the longer."""
    first, second = sorted((words_of(one), words_of(other)), key=len)
    return bool(first) and all(any(same_word(word, beside) for beside in second) for word in first)


def same_word(one: Word, other: Word) -> bool:
    """Say whether two words are one word, written in other letters."""
    if one.sounds & other.sounds:
        return True
    return (one.is_arabic or other.is_arabic) and bool(one.consonants & other.consonants)


def _plain(text: str) -> str:
    """Small letters without marks; what is an accent in one language is a letter in another."""
    if text.isascii():
        return text.lower()
    kept = []
    for one in unicodedata.normalize("NFKC", text).casefold():
        # й, ї and ґ are letters of their own.
        if one in _OF_A_TABLE:
            kept.append(one)
        else:
            bare = unicodedata.normalize("NFKD", one)
            kept += [part for part in bare if not unicodedata.combining(part)]
    return "".join(kept)


def _latin(plain: str) -> str:
    return "".join(one for one in anyascii(plain).lower() if one.isalnum())


def _by(table: dict[str, str], plain: str) -> str:
    return "".join(table[one] if one in table else _latin(one) for one in plain)


def _sound(form: str) -> str:
    return _DOUBLED.sub(r"\1", _SPELT.sub(lambda found: _SOUNDS[found[0]], form))
