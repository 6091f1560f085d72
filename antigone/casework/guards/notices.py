"""No message about the dead leaves but for one who may hear it, in words that two have read."""

from antigone.casework.guard import Guard

_NOTICE = "casework_notice"
_TELLS = "NEW.\"kind\" IN ('identification', 'later-fragments')"
_HERS = 'NEW."relative_id"'
_CHANNELS = "('bureau', 'central-tracing-agency')"


def _newest_wishes(relative: str) -> str:
    """The id of the wishes that hold for a relative."""
    return (
        f"(SELECT w.id FROM casework_wishes w WHERE w.relative_id = {relative}"
        " ORDER BY w.number DESC LIMIT 1)"
    )


def _renewed(relative: str) -> str:
    """A later interview stands beside this row."""
    return (
        "EXISTS (SELECT 1 FROM casework_relative known, casework_relative later"
        f" WHERE known.id = {relative} AND later.person = known.person"
        " AND later.number > known.number)"
    )


# A notice whose grounds hold: it was not ended, its identification stands, her word is the newest.
_IN_FORCE = (
    "n.ended_at IS NULL"
    " AND (n.kind NOT IN ('identification', 'later-fragments') OR EXISTS"
    " (SELECT 1 FROM casework_identification i"
    " WHERE i.id = n.identification_id AND i.withdrawn_at IS NULL))"
    f" AND (n.relative_id IS NULL OR (n.wishes_id = {_newest_wishes('n.relative_id')}"
    f" AND NOT {_renewed('n.relative_id')}))"
)


def _wishes(condition: str) -> str:
    """Her wishes, where the notice is for a relative, are such."""
    return (
        'NEW."wishes_id" IS NOT NULL AND EXISTS (SELECT 1 FROM casework_wishes w'
        f' WHERE w.id = NEW."wishes_id" AND {condition})'
    )


