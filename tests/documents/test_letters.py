"""Letters: every kind, every language, any name. No image, nothing carried out, nothing cut off."""

import dataclasses
import re
import subprocess
import sys
import types
import typing
from collections import Counter
from datetime import date
from enum import StrEnum

import pytest

from antigone.documents import languages, typesetting
from antigone.documents.letters import (
    Ground,
    Letter,
    LetterKind,
    Liaison,
    Recipient,
    Review,
    Sex,
    TooManyParts,
    UnknownLetterLanguage,
    UnreviewedLanguage,
    letter_pdf,
    letter_subject,
    letter_text,
    require_reviewed,
    review_of,
)
from antigone.documents.typesetting import (
    NothingToPrint,
    TextTooLong,
    UnprintableText,
    digest,
    readable,
    settle,
)
from antigone.wording import LANGUAGES
from tests.documents.hostile import NAMES, REORDERED, STRIPPED
from tests.documents.reading import carried, compact, read

EVERY = [(kind, language) for kind in LetterKind for language in LANGUAGES]
# Letters that say that somebody has died, or was found, by name.
NAMING = [kind for kind in LetterKind if kind is not LetterKind.CONTACT]


def letter(kind: LetterKind = LetterKind.IDENTIFICATION, language: str = "en", **changes) -> Letter:
    given = {
        "recipient": Recipient(name="Oksana Kovalenko", address=("Harbour Street 12", "Odesa")),
        "person": "Ivan Kovalenko",
        "reference": "T-0031",
        "operation": "Northern Ferry",
        "authority": "Coroner of the North Coast",
        "liaison": Liaison(
            name="Maria Ost", telephone="+47 55 01 02 03", email="ost@coroner.example"
        ),
        "dated": date(2026, 5, 14),
        "sex": Sex.MALE,
        "grounds": (Ground.DNA, Ground.TEETH),
        "appointment": "15 May, 10:00",
        "told_on": date(2026, 5, 12),
        "found_person_words": "I am well and do not wish to be visited.",
    }
    return Letter(kind=kind, language=language, **{**given, **changes})


def named(name: str, kind: LetterKind, language: str) -> Letter:
    """Return a letter with the name wherever somebody's text can stand."""
    return letter(
        kind,
        language,
        person=name,
        recipient=Recipient(name=name, address=(name,)),
        operation=name,
        authority=name,
        liaison=Liaison(name=name, telephone=name, email=name, reachable=name),
        appointment=name,
        found_person_words=name,
        paragraphs=(name,),
    )


@pytest.mark.parametrize("name", [pytest.param(name, id=key) for key, name in NAMES.items()])
def test_every_letter_prints_any_name_as_given(name: str) -> None:
    name = name[:400]
    for kind, language in EVERY:
        paper = read(letter_pdf(named(name, kind, language)))
        # A long word is broken on purpose; between its pieces it may also change the line.
        pieces = settle(name).replace("\u200d\u200b\u200d", " ").replace("\u200b", " ")
        assert not paper.lacks(pieces), (kind, language)
        assert paper.images == 0
        # 26 mm at the sides, and the footer 8.5 points high in a margin of 22 mm below.
        assert paper.least_margin > 24, (kind, language, paper.least_margin)
        assert len(paper.pages) <= 8


def test_scripts_of_many_countries_are_printed() -> None:
    paper = read(letter_pdf(named(REORDERED, LetterKind.IDENTIFICATION, "en")))
    assert set(compact(REORDERED)) <= set(paper.text)


@pytest.mark.parametrize(("given", "printed"), STRIPPED.values(), ids=STRIPPED)
def test_what_would_turn_or_break_a_page_is_stripped(given: str, printed: str) -> None:
    assert readable(settle(given)) in (printed, printed.strip())
    for language in ("en", "ar"):
        made = named(given, LetterKind.IDENTIFICATION, language)
        paper = read(letter_pdf(made))
        # Each of two shapes of one letter with its marks is read back as the whole letter.
        assert not paper.lacks(printed.split("\u0310", maxsplit=1)[0])
        assert paper.least_margin > 24
        assert "\u202e" not in letter_text(made)
        assert compact(printed) in compact(letter_text(made))


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_a_letter_carries_no_image_and_is_the_same_bytes_twice(
    kind: LetterKind, language: str
) -> None:
    first = letter_pdf(letter(kind, language))
    assert carried(first) == 0
    assert letter_pdf(letter(kind, language)) == first
    changed = letter(kind, language, reference="T-0032")
    assert digest(letter_pdf(changed)) != digest(first)


