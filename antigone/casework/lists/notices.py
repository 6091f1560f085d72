"""Who waits to be told, who waits for a second reader, and what became of each notice."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.lists.owed import Owed, all_owed
from antigone.casework.models import (
    Identification,
    IdentificationWithdrawal,
    Notice,
    Relative,
    Remains,
    TracingRequest,
)
from antigone.casework.parts import Part, Place, part_of
from antigone.casework.procedures.notices.recipients import may_be_told
from antigone.casework.procedures.notices.standing import current_relatives, newest_wishes
from antigone.casework.procedures.notices.written import letter_of, render
from antigone.casework.reading import case_of_code, reading
from antigone.casework.sealed import unseal
from antigone.casework.step import NotHere, step

_IS_OVER = Q(delivery__acknowledgement__isnull=False) | Q(
    delivery__isnull=True, ended_at__isnull=False
)
STATES = ("to-prepare", "to-approve", "to-tell", "to-acknowledge", "acknowledged", "ended")


def notices(actor: Actor, *, states: tuple[str, ...] = STATES) -> list[dict[str, Any]]:
    """Return every notice with its state, and first those that nobody has prepared yet.

    No name stands here, and no contact: a code, a relation, and what is to be done next.
    """
    with reading(actor, Action.VIEW_NOTICES):
        listed = [_owed(one) for one in all_owed()] + _lines(Notice.objects.all())
        return [one for one in listed if one["state"] in states]


def notices_waiting(actor: Actor, number: int) -> Part[dict[str, Any]]:
    """Return part `number` of who waits to be told: corrections before all others, then by what is next."""
    with reading(actor, Action.VIEW_NOTICES):
        waiting = [_owed(one) for one in all_owed()] + _lines(Notice.objects.exclude(_IS_OVER))
        waiting.sort(key=lambda one: (one["kind"] != "correction", STATES.index(one["state"])))
        return part_of(waiting, number)


def notices_over(actor: Actor, number: int) -> Part[dict[str, Any]]:
    """Return part `number` of the notices that somebody heard and answered, or that ended."""
    with reading(actor, Action.VIEW_NOTICES):
        over = Notice.objects.filter(_IS_OVER).order_by("request__code", "recorded_at", "pk")
        keys = list(over.values_list("pk", flat=True))
        place = Place.of(number, len(keys))
        return Part(_lines(Notice.objects.filter(pk__in=keys[place.slice])), place)


def notice(actor: Actor, name: str) -> dict[str, Any]:
    """Return one notice as its record stands: states, times and outcomes. Raises `NotHere`."""
    with reading(actor, Action.VIEW_NOTICES):
        one = _named(name)
        return _line(one, _keys(one.request_id)) | {
            "approved_by": _approver(one),
            "digest": bytes(one.digest).hex(),
            "attempts": [
                {"at": made.at.isoformat(timespec="minutes"), "way": made.way}
                | {"outcome": made.outcome, "she_came": made.she_came}
                for made in one.attempts.order_by("at", "recorded_at")
            ],
        }


def how_to_tell(actor: Actor, name: str) -> dict[str, Any]:
    """Return what the officer must know who goes or calls: contacts, company, the call-back word.

    For family liaison alone, in no letter, and each look is on record. Raises `NotHere`.
    """
    with step(actor, Action.VIEW_CONTACTS) as doing:
        one = _named(name)
        doing.name(one.ledger_id)
        if one.relative is None:
            return {"recipient": one.authority}
        wishes = one.wishes
        return {
            "recipient": unseal(one.relative, "name"),
            "relation": one.relative.relation,
            **{field: unseal(one.relative, field) for field in ("phone", "address", "e_mail")},
            "time_zone": one.relative.time_zone,
            **{field: unseal(wishes, field) for field in ("told_by", "present", "call_back_word")},
            "no_voicemail": wishes.no_voicemail,
            "neutral_envelope": wishes.neutral_envelope,
            "at_any_hour": wishes.at_any_hour,
        }


def letter_of_notice(actor: Actor, name: str) -> bytes:
    """Return the pages of a notice as PDF. Raises `NotHere` and `LetterErased`."""
    with reading(actor, Action.VIEW_NOTICES):
        return render(letter_of(_named(name))).pages


def notice_named(actor: Actor, name: str, action: Action) -> UUID:
    """Return the id of a notice by its name, such as T-0031/1. Raises `NotAllowed`, `NotHere`."""
    with reading(actor, action):
        return _named(name).pk


def name_of_notice(actor: Actor, key: UUID) -> str:
    """Return the name of a notice. Raises `NotHere`."""
    with reading(actor, Action.VIEW_NOTICES):
        one = Notice.objects.filter(pk=key).first()
        if one is None:
            raise NotHere(kind="notice", key=key)
        return _name(one)


def relatives(actor: Actor, code: str) -> list[dict[str, Any]]:
    """Return the family of a request without names: relation, way, and whether she may be told."""
    with reading(actor, Action.VIEW_REQUEST):
        request = case_of_code(TracingRequest, code)
        listed = []
        for number, one in enumerate(current_relatives(request=request), start=1):
            wishes = newest_wishes(one)
            listed.append(
                {
                    "relative": f"{code}/{number}",
                    "relation": one.relation,
                    "tie": one.tie,
                    "language": one.language,
                    "contact_source": one.contact_source,
                    "wishes_to_be_told": wishes and wishes.wishes_to_be_told,
                    "way": wishes and wishes.way_to_her.value,
                    "later_fragments": wishes and wishes.told_of_later_fragments,
                    "may_be_told": may_be_told(one),
                }
            )
        return listed


def relative_named(actor: Actor, name: str, action: Action) -> UUID:
    """Return the id of a relative's newest row by her name, T-0031/1. Raises `NotHere`."""
    with reading(actor, action):
        code, _, number = name.rpartition("/")
        known = current_relatives(request=case_of_code(TracingRequest, code))
        if not number.isascii() or not number.isdigit() or not 1 <= int(number) <= len(known):
            raise NotHere(kind="relative", key=name)
        return known[int(number) - 1].pk


