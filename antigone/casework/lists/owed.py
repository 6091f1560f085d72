"""Who is owed a word that nobody has prepared, in a few questions however many there are.

The same rules as for one family at a time (`procedures.notices.recipients`), on rows that were read
together.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from antigone.casework.models import (
    AliveConfirmation,
    Identification,
    IdentificationWithdrawal,
    Notice,
    Relative,
    TracingRequest,
    Wishes,
)
from antigone.casework.models.alive import MayHear
from antigone.casework.models.notices import NoticeKind, RecipientKind
from antigone.casework.models.relatives import ContactSource
from antigone.casework.models.remains import Party
from antigone.casework.models.requests import EnquirerKind, Outcome
from antigone.casework.procedures.notices.heard import may_have_told

_ASKED_HERSELF = (EnquirerKind.RELATIVE, EnquirerKind.HERSELF)


@dataclass(frozen=True, kw_only=True)
class Owed:
    """Somebody is owed a word. `recipient` is a relation, an office's name or its kind.

    `matter` names what is told ("identification", "withdrawal", "alive") and its id; `relative` is
    None where an office is told.
    """

    request: TracingRequest
    kind: NoticeKind
    remains: str
    recipient: str
    since: datetime
    key: str
    matter: tuple[str, UUID]
    relative: Relative | None = None


def all_owed() -> Iterator[Owed]:
    """Yield everybody of the operation in scope who is owed a word: nobody falls off."""
    standing = _perhaps_untold()
    alive = TracingRequest.objects.filter(
        _somebody_unheard("pk", NoticeKind.FOUND_ALIVE), outcome=Outcome.FOUND_ALIVE
    ).order_by("code")
    alive = alive.exclude(seen_alive__family_may_hear=MayHear.NOTHING)
    families = _Families.of(standing.values("request"), alive.values("pk"))
    for one in standing.select_related("request", "remains").order_by("recorded_at"):
        yield from _for_identified(one, families)
    yield from _corrections()
    words = dict(
        AliveConfirmation.objects.filter(request__in=alive.values("pk"))
        .order_by("recorded_at")
        .values_list("request", "recorded_at")
    )
    for request in alive:
        for relative in families.relatives(request.pk):
            told = families.notices(request.pk, kind=NoticeKind.FOUND_ALIVE)
            if families.may_be_told(relative) and not _has(told, relative):
                yield Owed(
                    request=request,
                    kind=NoticeKind.FOUND_ALIVE,
                    remains="",
                    recipient=relative.relation,
                    since=words[request.pk],
                    key=f"{request.pk.hex}{relative.person.hex}",
                    matter=("alive", request.pk),
                    relative=relative,
                )


def _perhaps_untold() -> QuerySet[Identification]:
    """Identifications of which somebody may be owed a word: families that know all are not read anew.

    Wider than what is owed, never narrower; `_for_identified` says which it is.
    """
    told = Notice.objects.filter(identification=OuterRef("pk"), ended_at=None)
    to_be_told = Exists(_to_be_told("request"))
    unheard = Exists(_to_be_told("request").filter(~Exists(_heard(identification="pk"))))
    of_office = Q(remains__party=Party.ADVERSE) | ~to_be_told
    return Identification.objects.filter(
        unheard | (~Exists(told.filter(relative=None)) & of_office), withdrawn_at=None
    )


def _somebody_unheard(request: str, kind: NoticeKind) -> Exists:
    return Exists(_to_be_told(request).filter(~Exists(_heard(request=request, kind=kind))))


def _to_be_told(request: str) -> QuerySet[Relative]:
    """The relatives of an outer row's request who once said that they wish to be told."""
    later = Relative.objects.filter(person=OuterRef("person"), number__gt=OuterRef("number"))
    wishes = Wishes.objects.filter(relative=OuterRef("pk"), wishes_to_be_told=True)
    rows = Relative.objects.exclude(contact_source=ContactSource.THIRD_PARTY)
    return rows.filter(~Exists(later), Exists(wishes), request=OuterRef(request))


def _heard(*, kind: NoticeKind | None = None, **of: str) -> QuerySet[Notice]:
    """The notices that stand, to a relative, of the row outside; `of` says which of its columns."""
    outer = {field: OuterRef(OuterRef(column)) for field, column in of.items()}
    kinds = {"kind": kind} if kind else {}
    return Notice.objects.filter(
        relative__person=OuterRef("person"), ended_at=None, **outer, **kinds
    )


