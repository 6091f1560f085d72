"""What was given for a request, and how it goes: erased, or kept for the law alone.

One way for whoever takes it back and for whoever was found alive. Rows and data keys go in the step's
transaction; files, and copies that a database keeps behind its own back, are the work of `purging`.
"""

import json
import unicodedata
from uuid import UUID, uuid4

from django.db.models import Q

from antigone.access.writing import note
from antigone.casework import jobs
from antigone.casework.footage import work_on
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
    Recording,
    RecordingReading,
    ReferencePhotograph,
    Relative,
    Remark,
    StoredBlob,
    Template,
    Tombstone,
    TracingRequest,
    TrackChoice,
    TrackSheet,
    Weighing,
    Withdrawal,
)
from antigone.casework.models.requests import Outcome
from antigone.casework.models.withdrawals import TombstoneKind, WithdrawalOutcome, restriction
from antigone.casework.procedures.correcting.missing import (
    called,
    forget_corrections,
    former_values,
)
from antigone.casework.procedures.enrolling import leave_gallery
from antigone.casework.procedures.handover.entitlements import forget_receivers
from antigone.casework.procedures.notices.forgetting import forget_letters, forget_relatives
from antigone.casework.procedures.partners import owe_erasure
from antigone.casework.remnants import Remnants
from antigone.casework.sealed import seal, unseal
from antigone.casework.step import Step
from antigone.casework.unrecorded import forget_pictures, forget_unrecorded
from antigone.vault import BlobRef

PURGE = "erasure.purge"
# The job waits for readers of the database longer than other work does for its faults.
_MOST_ATTEMPTS = 12
_HELD = "legal-hold"
_IDENTIFIED = "identified"


