"""Videos: nothing comes in without somebody who may give it, and nothing but the chosen face goes on."""

from antigone.casework.guard import Guard
from antigone.casework.guards.lines import BASED, PERMITTED

_OF_THE_DEAD = (
    "EXISTS (SELECT 1 FROM casework_recording r WHERE r.id = OLD.recording_id"
    " AND r.side = 'remains')"
)
_CHOSEN = (
    "SELECT 1 FROM casework_trackchoice c WHERE c.ended_at IS NULL AND c.track IS NOT NULL"
    ' AND c.taken_at IS NULL AND c.recording_id = NEW."recording_id"'
)


def _frame_of_nobody(table: str, column: str) -> str:
    """Say whether a mark is set in a frame without the choice for which it came in, or comes now."""
    return (
        f'EXISTS (SELECT 1 FROM {table} p WHERE p.id = NEW."{column}"'
        " AND p.recording_id IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM casework_trackchoice c WHERE c.recording_id = p.recording_id"
        " AND c.ended_at IS NULL AND c.track IS NOT NULL AND (c.taken_at IS NULL OR EXISTS"
        f" (SELECT 1 FROM casework_markedface m WHERE m.{column} = p.id"
        " AND m.recorded_at >= c.recorded_at))))"
    )


RECORDINGS = (
    Guard(
        code="no-permission",
        table="casework_recording",
        event="INSERT",
        when=f'NEW."request_id" IS NOT NULL AND NOT EXISTS ({PERMITTED})',
    ),
    Guard(
        code="no-legal-basis",
        table="casework_recording",
        event="INSERT",
        when=f'NEW."request_id" IS NOT NULL AND NOT EXISTS ({BASED})',
    ),
    *(
        Guard(
            code=f"{what}-in-use-by-recording",
            table=table,
            event="DELETE",
            when="EXISTS (SELECT 1 FROM casework_recording r WHERE r.request_id = OLD.request_id)",
        )
        for what, table in (
            ("permission", "casework_permission"),
            ("legal-basis", "casework_legalbasis"),
        )
    ),
    # A frame belongs to the case of its recording, and comes in for the face that was chosen alone.
    *(
        Guard(
            code="frame-of-another",
            table=table,
            event="INSERT",
            when='NEW."recording_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM casework_recording r'
            ' WHERE r.id = NEW."recording_id" AND r.wrapped_key IS NOT NULL'
            f' AND r.{case}_id = NEW."{case}_id")',
        )
        for table, case in (
            ("casework_referencephotograph", "request"),
            ("casework_postmortemphotograph", "remains"),
        )
    ),
    *(
        Guard(
            code="frame-not-chosen",
            table=table,
            event="INSERT",
            when=f'NEW."recording_id" IS NOT NULL AND NOT EXISTS ({_CHOSEN})',
        )
        for table in ("casework_referencephotograph", "casework_postmortemphotograph")
    ),
    Guard(
        code="frame-not-chosen",
        table="casework_markedface",
        event="INSERT",
        when=f"{_frame_of_nobody('casework_referencephotograph', 'reference_id')}"
        f" OR {_frame_of_nobody('casework_postmortemphotograph', 'post_mortem_id')}",
    ),
    *(
        Guard(
            code="reading-of-another",
            table=table,
            event="INSERT",
            when="NOT EXISTS (SELECT 1 FROM casework_recordingreading r"
            ' WHERE r.id = NEW."reading_id" AND r.recording_id = NEW."recording_id")',
        )
        for table in ("casework_tracksheet", "casework_trackchoice")
    ),
    Guard(code="append-only", table="casework_recordingreading", event="UPDATE"),
    Guard(
        code="dead-kept",
        table="casework_recording",
        event="DELETE",
        when="OLD.side = 'remains'",
    ),
    *(
        Guard(code="dead-kept", table=table, event="DELETE", when=_OF_THE_DEAD)
        for table in (
            "casework_recordingreading",
            "casework_tracksheet",
            "casework_trackchoice",
        )
    ),
    *(
        Guard(
            code="key-brought-back",
            table=table,
            event="UPDATE",
            when='OLD.wrapped_key IS NULL AND NEW."wrapped_key" IS NOT NULL',
        )
        for table in ("casework_recording", "casework_tracksheet")
    ),
)
