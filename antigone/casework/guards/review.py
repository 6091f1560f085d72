"""What two examiners of one discipline may see and say, and when."""

from antigone.casework.guard import Guard, rewritten


def _recorded_the_body(remains: str, examiner: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM casework_remains b WHERE b.id = {remains}"
        f" AND b.recorded_by_id = {examiner})"
    )


def _knows(remains: str, examiner: str) -> str:
    """Somebody searched from the body, proposed or weighed a candidate, or looked at the list."""
    return (
        f"(EXISTS (SELECT 1 FROM casework_search s WHERE s.remains_id = {remains}"
        f" AND s.searched_by_id = {examiner})"
        f" OR EXISTS (SELECT 1 FROM casework_unblinding u WHERE u.remains_id = {remains}"
        f" AND u.recorded_by_id = {examiner})"
        f" OR EXISTS (SELECT 1 FROM casework_candidate k WHERE k.remains_id = {remains}"
        f" AND k.recorded_by_id = {examiner})"
        " OR EXISTS (SELECT 1 FROM casework_finding f"
        " JOIN casework_candidate k ON k.id = f.candidate_id"
        f" WHERE k.remains_id = {remains} AND f.recorded_by_id = {examiner}))"
    )


def _took_in(candidate: str, examiner: str) -> str:
    """Somebody opened the request of a candidate, or received a photograph or a video of hers."""
    return (
        "EXISTS (SELECT 1 FROM casework_candidate k"
        " JOIN casework_tracingrequest q ON q.id = k.request_id"
        f" WHERE k.id = {candidate} AND (q.recorded_by_id = {examiner} OR EXISTS"
        " (SELECT 1 FROM casework_referencephotograph p WHERE p.request_id = q.id"
        f" AND p.recorded_by_id = {examiner}) OR EXISTS"
        " (SELECT 1 FROM casework_recording v WHERE v.request_id = q.id"
        f" AND v.recorded_by_id = {examiner})))"
    )


def _no_examiner(examiner: str) -> str:
    """Somebody holds no grant of the discipline, in this operation and at this time."""
    return (
        "NOT EXISTS (SELECT 1 FROM access_grant g"
        f" WHERE g.account_id = {examiner} AND g.role = 'examiner'"
        ' AND g.discipline = NEW."discipline" AND g.operation_id = NEW."operation_id"'
        ' AND g.valid_from <= NEW."recorded_at"'
        ' AND (g.valid_until IS NULL OR g.valid_until > NEW."recorded_at"))'
    )


# What belongs to the row of pairs that a new pair, or a new comparison, stands in.
_ROUND = '(SELECT r.{} FROM casework_round r WHERE r.id = NEW."round_id")'
_OF_PAIR = (
    "(SELECT r.{} FROM casework_round r JOIN casework_pair p ON p.round_id = r.id"
    ' WHERE p.id = NEW."pair_id")'
)
_ME = 'NEW."examiner_id"'

_ANALYSES = (
    Guard(
        code="recorded-the-body",
        table="casework_analysis",
        event="INSERT",
        when=_recorded_the_body('NEW."remains_id"', _ME),
    ),
    Guard(
        code="knows-the-candidates",
        table="casework_analysis",
        event="INSERT",
        when=_knows('NEW."remains_id"', _ME),
    ),
    Guard(
        code="no-examiner-of-it",
        table="casework_analysis",
        event="INSERT",
        when='NEW."packet_id" IS NULL AND ' + _no_examiner(_ME),
    ),
)

