"""What the record says of a body or of a missing person, field by field, as plain values.

So that what somebody saw, what stands there now and what she writes can be laid side by side: a
text, a list of texts, or what a description writes for one of its fields.
"""

import json
from typing import TypeAlias

from antigone.casework.description import Absent
from antigone.casework.models import MissingPerson, Remains
from antigone.casework.models.corrections import PersonField

Written: TypeAlias = str | list[str] | dict[str, object]
"""One field as plain JSON."""

# Fields of a missing person that stand beside her description.
OF_THE_PERSON = (
    *(PersonField.NAME, PersonField.OTHER_NAMES, PersonField.BORN, PersonField.LAST_SEEN),
    *(PersonField.LAST_SEEN_PLACE, PersonField.MISSING_BECAUSE),
)
DESCRIBED = tuple(one for one in PersonField if one not in OF_THE_PERSON)
_NOBODY_LOOKED: dict[str, object] = {"absent": Absent.NOT_EXAMINED.value}


def remains_as_written(remains: Remains) -> dict[str, Written]:
    """Return what is recorded of a body; `part_of` is the code of the body, empty for none."""
    return {
        "kind": str(remains.kind),
        "part_of": remains.part_of.code if remains.part_of else "",
        "place": remains.place,
        "party": str(remains.party),
        "custody": str(remains.custody),
        "condition": str(remains.condition),
        "recovered_on": str(remains.recovered_on or ""),
        "recovered_at": remains.recovered_at,
        "recovered_by": remains.recovered_by,
    }


def person_as_written(person: MissingPerson) -> dict[str, Written]:
    """Return what is recorded of a missing person, what nobody described among it."""
    described = person.description.as_json()
    return {
        "name": person.name,
        "other_names": list(person.other_names),
        "born": str(person.born or ""),
        "last_seen": str(person.last_seen or ""),
        "last_seen_place": person.last_seen_place,
        "missing_because": person.missing_because,
        **{one.value: described.get(one, _NOBODY_LOOKED) for one in DESCRIBED},
    }


def as_text(value: Written) -> str:
    """Return a value as it is sealed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def from_text(text: str) -> Written:
    """Return what `as_text` wrote."""
    value: Written = json.loads(text)
    return value
