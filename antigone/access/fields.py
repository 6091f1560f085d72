"""Columns that hold a code, and whose database refuses any other."""

from collections.abc import Iterable
from typing import Any

from django.db import models


class CodedField(models.CharField):
    """One code of a fixed list, held to it by the database as well."""

    def __init__(self, *args: Any, codes: Iterable[str], **options: Any) -> None:
        self.codes = tuple(str(code) for code in codes)
        options.setdefault("max_length", 40)
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        """Say how the field is made, for migrations."""
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "codes": list(self.codes)}

    def db_check(self, connection: Any) -> str:
        """Return the check that stands beside the column."""
        column = connection.ops.quote_name(self.column)
        codes = ", ".join(f"'{code}'" for code in ((*self.codes, "") if self.blank else self.codes))
        return f"{column} IN ({codes})"
