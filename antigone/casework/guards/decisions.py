"""A body gets its name by two signatures on two independent views, under a rule; never by a face.

What an identification rests on is asked for again by the database, and so is what must have fallen
before it is withdrawn.
"""

import json
from collections.abc import Iterator

from antigone.casework.guard import Guard
from antigone.casework.models.remains import WITHDRAWN_HOLD
from antigone.casework.rules import STANDARD

_ON_THE_BOARD = (
    'SELECT 1 FROM access_grant g WHERE g.account_id = NEW."recorded_by_id"'
    " AND g.role = 'board-member' AND g.operation_id = NEW.\"operation_id\""
    ' AND g.valid_from <= NEW."recorded_at"'
    ' AND (g.valid_until IS NULL OR g.valid_until > NEW."recorded_at")'
)
_NEWEST_RULES = (
    '(SELECT s.id FROM casework_ruleset s WHERE s.operation_id = NEW."operation_id"'
    " ORDER BY s.version DESC LIMIT 1)"
)
_SAME_PAIR = 'c.remains_id = NEW."remains_id" AND c.request_id = NEW."request_id"'
# Two examiners of this discipline came to something else, later.
_MATCHED_SINCE = (
    "EXISTS (SELECT 1 FROM casework_concurrence n JOIN casework_candidate c ON c.id = n.candidate_id"
    f" WHERE {_SAME_PAIR} AND n.discipline = {{of}}.discipline"
    " AND n.conclusion <> 'exclusion' AND n.recorded_at > {at}.recorded_at)"
)
_EXAMINED = '(NEW."examiner_a_id", NEW."examiner_b_id")'
_STANDING = "casework_identification i WHERE i.withdrawn_at IS NULL"


def _signed_by(who: str) -> str:
    return (
        'EXISTS (SELECT 1 FROM casework_signature s WHERE s.motion_id = NEW."motion_id"'
        f' AND s.recorded_by_id = NEW."{who}_id")'
    )


def _root(remains: str) -> str:
    """The body of a body or a part; of a part that nobody has placed yet, none."""
    return f"CASE WHEN {remains}.kind = 'body' THEN {remains}.id ELSE {remains}.part_of_id END"


def _on_insert(table: str, refusals: dict[str, str]) -> Iterator[Guard]:
    for code, when in refusals.items():
        yield Guard(code=code, table=f"casework_{table}", event="INSERT", when=when)


def _on_update(table: str, refusals: dict[str, str]) -> Iterator[Guard]:
    for code, when in refusals.items():
        yield Guard(code=code, table=f"casework_{table}", event="UPDATE", when=when)


_BOARD = tuple(
    Guard(
        code="not-on-the-board",
        table=f"casework_{table}",
        event="INSERT",
        when=f"NOT EXISTS ({_ON_THE_BOARD})",
    )
    for table in ("ruledraft", "ruleset", "motion", "signature", "exclusion", "settlement")
)

_RULES = (
    *_on_insert(
        "ruleset",
        {
            "version-out-of-order": 'NEW."version" IS DISTINCT FROM'
            " (SELECT COALESCE(MAX(s.version), 0) + 1 FROM casework_ruleset s"
            ' WHERE s.operation_id = NEW."operation_id")',
            "not-the-standard": 'NEW."version" = 1 AND NEW."rules" IS DISTINCT FROM'
            f" '{json.dumps(STANDARD.as_json())}'",
            "not-as-proposed": 'NEW."version" > 1 AND NOT EXISTS'
            ' (SELECT 1 FROM casework_ruledraft d WHERE d.id = NEW."draft_id"'
            ' AND d.recorded_by_id = NEW."proposed_by_id" AND d.words = NEW."words"'
            ' AND d.rules IS NOT DISTINCT FROM NEW."rules")',
        },
    ),
)

