"""The six lines, as far as the tables of intake and of the search reach."""

from antigone.casework.guard import Guard

# An end that is not reached: of a legal basis, of a permission.
_LASTS = "(p.valid_until IS NULL OR p.valid_until >= CURRENT_DATE)"
PERMITTED = (
    'SELECT 1 FROM casework_permission p WHERE p.request_id = NEW."request_id"'
    f" AND p.withdrawn_at IS NULL AND {_LASTS}"
)
BASED = (
    'SELECT 1 FROM casework_legalbasis p WHERE p.request_id = NEW."request_id"'
    f" AND p.ended_at IS NULL AND {_LASTS}"
)

DEATH = (
    "SELECT 1 FROM casework_examination e"
    " WHERE e.remains_id = NEW.\"remains_id\" AND e.kind = 'death'"
)

# Line 1: no face enters without somebody who may give it.
LINE_1 = (
    Guard(
        code="no-permission",
        table="casework_referencephotograph",
        event="INSERT",
        when=f"NOT EXISTS ({PERMITTED})",
    ),
    Guard(
        code="no-legal-basis",
        table="casework_referencephotograph",
        event="INSERT",
        when=f"NOT EXISTS ({BASED})",
    ),
    Guard(
        code="no-remains",
        table="casework_postmortemphotograph",
        event="INSERT",
        when='NOT EXISTS (SELECT 1 FROM casework_remains r WHERE r.id = NEW."remains_id")',
    ),
    Guard(
        code="permission-in-use",
        table="casework_permission",
        event="DELETE",
        when="EXISTS (SELECT 1 FROM casework_referencephotograph f"
        " WHERE f.request_id = OLD.request_id)",
    ),
    Guard(
        code="legal-basis-in-use",
        table="casework_legalbasis",
        event="DELETE",
        when="EXISTS (SELECT 1 FROM casework_referencephotograph f"
        " WHERE f.request_id = OLD.request_id)",
    ),
)