@dataclass(frozen=True)
class _Families:
    """Relatives, their newest wishes and the notices of many requests, read at once."""

    _relatives: dict[UUID, list[Relative]]
    _wishes: dict[UUID, Wishes]
    _notices: dict[UUID, list[Notice]]

    @classmethod
    def of(cls, *requests: QuerySet) -> "_Families":
        newest: dict[UUID, Relative] = {}
        wishes: dict[UUID, Wishes] = {}
        notices: dict[UUID, list[Notice]] = {}
        for some in requests:
            rows = Relative.objects.filter(request__in=some).order_by("recorded_at", "number")
            for one in rows.select_related("enquirer", "request"):
                held = newest.get(one.person)
                if held is None or held.number < one.number:
                    newest[one.person] = one
            said = Wishes.objects.filter(relative__request__in=some).order_by("number")
            wishes |= {one.relative_id: one for one in said}
            prepared = Notice.objects.filter(request__in=some, ended_at=None)
            every = prepared.select_related("relative", "identification")
            for one in every:
                known = notices.setdefault(one.request_id, [])
                if one not in known:
                    known.append(one)
        by_request: dict[UUID, list[Relative]] = {}
        for one in newest.values():
            by_request.setdefault(one.request_id, []).append(one)
        return cls(by_request, wishes, notices)

    def relatives(self, request: UUID) -> list[Relative]:
        """Return the newest row of each relative of a request."""
        return self._relatives.get(request, [])

    def notices(self, request: UUID, *, kind: NoticeKind | None = None) -> list[Notice]:
        """Return the notices of a request that have not ended."""
        known = self._notices.get(request, [])
        return [one for one in known if kind is None or one.kind == kind]

    def wishes(self, relative: Relative) -> Wishes | None:
        """Return what a relative wishes now, None if nobody asked her."""
        return self._wishes.get(relative.pk)

    def may_be_told(self, relative: Relative) -> bool:
        """Return whether her contact was given as it must be, and she wishes to be told."""
        wishes = self.wishes(relative)
        given = relative.contact_source != ContactSource.THIRD_PARTY
        return given and wishes is not None and wishes.wishes_to_be_told

    def asked_directly(self, relative: Relative) -> bool:
        """Return whether she opened the request herself and asked to be told without the bureau."""
        wishes, request = self.wishes(relative), relative.request
        opened = relative.enquirer_id is not None and relative.enquirer_id == request.enquirer_id
        herself = opened and relative.enquirer.kind in _ASKED_HERSELF
        return bool(herself and wishes is not None and wishes.direct_contact)


def _for_identified(one: Identification, families: _Families) -> Iterator[Owed]:
    """The relatives who wish to hear of it; an office, where there is none of them."""
    request = one.request
    known = families.notices(request.pk)
    here = [told for told in known if told.identification_id == one.pk]
    earlier = [
        told
        for told in known
        if told.kind == NoticeKind.IDENTIFICATION
        and told.identification_id != one.pk
        and told.identification.withdrawn_at is None
    ]

    def owed(kind: NoticeKind, recipient: str, relative: Relative | None = None) -> Owed:
        return Owed(
            request=request,
            kind=kind,
            remains=one.remains.code,
            recipient=recipient,
            since=one.recorded_at,
            key=f"{one.pk.hex}{relative.person.hex if relative else ''}",
            matter=("identification", one.pk),
            relative=relative,
        )

    directly = False
    for relative in families.relatives(request.pk):
        adverse = one.remains.party == Party.ADVERSE and not families.asked_directly(relative)
        if not families.may_be_told(relative) or adverse:
            continue
        directly = True
        if _has(here, relative):
            continue
        wishes = families.wishes(relative)
        if not _has(earlier, relative):
            yield owed(NoticeKind.IDENTIFICATION, relative.relation, relative)
        elif wishes is not None and wishes.told_of_later_fragments:
            yield owed(NoticeKind.LATER_FRAGMENTS, relative.relation, relative)
    if not directly and not any(told.relative_id is None for told in here):
        adverse = one.remains.party == Party.ADVERSE
        yield owed(
            NoticeKind.IDENTIFICATION, RecipientKind.BUREAU.value if adverse else "authority"
        )


def _corrections() -> Iterator[Owed]:
    """Whoever heard what the board has withdrawn since."""
    withdrawals = {
        one.identification_id: one
        for one in IdentificationWithdrawal.objects.select_related("identification__remains")
    }
    told = (
        Notice.objects.filter(identification__withdrawal__isnull=False)
        .select_related("relative", "request", "delivery")
        .prefetch_related("attempts")
        .order_by("recorded_at")
    )
    every: dict[UUID, list[Notice]] = {}
    for one in told:
        every.setdefault(one.identification_id, []).append(one)
    for key, withdrawal in sorted(withdrawals.items(), key=lambda pair: pair[1].recorded_at):
        notices = every.get(key, [])
        corrected = {
            _whom(one)
            for one in notices
            if one.kind == NoticeKind.CORRECTION and one.ended_at is None
        }
        owed: dict[object, Owed] = {}
        for one in notices:
            whom = _whom(one)
            if one.kind == NoticeKind.CORRECTION or whom in corrected or not may_have_told(one):
                continue
            owed[whom] = Owed(
                request=one.request,
                kind=NoticeKind.CORRECTION,
                remains=withdrawal.identification.remains.code,
                recipient=one.relative.relation if one.relative else one.authority,
                since=withdrawal.recorded_at,
                key=f"{withdrawal.pk.hex}{one.relative.person.hex if one.relative else ''}",
                matter=("withdrawal", withdrawal.pk),
                relative=one.relative,
            )
        yield from owed.values()


def _whom(one: Notice) -> object:
    return one.relative.person if one.relative else (one.recipient, one.authority)


def _has(notices: list[Notice], relative: Relative) -> bool:
    return any(one.relative and one.relative.person == relative.person for one in notices)
