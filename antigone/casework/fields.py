"""Columns of the casework: descriptions, partial dates, and texts that only the vault opens."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django.db import models

from antigone.casework.description import Absent, Description, PartialDate


def stated(codes: type[StrEnum]) -> Iterable[str]:
    """Return the codes of a list with the three reasons why there may be none."""
    return (*codes, *Absent)


class DescriptionField(models.JSONField):
    """A `Description`, kept as JSON."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("default", Description)
        super().__init__(*args, **options)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Return the description; a single field asked for by name comes as it is written."""
        read = super().from_db_value(value, expression, connection)
        whole = getattr(expression, "target", None) is self
        return Description.from_json(read) if whole and read is not None else read

    def get_prep_value(self, value: Any) -> Any:
        """Return plain JSON."""
        return super().get_prep_value(value.as_json() if isinstance(value, Description) else value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Return what the database takes."""
        plain = value.as_json() if isinstance(value, Description) else value
        return super().get_db_prep_value(plain, connection, prepared)


class PartialDateField(models.CharField):
    """A `PartialDate`, kept as text. Empty means that no date was given."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.update(max_length=10, blank=True)
        options.setdefault("default", "")
        super().__init__(*args, **options)

    def get_prep_value(self, value: Any) -> Any:
        """Return the text. Raises `UnfitDate`."""
        if not value:
            return ""
        return (value if isinstance(value, PartialDate) else PartialDate(str(value))).text

    def db_check(self, connection: Any) -> str:
        """Return the check that stands beside the column."""
        return f"length({connection.ops.quote_name(self.column)}) IN (0, 4, 7, 10)"


class SealedText(models.BinaryField):
    """A text that only the vault opens: see `sealed`. Never searched; its blind index is."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("null", True)
        super().__init__(*args, **options)
