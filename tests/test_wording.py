"""One catalogue for every sentence: marked, translated with its parameters, never missing."""

from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from cataloguing import NEVER_SAID, ROOT, sentences, tool

from antigone.errors import MissingExtra
from antigone.faces.sandbox import EmptyFile, NoSuchFile
from antigone.wording import LANGUAGES, N_, preferred_language, say, say_count

TRANSLATIONS = sorted((ROOT / "antigone" / "locale").glob("*/LC_MESSAGES/antigone.po"))
every_translation = pytest.mark.parametrize("po", TRANSLATIONS, ids=lambda po: po.parts[-3])


def catalogue(po: Path) -> Catalog:
    with po.open("rb") as source:
        return read_po(source, locale=po.parts[-3])


def test_a_marked_sentence_stays_as_it_is() -> None:
    assert N_("Nothing was stored.") == "Nothing was stored."


def test_the_walk_finds_sentences_wherever_they_are_marked() -> None:
    found = sentences()
    assert len(found) > 300
    for sentence in (
        NoSuchFile.sentence,
        "Show every setting, its value, where it comes from, what it means.",  # a table
        "Seed of everything that is drawn by lot.",  # an argument
        # Written in two pieces, said as one.
        "Fitted on simulated photographs of living people: it may order a list and explain itself, "
        "and is not field accuracy.",
    ):
        assert sentence in found


def test_no_sentence_says_what_is_never_said() -> None:
    assert [sentence for sentence in sentences() if NEVER_SAID.search(sentence)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_every_sentence(language: str) -> None:
    """Translated or not: a sentence is never missing, and its parameters are never lost."""
    said = say(NoSuchFile.sentence, language, name="quay3_0142.jpg")
    assert "quay3_0142.jpg" in said
    assert said.endswith(".")
    assert say("A sentence that no catalogue has: {name}.", language, name="x").endswith(": x.")


@pytest.mark.parametrize("language", ["tlh", "", "de_DE.UTF-8", "../../fr", "C", "POSIX"])
def test_a_language_that_is_not_known_falls_back_to_english(language: str) -> None:
    assert EmptyFile(name="a.jpg").say(language) == "a.jpg is empty. Nothing was stored."


def test_a_french_refusal_is_french() -> None:
    refusal = EmptyFile(name="quai3_0142.jpg")
    assert refusal.say("fr") == "quai3_0142.jpg est vide. Rien n’a été enregistré."
    assert refusal.advise("fr") == ("Copiez-le de nouveau depuis l’appareil photo ou le téléphone.")
    assert refusal.as_json("fr") == {
        "code": "empty-file",
        "sentence": refusal.say("fr"),
        "remedy": refusal.advise("fr"),
        "parameters": {"name": "quai3_0142.jpg"},
    }
    # What is kept with the exception (logs, a stack of calls) stays in one language.
    assert str(refusal).startswith("quai3_0142.jpg is empty.")


def test_parameters_stay_in_their_places_in_another_order_of_words() -> None:
    refusal = MissingExtra(step="antigone exercise", extra="exercise")
    assert refusal.say("fr") == (
        "antigone exercise a besoin de l’extra «\u00a0exercise\u00a0», qui n’est pas installé. "
        "Rien n’a été fait."
    )


@every_translation
def test_a_translation_keeps_every_parameter(po: Path) -> None:
    assert tool().lost_parameters(catalogue(po)) == []


@every_translation
def test_a_translation_holds_no_guess(po: Path) -> None:
    """A "fuzzy" entry is another sentence's translation: wrong advice is worse than English."""
    assert [message.id for message in catalogue(po) if message.id and message.fuzzy] == []


@every_translation
def test_the_compiled_catalogue_is_that_of_its_source(po: Path) -> None:
    """Made by `make setup` and `make messages`; without it every language would be English."""
    translated = [one for one in catalogue(po) if one.id and one.string and not one.pluralizable]
    assert len(translated) > 300
    for message in translated:
        parameters = {
            name: 2.5 if form else f"some {name}"
            for _, name, form, _ in Formatter().parse(message.id)
            if name is not None
        }
        assert say(message.id, po.parts[-3], **parameters) == message.string.format(**parameters)


def test_translations_are_of_languages_that_can_be_chosen() -> None:
    translated = {po.parts[-3] for po in TRANSLATIONS}
    assert "fr" in translated
    assert translated <= set(LANGUAGES)


def test_a_count_takes_the_form_that_fits() -> None:
    def counted(count: int, language: str = "en") -> str:
        return say_count("{count} face in {name}", "{count} faces in {name}", count, language,
                         name="a.jpg")  # fmt: skip

    assert counted(1) == "1 face in a.jpg"
    assert counted(0) == "0 faces in a.jpg"
    assert counted(2, "tlh") == "2 faces in a.jpg"


@pytest.mark.parametrize(
    ("wanted", "environment", "spoken"),
    [
        ("", {}, "en"),
        ("fr", {"LC_ALL": "es_ES.UTF-8"}, "fr"),
        ("", {"LC_ALL": "es_ES.UTF-8", "LC_MESSAGES": "fr", "LANG": "uk_UA"}, "es"),
        ("", {"LC_ALL": "", "LC_MESSAGES": "fr_CA.UTF-8", "LANG": "uk_UA"}, "fr"),
        ("", {"LANG": "uk_UA.UTF-8"}, "uk"),
        ("", {"LANG": "ar"}, "ar"),
        ("AR", {}, "ar"),
        ("", {"LC_ALL": "POSIX", "LANG": "fr_FR"}, "en"),
        ("", {"LC_ALL": "C.UTF-8", "LANG": "fr_FR.UTF-8"}, "en"),
        ("fr", {"LC_ALL": "C.UTF-8"}, "fr"),
        ("tlh", {"LANG": "fr_FR"}, "fr"),
        ("tlh", {"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_language_is_the_one_wanted_else_the_system_s_else_english(
    monkeypatch: pytest.MonkeyPatch, wanted: str, environment: dict[str, str], spoken: str
) -> None:
    for key in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(key, raising=False)
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    assert preferred_language(wanted) == spoken
