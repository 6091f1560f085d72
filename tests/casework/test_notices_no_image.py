"""No notice, letter or message can hold an image, and none tells several families at once."""

import inspect
from dataclasses import fields, is_dataclass, replace
from enum import StrEnum
from io import BytesIO
from typing import Any, get_args, get_type_hints
from uuid import UUID

import pypdf
import pytest
from django.db import models

from antigone.casework import models as rows
from antigone.casework.fields import SealedText
from antigone.casework.models import notices as tables
from antigone.casework.models.relatives import Way
from antigone.casework.procedures import notices
from antigone.casework.procedures.notices.written import letter_of, render
from antigone.casework.sending import Message
from antigone.documents.letters import Letter, TooManyParts
from antigone.documents.typesetting import TextTooLong
from tests.casework.identified import Family, family

__all__ = ["family"]

_ROWS = [
    one
    for one in vars(tables).values()
    if inspect.isclass(one) and issubclass(one, rows.CaseRow) and one.__module__ == tables.__name__
]
_PICTURE = "\x89PNG\r\n\x1a\n" + "a" * 40_000


def plain(kind: Any) -> bool:
    """Whether a type holds texts, days and codes, and nothing else."""
    if is_dataclass(kind):
        return all(plain(one) for one in get_type_hints(kind).values())
    if parts := get_args(kind):
        return all(plain(one) for one in parts if one not in (type(None), Ellipsis))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return True
    return kind.__name__ in ("str", "date", "datetime", "bool", "UUID", "NoneType")


def test_no_column_of_a_notice_holds_an_image() -> None:
    assert len(_ROWS) == 5
    for model in _ROWS:
        for field in model._meta.get_fields():
            assert not isinstance(field, models.FileField), field
            if isinstance(field, models.BinaryField) and not isinstance(field, SealedText):
                assert (field.max_length, field.name.endswith("digest")) == (32, True), field
        assert not any(isinstance(one, models.JSONField) for one in model._meta.get_fields())
    assert tables.Notice._meta.get_field("letter").max_length == 32_768


def test_a_letter_and_a_message_are_text() -> None:
    assert plain(Letter) and plain(Message) and plain(notices.Prepare)
    assert not plain(dict[str, bytes]) and not plain(bytes), "the walk would see one"


def test_hostile_values_are_refused_or_shown_as_text(family: Family) -> None:
    sister = family.relative(name='#image("x.png") <img src=x> \u202eRosa ![x](data:image/png)')
    family.wishes(sister, way=Way.LETTER)
    identification = family.identify()
    for more in (
        {"paragraphs": (_PICTURE,)},
        {"paragraphs": ("a",) * 60},
        {"appointment": _PICTURE},
    ):
        with pytest.raises((TextTooLong, TooManyParts)):
            family.prepare(identification, relative=sister.id, **more)
    notice = family.prepare(identification, relative=sister.id)
    with family.here():
        letter = letter_of(notice)
    pages = render(letter).pages
    assert render(replace(letter)).pages == pages, "the same values, the same pages"
    read = pypdf.PdfReader(BytesIO(pages))
    assert [image for page in read.pages for image in page.images] == []
    assert read.attachments == {}
    shown = "".join(page.extract_text() for page in read.pages)
    assert "#image" in shown and "\u202e" not in shown


def test_a_letter_at_its_longest_is_kept_or_refused_whole(family: Family) -> None:
    """Twelve paragraphs of 2,000 letters of two bytes each are more than a letter holds."""
    sister, identification = family.told(), family.identify()
    longest = tuple("щ" * 2_000 for _ in range(12))
    with pytest.raises(notices.LetterTooLong):
        family.prepare(identification, relative=sister.id, paragraphs=longest)
    family.prepare(identification, relative=sister.id, paragraphs=longest[:2])


def test_no_procedure_takes_several_notices() -> None:
    verbs = [getattr(notices, name) for name in notices.__all__]
    verbs = [verb for verb in verbs if inspect.isfunction(verb)]
    assert {verb.__name__ for verb in verbs} >= {"prepare", "approve", "send_e_mail"}
    for verb in verbs:
        hints = get_type_hints(verb)
        hints.pop("return")
        for kind in hints.values():
            inner = [one.type for one in fields(kind)] if is_dataclass(kind) else [kind]
            assert all(UUID not in get_args(one) or one == UUID | None for one in inner), verb
    one_by_one = {"approve", "end", "send_e_mail"}
    for name in one_by_one:
        assert get_type_hints(getattr(notices, name))["notice"] is UUID