_ROUNDS = (
    Guard(
        code="recorded-the-body",
        table="casework_round",
        event="INSERT",
        when=_recorded_the_body('NEW."remains_id"', _ME),
    ),
    Guard(
        code="knows-the-candidates",
        table="casework_round",
        event="INSERT",
        when='NEW."packet_id" IS NULL AND ' + _knows('NEW."remains_id"', _ME),
    ),
    Guard(
        code="no-examiner-of-it",
        table="casework_round",
        event="INSERT",
        when='NEW."packet_id" IS NULL AND ' + _no_examiner(_ME),
    ),
    # Whoever comes by herself has looked at the body alone before.
    Guard(
        code="no-analysis",
        table="casework_round",
        event="INSERT",
        when='NEW."drawn" = FALSE AND NEW."packet_id" IS NULL AND NOT EXISTS'
        ' (SELECT 1 FROM casework_analysis a WHERE a.remains_id = NEW."remains_id"'
        f' AND a.examiner_id = {_ME} AND a.discipline = NEW."discipline")',
    ),
    Guard(
        code="ended-at-once",
        table="casework_round",
        event="INSERT",
        when='NEW."ended_at" IS NOT NULL',
    ),
    Guard(
        code="end-rewritten",
        table="casework_round",
        event="UPDATE",
        when='OLD.ended_at IS NOT NULL AND NEW."ended_because" IS DISTINCT FROM OLD.ended_because',
    ),
)

_PAIRS = (
    Guard(
        code="round-ended",
        table="casework_pair",
        event="INSERT",
        when=f"{_ROUND.format('ended_at')} IS NOT NULL",
    ),
    Guard(
        code="pair-of-another-body",
        table="casework_pair",
        event="INSERT",
        when='NEW."candidate_id" IS NOT NULL AND (SELECT k.remains_id FROM casework_candidate k'
        f' WHERE k.id = NEW."candidate_id") IS DISTINCT FROM {_ROUND.format("remains_id")}',
    ),
    Guard(
        code="pair-of-own-request",
        table="casework_pair",
        event="INSERT",
        when=_took_in('NEW."candidate_id"', _ROUND.format("examiner_id")),
    ),
    # The examiners of a candidate are as many as the views of her.
    Guard(
        code="examined-twice",
        table="casework_pair",
        event="INSERT",
        when='NEW."candidate_id" IS NOT NULL AND EXISTS (SELECT 1 FROM casework_pair p'
        " JOIN casework_round r ON r.id = p.round_id"
        ' WHERE p.candidate_id = NEW."candidate_id"'
        f" AND r.examiner_id = {_ROUND.format('examiner_id')}"
        f" AND r.discipline = {_ROUND.format('discipline')})",
    ),
    Guard(
        code="face-of-another",
        table="casework_pair",
        event="INSERT",
        when='NEW."post_mortem_id" IS NOT NULL AND NOT EXISTS'
        ' (SELECT 1 FROM casework_postmortemphotograph f WHERE f.id = NEW."post_mortem_id"'
        f" AND f.remains_id = {_ROUND.format('remains_id')})",
    ),
    Guard(
        code="reference-of-another",
        table="casework_pair",
        event="INSERT",
        when='NEW."reference_id" IS NOT NULL AND NOT EXISTS'
        " (SELECT 1 FROM casework_referencephotograph f JOIN casework_candidate k"
        ' ON k.request_id = f.request_id WHERE f.id = NEW."reference_id"'
        ' AND k.id = NEW."candidate_id")',
    ),
)

