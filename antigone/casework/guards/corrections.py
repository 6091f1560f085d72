"""What was said before stays said, and nothing is corrected away on which others already rely."""

from antigone.casework.guard import Guard, rewritten

_CORRECTION, _REMAINS = "casework_correction", "casework_remains"
_ALIVE = "casework_aliveconfirmation"
_SEALED = ("former", "corrected", "because")
_WITH_HER_RECORD = (
    "EXISTS (SELECT 1 FROM casework_missingperson p WHERE p.request_id = OLD.request_id)"
)
_OTHERWISE = (
    '(NEW."kind" IS DISTINCT FROM OLD.kind OR NEW."part_of_id" IS DISTINCT FROM OLD.part_of_id)'
)
# The condition that the newest examination of death states.
_SIGNED = (
    "(SELECT e.condition FROM casework_examination e"
    " WHERE e.remains_id = NEW.\"id\" AND e.kind = 'death' AND e.condition <> 'not-examined'"
    " ORDER BY e.signed_at DESC LIMIT 1)"
)

_HISTORY = (
    Guard(
        code="correction-unsaid",
        table=_CORRECTION,
        event="INSERT",
        when=" OR ".join(f'NEW."{one}" IS NULL' for one in _SEALED),
    ),
    Guard(
        code="correction-rewritten",
        table=_CORRECTION,
        event="UPDATE",
        when=" OR ".join(f"({rewritten(one)})" for one in _SEALED),
    ),
    # What was said of somebody goes with her record, and not before.
    Guard(
        code="correction-emptied",
        table=_CORRECTION,
        event="UPDATE",
        when="("
        + " OR ".join(f'(OLD.{one} IS NOT NULL AND NEW."{one}" IS NULL)' for one in _SEALED)
        + f") AND (OLD.remains_id IS NOT NULL OR {_WITH_HER_RECORD})",
    ),
    Guard(code="word-unsaid", table=_ALIVE, event="INSERT", when='NEW."basis" IS NULL'),
    Guard(code="word-rewritten", table=_ALIVE, event="UPDATE", when=rewritten("basis")),
    Guard(
        code="word-emptied",
        table=_ALIVE,
        event="UPDATE",
        when=f'OLD.basis IS NOT NULL AND NEW."basis" IS NULL AND {_WITH_HER_RECORD}',
    ),
)

_RELIED_ON = (
    Guard(
        code="parts-rely-on-it",
        table=_REMAINS,
        event="UPDATE",
        when="NEW.\"kind\" = 'part' AND OLD.kind = 'body' AND EXISTS"
        ' (SELECT 1 FROM casework_remains p WHERE p.part_of_id = NEW."id")',
    ),
    Guard(
        code="named-as-it-is",
        table=_REMAINS,
        event="UPDATE",
        when=f"{_OTHERWISE} AND (EXISTS (SELECT 1 FROM casework_identification i"
        ' WHERE i.remains_id = NEW."id" AND i.withdrawn_at IS NULL)'
        " OR EXISTS (SELECT 1 FROM casework_motion m"
        ' WHERE m.remains_id = NEW."id" AND m.ended_at IS NULL))',
    ),
    # The other party's dead are told of through the bureau: not around it while a notice is under way.
    Guard(
        code="notice-under-way",
        table=_REMAINS,
        event="UPDATE",
        when='NEW."party" IS DISTINCT FROM OLD.party AND EXISTS (SELECT 1 FROM casework_notice n'
        " JOIN casework_identification i ON i.id = n.identification_id"
        ' WHERE i.remains_id = NEW."id" AND n.ended_at IS NULL'
        " AND n.kind IN ('identification', 'later-fragments') AND NOT EXISTS"
        " (SELECT 1 FROM casework_delivery y WHERE y.notice_id = n.id))",
    ),
    Guard(
        code="handed-on",
        table=_REMAINS,
        event="UPDATE",
        when="NEW.\"custody\" <> 'held' AND OLD.custody = 'held' AND ("
        + " OR ".join(
            f'EXISTS (SELECT 1 FROM casework_{one} h WHERE h.remains_id = NEW."id")'
            for one in ("custodyevent", "interment", "viewing", "release")
        )
        + ")",
    ),
    Guard(
        code="condition-signed",
        table=_REMAINS,
        event="UPDATE",
        when=f'NEW."condition" IS DISTINCT FROM OLD.condition AND NEW."condition" <> {_SIGNED}',
    ),
)

CORRECTIONS: tuple[Guard, ...] = (*_HISTORY, *_RELIED_ON)
