"""A notice is prepared: from what was decided, and from what the relative wishes to hear, and how."""

from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.models import (
    Identification,
    IdentificationWithdrawal,
    Notice,
    Relative,
    TracingRequest,
    Wishes,
)
from antigone.casework.models.notices import NoticeKind, RecipientKind
from antigone.casework.models.relatives import Way
from antigone.casework.procedures.notices.composing import Matter, compose
from antigone.casework.procedures.notices.heard import may_have_told
from antigone.casework.procedures.notices.recipients import (
    NoOffice,
    refuse_office,
    refuse_other_channel,
    refuse_relative,
    refuse_way,
)
from antigone.casework.procedures.notices.standing import newest_wishes
from antigone.casework.procedures.notices.written import keep, refuse_unreviewed
from antigone.casework.step import Step, step
from antigone.documents.letters import Ground, Liaison, Sex
from antigone.errors import Refusal
from antigone.wording import N_


class OneMatter(Refusal):
    """A notice tells one thing to one recipient."""

    code = "one-matter-one-recipient"
    sentence = N_("A notice tells one decision to one recipient. Nothing was prepared.")
    remedy = N_("Name one identification, one withdrawal or one found person; and one recipient.")


class NotIdentified(Refusal):
    """Nothing stands that could be told."""

    code = "nothing-to-tell"
    sentence = N_("There is no identification that stands here. Nothing was prepared.")
    remedy = N_("A candidate is a lead and is told to nobody; the board decides first.")


class MayHearNothing(Refusal):
    """Nobody was found, or who was found does not wish it to be known."""

    code = "may-hear-nothing"
    sentence = N_("Nobody here was found alive who lets the family know. Nothing was prepared.")
    remedy = N_("Two people confirm it first; then the found person alone says what may be told.")


class BeingTold(Refusal):
    """Two officers would tell the same family the same."""

    code = "being-told"
    sentence = N_("This recipient is being told, or was told. Nothing was prepared.")
    remedy = N_("See it with: antigone notice list")


class NotToldYet(Refusal):
    """There is nothing to correct where nothing was told."""

    code = "not-told-yet"
    sentence = N_("This recipient was never told of that identification. Nothing was prepared.")
    remedy = N_("A correction goes to whoever heard the error, and to nobody else.")


@dataclass(frozen=True, kw_only=True)
class Office:
    """An authority, a bureau or a National Society to be told; its name is public."""

    kind: RecipientKind
    name: str
    address: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind is RecipientKind.RELATIVE or not self.name.strip():
            raise NoOffice


@dataclass(frozen=True, kw_only=True)
class Prepare:
    """What is told to whom. One of the first three, and one of `relative` and `office`.

    `alive` is a request whose person was found alive, told in `found_person_words` and no others.
    Way and language are those the relative wished, unless the same are named; an office hears in the
    home's language. `grounds` are those of the deciding discipline unless named.
    """

    identification: UUID | None = None
    withdrawal: UUID | None = None
    alive: UUID | None = None
    relative: UUID | None = None
    office: Office | None = None
    liaison: Liaison = field(repr=False)
    way: Way | None = None
    language: str = ""
    sex: Sex = Sex.UNKNOWN
    grounds: tuple[Ground, ...] = ()
    appointment: str = field(default="", repr=False)
    paragraphs: tuple[str, ...] = field(default=(), repr=False)
    found_person_words: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        matters = (self.identification, self.withdrawal, self.alive)
        if sum(one is not None for one in matters) != 1:
            raise OneMatter
        if (self.relative is None) == (self.office is None):
            raise OneMatter


def prepare(actor: Actor, wanted: Prepare) -> Notice:
    """Prepare one notice for one recipient; a second person approves it before anybody is told.

    (0) what is told stands; (1) the recipient belongs to this request, her contact was given as it
    must be, she wishes to be told (of later fragments, where it is one), or the recipient is an
    office; (2) another party's dead are told by the bureau or the Central Tracing Agency, unless the
    relative asked here herself and wishes it directly; (3) the way is the one she wished, and where
    contact from abroad endangers, the bureau; (4) nobody is told twice; (5) the letter is written in
    a reviewed language. A correction goes to whoever heard the error, by a visit or the bureau.

    Raises `NotHere`, `NotIdentified`, `MayHearNothing`, `NoNameToTell`, the refusals of
    `recipients`, `BeingTold`, `NotToldYet`, `NoGroundsToTell` and those of letters.
    """
    with step(actor, Action.PREPARE_NOTICE) as doing:
        relative = doing.case(Relative, wanted.relative) if wanted.relative else None
        wishes = newest_wishes(relative) if relative else None
        matter = _matter(doing, wanted, relative)
        if relative is not None:
            refuse_relative(relative, wishes, of=matter.request, kind=matter.kind)
        elif matter.kind is not NoticeKind.CORRECTION:
            refuse_office(wanted.office.kind, of=matter.request)
        if matter.identification is not None and matter.kind is not NoticeKind.CORRECTION:
            remains, recipient = matter.identification.remains, relative or wanted.office.kind
            refuse_other_channel(remains, matter.request, recipient)
        way = _way(wanted, wishes, matter.kind)
        return _write(doing, matter, wanted, relative, wishes, way)