_MOTIONS = (
    *_on_insert(
        "motion",
        {
            "rules-not-in-force": 'NEW."rules_id" IS NOT NULL'
            f' AND NEW."rules_id" IS DISTINCT FROM {_NEWEST_RULES}',
            "motion-ended": 'NEW."ended_at" IS NOT NULL',
        },
    ),
    *_on_insert(
        "signature",
        {
            "motion-ended": "NOT EXISTS (SELECT 1 FROM casework_motion m"
            ' WHERE m.id = NEW."motion_id" AND m.ended_at IS NULL)',
        },
    ),
)

_IDENTIFICATIONS = (
    *_on_insert(
        "identification",
        {
            "motion-of-another": "NOT EXISTS (SELECT 1 FROM casework_motion m"
            " WHERE m.id = NEW.\"motion_id\" AND m.matter = 'identify' AND m.ended_at IS NULL"
            ' AND m.remains_id = NEW."remains_id" AND m.request_id = NEW."request_id"'
            ' AND m.concurrence_id = NEW."concurrence_id" AND m.rules_id = NEW."rules_id"'
            ' AND m.exception = NEW."exception")',
            "no-concurrence": "NOT EXISTS (SELECT 1 FROM casework_concurrence k"
            " JOIN casework_candidate c ON c.id = k.candidate_id"
            f' WHERE k.id = NEW."concurrence_id" AND {_SAME_PAIR}'
            " AND k.conclusion = 'potential-match' AND k.discipline = NEW.\"discipline\""
            f" AND k.examiner_a_id IN {_EXAMINED} AND k.examiner_b_id IN {_EXAMINED})",
            "not-signed-by-two": f"NOT ({_signed_by('signer_a')} AND {_signed_by('signer_b')})",
            "views-differ": "EXISTS (SELECT 1 FROM casework_disagreement d"
            " JOIN casework_candidate c ON c.id = d.candidate_id"
            f" WHERE {_SAME_PAIR} AND NOT EXISTS"
            " (SELECT 1 FROM casework_settlement t WHERE t.disagreement_id = d.id))",
            "excluded-by-examiners": "EXISTS (SELECT 1 FROM casework_concurrence k"
            " JOIN casework_candidate c ON c.id = k.candidate_id"
            f" WHERE {_SAME_PAIR} AND k.conclusion = 'exclusion'"
            f" AND NOT {_MATCHED_SINCE.format(of='k', at='k')})",
            "settled-as-excluded": "EXISTS (SELECT 1 FROM casework_settlement t"
            " JOIN casework_disagreement d ON d.id = t.disagreement_id"
            " JOIN casework_candidate c ON c.id = d.candidate_id"
            " JOIN casework_comparison v ON v.id = t.follows_id"
            f" WHERE {_SAME_PAIR} AND v.conclusion = 'exclusion'"
            f" AND NOT {_MATCHED_SINCE.format(of='d', at='t')})",
            "request-closed": "EXISTS (SELECT 1 FROM casework_tracingrequest q"
            " WHERE q.id = NEW.\"request_id\" AND q.outcome IN ('found-alive', 'withdrawn'))",
            "withdrawn-in-one-stroke": 'NEW."withdrawn_at" IS NOT NULL',
            "rules-not-in-force": f'NEW."rules_id" IS DISTINCT FROM {_NEWEST_RULES}',
            # The keys of the rules in JSON, as both databases write them: see `rules.Rules.as_json`.
            "rule-does-not-hold": "NOT EXISTS (SELECT 1 FROM casework_ruleset s"
            ' WHERE s.id = NEW."rules_id" AND CASE WHEN NEW."exception" = TRUE'
            " THEN CAST(s.rules AS TEXT) NOT LIKE '%\"exception\": null%'"
            '  AND CAST(s.rules AS TEXT) LIKE \'%"disciplines": [%"\' || NEW."discipline" || \'"%\''
            " ELSE CAST(s.rules AS TEXT) LIKE '%\"' || NEW.\"discipline\" || '\": true%' END)",
            # Somebody else's finding, a paper, a place: something beside the face.
            "face-alone": "NEW.\"discipline\" = 'face' AND NOT EXISTS"
            f" (SELECT 1 FROM casework_candidate c WHERE {_SAME_PAIR} AND (c.source IN"
            " ('document', 'manifest', 'circumstance') OR EXISTS (SELECT 1 FROM casework_finding f"
            " WHERE f.candidate_id = c.id AND f.kind <> 'face' AND f.lower > 0)"
            " OR EXISTS (SELECT 1 FROM casework_concurrence k WHERE k.candidate_id = c.id"
            " AND k.discipline <> 'face' AND k.conclusion = 'potential-match')))",
            "examiner-recorded-body": "EXISTS (SELECT 1 FROM casework_remains r"
            f' WHERE r.id = NEW."remains_id" AND r.recorded_by_id IN {_EXAMINED})',
            # Of two bodies, or of parts of two, one person cannot be both.
            "person-has-another-body": f"EXISTS (SELECT 1 FROM {_STANDING}"
            ' AND i.request_id = NEW."request_id" AND EXISTS'
            " (SELECT 1 FROM casework_remains a, casework_remains b"
            ' WHERE a.id = i.remains_id AND b.id = NEW."remains_id"'
            f" AND {_root('a')} <> {_root('b')}))",
            "part-of-another": f"EXISTS (SELECT 1 FROM {_STANDING}"
            ' AND i.request_id <> NEW."request_id" AND EXISTS'
            " (SELECT 1 FROM casework_remains a, casework_remains b"
            ' WHERE a.id = i.remains_id AND b.id = NEW."remains_id"'
            " AND COALESCE(a.part_of_id, a.id) = COALESCE(b.part_of_id, b.id)))",
        },
    ),
    *_on_update(
        "identification",
        {
            "withdrawn-by-nobody": 'NEW."withdrawn_at" IS NOT NULL AND OLD.withdrawn_at IS NULL'
            " AND NOT EXISTS (SELECT 1 FROM casework_identificationwithdrawal w"
            ' WHERE w.identification_id = NEW."id")',
            # Nothing that rested on it is left when it falls.
            "still-relied-on": 'NEW."withdrawn_at" IS NOT NULL AND OLD.withdrawn_at IS NULL AND ('
            "NOT EXISTS (SELECT 1 FROM casework_legalhold h"
            ' WHERE h.remains_id = NEW."remains_id" AND h.lifted_at IS NULL'
            f" AND h.because = '{WITHDRAWN_HOLD}')"
            " OR EXISTS (SELECT 1 FROM casework_bureaurecord b"
            ' WHERE b.identification_id = NEW."id" AND b.recalled_at IS NULL)'
            " OR EXISTS (SELECT 1 FROM casework_release g"
            ' WHERE g.identification_id = NEW."id" AND g.recalled_at IS NULL)'
            ' OR EXISTS (SELECT 1 FROM casework_notice n WHERE n.identification_id = NEW."id"'
            " AND n.kind <> 'correction' AND n.ended_at IS NULL AND NOT EXISTS"
            " (SELECT 1 FROM casework_delivery y WHERE y.notice_id = n.id))"
            " OR EXISTS (SELECT 1 FROM casework_remains r"
            " WHERE r.id = NEW.\"remains_id\" AND r.outcome = 'identified')"
            " OR EXISTS (SELECT 1 FROM casework_tracingrequest q"
            " WHERE q.id = NEW.\"request_id\" AND q.outcome = 'identified' AND NOT EXISTS"
            f' (SELECT 1 FROM {_STANDING} AND i.request_id = q.id AND i.id <> NEW."id")))',
        },
    ),
)

