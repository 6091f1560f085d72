"""How often people search, when that is out of the ordinary, and which searches are looked into.

A search shows faces of people who are alive to somebody, and who searches far more than the work asks
may be looking for somebody else. Whoever watches over the data is told, and asks; nobody is stopped by
it, since a ferry may bring in sixty dead in one morning.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from antigone.casework.models import Search

# A few searches more than nearly none are nothing: the first days of an operation are uneven.
_FEW = 10
_TIMES_HER_USUAL = 3
_DAYS_TO_KNOW_HER_USUAL = 5
_USUAL_OF = timedelta(days=90)
# Of the first searches from bodies so many are drawn.
_ONE_IN = 10


@dataclass(frozen=True, kw_only=True)
class Unusual:
    """A day on which one person searched more than the house allows for, or than she usually does.

    `usual` is how often she searched on half of the days on which she searched at all, in the ninety
    before; None where that were fewer than five days. `above_limit` says that the house's limit was
    passed, else it is her own usual.
    """

    day: date
    searches: int
    usual: float | None
    above_limit: bool


def unusual_days(made: Mapping[date, int], *, limit: int) -> list[Unusual]:
    """Return the days out of the ordinary of one person, the newest first.

    `made` is how many searches she made on each day. A day is one if they are more than `limit`; or
    more than ten, and more than three times her usual.
    """
    found = []
    for day, searches in made.items():
        before = [count for other, count in made.items() if day - _USUAL_OF <= other < day]
        usual = median(before) if len(before) >= _DAYS_TO_KNOW_HER_USUAL else None
        above_limit = searches > limit
        above_usual = usual is not None and searches > max(_FEW, _TIMES_HER_USUAL * usual)
        if above_limit or above_usual:
            found.append(Unusual(day=day, searches=searches, usual=usual, above_limit=above_limit))
    return sorted(found, key=lambda one: one.day, reverse=True)


def is_drawn(search: Search) -> bool:
    """Say whether a search that is about to be written is to be looked into.

    The first that somebody makes in the operation is, always; of the first searches from bodies one in
    ten, by the random id, so that nobody chooses hers. What a sweep or an audit makes is not, and takes
    no body out of the drawing.
    """
    if search.of_many:
        return False
    by_hand = Search.objects.filter(of_many=False)
    searched_before = by_hand.filter(searched_by=search.searched_by_id).exists()
    body_before = by_hand.filter(remains=search.remains_id).exists()
    return not searched_before or (not body_before and search.pk.int % _ONE_IN == 0)
