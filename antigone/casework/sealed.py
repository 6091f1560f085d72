"""Relatives' names and contacts: sealed in their place, found by a keyed index, never by reading."""

import unicodedata
from collections.abc import Iterator
from uuid import UUID

from django.apps import apps
from django.db import models

from antigone.casework.fields import SealedText
from antigone.casework.house import house
from antigone.vault import Envelope

_PAGE = 500


def seal(row: models.Model, name: str, text: str) -> None:
    """Put a text, sealed, into the column `name` of a row, and its blind index beside it.

    Empty text empties both.
    """
    sealed = house().vault.fields.seal_text(text, context=_place(row, name)) if text else None
    setattr(row, name, sealed)
    if hasattr(row, f"{name}_index"):
        setattr(row, f"{name}_index", index_of(type(row), name, text) if text else None)


def unseal(row: models.Model, name: str) -> str:
    """Return the text of a sealed column, empty if there is none. Raises `UnreadableField`."""
    sealed = getattr(row, name)
    if sealed is None:
        return ""
    return house().vault.fields.open_text(bytes(sealed), context=_place(row, name))


def index_of(model: type[models.Model], name: str, text: str) -> bytes:
    """Return the blind index by which a sealed text of this column is found exactly.

    Case, spaces around and doubled, and the form of accents do not count.
    """
    spelt = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    purpose = f"{model._meta.model_name}.{name}"
    return house().vault.commitments.blind_index(spelt, purpose=purpose)


def envelopes() -> Iterator[Envelope]:
    """Yield every sealed text of the home, for a key rotation. Call it across all operations.

    Rows come in pages, so that nobody is held up while they are looked at.
    """
    for model in apps.get_app_config("casework").get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, SealedText):
                for row in in_pages(model, field.name):
                    sealed = bytes(getattr(row, field.name))
                    context = _place(row, field.name)
                    yield house().vault.fields.envelope(sealed, context=context)


def renew(old: Envelope, new: Envelope) -> None:
    """Put a text that was sealed anew into its place, unless another text stands there by now."""
    model_name, key, name = old.context.split(":")
    model = apps.get_model("casework", model_name)
    here = model._default_manager.filter(pk=UUID(key), **{name: old.sealed})
    here.update(**{name: new.sealed})


def in_pages(model: type[models.Model], name: str) -> Iterator[models.Model]:
    """Yield the rows of a model whose column `name` is filled, by key."""
    filled = model._default_manager.exclude(**{name: None}).order_by("pk")
    page = list(filled[:_PAGE])
    while page:
        yield from page
        page = list(filled.filter(pk__gt=page[-1].pk)[:_PAGE])


def _place(row: models.Model, name: str) -> str:
    return f"{row._meta.model_name}:{row.pk.hex}:{name}"
