"""Audits: only the dead take part, and a lead is about two bodies of the same audit."""

from antigone.casework.guard import Guard
from antigone.casework.guards.lines import DEATH

AUDITS = (
    Guard(
        code="audit-out-of-order",
        table="casework_auditrun",
        event="INSERT",
        when='NEW."number" IS DISTINCT FROM (SELECT COALESCE(MAX(r.number), 0) + 1'
        ' FROM casework_auditrun r WHERE r.operation_id = NEW."operation_id")',
    ),
    Guard(
        code="audit-ended",
        table="casework_auditedbody",
        event="INSERT",
        when='EXISTS (SELECT 1 FROM casework_auditrun r WHERE r.id = NEW."run_id"'
        " AND r.ended_at IS NOT NULL)",
    ),
    Guard(
        code="search-of-another",
        table="casework_auditedbody",
        event="INSERT",
        when='NEW."search_id" IS NOT NULL AND NEW."remains_id" IS DISTINCT FROM'
        ' (SELECT s.remains_id FROM casework_search s WHERE s.id = NEW."search_id")',
    ),
    # Whoever searched may be somebody else: line 2 holds for whoever audits as well.
    Guard(
        code="searcher-signed-death",
        table="casework_auditedbody",
        event="INSERT",
        when=f'NEW."search_id" IS NOT NULL AND NOT EXISTS'
        f' ({DEATH} AND e.signed_by_id IS DISTINCT FROM NEW."recorded_by_id")',
    ),
    *(
        Guard(
            code=f"lead-of-unsearched-{body}",
            table="casework_auditlead",
            event="INSERT",
            when="NOT EXISTS (SELECT 1 FROM casework_auditedbody a"
            f' WHERE a.run_id = NEW."run_id" AND a.remains_id = NEW."{body}_id"'
            " AND a.search_id IS NOT NULL)",
        )
        for body in ("one", "other")
    ),
    # The second half may be somebody else's work than the first.
    *(
        Guard(
            code=f"lead-by-signer-of-{body}",
            table="casework_auditlead",
            event="INSERT",
            when="NOT EXISTS ("
            + DEATH.replace('NEW."remains_id"', f'NEW."{body}_id"')
            + ' AND e.signed_by_id IS DISTINCT FROM NEW."recorded_by_id")',
        )
        for body in ("one", "other")
    ),
    Guard(
        code="lead-stands-already",
        table="casework_auditlead",
        event="INSERT",
        when='EXISTS (SELECT 1 FROM casework_auditlead l WHERE l.run_id = NEW."run_id"'
        ' AND l.one_id = NEW."other_id" AND l.other_id = NEW."one_id")',
    ),
)
