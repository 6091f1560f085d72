"""The names of the missing, folded so that any spelling of one finds it: kept in memory, never on disk.

It holds what the database holds, and nobody who has gone from there since the last search.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from threading import Lock
from typing import Any
from uuid import UUID

from django.db.models import Count, Max

from antigone.access.isolation import operation_in_scope
from antigone.casework.models import Correction, MissingPerson
from antigone.casework.models.corrections import PersonField
from antigone.casework.spelling import Word, same_word, words_of

# From so many letters on, one or two of them may be others.
_SHORT, _LONG = 4, 8
_CALLED = (PersonField.NAME, PersonField.OTHER_NAMES, PersonField.BORN)


class Reason(IntEnum):
    """Why something was found, the closest first."""

    CODE = 0
    NAME = 1
    WRITTEN_LIKE = 2
    BEGINS = 3
    NEARLY = 4


@dataclass(frozen=True)
class Person:
    """A missing person's names, and the words of them."""

    names: tuple[str, ...]
    born: str
    words: tuple[tuple[Word, ...], ...]

    def word_for(self, sought: str, reason: Reason) -> tuple[str, str, bool]:
        """Return the word that was asked for, the one written here, and whether in another name."""
        for typed in words_of(sought):
            for at, words in enumerate(self.words):
                for word in words:
                    if _closeness(typed, word) == reason:
                        return typed.written, word.written, at > 0
        return "", "", False


@dataclass
class Names:
    """The names of an operation, folded: which word leads to whom."""

    seen: tuple[Any, ...] = ()
    people: dict[UUID, Person] = field(default_factory=dict)
    forms: dict[str, set[UUID]] = field(default_factory=dict)
    sounds: dict[str, set[UUID]] = field(default_factory=dict)
    consonants: dict[str, set[UUID]] = field(default_factory=dict)
    arabic: set[UUID] = field(default_factory=set)
    in_use: Lock = field(default_factory=Lock)

    def refresh(self) -> None:
        """Take in who came, and let go of who went, since the last time."""
        newest = MissingPerson.objects.aggregate(count=Count("pk"), at=Max("recorded_at"))
        # A name that was corrected is found from then on, and the wrong one no more.
        corrected = Correction.objects.filter(field__in=_CALLED).count()
        seen = (newest["count"], newest["at"], corrected)
        if seen == self.seen:
            return
        gone = dict(self.people)
        # Names repeat: each word is folded once.
        folded: dict[str, Word] = {}
        rows = MissingPerson.objects.values_list("request", "name", "other_names", "born")
        for key, name, others, born in rows.iterator(chunk_size=5000):
            names, day = (name, *others), str(born or "")
            known = gone.get(key)
            if known is not None and known.names == names and known.born == day:
                del gone[key]
                continue
            if known is not None:
                self._let_go(key, gone.pop(key))
            self._take_in(key, Person(names, day, tuple(_words(one, folded) for one in names)))
        for key, person in gone.items():
            self._let_go(key, person)
        self.seen = seen

    def _take_in(self, key: UUID, person: Person) -> None:
        self.people[key] = person
        for known, told in self._told_by(person):
            known.setdefault(told, set()).add(key)
        if any(word.is_arabic for words in person.words for word in words):
            self.arabic.add(key)

    def _let_go(self, key: UUID, person: Person) -> None:
        del self.people[key]
        self.arabic.discard(key)
        for known, told in self._told_by(person):
            keys = known.get(told, set())
            keys.discard(key)
            if not keys:
                known.pop(told, None)

    def _told_by(self, person: Person) -> Iterator[tuple[dict[str, set[UUID]], str]]:
        for word in (word for words in person.words for word in words):
            for known, told in (
                (self.forms, word.forms),
                (self.sounds, word.sounds),
                (self.consonants, word.consonants),
            ):
                for one in told:
                    yield known, one

    def like(self, name: str) -> list[UUID]:
        """Return who has this name, in whatever letters: every word of it, and no word is near."""
        return [key for key, reason in self.find(name) if reason <= Reason.WRITTEN_LIKE]

    def find(self, sought: str) -> list[tuple[UUID, Reason]]:
        """Return who has all these words in one of the names, the closest first."""
        each = [self._having(word) for word in words_of(sought)]
        if not each:
            return []
        both = set(each[0]).intersection(*each[1:])
        worst = {key: max(having[key] for having in each) for key in both}
        total = Counter({key: sum(having[key] for having in each) for key in both})
        order = sorted(both, key=lambda key: (worst[key], total[key], self.people[key].names[0]))
        return [(key, worst[key]) for key in order]

    def _having(self, word: Word) -> dict[UUID, Reason]:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        having: dict[UUID, Reason] = {}

        def note(keys: set[UUID], reason: Reason) -> None:
            for key in keys:
                if key not in having or having[key] > reason:
                    having[key] = reason

        for form in word.forms:
            note(self.forms.get(form, set()), Reason.WRITTEN_LIKE)
            for known, keys in self.forms.items():
                if len(form) > 1 and known.startswith(form) and known != form:
                    note(keys, Reason.BEGINS)
        for sound in word.sounds:
            note(self.sounds.get(sound, set()), Reason.WRITTEN_LIKE)
        for bare in word.consonants:
            keys = self.consonants.get(bare, set())
            # Only Arabic leaves the vowels out: for others, two names would become one.
            note(keys if word.is_arabic else keys & self.arabic, Reason.WRITTEN_LIKE)
        for sound in word.sounds:
            if len(sound) < _SHORT:
                continue
            far = 1 if len(sound) < _LONG else 2
            near = process.extract(
                sound, list(self.sounds), scorer=OSA.distance, score_cutoff=far, limit=None
            )
            for known, _, _ in near:
                note(self.sounds[known], Reason.NEARLY)
        for key in list(having):
            person = self.people[key]
            if having[key] == Reason.WRITTEN_LIKE and any(
                _is_written(word, beside) for words in person.words for beside in words
            ):
                having[key] = Reason.NAME
        return having


def _words(name: str, folded: dict[str, Word]) -> tuple[Word, ...]:
    return tuple(folded.setdefault(one.written, one) for one in words_of(name))


def _is_written(one: Word, other: Word) -> bool:
    return one.written.casefold() == other.written.casefold()


def _closeness(typed: Word, word: Word) -> Reason:
    if _is_written(typed, word):
        return Reason.NAME
    if same_word(typed, word):
        return Reason.WRITTEN_LIKE
    begins = any(one.startswith(form) for one in word.forms for form in typed.forms)
    return Reason.BEGINS if begins else _nearness(typed, word)


def _nearness(typed: Word, word: Word) -> Reason:
    from rapidfuzz.distance import OSA

    for one in typed.sounds:
        far = 1 if len(one) < _LONG else 2
        if any(OSA.distance(one, other) <= far for other in word.sounds):
            return Reason.NEARLY
    return Reason.CODE


_of_operations: dict[UUID | None, Names] = {}


@contextmanager
def names_here() -> Iterator[Names]:
    """Hold the names of the operation in scope as the database has them now; one reader at a time."""
    names = _of_operations.setdefault(operation_in_scope(), Names())
    with names.in_use:
        names.refresh()
        yield names
