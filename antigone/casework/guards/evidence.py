"""What was weighed stays with its pair and its figures; tables follow each other."""

from antigone.casework.guard import Guard, rewritten

EVIDENCE: tuple[Guard, ...] = (
    Guard(
        code="version-out-of-order",
        table="casework_populationtable",
        event="INSERT",
        when='NEW."version" IS DISTINCT FROM (SELECT COALESCE(MAX(t.version), 0) + 1'
        ' FROM casework_populationtable t WHERE t.operation_id = NEW."operation_id")',
    ),
    # Two people would hold the same numbers for those of different figures.
    Guard(
        code="figures-not-in-force",
        table="casework_weighing",
        event="INSERT",
        when='NEW."table_id" IS DISTINCT FROM (SELECT t.id FROM casework_populationtable t'
        ' WHERE t.operation_id = NEW."operation_id" ORDER BY t.version DESC LIMIT 1)',
    ),
    Guard(
        code="weighing-rewritten",
        table="casework_weighing",
        event="UPDATE",
        when=rewritten("details"),
    ),
    Guard(
        code="weighing-of-another-pair",
        table="casework_finding",
        event="INSERT",
        when='NEW."weighing_id" IS NOT NULL AND NEW."candidate_id" IS DISTINCT FROM'
        ' (SELECT w.candidate_id FROM casework_weighing w WHERE w.id = NEW."weighing_id")',
    ),
    Guard(
        code="run-out-of-order",
        table="casework_reconciliationrun",
        event="INSERT",
        when='NEW."number" IS DISTINCT FROM (SELECT COALESCE(MAX(r.number), 0) + 1'
        ' FROM casework_reconciliationrun r WHERE r.operation_id = NEW."operation_id")',
    ),
)