_RECIPIENTS = (
    Guard(
        code="relative-of-another-request",
        table=_NOTICE,
        event="INSERT",
        when='NEW."relative_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM casework_relative r'
        ' WHERE r.id = NEW."relative_id" AND r.request_id = NEW."request_id")',
    ),
    Guard(
        code="relative-renewed",
        table=_NOTICE,
        event="INSERT",
        when='NEW."kind" <> \'correction\' AND NEW."relative_id" IS NOT NULL'
        f" AND {_renewed(_HERS)}",
    ),
    Guard(
        code="contact-not-given",
        table=_NOTICE,
        event="INSERT",
        when='NEW."relative_id" IS NOT NULL AND EXISTS (SELECT 1 FROM casework_relative r'
        ' WHERE r.id = NEW."relative_id" AND r.contact_source NOT IN'
        " ('relative-interview', 'guardian', 'national-society', 'civil-registry'))",
    ),
    Guard(
        code="other-wishes",
        table=_NOTICE,
        event="INSERT",
        when='NEW."relative_id" IS NOT NULL AND NEW."wishes_id" IS DISTINCT FROM'
        f" {_newest_wishes(_HERS)}",
    ),
    Guard(
        code="wishes-not-to-be-told",
        table=_NOTICE,
        event="INSERT",
        when=f"NEW.\"kind\" <> 'correction' AND {_wishes('w.wishes_to_be_told = FALSE')}",
    ),
    Guard(
        code="no-later-fragments-wished",
        table=_NOTICE,
        event="INSERT",
        when=f"NEW.\"kind\" = 'later-fragments' AND {_wishes('w.told_of_later_fragments = FALSE')}",
    ),
    # What is told of other remains of a person is told of fragments, whatever it is called.
    Guard(
        code="fragments-told-as-first",
        table=_NOTICE,
        event="INSERT",
        when='NEW."kind" = \'identification\' AND NEW."relative_id" IS NOT NULL AND EXISTS'
        " (SELECT 1 FROM casework_notice n"
        " JOIN casework_relative r ON r.id = n.relative_id"
        " JOIN casework_identification i ON i.id = n.identification_id"
        " JOIN casework_relative h ON h.person = r.person"
        " WHERE h.id = NEW.\"relative_id\" AND n.kind = 'identification' AND n.ended_at IS NULL"
        ' AND i.withdrawn_at IS NULL AND i.id <> NEW."identification_id")',
    ),
    Guard(
        code="other-way",
        table=_NOTICE,
        event="INSERT",
        when="NEW.\"kind\" <> 'correction' AND "
        + _wishes(
            'NEW."way" <> CASE WHEN w.contact_from_abroad_endangers = TRUE'
            " THEN 'bureau' ELSE w.way END"
        ),
    ),
    Guard(
        code="bureau-only",
        table=_NOTICE,
        event="INSERT",
        when='NEW."kind" <> \'correction\' AND NEW."relative_id" IS NULL'
        f' AND NEW."recipient" NOT IN {_CHANNELS} AND EXISTS'
        " (SELECT 1 FROM casework_relative r JOIN casework_wishes w ON w.relative_id = r.id"
        ' WHERE r.request_id = NEW."request_id" AND w.contact_from_abroad_endangers = TRUE'
        f" AND w.id = {_newest_wishes('r.id')} AND NOT {_renewed('r.id')})",
    ),
    # The other party's dead, unless a relative who herself opened the request wished otherwise.
    Guard(
        code="channel-only",
        table=_NOTICE,
        event="INSERT",
        when=f'{_TELLS} AND NEW."recipient" NOT IN {_CHANNELS} AND EXISTS'
        " (SELECT 1 FROM casework_identification i JOIN casework_remains d ON d.id = i.remains_id"
        " WHERE i.id = NEW.\"identification_id\" AND d.party = 'adverse')"
        " AND NOT EXISTS (SELECT 1 FROM casework_relative r"
        " JOIN casework_tracingrequest q ON q.id = r.request_id"
        " JOIN casework_enquirer e ON e.id = q.enquirer_id AND e.id = r.enquirer_id"
        ' JOIN casework_wishes w ON w.relative_id = r.id AND w.id = NEW."wishes_id"'
        " WHERE r.id = NEW.\"relative_id\" AND e.kind IN ('relative', 'herself')"
        " AND w.direct_contact = TRUE)",
    ),
)

_MATTERS = (
    Guard(
        code="not-identified",
        table=_NOTICE,
        event="INSERT",
        when=f"{_TELLS} AND NOT EXISTS (SELECT 1 FROM casework_identification i"
        ' WHERE i.id = NEW."identification_id" AND i.request_id = NEW."request_id"'
        " AND i.withdrawn_at IS NULL)",
    ),
    Guard(
        code="nothing-to-correct",
        table=_NOTICE,
        event="INSERT",
        when="NEW.\"kind\" = 'correction' AND (NEW.\"way\" NOT IN ('visit', 'bureau') OR NOT EXISTS"
        " (SELECT 1 FROM casework_identificationwithdrawal x"
        " JOIN casework_identification i ON i.id = x.identification_id"
        ' WHERE x.id = NEW."withdrawal_id" AND i.id = NEW."identification_id"'
        ' AND i.request_id = NEW."request_id"))',
    ),
    # A correction goes to whoever was told, and tells nobody else that there was something to tell.
    Guard(
        code="not-told-yet",
        table=_NOTICE,
        event="INSERT",
        when="NEW.\"kind\" = 'correction' AND NOT EXISTS (SELECT 1 FROM casework_notice n"
        " JOIN casework_attempt a ON a.notice_id = n.id"
        " LEFT JOIN casework_relative r ON r.id = n.relative_id"
        ' LEFT JOIN casework_relative h ON h.id = NEW."relative_id"'
        " WHERE n.kind IN ('identification', 'later-fragments')"
        ' AND n.identification_id = NEW."identification_id" AND n.recipient = NEW."recipient"'
        ' AND n.authority = NEW."authority" AND r.person IS NOT DISTINCT FROM h.person)',
    ),
    Guard(
        code="may-hear-nothing",
        table=_NOTICE,
        event="INSERT",
        when='NEW."kind" = \'found-alive\' AND (NEW."relative_id" IS NULL OR NOT EXISTS'
        ' (SELECT 1 FROM casework_tracingrequest q WHERE q.id = NEW."request_id"'
        " AND q.outcome = 'found-alive') OR EXISTS (SELECT 1 FROM casework_aliveconfirmation a"
        " WHERE a.request_id = NEW.\"request_id\" AND a.family_may_hear = 'nothing'))",
    ),
    Guard(
        code="end-rewritten",
        table=_NOTICE,
        event="UPDATE",
        when='OLD.ended_at IS NOT NULL AND NEW."ended_because" IS DISTINCT FROM OLD.ended_because',
    ),
    Guard(
        code="letter-rewritten",
        table=_NOTICE,
        event="UPDATE",
        when='OLD.letter IS NULL AND NEW."letter" IS NOT NULL',
    ),
    Guard(
        code="person-of-another-request",
        table="casework_relative",
        event="INSERT",
        when="EXISTS (SELECT 1 FROM casework_relative r"
        ' WHERE r.person = NEW."person" AND r.request_id <> NEW."request_id")',
    ),
)

