"""The words by which what people write is understood: `words.toml`, read once."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def words() -> Mapping[str, Mapping[str, list[str]]]:
    """Return the lists of words: for each code of each list, what stands for it."""
    text = files("antigone.casework.observed").joinpath("words.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def counted_words(name: str) -> Mapping[str, str]:
    """Return the code of every word of a list; a code stands for itself."""
    return {word: code for code, many in words()[name].items() for word in (code, *many)}
