"""What ended after a backup was taken, ended again on what the backup brought back.

A restored home must not hold what somebody took back since, nor look for who was found alive since,
nor let in whom it had sent away. The record, which also lies outside the database, names every
withdrawal: which request, who had given it, what was decided, and the tombstones; both words that
somebody lives; and every template, mark, role and account that ended. Here it is done again, without new
entries: the old ones stand in the record.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db.models import Max

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.isolation import within
from antigone.access.models import Account, Grant
from antigone.access.requirement import Allowed
from antigone.casework.models import (
    AliveConfirmation,
    Enquirer,
    MarkedFace,
    Operation,
    Permission,
    Template,
    Tombstone,
    TracingRequest,
    TrackChoice,
)
from antigone.casework.models.alive import MayHear, Seen
from antigone.casework.models.photographs import Side
from antigone.casework.models.requests import EnquirerKind, Outcome
from antigone.casework.models.withdrawals import TombstoneKind, WithdrawalOutcome
from antigone.casework.procedures.enrolling import leave_gallery, renew_permitted_days
from antigone.casework.procedures.given import Given
from antigone.casework.procedures.requests import end_search
from antigone.casework.sealed import seal
from antigone.casework.step import Step
from antigone.errors import Refusal
from antigone.ledger import Entry
from antigone.wording import N_

_LOST = "lost"
_ERASES = (Action.WITHDRAW_PERMISSION.value, Action.FIND_ALIVE.value)
_ENDS_ROLES = (Action.END_ROLE.value, Action.CLOSE_ACCOUNT.value)
_NAMED_PLAINLY = (EnquirerKind.AUTHORITY, EnquirerKind.BUREAU)


class UnclearWithdrawal(Refusal):
    """An entry says that something was withdrawn, and not what."""

    code = "unclear-withdrawal"
    sentence = N_("Entry {seq} of the record withdraws something that it does not name.")
    remedy = N_("Restore with --without-record, and withdraw again what was withdrawn since.")


@dataclass(frozen=True, kw_only=True)
class Stone:
    """A tombstone as the record holds it; `giver` commits to who had given what it stands for."""

    kind: TombstoneKind
    commitment: bytes
    giver: bytes


@dataclass(frozen=True, kw_only=True)
class Withdrawn:
    """What an entry of the record says about one withdrawal.

    `enquirer` is None, and `kind` empty, where it was made because somebody was found alive.
    """

    entry: Entry
    operation: UUID
    withdrawal: UUID
    request: UUID
    enquirer: UUID | None
    kind: str
    kept_because: str
    with_person: bool
    stones: tuple[Stone, ...]

    @classmethod
    def read(cls, entry: Entry) -> "Withdrawn":
        """Return what the entry says. Raises `UnclearWithdrawal`."""
        named: dict[str, UUID] = {}
        said = {purpose.partition(".")[0]: purpose for purpose, _ in entry.commitments}
        alive = entry.action == Action.FIND_ALIVE.value
        try:
            for name, key in _named(entry):
                # The first of each kind: what was removed follows what the withdrawal is about.
                named.setdefault(name, key)
            outcome, _, because = said["withdrawal"].partition(".")[2].partition(".")
            if (outcome == WithdrawalOutcome.RESTRICTED) != bool(because):
                raise ValueError(outcome)
            return cls(
                entry=entry,
                operation=named["operation"],
                withdrawal=named["withdrawal"],
                request=named["tracingrequest"],
                enquirer=None if alive else named["enquirer"],
                kind="" if alive else said["giver"].partition(".")[2],
                kept_because=because,
                with_person="missingperson" in named,
                stones=tuple(_stones(entry)),
            )
        except (KeyError, ValueError):
            raise UnclearWithdrawal(seq=entry.seq) from None


def is_withdrawal(entry: Entry) -> bool:
    """Return whether the entry stands for a withdrawal, or for what was erased of the living."""
    return entry.action in _ERASES and any(one.startswith("withdrawal:") for one in entry.objects)


def lay_lost(withdrawals: Sequence[Withdrawn]) -> None:
    """Lay, as ids that are called lost, who is named by the record and not known to the backup.

    A tombstone needs them. The guards are still down: what they ask of a new request was asked then.
    """
    for one in _known(withdrawals):
        with within(one.operation):
            doing = _as_then(one.entry, one.operation)
            alive = one.enquirer is None
            if not alive and not Enquirer.objects.filter(pk=one.enquirer).exists():
                # The kind is all that is left to say of somebody who was entered and erased since.
                authority = _LOST if one.kind in _NAMED_PLAINLY else ""
                doing.write(Enquirer(pk=one.enquirer, kind=one.kind, authority=authority))
            if not TracingRequest.objects.filter(pk=one.request).exists():
                last = TracingRequest.objects.aggregate(last=Max("number"))["last"] or 0
                doing.write(
                    TracingRequest(
                        pk=one.request,
                        code=f"{_LOST}-{one.request.hex[:12]}",
                        number=last + 1,
                        # Who was found alive is found again below, by two people's word.
                        outcome=Outcome.OPEN if alive else Outcome.WITHDRAWN,
                    )
                )


def end_again(entries: Sequence[Entry]) -> int:
    """End what the entries ended besides withdrawals; return how many rows that are.

    A template is never changed: an entry that names one which the backup holds removed it, because
    the permission was narrowed, or the wrong person had been marked.
    """
    ended = 0
    for entry in entries:
        named: dict[str, list[UUID]] = {}
        for name, key in _named(entry):
            named.setdefault(name, []).append(key)
        templates = Template.objects.filter(pk__in=named.get("template", ()), side=Side.REFERENCE)
        ended += templates.count()
        leave_gallery(templates)
        if entry.action == Action.RECORD_PERMISSION.value:
            # What replaced it is lost: until it is recorded anew nobody is searched under either.
            former = Permission.objects.filter(
                pk__in=named.get("permission", ()), withdrawn_at=None
            )
            requests = [one.request for one in former.select_related("request")]
            ended += former.update(withdrawn_at=entry.at)
            for request in requests:
                renew_permitted_days(request)
        if entry.action == Action.UNMARK_FACE.value:
            marks = MarkedFace.objects.filter(pk__in=named.get("markedface", ()), ended_at=None)
            ended += marks.update(ended_at=entry.at)
            choices = TrackChoice.objects.filter(pk__in=named.get("trackchoice", ()), ended_at=None)
            ended += choices.update(ended_at=entry.at)
        if entry.action in _ENDS_ROLES:
            grants = Grant.objects.filter(pk__in=named.get("grant", ()))
            for grant in grants.exclude(valid_until__lte=entry.at):
                grant.valid_until = max(entry.at, grant.valid_from)
                grant.save(update_fields=["valid_until"])
                ended += 1
        if entry.action == Action.CLOSE_ACCOUNT.value:
            closed = Account.objects.filter(pk__in=named.get("account", ()), is_active=True)
            ended += closed.update(is_active=False)
    return ended


def say_again(entries: Sequence[Entry]) -> None:
    """Let stand again who said that somebody lives: by one word alone no search ends.

    On what it rested only the record's commitment knows. Raises `UnclearWithdrawal`.
    """
    known = set(Operation.objects.values_list("pk", flat=True))
    for entry in entries:
        named = dict(_named(entry))
        word, operation = named.get("aliveconfirmation"), named.get("operation")
        if entry.action != Action.FIND_ALIVE.value or word is None or operation not in known:
            continue
        said = {purpose.partition(".")[0]: purpose for purpose, _ in entry.commitments}
        try:
            _, seen, may_hear = said["alive"].split(".")
            stated = {"seen": Seen(seen), "family_may_hear": MayHear(may_hear)}
            request = named["tracingrequest"]
        except (KeyError, ValueError):
            raise UnclearWithdrawal(seq=entry.seq) from None
        with within(operation):
            asked = TracingRequest.objects.filter(pk=request).first()
            if asked is not None:
                row = AliveConfirmation(pk=word, request=asked, **stated)
                seal(row, "basis", _LOST)
                _as_then(entry, operation).write(row)


def repeat(withdrawals: Sequence[Withdrawn]) -> list[str]:
    """Repeat withdrawals in their order; return the ledger ids of those that could be.

    Where the backup does not know the operation it knows nobody in it, and there is nothing to
    repeat. Part of the caller's transaction, which lifts the fence and notes what is written.
    """
    repeated = []
    for one in _known(withdrawals):
        with within(one.operation):
            repeated.append(_repeat(one))
    return repeated


def _named(entry: Entry) -> Iterator[tuple[str, UUID]]:
    """Yield the kind and key of every row that an entry names."""
    for one in entry.objects:
        name, _, key = one.partition(":")
        try:
            yield name, UUID(hex=key)
        except ValueError:
            # A place, a view: no row.
            continue


def _stones(entry: Entry) -> Iterator[Stone]:
    """Yield the tombstones of an entry; each follows the commitment to its giver."""
    giver: bytes | None = None
    for purpose, key in entry.commitments:
        name, _, kind = purpose.partition(".")
        if name == "giver":
            giver = bytes.fromhex(key)
        elif name == "tombstone":
            if giver is None:
                raise ValueError(purpose)
            yield Stone(kind=TombstoneKind(kind), commitment=bytes.fromhex(key), giver=giver)


def _known(withdrawals: Sequence[Withdrawn]) -> list[Withdrawn]:
    known = set(Operation.objects.values_list("pk", flat=True))
    return [one for one in withdrawals if one.operation in known]


def _repeat(withdrawn: Withdrawn) -> str:
    """Do now what was decided then, whatever else the backup lacks."""
    doing = _as_then(withdrawn.entry, withdrawn.operation)
    request = TracingRequest.objects.get(pk=withdrawn.request)
    if withdrawn.enquirer is None:
        enquirer = None
        end_search(request)
    else:
        enquirer = Enquirer.objects.get(pk=withdrawn.enquirer)
    given = Given(doing, request, enquirer, key=withdrawn.withdrawal)
    given.with_person = withdrawn.with_person
    withdrawal = given.end(withdrawn.kept_because)
    # Also those of what was given after the backup was taken.
    standing = {(one.kind, bytes(one.commitment)) for one in withdrawal.tombstones.all()}
    for one in withdrawn.stones:
        if (one.kind, one.commitment) not in standing:
            doing.write(Tombstone(withdrawal=withdrawal, **vars(one)))
    return withdrawal.ledger_id


def _as_then(entry: Entry, operation: UUID) -> Step:
    """Return the step as it was taken then: by whom, when, and why it was allowed."""
    account = UUID(hex=entry.actor.partition(":")[2])
    if not Account.objects.filter(pk=account).exists():
        # Somebody who was hired after the backup was taken: known by id, and let in nowhere.
        name = f"{_LOST}-{account.hex[:12]}"
        Account.objects.create(
            pk=account,
            sign_in_name=name,
            shown_name=name,
            password=make_password(None),
            is_active=False,
            made_at=entry.at,
        )
    actor = Actor(account_id=account, operation_id=operation)
    allowed = Allowed(actor=actor, action=Action(entry.action), because=entry.because)
    return Step(allowed, entry.at)
