"""What the doors count for a while (failed sign-ins, used codes), the same for every process.

The framework's own cache in a database unpickles what it finds there: whoever can write rows could
then run code in the process that holds the vault's key. Here values are JSON.
"""

from datetime import timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db.models import Q

from antigone.access.clock import now
from antigone.access.models import Remembered


class RememberedCache(BaseCache):
    """The framework's cache, in rows of the home. Holds counts and marks, never anything of a case."""

    def __init__(self, _location: str, parameters: dict[str, Any]) -> None:
        super().__init__(parameters)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Return what is remembered under a key, else the default."""
        row = _standing().filter(key=self.make_and_validate_key(key, version)).first()
        return default if row is None else row.value

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Remember a value."""
        Remembered.objects.update_or_create(
            key=self.make_and_validate_key(key, version),
            defaults={"value": value, "until": self._until(timeout)},
        )

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Remember a value unless there is one, and say whether it was so; of several, one wins."""
        Remembered.objects.filter(until__lte=now()).delete()
        _, made = Remembered.objects.get_or_create(
            key=self.make_and_validate_key(key, version),
            defaults={"value": value, "until": self._until(timeout)},
        )
        return bool(made)

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget a value, and say whether there was one."""
        made = self.make_and_validate_key(key, version)
        return bool(Remembered.objects.filter(key=made).delete()[0])

    def clear(self) -> None:
        """Forget everything."""
        Remembered.objects.all().delete()

    def _until(self, timeout: Any) -> Any:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return None if seconds is None else now() + timedelta(seconds=float(seconds))


def _standing() -> Any:
    return Remembered.objects.filter(Q(until=None) | Q(until__gt=now()))
