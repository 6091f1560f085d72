"""Requests that come in bulk, and galleries that grow beyond what was declared."""

from antigone.casework.guard import Guard

_HOLDS_THE_ROLE = (
    'SELECT 1 FROM access_grant g WHERE g.account_id = NEW."recorded_by_id"'
    ' AND g.role = NEW."role"'
    ' AND (g.operation_id IS NULL OR g.operation_id = NEW."operation_id")'
    ' AND (g.valid_until IS NULL OR g.valid_until > NEW."recorded_at")'
)

BULK = (
    Guard(
        code="role-not-held",
        table="casework_bulksignature",
        event="INSERT",
        when=f"NOT EXISTS ({_HOLDS_THE_ROLE})",
    ),
    Guard(
        code="bulk-not-signed",
        table="casework_tracingrequest",
        event="INSERT",
        when='NEW."bulk_id" IS NOT NULL AND (2 > (SELECT COUNT(DISTINCT s.recorded_by_id)'
        ' FROM casework_bulksignature s WHERE s.file_id = NEW."bulk_id")'
        " OR NOT EXISTS (SELECT 1 FROM casework_bulksignature s"
        " WHERE s.file_id = NEW.\"bulk_id\" AND s.role = 'data-protection-officer'))",
    ),
    Guard(
        code="out-of-the-list",
        table="casework_tracingrequest",
        event="INSERT",
        when='NEW."number" IS DISTINCT FROM (SELECT COALESCE(MAX(t.number), 0) + 1'
        ' FROM casework_tracingrequest t WHERE t.operation_id = NEW."operation_id")',
    ),
    # Far more people than are missing: the list has become a net.
    Guard(
        code="gallery-too-large",
        table="casework_tracingrequest",
        event="INSERT",
        when="EXISTS (SELECT 1 FROM casework_operation o"
        ' WHERE o.identity_id = NEW."operation_id"'
        ' AND 2 * NEW."number" > 3 * o.declared_missing'
        " AND NOT EXISTS (SELECT 1 FROM casework_galleryclearance c"
        ' WHERE c.operation_id = NEW."operation_id" AND c.people >= NEW."number"))',
    ),
    Guard(
        code="clearance-not-the-officers",
        table="casework_galleryclearance",
        event="INSERT",
        when="NOT EXISTS (SELECT 1 FROM access_grant g"
        " WHERE g.account_id = NEW.\"recorded_by_id\" AND g.role = 'data-protection-officer'"
        ' AND (g.operation_id IS NULL OR g.operation_id = NEW."operation_id")'
        ' AND (g.valid_until IS NULL OR g.valid_until > NEW."recorded_at"))',
    ),
)
