"""The lines, in the database itself: whoever writes there, by whatever door, meets them.

What one table can hold is a constraint of its model; the rest is here. Read from the top: the six
lines as far as the tables reach, then what may be appended only, then what holds for every row.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models, transaction

from antigone.access.models import Account, Grant, OperationIdentity
from antigone.access.roles import CONFLICTS
from antigone.casework import models as rows
from antigone.casework.guard import Guard, put_up, standing, take_down

# An end that is not reached: of a legal basis, of a permission.
_LASTS = "(p.valid_until IS NULL OR p.valid_until >= CURRENT_DATE)"
_PERMITTED = (
    'SELECT 1 FROM casework_permission p WHERE p.request_id = NEW."request_id"'
    f" AND p.withdrawn_at IS NULL AND {_LASTS}"
)
_BASED = (
    'SELECT 1 FROM casework_legalbasis p WHERE p.request_id = NEW."request_id"'
    f" AND p.ended_at IS NULL AND {_LASTS}"
)

# Line 1: no face enters without somebody who may give it.
LINE_1 = (
    Guard(
        code="no-permission",
        table="casework_referencephotograph",
        event="INSERT",
        when=f"NOT EXISTS ({_PERMITTED})",
    ),
    Guard(
        code="no-legal-basis",
        table="casework_referencephotograph",
        event="INSERT",
        when=f"NOT EXISTS ({_BASED})",
    ),
    Guard(
        code="no-remains",
        table="casework_postmortemphotograph",
        event="INSERT",
        when='NOT EXISTS (SELECT 1 FROM casework_remains r WHERE r.id = NEW."remains_id")',
    ),
    Guard(
        code="permission-in-use",
        table="casework_permission",
        event="DELETE",
        when="EXISTS (SELECT 1 FROM casework_referencephotograph f"
        " WHERE f.request_id = OLD.request_id)",
    ),
    Guard(
        code="legal-basis-in-use",
        table="casework_legalbasis",
        event="DELETE",
        when="EXISTS (SELECT 1 FROM casework_referencephotograph f"
        " WHERE f.request_id = OLD.request_id)",
    ),
)

# Line 2: only the dead are searched for, and only the face that is meant.
LINE_2 = (
    Guard(
        code="no-death-examination",
        table="casework_search",
        event="INSERT",
        when="NOT EXISTS (SELECT 1 FROM casework_examination e"
        " WHERE e.remains_id = NEW.\"remains_id\" AND e.kind = 'death'"
        ' AND e.signed_by_id IS DISTINCT FROM NEW."searched_by_id")',
    ),
    Guard(
        code="no-legible-code",
        table="casework_search",
        event="INSERT",
        when="NOT EXISTS (SELECT 1 FROM casework_postmortemphotograph f"
        ' WHERE f.remains_id = NEW."remains_id" AND f.code_legible = TRUE)',
    ),
    Guard(
        code="probe-of-another",
        table="casework_probe",
        event="INSERT",
        when="NOT EXISTS (SELECT 1 FROM casework_template t, casework_search s"
        ' WHERE t.id = NEW."template_id" AND s.id = NEW."search_id"'
        " AND t.side = 'remains' AND t.remains_id = s.remains_id)",
    ),
    Guard(
        code="candidate-of-another",
        table="casework_candidate",
        event="INSERT",
        when='NEW."search_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM casework_search s'
        ' WHERE s.id = NEW."search_id" AND s.remains_id = NEW."remains_id")',
    ),
    Guard(
        code="second-marked-face",
        table="casework_markedface",
        event="INSERT",
        when="EXISTS (SELECT 1 FROM casework_markedface f WHERE f.ended_at IS NULL"
        ' AND (f.reference_id = NEW."reference_id" OR f.post_mortem_id = NEW."post_mortem_id"))',
    ),
    Guard(
        code="confirmed-in-one-stroke",
        table="casework_markedface",
        event="INSERT",
        when='NEW."confirmed_by_id" IS NOT NULL',
    ),
    Guard(
        code="face-in-use",
        table="casework_markedface",
        event="UPDATE",
        when='NEW."ended_at" IS NOT NULL AND EXISTS'
        ' (SELECT 1 FROM casework_template t WHERE t.face_id = NEW."id")',
    ),
    Guard(
        code="face-not-marked",
        table="casework_template",
        event="INSERT",
        when='NOT EXISTS (SELECT 1 FROM casework_markedface f WHERE f.id = NEW."face_id"'
        ' AND f.side = NEW."side" AND f.ended_at IS NULL)',
    ),
    Guard(
        code="face-not-confirmed",
        table="casework_template",
        event="INSERT",
        when="NEW.\"side\" = 'remains' AND NOT EXISTS (SELECT 1 FROM casework_markedface f"
        ' WHERE f.id = NEW."face_id" AND f.confirmed_by_id IS NOT NULL'
        " AND f.confirmed_by_id IS DISTINCT FROM f.marked_by_id)",
    ),
    Guard(
        code="face-of-another",
        table="casework_template",
        event="INSERT",
        when="NOT EXISTS (SELECT 1 FROM casework_markedface f"
        " LEFT JOIN casework_referencephotograph r ON r.id = f.reference_id"
        " LEFT JOIN casework_postmortemphotograph p ON p.id = f.post_mortem_id"
        ' WHERE f.id = NEW."face_id" AND r.request_id IS NOT DISTINCT FROM NEW."request_id"'
        ' AND p.remains_id IS NOT DISTINCT FROM NEW."remains_id")',
    ),
    Guard(
        code="no-biometric-permission",
        table="casework_template",
        event="INSERT",
        when="NEW.\"side\" = 'reference' AND NOT EXISTS"
        f" ({_PERMITTED} AND p.biometrics = TRUE AND p.scope = 'identify')",
    ),
    Guard(
        code="no-legal-basis",
        table="casework_template",
        event="INSERT",
        when=f"NEW.\"side\" = 'reference' AND NOT EXISTS ({_BASED})",
    ),
    *(
        Guard(
            code="vector-without-template",
            table="casework_galleryrow",
            event=event,
            when='NEW."place_id" IS NOT NULL AND NOT EXISTS'
            ' (SELECT 1 FROM casework_template t WHERE t.id = NEW."template_id")',
        )
        for event in ("INSERT", "UPDATE")
    ),
    # The dead are never searched, and the missing never searched with.
    *(
        Guard(
            code="vector-in-other-gallery",
            table="casework_galleryrow",
            event=event,
            when='NEW."place_id" IS NOT NULL AND EXISTS (SELECT 1 FROM casework_template t'
            ' WHERE t.id = NEW."template_id" AND NEW."gallery_id" <>'
            " CASE t.side WHEN 'reference' THEN 'references/' ELSE 'remains/' END || t.engine)",
        )
        for event in ("INSERT", "UPDATE")
    ),
    Guard(
        code="template-in-gallery",
        table="casework_template",
        event="DELETE",
        when="EXISTS (SELECT 1 FROM casework_galleryrow g"
        " WHERE g.template_id = OLD.id AND g.place_id IS NOT NULL)",
    ),
)

# What was found of the dead, and of the living by two, is not unsaid by one.
KEPT = (
    *(
        Guard(code="dead-kept", table=table, event="DELETE", when="OLD.side = 'remains'")
        for table in (
            "casework_reading",
            "casework_markedface",
            "casework_notshown",
            "casework_template",
        )
    ),
    Guard(code="append-only", table="casework_notshown", event="UPDATE"),
    *(
        Guard(
            code="key-brought-back",
            table=table,
            event="UPDATE",
            when='OLD.wrapped_key IS NULL AND NEW."wrapped_key" IS NOT NULL',
        )
        for table in ("casework_referencephotograph", "casework_postmortemphotograph")
    ),
    Guard(
        code="found-alive-by-one",
        table="casework_tracingrequest",
        event="INSERT",
        when="NEW.\"outcome\" = 'found-alive'",
    ),
    Guard(
        code="found-alive-by-one",
        table="casework_tracingrequest",
        event="UPDATE",
        when="NEW.\"outcome\" = 'found-alive' AND 2 > (SELECT COUNT(DISTINCT a.recorded_by_id)"
        ' FROM casework_aliveconfirmation a WHERE a.request_id = NEW."id")',
    ),
)

# The record of what was done.
LEDGER = (
    Guard(
        code="ledger-sequence",
        table="casework_ledgerentry",
        event="INSERT",
        when='NEW."seq" IS DISTINCT FROM'
        " (SELECT COALESCE(MAX(e.seq) + 1, 0) FROM casework_ledgerentry e)",
    ),
    Guard(
        code="head-without-entry",
        table="casework_ledgerhead",
        event="INSERT",
        when='NEW."size" IS DISTINCT FROM (SELECT MAX(e.seq) + 1 FROM casework_ledgerentry e)',
    ),
    Guard(
        code="edge-out-of-step",
        table="casework_ledgeredge",
        event="UPDATE",
        when='NEW."size" IS DISTINCT FROM OLD.size + 1',
    ),
)

# The log of the gallery grows; its places keep their size.
GALLERY = (
    Guard(
        code="gallery-sequence",
        table="casework_gallery",
        event="UPDATE",
        when='NEW."newest" < OLD.newest OR NEW."dim" <> OLD.dim OR NEW."code" <> OLD.code',
    ),
    Guard(
        code="gallery-sequence",
        table="casework_galleryrow",
        event="UPDATE",
        when='NEW."seq" <= OLD.seq OR NEW."template_id" <> OLD.template_id',
    ),
    Guard(
        code="place-taken",
        table="casework_galleryrow",
        event="UPDATE",
        when="EXISTS (SELECT 1 FROM casework_galleryrow g"
        ' WHERE g.place_id = NEW."place_id" AND g.template_id <> NEW."template_id")',
    ),
    Guard(
        code="place-size",
        table="casework_vectorplace",
        event="UPDATE",
        when='length(NEW."sealed") <> length(OLD.sealed)',
    ),
)

_OVERLAPS = (
    '(g.valid_until IS NULL OR g.valid_until > NEW."valid_from")'
    ' AND (NEW."valid_until" IS NULL OR NEW."valid_until" > g.valid_from)'
)
ROLES = (
    *(
        Guard(
            code=f"conflict-{held}",
            table="access_grant",
            event="INSERT",
            when=f"NEW.\"role\" = '{given}' AND EXISTS (SELECT 1 FROM access_grant g"
            f" WHERE g.account_id = NEW.\"account_id\" AND g.role = '{held}' AND {_OVERLAPS})",
        )
        for pair in CONFLICTS
        for given, held in (pair, pair[::-1])
    ),
    Guard(
        code="grant-without-giver",
        table="access_grant",
        event="INSERT",
        when='NEW."given_by_id" IS NULL AND EXISTS (SELECT 1 FROM access_grant g)',
    ),
    Guard(
        code="grant-prolonged",
        table="access_grant",
        event="UPDATE",
        when='OLD.valid_until IS NOT NULL AND (NEW."valid_until" IS NULL'
        ' OR NEW."valid_until" > OLD.valid_until)',
    ),
)

# Written once; a correction is a further row.
APPEND_ONLY: tuple[type[models.Model], ...] = (
    rows.LedgerEntry,
    rows.LedgerHead,
    rows.Examination,
    rows.Search,
    rows.Probe,
    rows.Candidate,
    rows.Finding,
    rows.AliveConfirmation,
    rows.LabelReading,
    rows.Tombstone,
    rows.PurgeReceipt,
)

# Kept for ever: nobody falls off the list.
NEVER_REMOVED: tuple[type[models.Model], ...] = (
    Account,
    Grant,
    OperationIdentity,
    rows.Operation,
    rows.TracingRequest,
    rows.Remains,
    rows.PostMortemPhotograph,
    rows.LegalHold,
    rows.LedgerEdge,
    rows.Gallery,
    rows.GalleryRow,
    rows.VectorPlace,
    rows.Withdrawal,
)

# What is never changed in a row that otherwise may be.
FROZEN: dict[type[models.Model], tuple[str, ...]] = {
    Account: ("sign_in_name", "made_at"),
    OperationIdentity: ("code",),
    Grant: ("account", "operation", "role", "discipline", "given_by", "valid_from"),
    rows.Operation: ("authority", "legal_basis", "kind", "opened_at"),
    rows.ManifestEntry: ("line", "name", "seat"),
    rows.TracingRequest: ("code",),
    rows.MissingPerson: ("request",),
    rows.LegalBasis: ("request", "controller", "article", "purpose", "valid_from", "valid_until"),
    rows.Permission: (
        *("request", "given_by", "scope", "biometrics", "sharing", "valid_from", "valid_until"),
    ),
    rows.Relative: ("request",),
    rows.Wishes: ("relative", "wishes_to_be_told", "way", "contact_from_abroad_endangers"),
    rows.Remains: ("code", "kind"),
    rows.LegalHold: ("remains", "because"),
    rows.ReferencePhotograph: ("request", "given_by", "blob_id", "size", "sha256"),
    rows.PostMortemPhotograph: ("remains", "code_legible", "blob_id", "size", "sha256"),
    rows.Reading: ("side", "reference", "post_mortem", "engine", "faces", "reasons"),
    rows.MarkedFace: (
        *("side", "reference", "post_mortem", "reading", "box", "landmarks", "by_hand"),
        "marked_by",
    ),
    rows.Withdrawal: ("request", "withdrawn_by", "outcome", "because"),
    rows.Template: ("face", "side", "request", "remains", "engine", "dim", "quality"),
}

# What is empty at first, is filled once, and then stands.
FILLED_ONCE: dict[type[models.Model], tuple[str, ...]] = {
    rows.Operation: ("closed_at",),
    rows.LegalBasis: ("ended_at",),
    rows.Permission: ("withdrawn_at",),
    rows.LegalHold: ("lifted_at", "lifted_by"),
    rows.MarkedFace: ("confirmed_by", "confirmed_at", "ended_at"),
}


@cache
def guards() -> tuple[Guard, ...]:
    """Return every guard that must stand."""
    return (*LINE_1, *LINE_2, *KEPT, *LEDGER, *GALLERY, *ROLES, *_for_tables())


def install(connection: Any) -> None:
    """Put every guard up, all or none; do nothing while tables are missing."""
    present = set(connection.introspection.table_names())
    if {guard.table for guard in guards()} <= present:
        with transaction.atomic(using=connection.alias):
            take_down(connection)
            put_up(connection, guards())


def missing(connection: Any) -> tuple[str, ...]:
    """Return the names of the guards that do not stand as they should, word for word."""
    found = standing(connection)
    wanted = {guard.name: guard.stands_as(connection.vendor) for guard in guards()}
    return tuple(
        name for name, how in sorted(wanted.items()) if how is not None and found.get(name) != how
    )


def _for_tables() -> Iterator[Guard]:
    """What holds for whole tables, from the lists above and from the models themselves."""
    for model in (*apps.get_app_config("access").get_models(), *_casework_models()):
        if model._meta.model_name in ("token", "job"):
            continue
        table = model._meta.db_table
        yield Guard(code="emptied", table=table, event="TRUNCATE")
        # REPLACE deletes the old row without asking the guards of deletion, unless the connection
        # chose otherwise: so a row that is there already is refused before.
        yield Guard(code="already-there", table=table, event="INSERT", when=_is_there(model))
        if model in APPEND_ONLY:
            yield Guard(code="append-only", table=table, event="UPDATE")
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
