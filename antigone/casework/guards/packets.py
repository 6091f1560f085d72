"""What leaves in a blind packet, who lets it go, and what may come back of it."""

from antigone.casework.guard import Guard, rewritten

# The packet that a new row names.
_PACKET = 'SELECT 1 FROM casework_blindpacket b WHERE b.id = NEW."packet_id"'
_OUT = f"{_PACKET} AND b.released_at IS NOT NULL AND b.recalled_at IS NULL"


def _of_a_packet(account: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM casework_round r"
        f" WHERE r.examiner_id = {account} AND r.packet_id IS NOT NULL)"
    )


_SENT = (
    Guard(
        code="released-at-once",
        table="casework_blindpacket",
        event="INSERT",
        when='NEW."released_at" IS NOT NULL OR NEW."recalled_at" IS NOT NULL',
    ),
    Guard(
        code="released-when-recalled",
        table="casework_blindpacket",
        event="UPDATE",
        when='NEW."released_at" IS DISTINCT FROM OLD.released_at AND OLD.recalled_at IS NOT NULL',
    ),
    Guard(
        code="packet-of-another-body",
        table="casework_round",
        event="INSERT",
        when=f'NEW."packet_id" IS NOT NULL AND NOT EXISTS ({_PACKET}'
        ' AND b.remains_id = NEW."remains_id" AND b.discipline = NEW."discipline"'
        " AND b.released_at IS NULL AND b.recalled_at IS NULL)",
    ),
    Guard(
        code="second-round-of-packet",
        table="casework_round",
        event="INSERT",
        when='NEW."packet_id" IS NOT NULL AND EXISTS'
        ' (SELECT 1 FROM casework_round r WHERE r.packet_id = NEW."packet_id")',
    ),
    # The first view is given by somebody who has the body before her.
    Guard(
        code="first-view-by-packet",
        table="casework_round",
        event="INSERT",
        when='NEW."packet_id" IS NOT NULL AND NEW."place" = \'first\'',
    ),
    # Nobody signs in as an examiner of another institution.
    Guard(
        code="packet-examiner-works-here",
        table="casework_round",
        event="INSERT",
        when='NEW."packet_id" IS NOT NULL AND (EXISTS (SELECT 1 FROM access_account a'
        " WHERE a.id = NEW.\"examiner_id\" AND (a.is_active = TRUE OR substr(a.password, 1, 1) <> '!'))"
        ' OR EXISTS (SELECT 1 FROM access_grant g WHERE g.account_id = NEW."examiner_id"))',
    ),
    Guard(
        code="packet-examiner-works-here",
        table="access_account",
        event="UPDATE",
        when='(NEW."is_active" = TRUE OR NEW."password" IS DISTINCT FROM OLD.password) AND '
        + _of_a_packet('NEW."id"'),
    ),
    Guard(
        code="packet-examiner-works-here",
        table="access_grant",
        event="INSERT",
        when=_of_a_packet('NEW."account_id"'),
    ),
    # What was let go is what was prepared.
    Guard(
        code="packet-is-out",
        table="casework_pair",
        event="INSERT",
        when="EXISTS (SELECT 1 FROM casework_round r JOIN casework_blindpacket b ON b.id = r.packet_id"
        ' WHERE r.id = NEW."round_id" AND b.released_at IS NOT NULL)',
    ),
)

_RECEIVED = (
    Guard(
        code="packet-not-out",
        table="casework_packetreturn",
        event="INSERT",
        when=f"NOT EXISTS ({_OUT})",
    ),
    Guard(
        code="packet-expired",
        table="casework_packetreturn",
        event="INSERT",
        when=f"EXISTS ({_PACKET} AND b.valid_until < CURRENT_DATE)",
    ),
    Guard(
        code="no-return-of-packet",
        table="casework_analysis",
        event="INSERT",
        when='NEW."packet_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM casework_packetreturn a'
        " JOIN casework_round r ON r.packet_id = a.packet_id"
        ' WHERE a.packet_id = NEW."packet_id" AND r.examiner_id = NEW."examiner_id"'
        ' AND r.remains_id = NEW."remains_id" AND r.discipline = NEW."discipline")',
    ),
    # The analysis stands by a return alone, so the views do too.
    Guard(
        code="no-analysis-in-packet",
        table="casework_comparison",
        event="INSERT",
        when='NEW."packet_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM casework_analysis a'
        ' WHERE a.packet_id = NEW."packet_id" AND a.examiner_id = NEW."examiner_id")',
    ),
    # Two packets to one institution may meet the same examiner: she is one witness.
    Guard(
        code="examined-twice-abroad",
        table="casework_comparison",
        event="INSERT",
        when='NEW."packet_id" IS NOT NULL AND NEW."candidate_id" IS NOT NULL AND EXISTS'
        " (SELECT 1 FROM casework_comparison c"
        " JOIN casework_packetreturn a ON a.packet_id = c.packet_id"
        ' WHERE c.candidate_id = NEW."candidate_id" AND c.discipline = NEW."discipline"'
        " AND a.examiner = (SELECT m.examiner FROM casework_packetreturn m"
        ' WHERE m.packet_id = NEW."packet_id"))',
    ),
)

_RECALLED = (
    Guard(
        code="nothing-left-the-home",
        table="casework_erasurenotice",
        event="INSERT",
        when=f"NOT EXISTS ({_PACKET} AND b.released_at IS NOT NULL)",
    ),
    Guard(
        code="acknowledged-at-once",
        table="casework_erasurenotice",
        event="INSERT",
        when='NEW."acknowledged_at" IS NOT NULL',
    ),
)

_FOREIGN = 'SELECT 1 FROM casework_foreignpacket f WHERE f.id = NEW."packet_id"'
_ANSWERED = (
    Guard(
        code="not-her-packet",
        table="casework_foreignview",
        event="INSERT",
        when=f'NOT EXISTS ({_FOREIGN} AND f.examiner_id = NEW."recorded_by_id")',
    ),
    Guard(
        code="packet-returned",
        table="casework_foreignview",
        event="INSERT",
        when=f"EXISTS ({_FOREIGN} AND f.returned_at IS NOT NULL)",
    ),
    Guard(
        code="out-of-order",
        table="casework_foreignview",
        event="INSERT",
        when='NEW."number" IS DISTINCT FROM (SELECT COUNT(*) FROM casework_foreignview v'
        ' WHERE v.packet_id = NEW."packet_id")',
    ),
    # Emptied when it must be erased, sealed anew under a newer key; never written again.
    Guard(
        code="view-rewritten",
        table="casework_foreignview",
        event="UPDATE",
        when=rewritten("said"),
    ),
    Guard(
        code="returned-without-analysis",
        table="casework_foreignpacket",
        event="UPDATE",
        when='NEW."returned_at" IS NOT NULL AND OLD.returned_at IS NULL AND NOT EXISTS'
        ' (SELECT 1 FROM casework_foreignview v WHERE v.packet_id = NEW."id" AND v.number = 0)',
    ),
    Guard(
        code="key-brought-back",
        table="casework_foreignpicture",
        event="UPDATE",
        when='OLD.wrapped_key IS NULL AND NEW."wrapped_key" IS NOT NULL',
    ),
)

PACKETS: tuple[Guard, ...] = (*_SENT, *_RECEIVED, *_RECALLED, *_ANSWERED)
