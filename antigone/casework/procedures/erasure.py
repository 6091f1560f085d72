"""A permission is withdrawn: what that person gave is gone when the step ends.

Rows and data keys go in the transaction; files, and copies that a database keeps behind its own back,
are the work of `purging`. Where the law needs it kept, it is restricted instead: out of the gallery,
the name sealed, shown to nobody but the prosecutor's liaison.
"""

import json
import unicodedata
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db.models import Q

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.writing import note
from antigone.casework import jobs
from antigone.casework.house import house
from antigone.casework.models import (
    Comparison,
    Enquirer,
    Identification,
    LegalBasis,
    LegalHold,
    ManifestEntry,
    MarkedFace,
    MissingPerson,
    NotShown,
    Permission,
    Reading,
    ReferencePhotograph,
    Relative,
    Template,
    Tombstone,
    TracingRequest,
    Withdrawal,
)
from antigone.casework.models.requests import EnquirerKind, Outcome
from antigone.casework.models.withdrawals import TombstoneKind, WithdrawalOutcome, restriction
from antigone.casework.procedures.enrolling import leave_gallery
from antigone.casework.procedures.handover.entitlements import forget_receivers
from antigone.casework.procedures.notices.forgetting import forget_letters, forget_relatives
from antigone.casework.procedures.partners import owe_erasure
from antigone.casework.remnants import Remnants
from antigone.casework.sealed import seal, unseal
from antigone.casework.step import Step, found, step
from antigone.casework.unrecorded import forget_unrecorded
from antigone.errors import Refusal
from antigone.vault import BlobRef
from antigone.wording import N_

PURGE = "erasure.purge"
# The job waits for readers of the database longer than other work does for its faults.
_MOST_ATTEMPTS = 12
_HELD = "legal-hold"
_IDENTIFIED = "identified"


class NothingToWithdraw(Refusal):
    """Whoever withdraws gave nothing here, or has withdrawn it before."""

    code = "nothing-to-withdraw"
    sentence = N_("Nothing stands in this request that this person could withdraw.")
    remedy = N_("Check who gave the permission; a legal hold may have to be lifted first.")


class ErasedBefore(Refusal):
    """The giver of this photograph withdrew it once; an import must not bring it back."""

    code = "erased-before"
    sentence = N_("This photograph was withdrawn and erased before. It was not kept.")
    remedy = N_("Ask for another photograph; who withdrew this one may give it again in person.")


@dataclass(frozen=True, kw_only=True)
class Withdrawing:
    """Who takes back what was given for a request; the request's own enquirer if empty."""

    request: UUID
    enquirer: UUID | None = None


def withdraw(actor: Actor, withdrawing: Withdrawing) -> Withdrawal:
    """End a permission, and erase what that person gave and no one else did.

    In one transaction: the permission ends; gallery rows, templates, marks, readings and photographs
    go, and with them the only copies of their keys; if nobody else asks for her, the missing person's
    record, the relatives that person named, her own name and contact go too. What others gave stays.
    Tombstones are set, and the job that removes the files is added. The request stays on the list,
    without a name.

    Under a legal hold on a body that she may be, or once she is identified, nothing of it is
    destroyed: the answer then says "restricted"; once that is over, the same step erases. Raises
    `NotHere` and `NothingToWithdraw`.
    """
    with step(actor, Action.WITHDRAW_PERMISSION) as doing:
        request = doing.case(TracingRequest, withdrawing.request)
        key = withdrawing.enquirer or request.enquirer_id
        if key is None:
            raise NothingToWithdraw
        given = _Given(doing, request, found(Enquirer, key))
        if not given.stands:
            raise NothingToWithdraw
        return given.restrict(given.held) if given.held else given.erase()


def withdraw_again(
    doing: Step,
    request: TracingRequest,
    enquirer: Enquirer,
    *,
    withdrawal: UUID,
    kept_because: str,
    with_person: bool,
) -> Withdrawal:
    """Repeat a withdrawal that stands in the record, on rows that a backup brought back.

    What was decided then is done now, whatever else the backup lacks: `kept_because` is why the law
    kept it, empty where it was erased; `with_person` says that nobody else was asking. For
    `replaying` alone, which owes the entry.
    """
    given = _Given(doing, request, enquirer, key=withdrawal)
    given.is_last = with_person
    return given.restrict(kept_because) if kept_because else given.erase()


def refuse_erased_before(sha256: bytes, giver: Enquirer | None) -> None:
    """Refuse a photograph that was erased, unless who withdrew it, or she herself, gives it anew."""
    if giver is not None and giver.kind == EnquirerKind.HERSELF:
        return
    stones = _stones(TombstoneKind.PHOTOGRAPH, sha256)
    if stones and (giver is None or _commit_giver(giver) not in stones):
        raise ErasedBefore