def name_of_relative(actor: Actor, key: UUID) -> str:
    """Return the name by which the newest row of a relative is found. Raises `NotHere`."""
    with reading(actor, Action.VIEW_REQUEST):
        one = Relative.objects.filter(pk=key).select_related("request").first()
        if one is None:
            raise NotHere(kind="relative", key=key)
        known = [held.person for held in current_relatives(request=one.request)]
        return f"{one.request.code}/{known.index(one.person) + 1}"


def enquirer_of(actor: Actor, code: str) -> UUID | None:
    """Return the id of who opened a request. Raises `NotHere`."""
    with reading(actor, Action.RECORD_RELATIVE):
        key: UUID | None = case_of_code(TracingRequest, code).enquirer_id
        return key


def identification_of(actor: Actor, remains: str) -> UUID:
    """Return the id of the identification that stands for a body. Raises `NotHere`."""
    with reading(actor, Action.PREPARE_NOTICE):
        body = case_of_code(Remains, remains)
        found = Identification.objects.filter(remains=body, withdrawn_at=None).first()
        if found is None:
            raise NotHere(kind="identification", key=remains)
        return found.pk


def withdrawal_of(actor: Actor, remains: str) -> UUID:
    """Return the id of the newest withdrawn identification of a body. Raises `NotHere`."""
    with reading(actor, Action.PREPARE_NOTICE):
        body = case_of_code(Remains, remains)
        withdrawn = IdentificationWithdrawal.objects.filter(identification__remains=body)
        found = withdrawn.order_by("-recorded_at").first()
        if found is None:
            raise NotHere(kind="withdrawal", key=remains)
        return found.pk


def _lines(rows: QuerySet[Notice]) -> list[dict[str, Any]]:
    """Notices in the order of their names, read together."""
    listed = list(
        rows.select_related(
            "request",
            "relative",
            "identification__remains",
            "approval",
            "delivery__acknowledgement",
        ).order_by("request__code", "recorded_at", "pk")
    )
    # The others of a request are needed to number one.
    requests = {one.request_id for one in listed}
    prepared = Notice.objects.filter(request__in=requests).order_by("recorded_at", "pk")
    keys: dict[UUID, list[UUID]] = {}
    for request, key in prepared.values_list("request", "pk"):
        keys.setdefault(request, []).append(key)
    return [_line(one, keys[one.request_id]) for one in listed]


def _line(one: Notice, keys: list[UUID]) -> dict[str, Any]:
    return {
        "notice": f"{one.request.code}/{keys.index(one.pk) + 1}",
        "id": str(one.pk),
        "request": one.request.code,
        "remains": one.identification.remains.code if one.identification else "",
        "kind": one.kind,
        "recipient": one.relative.relation if one.relative else one.authority,
        "way": one.way,
        "language": one.language,
        "state": _state(one),
        "because": one.ended_because,
        "told_on": one.delivery.told_at.date().isoformat() if hasattr(one, "delivery") else "",
    }


def _owed(one: Owed) -> dict[str, Any]:
    return {
        "notice": "",
        "request": one.request.code,
        "remains": one.remains,
        "kind": one.kind.value,
        "recipient": one.recipient,
        "way": "",
        "language": "",
        "state": "to-prepare",
        "because": "",
        "told_on": "",
        "matter": list(map(str, one.matter)),
        "relative": str(one.relative.pk) if one.relative else "",
    }


def _state(one: Notice) -> str:
    if hasattr(one, "delivery"):
        told = hasattr(one.delivery, "acknowledgement")
        return "acknowledged" if told else "to-acknowledge"
    if one.ended_at is not None:
        return "ended"
    return "to-tell" if hasattr(one, "approval") else "to-approve"


def _approver(one: Notice) -> str:
    return one.approval.recorded_by.shown_name if hasattr(one, "approval") else ""


def _name(one: Notice) -> str:
    return f"{one.request.code}/{_keys(one.request_id).index(one.pk) + 1}"


def _named(name: str) -> Notice:
    code, _, number = name.rpartition("/")
    keys = _keys(case_of_code(TracingRequest, code).pk)
    if not number.isascii() or not number.isdigit() or not 1 <= int(number) <= len(keys):
        raise NotHere(kind="notice", key=name)
    return Notice.objects.get(pk=keys[int(number) - 1])


def _keys(request: UUID) -> list[UUID]:
    """The notices of a request in the order in which they were prepared; none is ever removed."""
    prepared = Notice.objects.filter(request=request).order_by("recorded_at", "pk")
    return list(prepared.values_list("pk", flat=True))
