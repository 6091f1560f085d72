"""Overseeing searches: the data protection officer looks into one, or into a day of many, and says so."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.requirement import SeparatePerson
from antigone.casework.models import Search, SearchCheck
from antigone.casework.models.oversight import CheckFinding
from antigone.casework.step import NotHere, Step, found, step
from antigone.errors import Refusal
from antigone.wording import N_


class CheckedBefore(Refusal):
    """What was found then stands."""

    code = "checked-before"
    sentence = N_("This search was looked into before. Nothing was recorded.")
    remedy = N_("Read what was found then; a further question goes to whoever searched.")


class NoWordsOfCheck(Refusal):
    """A tick without words tells nobody later what was asked, and what was answered."""

    code = "no-words-of-check"
    sentence = N_("It is not said what was looked at and what was found. Nothing was recorded.")
    remedy = N_("Write in a sentence what you looked at, whom you asked, and what came of it.")


@dataclass(frozen=True, kw_only=True)
class LookedInto:
    """What an officer found, in words of at most 400 letters.

    Of one `search`; or, without it, of every search that `searcher` made on `day` (UTC).
    """

    finding: CheckFinding
    because: str
    search: UUID | None = None
    searcher: UUID | None = None
    day: date | None = None


def look_into(actor: Actor, stated: LookedInto) -> SearchCheck:
    """Record that a search, or somebody's searches of one day, were looked into, and what was found.

    (0) there is such a search in this operation; (1) nobody looks into her own; (2) one search is
    looked into once; (3) it is said in words. The words are bound to the entry.

    Raises `NotHere`, `SeparatePerson`, `CheckedBefore` and `NoWordsOfCheck`.
    """
    with step(actor, Action.CHECK_SEARCH) as doing:
        made = _made(stated)
        if made[0].searched_by_id == actor.account_id:
            raise SeparatePerson(action=Action.CHECK_SEARCH.value, part=N_("you searched"))
        if stated.search and SearchCheck.objects.filter(search=stated.search).exists():
            raise CheckedBefore
        if not stated.because.strip():
            raise NoWordsOfCheck
        return _write(doing, stated, made)


def _made(stated: LookedInto) -> list[Search]:
    """Return the search, or those of the day. Raises `NotHere`."""
    if stated.search is not None:
        return [found(Search, stated.search)]
    if stated.day is None:
        raise NotHere(kind="search", key="")
    begins = datetime.combine(stated.day, time(), UTC)
    ends = begins + timedelta(days=1)
    of_day = Search.objects.filter(
        searched_by=stated.searcher, of_many=False, recorded_at__gte=begins, recorded_at__lt=ends
    )
    made = list(of_day.order_by("recorded_at"))
    if not made:
        raise NotHere(kind="search", key=stated.day.isoformat())
    return made


def _write(doing: Step, stated: LookedInto, made: list[Search]) -> SearchCheck:
    check = doing.write(
        SearchCheck(
            search=made[0] if stated.search else None,
            searcher_id=made[0].searched_by_id,
            day=made[0].recorded_at.astimezone(UTC).date(),
            searches=len(made),
            finding=stated.finding,
            because=stated.because.strip(),
        )
    )
    doing.name(*(one.ledger_id for one in made))
    doing.commit_to("search-check.because", check.id.bytes, check.because)
    return check