def _matter(doing: Step, wanted: Prepare, relative: Relative | None) -> Matter:
    if wanted.withdrawal is not None:
        withdrawal = doing.case(IdentificationWithdrawal, wanted.withdrawal)
        identification = withdrawal.identification
        told = _told(identification, relative, wanted.office)
        if told is None:
            raise NotToldYet
        request, kind = identification.request, NoticeKind.CORRECTION
        return Matter(request, kind, identification, withdrawal, told)
    if wanted.alive is not None:
        request = doing.case(TracingRequest, wanted.alive)
        if relative is None or request.outcome != "found-alive":
            raise MayHearNothing
        if request.seen_alive.filter(family_may_hear="nothing").exists():
            raise MayHearNothing
        return Matter(request, NoticeKind.FOUND_ALIVE)
    identification = doing.case(Identification, wanted.identification)
    if identification.withdrawn_at is not None:
        raise NotIdentified
    request = identification.request
    kind = NoticeKind.IDENTIFICATION
    if relative is not None and _told_of_another(identification, relative):
        kind = NoticeKind.LATER_FRAGMENTS
    return Matter(request, kind, identification)


def _told(
    identification: Identification, relative: Relative | None, office: Office | None
) -> Notice | None:
    """Return the newest notice by which this recipient may have heard of an identification."""
    told = Notice.objects.filter(identification=identification)
    told = told.exclude(kind=NoticeKind.CORRECTION).order_by("-recorded_at")
    if relative is not None:
        told = told.filter(relative__person=relative.person)
    else:
        told = told.filter(recipient=office.kind, authority=office.name.strip())
    return next(filter(may_have_told, told), None)


def _told_of_another(identification: Identification, relative: Relative) -> bool:
    """Whether she knows, or is about to hear, of other remains of the same person."""
    return (
        Notice.objects.filter(
            kind=NoticeKind.IDENTIFICATION,
            relative__person=relative.person,
            ended_at=None,
            identification__withdrawn_at=None,
        )
        .exclude(identification=identification)
        .exists()
    )


def _way(wanted: Prepare, wishes: Wishes | None, kind: NoticeKind) -> Way:
    """Return how it is told. Raises `OtherWay` and `BureauOnly`."""
    if kind is NoticeKind.CORRECTION:
        return correcting_way(wishes)
    if wishes is None:
        return wanted.way or Way.LETTER
    refuse_way(wanted.way, wishes)
    return wishes.way_to_her


def correcting_way(wishes: Wishes | None) -> Way:
    """Return how an error is told: in person, or by the bureau. An office has no wishes."""
    return Way.VISIT if wishes and wishes.way_to_her is not Way.BUREAU else Way.BUREAU


def _write(
    doing: Step,
    matter: Matter,
    wanted: Prepare,
    relative: Relative | None,
    wishes: Wishes | None,
    way: Way,
) -> Notice:
    open_ = Notice.objects.filter(
        kind=matter.kind,
        request=matter.request,
        identification=matter.identification,
        ended_at=None,
    )
    if relative is not None:
        open_ = open_.filter(relative__person=relative.person)
    else:
        open_ = open_.filter(recipient=wanted.office.kind, authority=wanted.office.name)
    if open_.exists():
        raise BeingTold
    language = wanted.language or (relative.language if relative else settings.ANTIGONE.language)
    refuse_unreviewed(language)
    notice = Notice(
        kind=matter.kind,
        recipient=RecipientKind.RELATIVE if relative else wanted.office.kind,
        request=matter.request,
        relative=relative,
        wishes=wishes,
        authority="" if relative else wanted.office.name.strip(),
        identification=matter.identification,
        withdrawal=matter.withdrawal,
        way=way,
        language=language,
    )
    keep(notice, compose(matter, wanted, notice))
    doing.commit_to("notice.letter", notice.id.bytes, notice.digest)
    return doing.write(notice)
