"""The family, from an interview: who is related, how she may be reached, and what she wishes to hear.

What she said later is a further row; nothing she said before is rewritten.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.clock import today
from antigone.casework.models import Enquirer, Notice, Relative, TracingRequest, Wishes
from antigone.casework.models.relatives import ContactSource, Tie, Way
from antigone.casework.models.requests import Outcome
from antigone.casework.procedures.notices.standing import is_current, newest_wishes
from antigone.casework.sealed import seal
from antigone.casework.step import Step, found, step
from antigone.errors import Refusal
from antigone.wording import N_

_E_MAIL = re.compile(r"[!-;=?A-~]+@[A-Za-z0-9.-]+\.[A-Za-z0-9-]+")
_SEALED = ("name", "phone", "address", "e_mail")
WISHES_CHANGED = "wishes-changed"


class NoRelation(Refusal):
    """A relative without a name or a relation cannot be told anything."""

    code = "no-relation"
    sentence = N_("The relative has no name, or it is not said how she is related. Not recorded.")
    remedy = N_("Ask for her name and for the relation, in her own words.")


class NoInterview(Refusal):
    """Nobody can say when the contact was given, or which law opened it."""

    code = "no-interview"
    sentence = N_("It is not said when, or under which law, this contact was given. Not recorded.")
    remedy = N_("Give the day of the interview; for a registry, name the law as well.")


class UnknownTimeZone(Refusal):
    """Without the hour where she lives, somebody would call at night."""

    code = "unknown-time-zone"
    sentence = N_("“{zone}” is no time zone that this machine knows. Nothing was recorded.")
    remedy = N_("Write it as in Europe/Kyiv, Africa/Tunis or America/Bogota.")


class UnfitAddress(Refusal):
    """It is no e-mail address, or it holds more than one."""

    code = "unfit-e-mail-address"
    sentence = N_("The e-mail address cannot be used. Nothing was recorded.")
    remedy = N_("Write one address in Latin letters, such as name@example.org.")


class NotAskedFor(Refusal):
    """She does not wish to be told, and would be told of more."""

    code = "not-asked-for"
    sentence = N_("Who does not wish to be told cannot wish to be told more. Nothing was recorded.")
    remedy = N_("Ask her again what she wishes, and record that.")


class RequestWithdrawn(Refusal):
    """What the family gave was taken back; nothing is added to it."""

    code = "request-withdrawn"
    sentence = N_("This request was withdrawn. Nothing was recorded.")
    remedy = N_("If the family wishes a search again, open a new request with them.")


@dataclass(frozen=True, kw_only=True)
class KnownRelative:
    """One relative, as an interview or another source made her known.

    `renews` is an earlier row of the same person, whose contacts hold no longer; her wishes are then
    asked for again. `enquirer` says that she herself asks, in this request. `request` is None
    where it is opened in the same step.
    """

    request: UUID | None
    name: str = field(repr=False)
    relation: str
    tie: Tie
    language: str
    contact_source: ContactSource
    contact_given_on: date | None = None
    contact_law: str = ""
    time_zone: str = "UTC"
    phone: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    e_mail: str = field(default="", repr=False)
    enquirer: UUID | None = None
    renews: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Wished:
    """What a relative wishes, in the words of the form. The careful answer is the default.

    `relative` is None where she is recorded in the same step.
    """

    relative: UUID | None
    wishes_to_be_told: bool
    way: Way = Way.VISIT
    told_by: str = field(default="", repr=False)
    present: str = field(default="", repr=False)
    call_back_word: str = field(default="", repr=False)
    no_voicemail: bool = True
    neutral_envelope: bool = True
    contact_from_abroad_endangers: bool = False
    told_of_later_fragments: bool = False
    direct_contact: bool = False
    e_mail_may_tell: bool = False
    at_any_hour: bool = False


def record_relative(actor: Actor, known: KnownRelative) -> Relative:
    """Record a relative, or what a later interview changed about her.

    Notices that rest on the earlier row and were not delivered end. Raises `NotHere`,
    `RequestWithdrawn`, `NoRelation`, `NoInterview`, `UnknownTimeZone`, `UnfitAddress` and
    `RelativeRenewed`.
    """
    with step(actor, Action.RECORD_RELATIVE) as doing:
        return write_relative(doing, known)


def write_relative(doing: Step, known: KnownRelative) -> Relative:
    """Write a relative, within a step. Raises what `record_relative` raises."""
    request = doing.case(TracingRequest, known.request)
    _refuse_unfit(known, request)
    relative = Relative(
        request=request,
        enquirer=found(Enquirer, known.enquirer) if known.enquirer else None,
        relation=known.relation,
        tie=known.tie,
        language=known.language,
        time_zone=known.time_zone,
        contact_source=known.contact_source,
        contact_given_on=known.contact_given_on,
        contact_law=known.contact_law,
    )
    if known.renews is not None:
        earlier = found(Relative, known.renews)
        is_current(earlier, refuse=True)
        relative.person, relative.number = earlier.person, earlier.number + 1
        _end_open(doing, earlier)
    for name in _SEALED:
        seal(relative, name, getattr(known, name).strip())
    return doing.write(relative)


def record_wishes(actor: Actor, wished: Wished) -> Wishes:
    """Record what a relative wishes. The newest holds; open notices that rest on the earlier end.

    Raises `NotHere`, `RelativeRenewed`, `RequestWithdrawn` and `NotAskedFor`.
    """
    with step(actor, Action.RECORD_RELATIVE) as doing:
        return write_wishes(doing, wished)


def write_wishes(doing: Step, wished: Wished) -> Wishes:
    """Write what a relative wishes, within a step. Raises what `record_wishes` raises."""
    relative = doing.case(Relative, wished.relative)
    is_current(relative, refuse=True)
    if relative.request.outcome == Outcome.WITHDRAWN:
        raise RequestWithdrawn
    if wished.told_of_later_fragments and not wished.wishes_to_be_told:
        raise NotAskedFor
    earlier = newest_wishes(relative)
    stated = {**vars(wished), "relative": relative}
    names = {name: stated.pop(name) for name in ("told_by", "present", "call_back_word")}
    wishes = Wishes(**stated, number=earlier.number + 1 if earlier else 1)
    for name, text in names.items():
        seal(wishes, name, text.strip())
    _end_open(doing, relative)
    return doing.write(wishes)


def _end_open(doing: Step, relative: Relative) -> None:
    """A letter that rests on what she no longer wishes must not go out."""
    rows = Notice.objects.filter(relative=relative, ended_at=None, delivery=None)
    rows.update(ended_at=doing.at, ended_because=WISHES_CHANGED)


def _refuse_unfit(known: KnownRelative, request: TracingRequest) -> None:
    if request.outcome == Outcome.WITHDRAWN:
        raise RequestWithdrawn
    if not (known.name.strip() and known.relation.strip() and known.language.strip()):
        raise NoRelation
    given_on, source = known.contact_given_on, known.contact_source
    dated = given_on is not None and given_on <= today()
    if source is not ContactSource.THIRD_PARTY and not dated:
        raise NoInterview
    if source is ContactSource.CIVIL_REGISTRY and not known.contact_law.strip():
        raise NoInterview
    try:
        ZoneInfo(known.time_zone)
    except (KeyError, OSError, ValueError):
        raise UnknownTimeZone(zone=known.time_zone) from None
    if known.e_mail.strip() and not _E_MAIL.fullmatch(known.e_mail.strip()):
        raise UnfitAddress
