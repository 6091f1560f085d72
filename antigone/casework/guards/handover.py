"""Nobody is moved, buried, viewed or released past a hold, a dispute, or a name that does not stand.

A release, a seal and an opening are prepared by one and confirmed by another: what is asked of them is
asked twice, because a hold may come in between.
"""

from collections.abc import Iterable, Iterator

from antigone.casework.guard import Guard
from antigone.casework.models.remains import WITHDRAWN_HOLD


def _there(source: str) -> str:
    return f"EXISTS (SELECT 1 FROM {source})"


def _held(remains: str) -> str:
    return _there(f"casework_remains r WHERE r.id = {remains} AND r.custody = 'held'")


def _on_hold(remains: str) -> str:
    return _there(f"casework_legalhold h WHERE h.remains_id = {remains} AND h.lifted_at IS NULL")


def _disputed(remains: str) -> str:
    return _there(f"casework_dispute d WHERE d.remains_id = {remains} AND d.settled_at IS NULL")


def _gone_home(remains: str) -> str:
    return _there(
        f"casework_release g WHERE g.remains_id = {remains} AND g.covers = 'person'"
        " AND g.witnessed_by_id IS NOT NULL AND g.recalled_at IS NULL"
    )


def _in_grave(remains: str) -> str:
    return _there(f"casework_interment b WHERE b.remains_id = {remains} AND b.raised_at IS NULL")


def _under_seal(effect: str) -> str:
    """An effect lies in a packet that two have sealed and no two have opened."""
    return _there(
        "casework_packetitem i JOIN casework_sealedpacket p ON p.id = i.packet_id"
        f" WHERE i.effect_id = {effect} AND p.witnessed_by_id IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM casework_packetopening o"
        " WHERE o.packet_id = p.id AND o.witnessed_by_id IS NOT NULL)"
    )


def _sealed(packet: str) -> str:
    """A packet that two have sealed, and no two have opened."""
    return _there(
        f"casework_sealedpacket p WHERE p.id = {packet} AND p.witnessed_by_id IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM casework_packetopening o"
        " WHERE o.packet_id = p.id AND o.witnessed_by_id IS NOT NULL)"
    )


def _handed_over(thing: str, key: str) -> str:
    """An effect or a packet went home in a release that stands."""
    return _there(
        "casework_releaseditem i JOIN casework_release g ON g.id = i.release_id"
        f" WHERE i.{thing}_id = {key} AND g.witnessed_by_id IS NOT NULL AND g.recalled_at IS NULL"
    )


def _of(thing: str, key: str) -> str:
    """The remains to which an effect, a sample or a packet belongs."""
    table = "sealedpacket" if thing == "packet" else thing
    return f"(SELECT x.remains_id FROM casework_{table} x WHERE x.id = {key})"


def _last(thing: str, column: str) -> str:
    """What the newest custody event of the same thing says."""
    return (
        f"(SELECT c.{column} FROM casework_custodyevent c"
        f' WHERE c.{thing}_id = NEW."{thing}_id" ORDER BY c.number DESC LIMIT 1)'
    )


_REMAINS = 'NEW."remains_id"'
_EFFECT = 'NEW."effect_id"'
_PACKET = 'NEW."packet_id"'
# A sample goes to a laboratory also under a hold: the inquiry itself depends on it.
_THINGS = ("remains", "effect", "sample", "packet")
_STAY = ("remains", "effect", "packet")


def _leaves(thing: str) -> str:
    """It would leave the institution that has it, for another than the one it belongs to."""
    remains = _REMAINS if thing == "remains" else _of(thing, f'NEW."{thing}_id"')
    authority = f"(SELECT r.authority FROM casework_remains r WHERE r.id = {remains})"
    before = _last(thing, "institution")
    # What comes out of a packet is where the packet had gone before.
    around = (
        " AND NOT "
        + _there(
            "casework_custodyevent c JOIN casework_packetitem i ON i.packet_id = c.packet_id"
            f' WHERE i.effect_id = {_EFFECT} AND c.institution = NEW."institution"'
        )
        if thing == "effect"
        else ""
    )
    return (
        f'NEW."{thing}_id" IS NOT NULL'
        f" AND ({_on_hold(remains)} OR {_disputed(remains)})"
        f' AND NEW."institution" IS DISTINCT FROM COALESCE({before}, {authority})'
        f' AND NEW."institution" IS DISTINCT FROM {authority}'
        f"{around}"
    )


def _starts(thing: str) -> str:
    if thing == "remains":
        return f"(SELECT r.place FROM casework_remains r WHERE r.id = {_REMAINS})"
    return "''"