def was_withdrawn(name: str, born: str = "") -> bool:
    """Say whether an import would bring back a person whose record was erased here.

    For imports only: a request that a person opens is never held against this.
    """
    return bool(_stones(TombstoneKind.PERSON, _spelt(name), born))


class _Given:
    """All that one enquirer gave for one request."""

    def __init__(
        self,
        doing: Step,
        request: TracingRequest,
        enquirer: Enquirer,
        *,
        key: UUID | None = None,
    ) -> None:
        self.doing = doing
        self.key = key or uuid4()
        self.request = request
        self.enquirer = enquirer
        standing = Permission.objects.filter(request=request, withdrawn_at=None)
        self.permissions = standing.filter(given_by=enquirer)
        self.is_last = not standing.exclude(given_by=enquirer).exists()
        giver = Q(given_by=enquirer)
        if enquirer.pk == request.enquirer_id:
            giver |= Q(given_by=None)
        self.photographs = list(ReferencePhotograph.objects.filter(giver, request=request))
        self.faces = MarkedFace.objects.filter(reference__in=self.photographs)
        self.templates = Template.objects.filter(face__in=self.faces)
        self.restricted = restriction(request.pk, enquirer.pk)
        self.person = MissingPerson.objects.filter(request=request).first()

    @property
    def held(self) -> str:
        """Why the law keeps it, empty if nothing does: a hold on a body that she may be, or that
        she is identified."""
        if LegalHold.objects.filter(
            lifted_at=None, remains__candidates__request=self.request
        ).exists():
            return _HELD
        standing = Identification.objects.filter(request=self.request, withdrawn_at=None)
        return _IDENTIFIED if standing.exists() else ""

    @property
    def stands(self) -> bool:
        """Whether there is something to withdraw; a restriction that is still needed is not."""
        if self.restricted is not None:
            return not self.held
        if self.permissions.exists() or self.photographs:
            return True
        # A report without a permission is taken back as well, unless somebody else asks too.
        opened = self.enquirer.pk == self.request.enquirer_id
        return opened and self.is_last and self.person is not None

    def erase(self) -> Withdrawal:
        """Remove everything, and what a restriction kept of it."""
        self._name_first()
        withdrawal = Withdrawal(
            id=self.key,
            request=self.request,
            withdrawn_by=self.enquirer,
            outcome=WithdrawalOutcome.ERASED,
        )
        sealed, vectors = leave_gallery(self.templates)
        refs = [_ref(one) for one in self.photographs if one.wrapped_key is not None]
        vault = house().vault
        withdrawal.left = Remnants.of(refs, sealed=sealed, vectors=vectors, vault=vault).as_json()
        self.doing.write(withdrawal)
        self._commit_to(withdrawal)
        if self.restricted is None:
            self._set_tombstones(withdrawal)
        owe_erasure(self.doing, [one.pk for one in self.photographs])
        self.faces.delete()
        for model in (NotShown, Reading):
            model.objects.filter(reference__in=self.photographs).delete()
        self._forget_views()
        ReferencePhotograph.objects.filter(pk__in=[one.pk for one in self.photographs]).delete()
        self._end()
        if self.is_last:
            self._forget_person()
        if self.restricted is not None:
            self.restricted.sealed = None
            self.restricted.save(update_fields=["sealed"])
        self._forget_enquirer()
        # One for the home: whoever takes it serves every withdrawal that waits by then.
        jobs.add(PURGE, most_attempts=_MOST_ATTEMPTS)
        return withdrawal

    def restrict(self, because: str) -> Withdrawal:
        """Keep what the law needs, sealed and out of every search."""
        self._name_first()
        withdrawal = Withdrawal(
            id=self.key,
            request=self.request,
            withdrawn_by=self.enquirer,
            outcome=WithdrawalOutcome.RESTRICTED,
            because=because,
        )
        sealed, vectors = leave_gallery(self.templates)
        remnants = Remnants.of((), sealed=sealed, vectors=vectors, vault=house().vault)
        withdrawal.left = remnants.as_json()
        if self.is_last and self.person is not None:
            seal(withdrawal, "sealed", _written(self.person))
        self.doing.write(withdrawal)
        self._commit_to(withdrawal)
        self._set_tombstones(withdrawal)
        owe_erasure(self.doing, [one.pk for one in self.photographs])
        self._end()
        if self.is_last and self.person is not None:
            self.person.delete()
        jobs.add(PURGE, most_attempts=_MOST_ATTEMPTS)
        return withdrawal

    def _name_first(self) -> None:
        """Name what a repetition needs before the list of what was removed, which may be cut."""
        note(f"withdrawal:{self.key.hex}", self.request.ledger_id, self.enquirer.ledger_id)
        if self.is_last and self.person is not None:
            note(self.person.ledger_id)

    def _commit_to(self, withdrawal: Withdrawal) -> None:
        """Let the entry say what was decided, and who had given it: see `replaying`."""
        purpose = ".".join(filter(None, ("withdrawal", withdrawal.outcome, withdrawal.because)))
        self.doing.commit_to(purpose, withdrawal.pk.bytes)
        giver = (f"giver.{self.enquirer.kind}", _commit_giver(self.enquirer).hex())
        self.doing.bind(giver)

    def _set_tombstones(self, withdrawal: Withdrawal) -> None:
        commit = house().vault.commitments.commit
        giver = _commit_giver(self.enquirer)
        stones = [
            (TombstoneKind.PHOTOGRAPH, commit(bytes(one.sha256), purpose="tombstone.photograph"))
            for one in self.photographs
        ]
        if self.is_last and self.person is not None:
            name, born = _spelt(self.person.name), str(self.person.born)
            stones.append((TombstoneKind.PERSON, commit(name, born, purpose="tombstone.person")))
        for kind, commitment in stones:
            self.doing.write(
                Tombstone(withdrawal=withdrawal, kind=kind, commitment=commitment, giver=giver)
            )
            # In the entry too: a backup that is older than this does not hold the row.
            self.doing.bind((f"tombstone.{kind}", commitment.hex()))

    def _end(self) -> None:
        """End the permission; if nobody else gave one, the legal basis and the request too."""
        self.permissions.update(withdrawn_at=self.doing.at)
        # A name that was typed on a page of this request is as much hers as one that was recorded.
        forget_unrecorded(self.request.operation_id, self.request.code)
        if not self.is_last:
            return
        LegalBasis.objects.filter(request=self.request, ended_at=None).update(
            ended_at=self.doing.at
        )
        if self.request.outcome in (Outcome.OPEN, Outcome.INCONCLUSIVE):
            self.request.outcome, self.request.outcome_reason = Outcome.WITHDRAWN, ""
            self.request.save(update_fields=["outcome", "outcome_reason"])

    def _forget_views(self) -> None:
        """Empty what examiners wrote about these photographs; what they concluded stays."""
        about = Q(pair__reference_id__in=[one.pk for one in self.photographs])
        if self.is_last:
            about |= Q(candidate__request=self.request)
        Comparison.objects.filter(about, details__isnull=False).update(details=None)

    def _forget_person(self) -> None:
        forget_letters(self.doing, self.request)
        if self.person is not None:
            self.person.delete()
        ManifestEntry.objects.filter(request=self.request).update(request=None)

    def _forget_enquirer(self) -> None:
        """Empty her name and contact, unless she asks for somebody else too."""
        relatives = Relative.objects.filter(request=self.request, enquirer=self.enquirer)
        forget_receivers(self.doing, relatives)
        forget_relatives(self.doing, relatives)
        others = TracingRequest.objects.filter(enquirer=self.enquirer)
        if not others.exclude(pk=self.request.pk).exists():
            for name in ("name", "contact"):
                seal(self.enquirer, name, "")
            self.enquirer.save(update_fields=["name", "name_index", "contact", "contact_index"])


def _ref(photograph: ReferencePhotograph) -> BlobRef:
    return BlobRef(
        blob_id=photograph.blob_id,
        wrapped_key=bytes(photograph.wrapped_key),
        size=photograph.size,
    )


def _written(person: MissingPerson) -> str:
    kept = {
        "name": person.name,
        "other_names": person.other_names,
        "born": str(person.born),
        "last_seen": str(person.last_seen),
        "last_seen_place": person.last_seen_place,
        "missing_because": person.missing_because,
        "description": person.description.as_json(),
    }
    return json.dumps(kept)


def _stones(kind: TombstoneKind, *parts: str | bytes) -> list[bytes]:
    """Return who had given what these tombstones stand for."""
    commitment = house().vault.commitments.commit(*parts, purpose=f"tombstone.{kind}")
    stones = Tombstone.objects.filter(kind=kind, commitment=commitment)
    return [bytes(one) for one in stones.values_list("giver", flat=True)]


def _commit_giver(enquirer: Enquirer) -> bytes:
    name = enquirer.authority or unseal(enquirer, "name")
    return house().vault.commitments.commit(enquirer.kind, _spelt(name), purpose="tombstone.giver")


def _spelt(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
