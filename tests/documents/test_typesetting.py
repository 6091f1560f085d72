"""The typesetter: what a name may hold, and the typefaces that travel with Antigone."""

import hashlib
import unicodedata
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from antigone.documents.typesetting import FONTS, isolate, readable, settle, typefaces
from tests.documents.hostile import NAMES

ANY = st.text(st.characters(), max_size=80)


@given(ANY)
def test_settling_twice_changes_nothing(text: str) -> None:
    assert settle(settle(text)) == settle(text)


@given(ANY)
def test_nothing_that_turns_a_page_passes(text: str) -> None:
    settled = readable(settle(text))
    assert not any(unicodedata.category(one) in ("Cc", "Cs") for one in settled)
    assert not set(settled) & set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\ufeff")
    assert isolate(text).count("\u2068") == isolate(text).count("\u2069") == 1
    assert isolate(text)[0] + isolate(text)[-1] == "\u2068\u2069"


@settings(max_examples=50)
@given(st.integers(4, 24), st.sampled_from(list(NAMES.values())))
def test_no_word_is_longer_than_a_column_holds(longest: int, name: str) -> None:
    for piece in settle(name, longest=longest).replace("\u200b", " ").split():
        # A family of three emoji is one shape, whatever joins it.
        assert len(piece.replace("\u200d", "")) <= longest + 2
    assert readable(settle(name, longest=longest)) == unicodedata.normalize("NFC", name)


def test_arabic_letters_keep_their_shape_where_a_word_may_break() -> None:
    assert settle("ب" * 25) == "\u200d\u200b\u200d".join(["ب" * 8] * 3 + ["ب"])
    assert settle("b" * 25) == "\u200b".join(["b" * 8] * 3 + ["b"])
    assert settle("b" * 24) == "b" * 24


def test_french_spaces_hold_their_line_together() -> None:
    assert settle("à vous\u00a0: 1\u202f412") == "à vous\u00a0: 1\u202f412"


def test_the_typefaces_are_those_that_were_checked() -> None:
    assert typefaces()[0]["family"] == "Noto Sans"
    for font in typefaces():
        found = hashlib.sha256((FONTS / font["file"]).read_bytes()).hexdigest()
        assert found == font["sha256"], font["file"]
    assert len(list(FONTS.glob("OFL-*.txt"))) == 3


def test_times_need_their_zone() -> None:
    from antigone.documents.languages import written_moment

    assert written_moment(datetime(2026, 5, 4, 9, 5, tzinfo=UTC), "es") == (
        "4 de mayo de 2026, 09:05 UTC"
    )
