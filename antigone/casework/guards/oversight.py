"""Oversight: a check is of the search that it names, and of whoever made it."""

from antigone.casework.guard import Guard

OVERSIGHT = (
    # Or a searcher could have her own search checked under a colleague's name.
    Guard(
        code="search-of-another-searcher",
        table="casework_searchcheck",
        event="INSERT",
        when='NEW."search_id" IS NOT NULL AND NEW."searcher_id" IS DISTINCT FROM'
        ' (SELECT s.searched_by_id FROM casework_search s WHERE s.id = NEW."search_id")',
    ),
    Guard(
        code="nobody-searched",
        table="casework_searchcheck",
        event="INSERT",
        when='NEW."search_id" IS NULL AND NOT EXISTS (SELECT 1 FROM casework_search s'
        ' WHERE s.searched_by_id = NEW."searcher_id" AND s.operation_id = NEW."operation_id")',
    ),
)