# Line 2: only the dead are searched for, and only the face that is meant.
LINE_2 = (
    Guard(
        code="no-death-examination",
        table="casework_search",
        event="INSERT",
        when=f"NOT EXISTS ({DEATH})",
    ),
    Guard(
        code="searcher-signed-death",
        table="casework_search",
        event="INSERT",
        when=f"EXISTS ({DEATH}) AND NOT EXISTS"
        f' ({DEATH} AND e.signed_by_id IS DISTINCT FROM NEW."searched_by_id")',
    ),
    Guard(
        code="no-legible-code",
        table="casework_search",
        event="INSERT",
        when="NOT EXISTS (SELECT 1 FROM casework_postmortemphotograph f"
        ' WHERE f.remains_id = NEW."remains_id" AND f.code_legible = TRUE)',
    ),
    Guard(
        code="probe-of-another",
        table="casework_probe",
        event="INSERT",
        when="NOT EXISTS (SELECT 1 FROM casework_template t, casework_search s"
        ' WHERE t.id = NEW."template_id" AND s.id = NEW."search_id"'
        " AND t.side = 'remains' AND t.remains_id = s.remains_id)",
    ),
    Guard(
        code="candidate-of-another",
        table="casework_candidate",
        event="INSERT",
        when='NEW."search_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM casework_search s'
        ' WHERE s.id = NEW."search_id" AND s.remains_id = NEW."remains_id")',
    ),
    Guard(
        code="second-marked-face",
        table="casework_markedface",
        event="INSERT",
        when="EXISTS (SELECT 1 FROM casework_markedface f WHERE f.ended_at IS NULL"
        ' AND (f.reference_id = NEW."reference_id" OR f.post_mortem_id = NEW."post_mortem_id"))',
    ),
    Guard(
        code="confirmed-in-one-stroke",
        table="casework_markedface",
        event="INSERT",
        when='NEW."confirmed_by_id" IS NOT NULL',
    ),
    Guard(
        code="face-in-use",
        table="casework_markedface",
        event="UPDATE",
        when='NEW."ended_at" IS NOT NULL AND EXISTS'
        ' (SELECT 1 FROM casework_template t WHERE t.face_id = NEW."id")',
    ),
    Guard(
        code="face-not-marked",
        table="casework_template",
        event="INSERT",
        when='NOT EXISTS (SELECT 1 FROM casework_markedface f WHERE f.id = NEW."face_id"'
        ' AND f.side = NEW."side" AND f.ended_at IS NULL)',
    ),
    Guard(
        code="face-not-confirmed",
        table="casework_template",
        event="INSERT",
        when="NEW.\"side\" = 'remains' AND NOT EXISTS (SELECT 1 FROM casework_markedface f"
        ' WHERE f.id = NEW."face_id" AND f.confirmed_by_id IS NOT NULL'
        " AND f.confirmed_by_id IS DISTINCT FROM f.marked_by_id)",
    ),
    Guard(
        code="face-of-another",
        table="casework_template",
        event="INSERT",
        when="NOT EXISTS (SELECT 1 FROM casework_markedface f"
        " LEFT JOIN casework_referencephotograph r ON r.id = f.reference_id"
        " LEFT JOIN casework_postmortemphotograph p ON p.id = f.post_mortem_id"
        ' WHERE f.id = NEW."face_id" AND r.request_id IS NOT DISTINCT FROM NEW."request_id"'
        ' AND p.remains_id IS NOT DISTINCT FROM NEW."remains_id")',
    ),
    Guard(
        code="no-biometric-permission",
        table="casework_template",
        event="INSERT",
        when="NEW.\"side\" = 'reference' AND NOT EXISTS"
        f" ({PERMITTED} AND p.biometrics = TRUE AND p.scope = 'identify')",
    ),
    Guard(
        code="no-legal-basis",
        table="casework_template",
        event="INSERT",
        when=f"NEW.\"side\" = 'reference' AND NOT EXISTS ({BASED})",
    ),
    *(
        Guard(
            code="vector-without-template",
            table="casework_galleryrow",
            event=event,
            when='NEW."place_id" IS NOT NULL AND NOT EXISTS'
            ' (SELECT 1 FROM casework_template t WHERE t.id = NEW."template_id")',
        )
        for event in ("INSERT", "UPDATE")
    ),
    # The dead are never searched, and the missing never searched with.
    *(
        Guard(
            code="vector-in-other-gallery",
            table="casework_galleryrow",
            event=event,
            when='NEW."place_id" IS NOT NULL AND EXISTS (SELECT 1 FROM casework_template t'
            ' WHERE t.id = NEW."template_id" AND NEW."gallery_id" <>'
            " CASE t.side WHEN 'reference' THEN 'references/' ELSE 'remains/' END || t.engine)",
        )
        for event in ("INSERT", "UPDATE")
    ),
    Guard(
        code="template-in-gallery",
        table="casework_template",
        event="DELETE",
        when="EXISTS (SELECT 1 FROM casework_galleryrow g"
        " WHERE g.template_id = OLD.id AND g.place_id IS NOT NULL)",
    ),
)

# What was found of the dead, and of the living by two, is not unsaid by one.
KEPT = (
    *(
        Guard(code="dead-kept", table=table, event="DELETE", when="OLD.side = 'remains'")
        for table in (
            "casework_reading",
            "casework_markedface",
            "casework_notshown",
            "casework_template",
        )
    ),
    Guard(code="append-only", table="casework_notshown", event="UPDATE"),
    *(
        Guard(
            code="key-brought-back",
            table=table,
            event="UPDATE",
            when='OLD.wrapped_key IS NULL AND NEW."wrapped_key" IS NOT NULL',
        )
        for table in ("casework_referencephotograph", "casework_postmortemphotograph")
    ),
    Guard(
        code="found-alive-by-one",
        table="casework_tracingrequest",
        event="INSERT",
        when="NEW.\"outcome\" = 'found-alive'",
    ),
    Guard(
        code="found-alive-by-one",
        table="casework_tracingrequest",
        event="UPDATE",
        when="NEW.\"outcome\" = 'found-alive' AND 2 > (SELECT COUNT(DISTINCT a.recorded_by_id)"
        ' FROM casework_aliveconfirmation a WHERE a.request_id = NEW."id")',
    ),
)