_WITHDRAWALS = (
    *_on_insert(
        "identificationwithdrawal",
        {
            "motion-of-another": "NOT EXISTS (SELECT 1 FROM casework_motion m"
            " JOIN casework_identification i ON i.remains_id = m.remains_id"
            " AND i.request_id = m.request_id AND i.recorded_at <= m.recorded_at"
            " WHERE m.id = NEW.\"motion_id\" AND m.matter = 'withdraw' AND m.ended_at IS NULL"
            ' AND i.id = NEW."identification_id" AND i.withdrawn_at IS NULL)',
            "not-signed-by-two": f"NOT ({_signed_by('signer_a')} AND {_signed_by('signer_b')})",
            "still-relied-on": "NOT EXISTS (SELECT 1 FROM casework_legalhold h"
            " JOIN casework_identification i ON i.remains_id = h.remains_id"
            ' WHERE i.id = NEW."identification_id" AND h.lifted_at IS NULL'
            f" AND h.because = '{WITHDRAWN_HOLD}')"
            " OR EXISTS (SELECT 1 FROM casework_bureaurecord b"
            ' WHERE b.identification_id = NEW."identification_id" AND b.recalled_at IS NULL)',
        },
    ),
)


def _outcomes(table: str, column: str) -> Iterator[Guard]:
    """Identified is what a standing identification makes, and what only its withdrawal ends."""
    standing = f'SELECT 1 FROM {_STANDING} AND i.{column} = NEW."id"'
    unwithdrawn = (
        f"{standing} AND NOT EXISTS (SELECT 1 FROM casework_identificationwithdrawal w"
        " WHERE w.identification_id = i.id)"
    )
    named = f"NEW.\"outcome\" = 'identified' AND NOT EXISTS ({standing})"
    yield from _on_insert(table, {"identified-by-nobody": named})
    yield from _on_update(
        table,
        {
            "identified-by-nobody": f"OLD.outcome <> 'identified' AND {named}",
            "identification-stands": "OLD.outcome = 'identified' AND NEW.\"outcome\" <> 'identified'"
            f" AND EXISTS ({unwithdrawn})",
        },
    )