_STEPS = (
    # Who prepared it, and what is read, are taken from the notice and from nowhere else.
    Guard(
        code="letter-changed",
        table="casework_approval",
        event="INSERT",
        when='NOT EXISTS (SELECT 1 FROM casework_notice n WHERE n.id = NEW."notice_id"'
        ' AND n.digest = NEW."digest" AND n.recorded_by_id = NEW."prepared_by_id")',
    ),
    Guard(
        code="notice-ended",
        table="casework_approval",
        event="INSERT",
        when='NOT EXISTS (SELECT 1 FROM casework_notice n WHERE n.id = NEW."notice_id"'
        f" AND {_IN_FORCE})",
    ),
    Guard(
        code="notice-not-approved",
        table="casework_attempt",
        event="INSERT",
        when='NOT EXISTS (SELECT 1 FROM casework_approval a WHERE a.id = NEW."approval_id"'
        ' AND a.notice_id = NEW."notice_id")',
    ),
    # What became of an e-mail that set out is recorded whatever happened meanwhile.
    Guard(
        code="notice-ended",
        table="casework_attempt",
        event="INSERT",
        when='NEW."completes_id" IS NULL AND NOT EXISTS (SELECT 1 FROM casework_notice n'
        f' WHERE n.id = NEW."notice_id" AND {_IN_FORCE})',
    ),
    Guard(
        code="completes-another",
        table="casework_attempt",
        event="INSERT",
        when='NEW."completes_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM casework_attempt a'
        ' WHERE a.id = NEW."completes_id" AND a.notice_id = NEW."notice_id"'
        " AND a.outcome = 'under-way')",
    ),
    Guard(
        code="other-way",
        table="casework_attempt",
        event="INSERT",
        when='NOT EXISTS (SELECT 1 FROM casework_notice n WHERE n.id = NEW."notice_id"'
        ' AND n.way = NEW."way")',
    ),
    Guard(
        code="no-voicemail",
        table="casework_attempt",
        event="INSERT",
        when="NEW.\"outcome\" = 'message-left' AND NOT EXISTS (SELECT 1 FROM casework_notice n"
        ' JOIN casework_wishes w ON w.id = n.wishes_id WHERE n.id = NEW."notice_id"'
        " AND w.no_voicemail = FALSE)",
    ),
    Guard(
        code="nobody-reached",
        table="casework_delivery",
        event="INSERT",
        when='NOT EXISTS (SELECT 1 FROM casework_attempt a WHERE a.id = NEW."attempt_id"'
        " AND a.notice_id = NEW.\"notice_id\" AND a.outcome IN ('reached', 'sent'))",
    ),
)

NOTICES: tuple[Guard, ...] = (*_RECIPIENTS, *_MATTERS, *_STEPS)
