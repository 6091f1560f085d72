"""What the data protection officer looks into: searches out of the ordinary, and first searches drawn.

Who searched, when, from which body and among how many people: no face, no list, nobody's name but a
colleague's. To an officer who compares a body herself, its searches are not told.
"""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.clock import today
from antigone.access.models import Account
from antigone.casework.models import (
    BlindPacket,
    Examination,
    PostMortemPhotograph,
    Round,
    Search,
    SearchCheck,
)
from antigone.casework.models.remains import ExaminationKind
from antigone.casework.oversight import unusual_days
from antigone.casework.reading import reading
from antigone.casework.step import NotHere

# How far back days out of the ordinary are shown, and what is needed to know somebody's usual.
_SHOWN = timedelta(days=30)
_KNOWN = timedelta(days=120)


def unusual_searching(actor: Actor) -> list[dict[str, Any]]:
    """Return the days of the last thirty on which somebody searched far more than usual, the newest first.

    Those that were looked into are left out, unless more searches were made since. Sweeps and audits
    do not count: they search for everybody at once. Raises `NotAllowed`.
    """
    limit = settings.ANTIGONE.settings.searches_a_day
    with reading(actor, Action.CHECK_SEARCH):
        made: dict[UUID, dict[date, int]] = defaultdict(dict)
        for searcher, day, count in _by_day(_by_hand(actor)):
            made[searcher][day] = count
        checked = {
            (one.searcher_id, one.day): one.searches
            for one in SearchCheck.objects.filter(search=None).order_by("recorded_at")
        }
        names = _names(made)
        found = [
            {
                "searcher": searcher,
                "by": names[searcher],
                "day": one.day,
                "searches": one.searches,
                "usual": one.usual,
                "limit": limit,
                "above_limit": one.above_limit,
            }
            for searcher, days in made.items()
            for one in unusual_days(days, limit=limit)
            if one.day > today() - _SHOWN and one.searches > checked.get((searcher, one.day), 0)
        ]
        return sorted(found, key=lambda one: (one["day"], one["by"]), reverse=True)


def first_searches_to_check(actor: Actor) -> list[dict[str, Any]]:
    """Return the first searches that were drawn and nobody has looked into, the oldest first.

    Raises `NotAllowed`.
    """
    with reading(actor, Action.CHECK_SEARCH):
        rows = _by_hand(actor).filter(drawn=True, checks=None)
        shown = rows.order_by("recorded_at", "pk").select_related("remains", "searched_by")
        return [_told(one) for one in shown]


def search_to_check(actor: Actor, key: UUID) -> dict[str, Any]:
    """Return what is known of one search before anybody was listed: that it was made from a dead body.

    Raises `NotHere` and `NotAllowed`.
    """
    with reading(actor, Action.CHECK_SEARCH):
        one = _by_hand(actor).filter(pk=key).select_related("remains", "searched_by").first()
        if one is None:
            raise NotHere(kind="search", key=key)
        deaths = Examination.objects.filter(remains=one.remains, kind=ExaminationKind.DEATH)
        before = deaths.filter(signed_at__lte=one.recorded_at).select_related("signed_by")
        taken = PostMortemPhotograph.objects.filter(
            remains=one.remains, recorded_at__lte=one.recorded_at
        )
        return _told(one) | {
            "mine": one.searched_by_id == actor.account_id,
            "deaths": [
                {"by": row.signed_by.shown_name, "at": row.signed_at}
                for row in before.order_by("signed_at")
            ],
            "photographs": taken.count(),
            "with_code": taken.filter(code_legible=True).count(),
            "checks": _checks(SearchCheck.objects.filter(search=one)),
        }


def day_to_check(actor: Actor, searcher: UUID, day: date) -> dict[str, Any]:
    """Return the searches that somebody made on one day, the oldest first. Raises `NotHere`."""
    with reading(actor, Action.CHECK_SEARCH):
        begins = datetime.combine(day, time(), UTC)
        rows = _by_hand(actor).filter(
            searched_by=searcher,
            recorded_at__gte=begins,
            recorded_at__lt=begins + timedelta(days=1),
        )
        found = list(rows.order_by("recorded_at").select_related("remains", "searched_by"))
        if not found:
            raise NotHere(kind="search", key=day.isoformat())
        return {
            "by": found[0].searched_by.shown_name,
            "mine": searcher == actor.account_id,
            "searches": [_told(one) for one in found],
            "bodies": len({one.remains_id for one in found}),
            "limit": settings.ANTIGONE.settings.searches_a_day,
            "checks": _checks(SearchCheck.objects.filter(search=None, searcher=searcher, day=day)),
        }


def packets_outside(actor: Actor) -> dict[str, list[dict[str, Any]]]:
    """Return the blind packets that wait to be let go by a second person, and those that left the home.

    Raises `NotAllowed`.
    """
    with reading(actor, Action.ERASE_PACKET):
        every = BlindPacket.objects.filter(recalled_at=None).exclude(remains__in=_compared(actor))
        rows = every.select_related("institution", "recorded_by", "released_by", "answer")
        shown = [
            {
                "packet": one.code,
                "institution": one.institution.name,
                "by": (one.released_by or one.recorded_by).shown_name,
                "at": one.released_at or one.recorded_at,
                "until": one.valid_until,
                "released": one.released_at is not None,
                "answered": hasattr(one, "answer"),
            }
            for one in rows.order_by("recorded_at")
        ]
        return {
            "waiting": [one for one in shown if not one["released"]],
            "gone": [one for one in shown if one["released"]],
        }


def _compared(actor: Actor) -> "QuerySet[Round]":
    rounds = Round.objects.filter(examiner=actor.account_id, ended_at=None)
    return rounds.values("remains")


def _by_hand(actor: Actor) -> "QuerySet[Search]":
    return Search.objects.filter(of_many=False).exclude(remains__in=_compared(actor))


def _by_day(rows: "QuerySet[Search]") -> list[tuple[UUID, date, int]]:
    since = datetime.combine(today() - _KNOWN, time(), UTC)
    days = rows.filter(recorded_at__gte=since).order_by()
    grouped = days.annotate(day=TruncDate("recorded_at", tzinfo=UTC)).values_list(
        "searched_by", "day"
    )
    return list(grouped.annotate(count=Count("pk")))


def _names(accounts: dict[UUID, Any]) -> dict[UUID, str]:
    return dict(Account.objects.filter(pk__in=accounts).values_list("pk", "shown_name"))


def _told(one: Search) -> dict[str, Any]:
    return {
        "id": one.pk,
        "remains": one.remains.code,
        "searcher": one.searched_by_id,
        "by": one.searched_by.shown_name,
        "at": one.recorded_at,
        "purpose": one.purpose,
        "people": one.people,
        "hidden": one.hidden,
    }


def _checks(rows: "QuerySet[SearchCheck]") -> list[dict[str, Any]]:
    return [
        {
            "by": one.recorded_by.shown_name,
            "at": one.recorded_at,
            "finding": one.finding,
            "because": one.because,
        }
        for one in rows.select_related("recorded_by").order_by("recorded_at")
    ]