_COMPARISONS = (
    Guard(
        code="round-ended",
        table="casework_comparison",
        event="INSERT",
        when=f"{_OF_PAIR.format('ended_at')} IS NOT NULL",
    ),
    Guard(
        code="not-her-round",
        table="casework_comparison",
        event="INSERT",
        when=f"{_ME} IS DISTINCT FROM {_OF_PAIR.format('examiner_id')}"
        f' OR NEW."discipline" IS DISTINCT FROM {_OF_PAIR.format("discipline")}'
        f' OR NEW."packet_id" IS DISTINCT FROM {_OF_PAIR.format("packet_id")}'
        ' OR NEW."candidate_id" IS DISTINCT FROM'
        ' (SELECT p.candidate_id FROM casework_pair p WHERE p.id = NEW."pair_id")',
    ),
    Guard(
        code="no-analysis",
        table="casework_comparison",
        event="INSERT",
        when='NEW."packet_id" IS NULL AND NOT EXISTS (SELECT 1 FROM casework_analysis a'
        f" WHERE a.remains_id = {_OF_PAIR.format('remains_id')} AND a.examiner_id = {_ME}"
        ' AND a.discipline = NEW."discipline" AND a.recorded_at <= NEW."recorded_at")',
    ),
    Guard(
        code="recorded-the-body",
        table="casework_comparison",
        event="INSERT",
        when=_recorded_the_body(_OF_PAIR.format("remains_id"), _ME),
    ),
    Guard(
        code="knows-the-candidates",
        table="casework_comparison",
        event="INSERT",
        when='NEW."packet_id" IS NULL AND ' + _knows(_OF_PAIR.format("remains_id"), _ME),
    ),
    Guard(
        code="comparison-of-own-request",
        table="casework_comparison",
        event="INSERT",
        when=_took_in('NEW."candidate_id"', _ME),
    ),
    Guard(
        code="no-examiner-of-it",
        table="casework_comparison",
        event="INSERT",
        when='NEW."packet_id" IS NULL AND ' + _no_examiner(_ME),
    ),
    Guard(
        code="examined-twice",
        table="casework_comparison",
        event="INSERT",
        when='NEW."candidate_id" IS NOT NULL AND EXISTS (SELECT 1 FROM casework_comparison c'
        f' WHERE c.candidate_id = NEW."candidate_id" AND c.examiner_id = {_ME}'
        ' AND c.discipline = NEW."discipline")',
    ),
    # Emptied with what the family gave, sealed anew under a newer key; never written again.
    Guard(
        code="view-rewritten",
        table="casework_comparison",
        event="UPDATE",
        when=rewritten("details"),
    ),
)

_REMARKS = (
    Guard(
        code="remark-on-anothers-view",
        table="casework_remark",
        event="INSERT",
        when='NEW."recorded_by_id" IS DISTINCT FROM (SELECT c.examiner_id'
        ' FROM casework_comparison c WHERE c.id = NEW."comparison_id")',
    ),
    Guard(
        code="remark-rewritten",
        table="casework_remark",
        event="UPDATE",
        when=rewritten("text"),
    ),
)

_TWO_VIEWS = (
    "SELECT 1 FROM casework_comparison a JOIN casework_comparison b"
    ' ON a.id = NEW."first_id" AND b.id = NEW."second_id"'
    " JOIN casework_pair p ON p.id = a.pair_id JOIN casework_pair q ON q.id = b.pair_id"
    ' WHERE a.candidate_id = NEW."candidate_id" AND b.candidate_id = NEW."candidate_id"'
    ' AND a.discipline = NEW."discipline" AND b.discipline = NEW."discipline"'
    " AND a.examiner_id <> b.examiner_id AND p.round_id <> q.round_id"
)

_AGREEMENTS = (
    Guard(
        code="views-do-not-concur",
        table="casework_concurrence",
        event="INSERT",
        when=f"NOT EXISTS ({_TWO_VIEWS}"
        ' AND a.conclusion = NEW."conclusion" AND b.conclusion = NEW."conclusion"'
        ' AND a.examiner_id = NEW."examiner_a_id" AND b.examiner_id = NEW."examiner_b_id")',
    ),
    Guard(
        code="views-do-not-differ",
        table="casework_disagreement",
        event="INSERT",
        when=f"NOT EXISTS ({_TWO_VIEWS} AND a.conclusion <> b.conclusion)"
        " OR EXISTS (SELECT 1 FROM casework_concurrence c"
        ' WHERE c.candidate_id = NEW."candidate_id" AND c.discipline = NEW."discipline")',
    ),
)

REVIEW: tuple[Guard, ...] = (
    *(*_ANALYSES, *_ROUNDS, *_PAIRS, *_COMPARISONS, *_REMARKS, *_AGREEMENTS),
)