def _out_of_order(thing: str) -> str:
    """It does not follow the event before, in number and in place."""
    return (
        f'NEW."{thing}_id" IS NOT NULL'
        f' AND (NEW."number" IS DISTINCT FROM COALESCE({_last(thing, "number")}, 0) + 1'
        f' OR NEW."from_place" IS DISTINCT FROM'
        f" COALESCE({_last(thing, 'to_place')}, {_starts(thing)}))"
    )


def _any(conditions: Iterable[str]) -> str:
    return " OR ".join(f"({one})" for one in conditions)


def _refused(table: str, refusals: dict[str, str]) -> Iterator[Guard]:
    """Refuse new rows of a table, each for its own reason."""
    for code, when in refusals.items():
        yield Guard(code=code, table=f"casework_{table}", event="INSERT", when=when)


def _refused_to_two(table: str, refusals: dict[str, str]) -> Iterator[Guard]:
    """Refuse the same to who prepares and to who confirms; and both in one stroke."""
    yield Guard(
        code="confirmed-in-one-stroke",
        table=f"casework_{table}",
        event="INSERT",
        when='NEW."witnessed_by_id" IS NOT NULL',
    )
    yield from _refused(table, refusals)
    yield from _refused_to_second(table, refusals)


def _refused_to_second(table: str, refusals: dict[str, str]) -> Iterator[Guard]:
    """Refuse to who confirms what could not be known when it was prepared."""
    for code, when in refusals.items():
        yield Guard(
            code=code,
            table=f"casework_{table}",
            event="UPDATE",
            when='NEW."witnessed_by_id" IS NOT NULL AND OLD."witnessed_by_id" IS NULL'
            f" AND ({when})",
        )


# Wherever remains go, unless they only move within the house that has them.
_STANDS_STILL = {
    "on-hold": _on_hold(_REMAINS),
    "disputed": _disputed(_REMAINS),
    "not-held": f"NOT {_held(_REMAINS)}",
}
_NO_NAME = {
    "no-identification": "NOT EXISTS (SELECT 1 FROM casework_identification n"
    f' WHERE n.id = NEW."identification_id" AND n.remains_id = {_REMAINS}'
    " AND n.withdrawn_at IS NULL)"
}
_LINE = 'i.release_id = NEW."id"'

_CUSTODY = tuple(
    _refused(
        "custodyevent",
        {
            "custody-out-of-order": _any(_out_of_order(one) for one in _THINGS),
            "kept-here": _any(_leaves(one) for one in _STAY),
            "not-held": f"{_REMAINS} IS NOT NULL AND NOT {_held(_REMAINS)}",
            "gone-home": _any(
                (
                    _gone_home(_REMAINS),
                    _handed_over("effect", _EFFECT),
                    _handed_over("packet", _PACKET),
                )
            ),
            "in-grave": _in_grave(_REMAINS),
            "under-seal": _under_seal(_EFFECT),
            "not-sealed": 'NEW."packet_id" IS NOT NULL AND NOT ' + _sealed(_PACKET),
        },
    )
)

_PACKETS = (
    *_refused_to_two("sealedpacket", {}),
    *_refused_to_second(
        "sealedpacket",
        {
            "packet-empty": "NOT " + _there('casework_packetitem x WHERE x.packet_id = NEW."id"'),
            "under-seal": _there(
                'casework_packetitem x WHERE x.packet_id = NEW."id"'
                f" AND {_under_seal('x.effect_id')}"
            ),
            "gone-home": _there(
                'casework_packetitem x WHERE x.packet_id = NEW."id"'
                f" AND {_handed_over('effect', 'x.effect_id')}"
            ),
        },
    ),
    *_refused(
        "packetitem",
        {
            "inventory-closed": _there(
                'casework_sealedpacket p WHERE p.id = NEW."packet_id"'
                " AND p.witnessed_by_id IS NOT NULL"
            ),
            "effect-of-another": f"{_of('effect', _EFFECT)} IS DISTINCT FROM"
            f" {_of('packet', _PACKET)}",
            "under-seal": _under_seal(_EFFECT),
            "gone-home": _handed_over("effect", _EFFECT),
        },
    ),
    *_refused_to_two("packetopening", {"gone-home": _handed_over("packet", _PACKET)}),
    *_refused("packetopening", {"not-sealed": "NOT " + _sealed(_PACKET)}),
)

_FAREWELLS = tuple(
    _refused(
        "viewing",
        {
            **_NO_NAME,
            **_STANDS_STILL,
            "gone-home": _gone_home(_REMAINS),
            "in-grave": _in_grave(_REMAINS),
            "not-her-family": "NOT EXISTS (SELECT 1 FROM casework_relative v"
            " JOIN casework_identification n ON n.request_id = v.request_id"
            ' WHERE v.id = NEW."relative_id" AND n.id = NEW."identification_id")',
        },
    )
)

