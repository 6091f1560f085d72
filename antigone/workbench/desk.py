"""Where one page is worked on: who sits there, in which operation, in which language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.clock import now
from antigone.access.exposure import Exposure, exposure_today
from antigone.access.models import Account
from antigone.access.preferences import Preferences, preferences_of
from antigone.access.requirement import AccountClosed, permitted, require
from antigone.casework import lists
from antigone.errors import Refusal
from antigone.wording import LANGUAGES, preferred_language, say, say_count

RIGHT_TO_LEFT = ("ar",)
LANGUAGE_NAMES = {
    "en": "English",
    "fr": "Français",
    "es": "Español",
    "uk": "Українська",
    "ru": "Русский",
    "ar": "العربية",
}
LANGUAGE_COOKIE = "antigone-language"
# In this order at the foot of every page, each for whoever may open it.
_WAYS = (
    "all-remains",
    "all-requests",
    "all-decisions",
    "all-notices",
    "reconcile",
    "laboratory",
    "map",
    "timeline",
    "ledger",
    "protection",
)


@dataclass
class Desk:
    """One person at one page. `operation` is None in the house itself.

    `refusal` is what was refused just now, when the page is shown again with all input.
    """

    request: HttpRequest
    account: Account
    actor: Actor
    operation: Mapping[str, Any] | None
    refusal: Refusal | None = None
    more: dict[Any, Any] = field(default_factory=dict)

    @cached_property
    def preferences(self) -> Preferences:
        """What this person chose for the pages: language, theme, density, single keys."""
        return preferences_of(self.account.id)

    @cached_property
    def language(self) -> str:
        """The language to speak: the account's, else the browser's, else the home's."""
        return self.preferences.language or self.language_of(self.request)

    @property
    def direction(self) -> str:
        """The direction of the language."""
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    @staticmethod
    def language_of(request: HttpRequest) -> str:
        """Return the language of somebody who is not known: chosen here, else the browser's."""
        chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
        if chosen in LANGUAGES:
            return chosen
        for part in request.headers.get("Accept-Language", "").split(","):
            code = part.split(";")[0].strip().split("-")[0].lower()
            if code in LANGUAGES:
                return code
        return preferred_language(settings.ANTIGONE.settings.language)

    @staticmethod
    def asks_for_json(request: HttpRequest) -> bool:
        """Say whether a module of the page asks, and not a person."""
        return "application/json" in request.headers.get("Accept", "")

    @property
    def wants_json(self) -> bool:
        """Whether a module of the page asks."""
        return self.asks_for_json(self.request)

    @property
    def said(self) -> QueryDict | None:
        """What was sent, None where the page is only looked at."""
        return self.request.POST if self.request.method == "POST" else None

    @cached_property
    def permitted(self) -> frozenset[Action]:
        """Every step that this person's roles permit here; a case may still bar one."""
        return permitted(self.actor)

    def can(self, action: Action) -> bool:
        """Say whether a role permits a step."""
        return action in self.permitted

    def require_one_of(self, actions: Sequence[Action]) -> None:
        """Raise `NotAllowed` for the first step; a page that names none opens for nobody."""
        require(self.actor, actions[0])

    @cached_property
    def seen_today(self) -> Exposure:
        """How much this person has looked at the dead today; shown to herself alone."""
        return exposure_today(self.account.id)

    @cached_property
    def operations(self) -> list[dict[str, Any]]:
        """The operations in which this person holds a role, for the switch."""
        return lists.operations(self.actor)

    @property
    def administers(self) -> bool:
        """Whether this person sets up accounts and the house."""
        return self.can(Action.ADD_ACCOUNT)

    @cached_property
    def ways(self) -> list[tuple[str, str]]:
        """The lists and registers that this person's roles open here, by name and address."""
        from antigone.workbench.urls import pages_named

        if self.operation is None:
            return []
        return [
            (self.say(page.title), self.url(page.name))
            for page in pages_named(_WAYS)
            if any(self.can(step) for step in page.may)
        ]

    @cached_property
    def opened_at(self) -> datetime:
        """When the page was asked for: a printed sheet says it."""
        return now()

    @cached_property
    def is_exercise(self) -> bool:
        """Whether nobody here exists."""
        return settings.ANTIGONE.is_exercise

    def url(self, page: str, **keys: Any) -> str:
        """Return the address of a page by its name, in this operation where it lies in one."""
        from antigone.workbench.urls import is_in_operation

        if is_in_operation(page) and self.operation:
            keys = {"op": self.operation["operation"], **keys}
        return reverse(page, kwargs=keys)

    def say(self, sentence: str, /, **parameters: object) -> str:
        """Return a sentence in the reader's language."""
        return say(sentence, self.language, **parameters)

    def say_count(self, one: str, many: str, count: int, /, **parameters: object) -> str:
        """Return the form of a sentence that fits a count."""
        return say_count(one, many, count, self.language, **parameters)


def desk_at(request: HttpRequest, operation: str) -> Desk:
    """Return the desk of whoever asks, in the operation of that code or in the house.

    Raises `AccountClosed` for nobody, and `NotHere` for an operation that is not this person's.
    """
    account = request.user
    if not account.is_authenticated or not account.is_active:
        raise AccountClosed
    if not operation:
        return Desk(request, account, Actor(account_id=account.id), None)
    here = lists.operation_of(Actor(account_id=account.id), operation)
    actor = Actor(account_id=account.id, operation_id=UUID(str(here["id"])))
    return Desk(request, account, actor, here)
