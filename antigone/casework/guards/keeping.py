"""What holds of the record, of the gallery's log and of the roles."""

from antigone.access.roles import CONFLICTS
from antigone.casework.guard import Guard

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