def test_another_process_makes_the_same_bytes() -> None:
    script = (
        "from tests.documents.test_letters import letter, letter_pdf, digest\n"
        "print(digest(letter_pdf(letter(language='ar'))))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120
    )
    assert answer.stdout.strip() == digest(letter_pdf(letter(language="ar")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_exercise_says_so_on_every_page(language: str) -> None:
    mark = languages.texts(language)["labels"]["simulated"]
    if language == "ar":
        mark = " ".join(plain_words(mark))
    many = tuple(["A paragraph of the officer. " * 40] * 8)
    made = letter(language=language, simulated=True, paragraphs=many)
    pages = read(letter_pdf(made)).pages
    assert len(pages) > 1
    for word in map(compact, mark.split()):
        assert all(word in compact(page) or word[::-1] in compact(page) for page in pages), word
    assert languages.texts(language)["labels"]["simulated"] in letter_text(made)
    assert read(letter_pdf(letter(language=language))).lacks(mark)


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_the_mail_says_what_the_paper_says(kind: LetterKind, language: str) -> None:
    paper = read(letter_pdf(letter(kind, language)))
    mail = letter_text(letter(kind, language))
    assert len(mail.split()) > 40
    if language == "ar":
        # Joined letters are drawn as one shape and read back in either order: counted alone.
        printed, said = (Counter(filter(str.isalpha, text)) for text in (paper.text, mail))
        assert said <= printed
        assert not paper.lacks("رقمنا المرجعي")
    else:
        assert not paper.lacks(re.sub(r"[-:.,;]", " ", mail))


def plain_words(line: str) -> list[str]:
    """Return the Arabic words that read back as they were written: no marks and no lam-alef."""
    words = [compact(word).strip("،.:؛") for word in line.split()]
    return [word for word in words if word.isalpha() and not re.search("ل[اأإآ]", word)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_that_only_asks_for_a_call_says_nothing_else(language: str) -> None:
    made = letter(LetterKind.CONTACT, language, paragraphs=("He was found on Quay 3.",))
    for text in (read(letter_pdf(made)).text, compact(letter_text(made))):
        for silent in (made.person, made.operation, "Quay", "DNA", "ADN", "ДНК", "2026-05-12"):
            assert compact(silent) not in text
        assert compact(made.liaison.telephone) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_subject_names_only_who_writes(language: str) -> None:
    subjects = {letter_subject(letter(kind, language)) for kind in LetterKind}
    assert len(subjects) == 1
    assert "Coroner of the North Coast" in subjects.pop()


@pytest.mark.parametrize("language", ["fr", "uk", "ru", "ar"])
def test_death_is_said_in_the_right_gender(language: str) -> None:
    said = {letter_text(letter(language=language, sex=sex)) for sex in Sex}
    assert len(said) == 3


def test_nothing_is_promised_where_nothing_was_agreed() -> None:
    assert "15 May, 10:00" in letter_text(letter())
    assert "Maria Ost will call you or come to you" in letter_text(letter(appointment=""))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"person": " \u202e\x00 \u00a0\u200d"}, "person"),
        ({"recipient": Recipient(name="")}, "recipient.name"),
        ({"grounds": ()}, "grounds"),
        ({"kind": LetterKind.CORRECTION, "told_on": None}, "told_on"),
        ({"kind": LetterKind.VIEWING, "appointment": ""}, "appointment"),
        ({"kind": LetterKind.FOUND_ALIVE, "found_person_words": ""}, "found_person_words"),
        ({"paragraphs": ("",)}, "paragraphs"),
    ],
)
def test_a_letter_without_what_it_is_about_is_refused(changes: dict, field: str) -> None:
    with pytest.raises(NothingToPrint) as refused:
        letter(**changes)
    assert refused.value.parameters == {"field": field}


def test_a_letter_has_its_limits() -> None:
    letter(person="A" * 400, paragraphs=("a" * 2000,) * 12)
    with pytest.raises(TextTooLong):
        letter(person="A" * 401)
    with pytest.raises(TextTooLong):
        letter(reference="A" * 61)
    with pytest.raises(TextTooLong):
        letter(paragraphs=("a" * 2001,))
    with pytest.raises(TooManyParts):
        letter(paragraphs=("a",) * 13)
    with pytest.raises(TooManyParts):
        letter(recipient=Recipient(name="A", address=("b",) * 9))
    with pytest.raises(UnknownLetterLanguage):
        letter(language="de")