_BURIALS = tuple(
    _refused(
        "interment",
        {
            **_STANDS_STILL,
            "gone-home": _gone_home(_REMAINS),
            "no-death-examination": "NOT EXISTS (SELECT 1 FROM casework_examination e"
            f' WHERE e.id = NEW."examination_id" AND e.remains_id = {_REMAINS}'
            " AND e.kind = 'death')",
            "no-sample-kept": "NOT EXISTS (SELECT 1 FROM casework_sample s"
            f' WHERE s.id = NEW."sample_id" AND s.remains_id = {_REMAINS}'
            " AND s.used_up_at IS NULL)",
        },
    )
)

_ENTITLEMENTS = tuple(
    _refused(
        "entitlement",
        {
            "confirmed-in-one-stroke": 'NEW."verified_by_id" IS NOT NULL',
            "no-identification": "NOT EXISTS (SELECT 1 FROM casework_identification n"
            f' WHERE n.remains_id = {_REMAINS} AND n.request_id = NEW."request_id"'
            " AND n.withdrawn_at IS NULL)",
            "not-her-family": 'NEW."relative_id" IS NOT NULL AND NOT EXISTS'
            " (SELECT 1 FROM casework_relative v"
            ' WHERE v.id = NEW."relative_id" AND v.request_id = NEW."request_id")',
        },
    )
)

_RELEASES = (
    *_refused_to_two(
        "release",
        {
            **_NO_NAME,
            **_STANDS_STILL,
            "gone-home": f"NEW.\"covers\" = 'person' AND {_gone_home(_REMAINS)}",
            "in-grave": f"NEW.\"covers\" = 'person' AND {_in_grave(_REMAINS)}",
            "effects-go-first": "NEW.\"covers\" = 'effects'"
            f" AND NOT {_gone_home(_REMAINS)} AND NOT {_in_grave(_REMAINS)}",
            "not-entitled": "NOT EXISTS (SELECT 1 FROM casework_entitlement e"
            " JOIN casework_identification n ON n.request_id = e.request_id"
            f' WHERE e.id = NEW."entitlement_id" AND e.remains_id = {_REMAINS}'
            ' AND n.id = NEW."identification_id" AND e.ended_at IS NULL'
            " AND e.verified_by_id IS NOT NULL"
            " AND e.verified_by_id IS DISTINCT FROM e.recorded_by_id)",
        },
    ),
    *_refused_to_second(
        "release",
        {
            "nothing-released": "NEW.\"covers\" = 'effects' AND NOT "
            + _there(f"casework_releaseditem i WHERE {_LINE}"),
            "inventory-unsigned": 'NEW."inventory_digest" IS NULL AND '
            + _there(f"casework_releaseditem i WHERE {_LINE}"),
            "under-seal": _there(
                f'casework_releaseditem y WHERE y.release_id = NEW."id"'
                f" AND {_under_seal('y.effect_id')}"
            ),
            "not-sealed": _there(
                'casework_releaseditem y WHERE y.release_id = NEW."id"'
                f" AND y.packet_id IS NOT NULL AND NOT {_sealed('y.packet_id')}"
            ),
            "handed-over": _there(
                'casework_releaseditem y WHERE y.release_id = NEW."id" AND ('
                f"{_handed_over('effect', 'y.effect_id')}"
                f" OR {_handed_over('packet', 'y.packet_id')})"
            ),
        },
    ),
    *_refused(
        "releaseditem",
        {
            "inventory-closed": _there(
                'casework_release g WHERE g.id = NEW."release_id" AND g.witnessed_by_id IS NOT NULL'
            ),
            "effect-of-another": "(SELECT g.remains_id FROM casework_release g"
            ' WHERE g.id = NEW."release_id") IS DISTINCT FROM COALESCE('
            f"{_of('effect', _EFFECT)}, {_of('packet', _PACKET)})",
        },
    ),
)

# The name was wrong: only a further examination, of somebody else than who lifts it, ends it.
_HOLDS = (
    Guard(
        code="hold-needs-examination",
        table="casework_legalhold",
        event="UPDATE",
        when='NEW."lifted_at" IS NOT NULL AND OLD."lifted_at" IS NULL'
        f" AND OLD.\"because\" = '{WITHDRAWN_HOLD}'"
        " AND NOT EXISTS (SELECT 1 FROM casework_examination e"
        ' WHERE e.remains_id = OLD."remains_id" AND e.signed_at > OLD."recorded_at"'
        ' AND e.signed_by_id IS DISTINCT FROM NEW."lifted_by_id")',
    ),
)

HANDOVER: tuple[Guard, ...] = (
    *_CUSTODY,
    *_PACKETS,
    *_FAREWELLS,
    *_BURIALS,
    *_ENTITLEMENTS,
    *_RELEASES,
    *_HOLDS,
)
