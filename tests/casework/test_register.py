"""The register of custody: read together it says of each what is said of one, from as few questions."""

from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from antigone.access import Action, within
from antigone.casework import models as rows
from antigone.casework.custody import thing_of_code, whereabouts
from antigone.casework.lists import register
from antigone.casework.step import step
from tests.casework.homecoming import Home, home

__all__ = ["home"]


def test_everything_is_where_each_thing_is(home: Home) -> None:
    """One by one, from the newest custody event of each, as the steps of handover ask."""
    home.body("R-2")
    home.move(to_place="Hospital", institution="County hospital")
    home.sample()
    packet = home.packet("P-1", home.effect("E-1"), home.effect("E-2"))
    home.move(packet=packet.id, to_place="Bank vault")
    home.packet("P-2", home.effect("E-3"), sealed=False)
    home.opened(home.packet("P-3", home.effect("E-4")))
    home.effect("U-1", nobodys=True)
    listed = {one["code"]: one for one in register.where_everything_is(home.colleague)}
    with within(home.mortuary.operation_id):
        for code, line in listed.items():
            at = whereabouts(thing_of_code(code))
            assert (line["place"], line["institution"], line["holder"]) == (
                at.place,
                at.institution,
                at.holder,
            ), code
            assert line["since"] == at.since.isoformat(timespec="seconds"), code
    assert {code: line["state"] for code, line in listed.items()} == {
        "R-1": "held",
        "R-2": "held",
        "S-1": "kept",
        "E-1": "sealed in P-1",
        "E-2": "sealed in P-1",
        "E-3": "held",
        "E-4": "held",
        "U-1": "held",
        "P-1": "sealed",
        "P-2": "prepared",
        "P-3": "opened",
    }
    assert list(listed) == [one["code"] for one in register.where_things_are(home.mortuary, 1).rows]


def test_the_register_asks_as_often_for_two_hundred_as_for_twenty(home: Home) -> None:
    home.move()
    first = home.all(rows.Remains)[0]

    def grow(numbers: range) -> None:
        with step(home.mortuary, Action.RECORD_REMAINS):
            values = {
                one.attname: getattr(first, one.attname) for one in first._meta.concrete_fields
            }
            rows.Remains.objects.bulk_create(
                rows.Remains(**values | {"id": uuid4(), "code": f"B-{number}"})
                for number in numbers
            )

    def questions() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as everything:
            register.where_everything_is(home.colleague)
        with CaptureQueriesContext(connection) as part:
            register.where_things_are(home.colleague, 1)
        return len(everything), len(part)

    grow(range(19))
    few = questions()
    grow(range(19, 199))
    assert questions() == few
    assert len(register.where_everything_is(home.colleague)) == 200