_LEADS = (
    *_on_insert(
        "exclusion",
        {
            "excludes-identified": f"EXISTS (SELECT 1 FROM {_STANDING}"
            ' AND i.remains_id = NEW."remains_id" AND i.request_id = NEW."request_id")',
            "not-a-lead": f"NOT EXISTS (SELECT 1 FROM casework_candidate c WHERE {_SAME_PAIR})",
            "no-concurrence": 'NEW."concurrence_id" IS NOT NULL AND NOT EXISTS'
            " (SELECT 1 FROM casework_concurrence k JOIN casework_candidate c"
            f' ON c.id = k.candidate_id WHERE k.id = NEW."concurrence_id" AND {_SAME_PAIR}'
            " AND k.conclusion = 'exclusion')",
        },
    ),
    *_on_insert(
        "settlement",
        {
            "view-of-another": 'NEW."follows_id" IS NOT NULL AND NOT EXISTS'
            " (SELECT 1 FROM casework_comparison v JOIN casework_disagreement d"
            " ON d.candidate_id = v.candidate_id AND d.discipline = v.discipline"
            ' WHERE v.id = NEW."follows_id" AND d.id = NEW."disagreement_id")',
            "own-view": "EXISTS (SELECT 1 FROM casework_disagreement d"
            ' JOIN casework_comparison v ON v.id IN (d.first_id, d.second_id, NEW."follows_id")'
            ' WHERE d.id = NEW."disagreement_id" AND v.examiner_id = NEW."recorded_by_id")',
        },
    ),
)

_PAPERS = (
    *_on_insert(
        "bureaurecord",
        {
            # The unnamed as unnamed, the named by the name that stands.
            "record-of-another": 'NEW."identification_id" IS DISTINCT FROM'
            f' (SELECT i.id FROM {_STANDING} AND i.remains_id = NEW."remains_id")',
        },
    ),
    *_on_insert(
        "dossiercopy",
        {
            "copy-out-of-order": 'NEW."number" IS DISTINCT FROM'
            " (SELECT COALESCE(MAX(d.number), 0) + 1 FROM casework_dossiercopy d"
            ' WHERE d.remains_id = NEW."remains_id")',
        },
    ),
)

DECISIONS: tuple[Guard, ...] = (
    *_BOARD,
    *_RULES,
    *_MOTIONS,
    *_IDENTIFICATIONS,
    *_WITHDRAWALS,
    *_outcomes("remains", "remains_id"),
    *_outcomes("tracingrequest", "request_id"),
    *_LEADS,
    *_PAPERS,
)
