"""Who may be told now: a relative's newest word, and whether what a notice rests on still stands."""

from django.db.models import Q

from antigone.casework.models import Notice, Relative, Wishes
from antigone.casework.models.notices import NoticeKind
from antigone.errors import Refusal
from antigone.wording import N_


class RelativeRenewed(Refusal):
    """A later interview said something else about her."""

    code = "relative-renewed"
    sentence = N_("A later interview renewed what is known of this relative. Nothing was done.")
    remedy = N_("Take the newest entry; see it with: antigone relative list")


class NoticeEnded(Refusal):
    """It rests on something that holds no longer, or somebody ended it."""

    code = "notice-ended"
    sentence = N_("This notice ended ({because}). Nothing was done.")
    remedy = N_("Prepare a new one; it rests on what holds now.")


class WishesChanged(Refusal):
    """She wishes something else by now."""

    code = "wishes-changed"
    sentence = N_("The relative's wishes changed after this notice was prepared. Nothing was done.")
    remedy = N_("End it, and prepare a new one that follows what she wishes now.")


class NoLongerIdentified(Refusal):
    """The board withdrew what the letter says."""

    code = "no-longer-identified"
    sentence = N_("The identification that this notice tells does not stand. Nothing was done.")
    remedy = N_("End the notice. Whoever was told already is owed a correction in person.")


class DeliveredAlready(Refusal):
    """The family has heard it."""

    code = "delivered-already"
    sentence = N_("This notice was delivered. Nothing was changed.")
    remedy = N_("If what was told is wrong, the board withdraws it, and a correction is prepared.")


def newest_wishes(relative: Relative) -> Wishes | None:
    """Return what a relative wishes now, None if nobody asked her."""
    return relative.wishes.order_by("-number").first()


def is_current(relative: Relative, *, refuse: bool = False) -> bool:
    """Return whether no later interview renewed this row. Raises `RelativeRenewed` on request."""
    later = Relative.objects.filter(person=relative.person, number__gt=relative.number)
    current = not later.exists()
    if refuse and not current:
        raise RelativeRenewed
    return current


def current_relatives(**of: object) -> list[Relative]:
    """Return the newest row of each relative, oldest acquaintance first."""
    newest: dict[object, Relative] = {}
    for one in Relative.objects.filter(**of).order_by("recorded_at", "number"):
        held = newest.get(one.person)
        if held is None or held.number < one.number:
            newest[one.person] = one
    return list(newest.values())


def endangered(request: object) -> bool:
    """Return whether contact from abroad endangers somebody of this family."""
    return any(
        wishes is not None and wishes.contact_from_abroad_endangers
        for wishes in map(newest_wishes, current_relatives(request=request))
    )


def refuse_fallen(notice: Notice) -> None:
    """Refuse to go on with a notice whose grounds fell away.

    (0) it was not ended; (1) the identification stands; (2) her word is still the newest. Raises
    `NoticeEnded`, `NoLongerIdentified`, `WishesChanged` and `RelativeRenewed`.
    """
    if notice.ended_at is not None:
        raise NoticeEnded(because=notice.ended_because)
    told = notice.kind in (NoticeKind.IDENTIFICATION, NoticeKind.LATER_FRAGMENTS)
    if told and notice.identification.withdrawn_at is not None:
        raise NoLongerIdentified
    if notice.relative is not None:
        is_current(notice.relative, refuse=True)
        if newest_wishes(notice.relative) != notice.wishes:
            raise WishesChanged


def waits() -> Q:
    """Return what finds the notices that were neither delivered nor ended."""
    return Q(ended_at=None, delivery=None)