@pytest.mark.parametrize(
    ("name", "said"),
    [("李 Ivan", "“李” (U+674E)"), ("Iv\ue000an", "U+E000"), ("𓀀", "“𓀀” (U+13000)")],
)
def test_a_character_without_a_shape_is_refused_by_name(name: str, said: str) -> None:
    with pytest.raises(UnprintableText) as refused:
        letter_pdf(letter(person=name))
    assert said in refused.value.say()
    assert "Latin" in refused.value.advise()
    # Refused once, and the next letter is made as if nothing had been.
    assert read(letter_pdf(letter())).images == 0


def leaves(kind: object, path: str) -> dict[str, object]:
    """Return every field that a value of a type can hold, however deep, with its plain type."""
    if dataclasses.is_dataclass(kind):
        found = {}
        for name, inner in typing.get_type_hints(kind).items():
            found |= leaves(inner, f"{path}.{name}" if path else name)
        return found
    if typing.get_origin(kind) in (tuple, typing.Union, types.UnionType):
        found = {}
        for inner in typing.get_args(kind):
            if inner not in (Ellipsis, type(None)):
                found |= leaves(inner, path)
        return found
    return {path: kind}


def test_no_field_can_hold_an_image_or_another_family() -> None:
    """Whoever adds a field must come here and say what it holds."""
    found = leaves(Letter, "")
    for path, kind in found.items():
        plain = kind in (str, bool, date) or issubclass(kind, StrEnum)
        assert plain, path
    assert set(found) == {
        *("kind", "language", "sex", "grounds", "dated", "told_on", "simulated"),
        # The one to whom the letter goes, and the one of us whom they can call.
        *("recipient.name", "recipient.address"),
        *("liaison.name", "liaison.telephone", "liaison.email", "liaison.reachable"),
        *("person", "reference", "operation", "authority"),
        *("appointment", "found_person_words", "paragraphs"),
    }
    assert not any("word" in path and "found" not in path for path in found), "a call-back word?"


@pytest.mark.parametrize("language", LANGUAGES)
def test_unreviewed_letters_are_refused_by_a_real_home(language: str) -> None:
    review = review_of(language)
    assert (review.by, review.on) == (None, None), "say here who reviewed it, and when"
    with pytest.raises(UnreviewedLanguage) as refused:
        require_reviewed(language)
    assert refused.value.parameters == {"language": language}
    with pytest.raises(UnknownLetterLanguage):
        require_reviewed("de")


def test_a_reviewed_language_is_let_through_and_half_a_review_is_none() -> None:
    day = date(2026, 11, 20)
    Review(language="uk", by="N. N.", on=day).require()
    for by, on in ((None, None), ("N. N.", None), (None, day)):
        with pytest.raises(UnreviewedLanguage):
            Review(language="uk", by=by, on=on).require()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_languages_say_the_same_things_in_the_same_order(language: str) -> None:
    ours, english = languages.texts(language), languages.texts("en")
    assert len(ours["months"]) == 12
    for section in ("died", "labels", "grounds"):
        assert ours[section].keys() == english[section].keys()
    assert set(ours["grounds"]) == set(Ground)
    assert set(ours["letters"]) == set(LetterKind)
    for name, text in english["shared"].items():
        same = isinstance(text, str) or len(text) == len(ours["shared"][name])
        assert same, name
    for kind, text in english["letters"].items():
        shape = [part[:1] if part[0] != "@" else part for part in ours["letters"][kind]["body"]]
        parts = [part for part in shape if part[0] in "@#"]
        assert parts == [
            part if part[0] == "@" else "#" for part in text["body"] if part[0] in "@#"
        ]
        assert len(shape) == len(text["body"])


def test_templates_carry_nothing_out() -> None:
    for path in typesetting.TEMPLATES.iterdir():
        source = path.read_text(encoding="utf-8")
        for forbidden in ("eval(", "@preview", "@local", "read(", "plugin(", "http"):
            assert forbidden not in source, (path.name, forbidden)
    assert "image(" not in (typesetting.TEMPLATES / "letter.typ").read_text(encoding="utf-8")
