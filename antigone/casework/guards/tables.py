"""What holds for whole tables: rows written once, rows kept for ever, and what never changes in them."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from antigone.access.models import Account, Grant, OperationIdentity
from antigone.casework import models as rows
from antigone.casework.fields import SealedText
from antigone.casework.guard import Guard

# Written once; a correction is a further row.
APPEND_ONLY: tuple[type[models.Model], ...] = (
    rows.LedgerEntry,
    rows.LedgerHead,
    rows.Examination,
    rows.Search,
    rows.SearchCheck,
    rows.AuditedBody,
    rows.AuditLead,
    rows.Probe,
    rows.Candidate,
    rows.Finding,
    rows.LabelReading,
    rows.WorkingCopy,
    rows.Tombstone,
    rows.PurgeReceipt,
    rows.BulkFile,
    rows.BulkSignature,
    rows.GalleryClearance,
    rows.PopulationTable,
    rows.PairImport,
    rows.ReconciliationRun,
    rows.Unblinding,
    rows.Analysis,
    rows.Pair,
    rows.Concurrence,
    rows.Disagreement,
    rows.Institution,
    rows.ExchangeKeys,
    rows.PacketReturn,
    rows.RuleSet,
    rows.RuleDraft,
    rows.Signature,
    rows.DossierCopy,
    rows.Approval,
    rows.Effect,
    rows.PacketItem,
    rows.CustodyEvent,
    rows.ReleasedItem,
    rows.Viewing,
)

# Kept for ever: nobody falls off the list.
NEVER_REMOVED: tuple[type[models.Model], ...] = (
    Account,
    Grant,
    OperationIdentity,
    rows.Operation,
    rows.TracingRequest,
    rows.Remains,
    rows.AuditRun,
    rows.Correction,
    rows.AliveConfirmation,
    rows.PostMortemPhotograph,
    rows.LegalHold,
    rows.LedgerEdge,
    rows.Gallery,
    rows.GalleryRow,
    rows.VectorPlace,
    rows.Withdrawal,
    rows.Filler,
    rows.Round,
    rows.Comparison,
    rows.Remark,
    rows.Weighing,
    rows.BlindPacket,
    rows.ErasureNotice,
    rows.ForeignPacket,
    rows.ForeignPicture,
    rows.ForeignView,
    rows.Motion,
    rows.Identification,
    rows.IdentificationWithdrawal,
    rows.Exclusion,
    rows.Settlement,
    rows.BureauRecord,
    rows.Notice,
    rows.Attempt,
    rows.Delivery,
    rows.Acknowledgement,
    rows.Sample,
    rows.SealedPacket,
    rows.PacketOpening,
    rows.Dispute,
    rows.Entitlement,
    rows.Interment,
    rows.Release,
)

# What is never changed in a row that otherwise may be.
FROZEN: dict[type[models.Model], tuple[str, ...]] = {
    Account: ("sign_in_name", "made_at"),
    OperationIdentity: ("code",),
    Grant: ("account", "operation", "role", "discipline", "given_by", "valid_from"),
    rows.Operation: ("authority", "legal_basis", "kind", "opened_at"),
    rows.ManifestEntry: ("line", "name", "seat"),
    rows.TracingRequest: ("code", "number", "bulk"),
    rows.MissingPerson: ("request",),
    rows.LegalBasis: ("request", "controller", "article", "purpose", "valid_from", "valid_until"),
    rows.Permission: (
        *("request", "given_by", "scope", "biometrics", "sharing", "valid_from", "valid_until"),
    ),
    # Sealed texts are emptied when they are erased; what else was said of a relative stands.
    rows.Relative: (
        *("request", "enquirer", "person", "number", "relation", "tie", "language", "time_zone"),
        *("contact_source", "contact_given_on", "contact_law"),
    ),
    rows.Wishes: (
        *("relative", "number", "wishes_to_be_told", "way", "no_voicemail", "neutral_envelope"),
        *("contact_from_abroad_endangers", "told_of_later_fragments", "direct_contact"),
        *("e_mail_may_tell", "at_any_hour"),
    ),
    # What else is said of a body may be corrected, as far as nothing relies on it: see `corrections`.
    rows.Remains: ("code",),
    rows.Correction: ("remains", "request", "field"),
    rows.AliveConfirmation: ("request", "seen", "family_may_hear"),
    rows.LegalHold: ("remains", "because"),
    rows.AuditRun: ("number", "engine", "bodies"),
    rows.ReferencePhotograph: (
        *("request", "given_by", "blob_id", "size", "sha256", "recording", "frame"),
        "frame_seconds",
    ),
    rows.PostMortemPhotograph: (
        *("remains", "code_legible", "blob_id", "size", "sha256", "recording", "frame"),
        "frame_seconds",
    ),
    rows.Recording: ("side", "request", "given_by", "remains", "blob_id", "size", "sha256"),
    rows.TrackSheet: ("reading", "recording", "blob_id", "size", "sha256"),
    rows.TrackChoice: ("recording", "reading", "track"),
    rows.Reading: ("side", "reference", "post_mortem", "engine", "faces", "reasons"),
    rows.MarkedFace: (
        *("side", "reference", "post_mortem", "reading", "box", "landmarks", "by_hand"),
        "marked_by",
    ),
    rows.Withdrawal: ("request", "withdrawn_by", "outcome", "because"),
    rows.Template: ("face", "side", "request", "remains", "engine", "dim", "quality"),
    rows.Filler: (
        *("sex", "least_age", "most_age", "provenance", "box", "landmarks", "blob_id", "size"),
        "sha256",
    ),
    rows.Round: (
        *("remains", "discipline", "place", "examiner", "drawn", "fillers", "seed", "packet"),
    ),
    # What an examiner wrote is emptied with what the family gave; what she concluded stands.
    rows.Comparison: (
        *("pair", "candidate", "examiner", "discipline", "packet", "conclusion", "support"),
        *("seconds", "changes"),
    ),
    rows.Remark: ("comparison",),
    # Its sentences are emptied with what the family gave; by what it was reckoned stands.
    rows.Weighing: ("candidate", "table", "figures"),
    rows.BlindPacket: (
        *("code", "remains", "institution", "discipline", "purpose", "body", "valid_until"),
    ),
    rows.ErasureNotice: ("packet", "pairs"),
    rows.ForeignPacket: (
        *("code", "institution", "number", "digest", "discipline", "examiner", "valid_until"),
    ),
    rows.ForeignPicture: ("packet", "name", "blob_id", "size", "sha256"),
    # Emptied when the pair is to be erased; what was committed, and in which order, stands.
    rows.ForeignView: ("packet", "number", "pair", "link"),
    # Grounds are sealed, and sealed anew when the vault changes its key; the ledger binds them.
    rows.Motion: ("matter", "remains", "request", "concurrence", "exception", "rules"),
    rows.Identification: (
        *("motion", "remains", "request", "concurrence", "rules", "discipline", "exception"),
        *("examiner_a", "examiner_b", "signer_a", "signer_b"),
    ),
    rows.IdentificationWithdrawal: ("identification", "motion", "signer_a", "signer_b"),
    rows.Exclusion: ("remains", "request", "ground", "concurrence"),
    rows.Settlement: ("disagreement", "follows"),
    rows.BureauRecord: ("remains", "identification", "digest"),
    rows.Notice: (
        *("kind", "recipient", "request", "relative", "wishes", "authority", "identification"),
        *("withdrawal", "way", "language", "digest"),
    ),
    rows.Attempt: (*("notice", "approval", "way", "outcome", "at", "completes", "message_digest"),),
    rows.Delivery: ("notice", "attempt", "told_at"),
    rows.Acknowledgement: ("delivery", "at", "how"),
    rows.Sample: ("remains", "code", "kind", "seal", "taken_by"),
    rows.SealedPacket: ("remains", "code", "seal"),
    rows.PacketOpening: ("packet", "because"),
    rows.Dispute: ("remains",),
    rows.Entitlement: ("request", "remains", "relative", "authority"),
    rows.Interment: (
        *("remains", "examination", "sample", "cemetery", "grave", "latitude", "longitude"),
        *("rite", "cremated", "cremation_because", "at"),
    ),
    rows.Release: ("remains", "covers", "identification", "entitlement", "place"),
}

# What is empty at first, is filled once, and then stands.
FILLED_ONCE: dict[type[models.Model], tuple[str, ...]] = {
    rows.Operation: ("closed_at",),
    rows.LegalBasis: ("ended_at",),
    rows.Permission: ("withdrawn_at",),
    rows.LegalHold: ("lifted_at", "lifted_by"),
    rows.MarkedFace: ("confirmed_by", "confirmed_at", "ended_at"),
    rows.AuditRun: ("ended_at",),
    rows.TrackChoice: ("taken_at", "ended_at"),
    rows.Round: ("ended_at",),
    rows.BlindPacket: ("digest", "released_by", "released_at", "recalled_at"),
    rows.ErasureNotice: ("written_at", "acknowledged_at"),
    rows.ForeignPacket: ("returned_at",),
    rows.Motion: ("ended_at",),
    rows.Identification: ("withdrawn_at",),
    rows.BureauRecord: ("recalled_at",),
    rows.Notice: ("ended_at",),
    rows.Sample: ("used_up_at",),
    rows.SealedPacket: ("witnessed_by", "witnessed_at"),
    rows.PacketOpening: ("witnessed_by", "witnessed_at"),
    rows.Dispute: ("settled_at", "settled_by"),
    rows.Entitlement: ("verified_by", "verified_at", "ended_at"),
    rows.Interment: ("raised_at",),
    rows.Release: ("witnessed_by", "at", "inventory_digest", "recalled_at"),
}

# Sign-ins, tries, tastes and waiting work: nothing of a case, and all of it may go.
_UNGUARDED = ("token", "job", "preference", "remembered", "rest", "listview")


def for_tables() -> Iterator[Guard]:
    """What holds for whole tables, from the lists above and from the models themselves."""
    for model in (*apps.get_app_config("access").get_models(), *_casework_models()):
        if model._meta.model_name in _UNGUARDED:
            continue
        table = model._meta.db_table
        yield Guard(code="emptied", table=table, event="TRUNCATE")
        # REPLACE deletes the old row without asking the guards of deletion, unless the connection
        # chose otherwise: so a row that is there already is refused before.
        yield Guard(code="already-there", table=table, event="INSERT", when=_is_there(model))
        if model in APPEND_ONLY:
            yield Guard(code="append-only", table=table, event="UPDATE", when=_rewrites(model))
        if model in APPEND_ONLY or model in NEVER_REMOVED:
            yield Guard(code="never-removed", table=table, event="DELETE")
        if model not in APPEND_ONLY:
            yield Guard(code="frozen", table=table, event="UPDATE", when=_changes(model))
    for model in _casework_models():
        if issubclass(model, rows.CaseRow):
            yield from _fence(model)


def _fence(model: type[rows.CaseRow]) -> Iterator[Guard]:
    """What a row refers to belongs to its own operation, and is there."""
    for field in model._meta.concrete_fields:
        target = field.related_model
        if not isinstance(target, type) or not issubclass(target, rows.CaseRow):
            continue
        for event in ("INSERT", "UPDATE"):
            yield Guard(
                code=f"other-operation-{field.name}".replace("_", "-"),
                table=model._meta.db_table,
                event=event,
                when=f'NEW."{field.column}" IS NOT NULL AND'
                f' NEW."operation_id" IS DISTINCT FROM (SELECT t.operation_id'
                f' FROM {target._meta.db_table} t WHERE t.id = NEW."{field.column}")',
            )


def _is_there(model: type[models.Model]) -> str:
    """A row with the same key, or with the same values where they may stand once only."""
    unique = [[field] for field in model._meta.local_concrete_fields if field.unique]
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.condition is None:
            unique.append([model._meta.get_field(name) for name in constraint.fields])
    same = (
        " AND ".join(f't."{field.column}" = NEW."{field.column}"' for field in fields)
        for fields in unique
    )
    return f"EXISTS (SELECT 1 FROM {model._meta.db_table} t WHERE {' OR '.join(same)})"


def _rewrites(model: type[models.Model]) -> str:
    """Any change; but a sealed text may be sealed anew, under a newer key of the vault.

    Its first seven bytes name the form and the key's number, and its length stays.
    """
    sealed = [one for one in model._meta.local_concrete_fields if isinstance(one, SealedText)]
    if not sealed:
        return "TRUE"
    others = [one for one in model._meta.local_concrete_fields if one not in sealed]
    changed = [f'NEW."{one.column}" IS DISTINCT FROM OLD."{one.column}"' for one in others]
    for new, old in ((f'NEW."{one.column}"', f'OLD."{one.column}"') for one in sealed):
        changed.append(
            f"({new} IS DISTINCT FROM {old} AND ({new} IS NULL OR {old} IS NULL"
            f" OR length({new}) <> length({old}) OR substr({new}, 1, 7) <= substr({old}, 1, 7)))"
        )
    return " OR ".join(changed)


def _frozen(model: type[models.Model]) -> list[str]:
    names = [model._meta.pk.name, *FROZEN.get(model, ())]
    if issubclass(model, rows.CaseRow):
        names += ["operation", "recorded_by", "recorded_at"]
    return [model._meta.get_field(name).column for name in names]


def _changes(model: type[models.Model]) -> str:
    changed = [f'NEW."{one}" IS DISTINCT FROM OLD."{one}"' for one in _frozen(model)]
    for name in FILLED_ONCE.get(model, ()):
        column = model._meta.get_field(name).column
        changed.append(
            f'(OLD."{column}" IS NOT NULL AND NEW."{column}" IS DISTINCT FROM OLD."{column}")'
        )
    return " OR ".join(changed)


def _casework_models() -> tuple[type[models.Model], ...]:
    return tuple(apps.get_app_config("casework").get_models())