class Given:
    """All that one enquirer gave for one request; without an enquirer, what was given by anybody.

    The second is for somebody who was found alive. Then photographs, and what was made of them, go,
    whoever gave them; permissions, the missing person's record, relatives and their wishes stay, for
    the family is still to hear what she allows.
    """

    def __init__(
        self,
        doing: Step,
        request: TracingRequest,
        enquirer: Enquirer | None,
        *,
        key: UUID | None = None,
    ) -> None:
        self.doing = doing
        self.key = key or uuid4()
        self.request = request
        self.enquirer = enquirer
        self.person = MissingPerson.objects.filter(request=request).first()
        photographs = ReferencePhotograph.objects.filter(request=request)
        recordings = Recording.objects.filter(request=request)
        if enquirer is None:
            self.permissions = Permission.objects.none()
            self.with_person = False
        else:
            standing = Permission.objects.filter(request=request, withdrawn_at=None)
            self.permissions = standing.filter(given_by=enquirer)
            self.with_person = not standing.exclude(given_by=enquirer).exists()
            giver = Q(given_by=enquirer)
            if enquirer.pk == request.enquirer_id:
                giver |= Q(given_by=None)
            photographs, recordings = photographs.filter(giver), recordings.filter(giver)
        self.photographs = list(photographs.select_related("given_by").order_by("recorded_at"))
        self.recordings = list(recordings.select_related("given_by").order_by("recorded_at"))
        self.faces = MarkedFace.objects.filter(reference__in=self.photographs)
        self.templates = Template.objects.filter(face__in=self.faces)
        self.restricted = restriction(request.pk, enquirer and enquirer.pk)

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
        if self.permissions.exists() or self.photographs or self.recordings:
            return True
        # A report without a permission is taken back as well, unless somebody else asks too.
        opened = self.enquirer is not None and self.enquirer.pk == self.request.enquirer_id
        return opened and self.with_person and self.person is not None

    def end(self, kept_because: str) -> Withdrawal:
        """Erase it; or, where the law keeps it, restrict it. Part of the caller's step."""
        return self._restrict(kept_because) if kept_because else self._erase()

    def _erase(self) -> Withdrawal:
        """Remove everything, and what a restriction kept of it."""
        self._name_first()
        withdrawal = Withdrawal(
            id=self.key,
            request=self.request,
            withdrawn_by=self.enquirer,
            outcome=WithdrawalOutcome.ERASED,
        )
        sealed, vectors = leave_gallery(self.templates)
        sheets = TrackSheet.objects.filter(recording__in=self.recordings)
        files = (*self.photographs, *self.recordings, *sheets)
        refs = [_ref(one) for one in files if one.wrapped_key is not None]
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
        self._remove_recordings()
        self._close()
        if self.with_person:
            self._forget_person()
        if self.restricted is not None:
            self.restricted.sealed = None
            self.restricted.save(update_fields=["sealed"])
        self._forget_enquirer()
        # One for the home: whoever takes it serves every withdrawal that waits by then.
        jobs.add(PURGE, most_attempts=_MOST_ATTEMPTS)
        return withdrawal

    def _restrict(self, because: str) -> Withdrawal:
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
        if self.with_person and self.person is not None:
            said = {
                "before": list(former_values(self.request)),
                "seen_alive": [unseal(one, "basis") for one in self.request.seen_alive.all()],
            }
            seal(withdrawal, "sealed", json.dumps({**_written(self.person), **said}))
        self.doing.write(withdrawal)
        self._commit_to(withdrawal)
        self._set_tombstones(withdrawal)
        owe_erasure(self.doing, [one.pk for one in self.photographs])
        work_on(self.recordings).delete()
        self._close()
        if self.with_person and self.person is not None:
            self._forget_record(self.person)
        jobs.add(PURGE, most_attempts=_MOST_ATTEMPTS)
        return withdrawal

    def _name_first(self) -> None:
        """Name what a repetition needs before the list of what was removed, which may be cut."""
        note(f"withdrawal:{self.key.hex}", self.request.ledger_id)
        if self.enquirer is not None:
            note(self.enquirer.ledger_id)
        if self.with_person:
            # A restriction has removed the record already; that all of it ends must be said all the same.
            gone = f"{MissingPerson._meta.model_name}:{self.request.pk.hex}"
            note(self.person.ledger_id if self.person is not None else gone)

    def _commit_to(self, withdrawal: Withdrawal) -> None:
        """Let the entry say what was decided, and who had given it: see `replaying`."""
        purpose = ".".join(filter(None, ("withdrawal", withdrawal.outcome, withdrawal.because)))
        self.doing.commit_to(purpose, withdrawal.pk.bytes)
        if self.enquirer is not None:
            self._bind_giver(self.enquirer)

    def _bind_giver(self, enquirer: Enquirer) -> None:
        self.doing.bind((f"giver.{enquirer.kind}", commit_giver(enquirer).hex()))

    def _set_tombstones(self, withdrawal: Withdrawal) -> None:
        """Set a stone for what must not come back by an import, each under who had given it."""
        commit = house().vault.commitments.commit
        by_giver: dict[Enquirer, list[tuple[TombstoneKind, bytes]]] = {}
        for one in (*self.photographs, *self.recordings):
            giver = self.enquirer or one.given_by or self.request.enquirer
            key = commit(bytes(one.sha256), purpose="tombstone.photograph")
            by_giver.setdefault(giver, []).append((TombstoneKind.PHOTOGRAPH, key))
        if self.with_person and self.person is not None:
            # Under each name that she had here: the file with the wrong one is still somewhere.
            for name, born in sorted({(spelt(one), day) for one, day in called(self.person)}):
                key = commit(name, born, purpose="tombstone.person")
                by_giver.setdefault(self.enquirer, []).append((TombstoneKind.PERSON, key))
        for giver, stones in by_giver.items():
            if self.enquirer is None:
                self._bind_giver(giver)
            for kind, commitment in stones:
                self.doing.write(
                    Tombstone(
                        withdrawal=withdrawal,
                        kind=kind,
                        commitment=commitment,
                        giver=commit_giver(giver),
                    )
                )
                # In the entry too: a backup that is older than this does not hold the row.
                self.doing.bind((f"tombstone.{kind}", commitment.hex()))

    def _close(self) -> None:
        """End the permission; if nobody else gave one, the legal basis and the request too."""
        if self.enquirer is None:
            # What somebody is writing about the family stays: they are still to be told.
            forget_pictures(self.request.operation_id, self.request.code)
            return
        self.permissions.update(withdrawn_at=self.doing.at)
        # A name that was typed on a page of this request is as much hers as one that was recorded.
        forget_unrecorded(self.request.operation_id, self.request.code)
        if not self.with_person:
            return
        LegalBasis.objects.filter(request=self.request, ended_at=None).update(
            ended_at=self.doing.at
        )
        if self.request.outcome in (Outcome.OPEN, Outcome.INCONCLUSIVE):
            self.request.outcome, self.request.outcome_reason = Outcome.WITHDRAWN, ""
            self.request.save(update_fields=["outcome", "outcome_reason"])

    def _remove_recordings(self) -> None:
        """Remove videos with what was followed in them; their frames went as photographs."""
        work_on(self.recordings).delete()
        for model in (TrackChoice, TrackSheet, RecordingReading):
            model.objects.filter(recording__in=self.recordings).delete()
        Recording.objects.filter(pk__in=[one.pk for one in self.recordings]).delete()

    def _forget_views(self) -> None:
        """Empty what examiners wrote about these photographs; what they concluded stays."""
        about = Q(pair__reference_id__in=[one.pk for one in self.photographs])
        if self.with_person or self.enquirer is None:
            about |= Q(candidate__request=self.request)
            said = Weighing.objects.filter(candidate__request=self.request)
            said.filter(details__isnull=False).update(details=None)
        views = Comparison.objects.filter(about)
        Remark.objects.filter(comparison__in=views, text__isnull=False).update(text=None)
        views.filter(details__isnull=False).update(details=None)

    def _forget_person(self) -> None:
        forget_letters(self.doing, self.request)
        self._forget_record(self.person)
        ManifestEntry.objects.filter(request=self.request).update(request=None)

    def _forget_record(self, person: MissingPerson | None) -> None:
        """Remove who she is, and empty what was said of her before and when she was seen alive."""
        if person is not None:
            person.delete()
        forget_corrections(self.request)
        self.request.seen_alive.filter(basis__isnull=False).update(basis=None)

    def _forget_enquirer(self) -> None:
        """Empty her name and contact, unless she asks for somebody else too."""
        if self.enquirer is None:
            return
        theirs = Q(enquirer=self.enquirer)
        if self.with_person:
            # Nobody asks any more: who was named and never asked herself has no other end.
            theirs |= Q(enquirer=None)
        relatives = Relative.objects.filter(theirs, request=self.request)
        forget_receivers(self.doing, relatives)
        forget_relatives(self.doing, relatives)
        others = TracingRequest.objects.filter(enquirer=self.enquirer)
        if not others.exclude(pk=self.request.pk).exists():
            for name in ("name", "contact"):
                seal(self.enquirer, name, "")
            self.enquirer.save(update_fields=["name", "name_index", "contact", "contact_index"])


def commit_giver(enquirer: Enquirer) -> bytes:
    """Return the keyed commitment by which a giver is known again: kind and name."""
    name = enquirer.authority or unseal(enquirer, "name")
    return house().vault.commitments.commit(enquirer.kind, spelt(name), purpose="tombstone.giver")


def spelt(name: str) -> str:
    """Return a name as tombstones compare it: one form of letters, small, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _ref(file: StoredBlob) -> BlobRef:
    return BlobRef(blob_id=file.blob_id, wrapped_key=bytes(file.wrapped_key), size=file.size)


def _written(person: MissingPerson) -> dict[str, object]:
    return {
        "name": person.name,
        "other_names": person.other_names,
        "born": str(person.born),
        "last_seen": str(person.last_seen),
        "last_seen_place": person.last_seen_place,
        "missing_because": person.missing_because,
        "description": person.description.as_json(),
    }
