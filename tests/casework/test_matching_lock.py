"""A search asks who may be found before it holds others up, and what happens meanwhile is seen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antigone.access import Action
from antigone.casework import models as rows
from antigone.casework.procedures import erasure, matching
from antigone.casework.step import step
from tests.casework.faces_at_hand import Mortuary, mortuary, portrait

__all__ = ["mortuary"]


def _takes_the_lock(sql: str) -> bool:
    begun = sql.startswith("BEGIN") if connection.vendor == "sqlite" else "FOR UPDATE" in sql
    return begun and (connection.vendor == "sqlite" or "casework_ledgeredge" in sql)


@contextmanager
def _meanwhile(do: Callable[[], Any]) -> Iterator[list[int]]:
    """Let somebody else do something, wholly, at the moment before the search takes the lock."""
    done: list[int] = []

    def by_somebody_else() -> None:
        try:
            do()
            done.append(1)
        finally:
            connection.close()

    def before(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not done and _takes_the_lock(sql):
            other = Thread(target=by_somebody_else)
            other.start()
            other.join()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(before):
        yield done


def _withdraw(mortuary: Mortuary, request: rows.TracingRequest) -> None:
    erasure.withdraw(mortuary.clerk, erasure.Withdrawing(request=request.id))


def _end_permission(mortuary: Mortuary, request: rows.TracingRequest) -> None:
    """The permission alone: her template is still in the gallery."""
    with step(mortuary.clerk, Action.WITHDRAW_PERMISSION) as doing:
        rows.Permission.objects.filter(request=request.pk).update(withdrawn_at=doing.at)


def _end_basis(mortuary: Mortuary, request: rows.TracingRequest) -> None:
    with step(mortuary.clerk, Action.WITHDRAW_PERMISSION) as doing:
        rows.LegalBasis.objects.filter(request=request.pk).update(ended_at=doing.at)


@pytest.mark.parametrize(
    ("ending", "hidden"), [(_withdraw, 0), (_end_permission, 1), (_end_basis, 1)]
)
def test_who_withdraws_at_the_last_moment_is_not_found(
    transactional_db: None, mortuary: Mortuary, ending: Callable[..., None], hidden: int
) -> None:
    her, other = mortuary.enrolled("M1", "P001"), mortuary.enrolled("M2", "P002")
    remains = mortuary.ready("R1", "P001")
    with _meanwhile(lambda: ending(mortuary, her)) as done:
        search = mortuary.search(remains)
    assert done == [1]
    assert mortuary.people_on(search) == [other.id]
    assert (search.people, search.templates, search.hidden) == (1, 1, hidden)


def test_who_was_enrolled_at_the_last_moment_is_counted(
    transactional_db: None, mortuary: Mortuary
) -> None:
    mortuary.enrolled("M1", "P001")
    remains = mortuary.ready("R1", "P002")
    late = mortuary.reference(mortuary.request("M2"), portrait("P002"))
    with _meanwhile(lambda: matching.enrol(mortuary.clerk, late.id)) as done:
        search = mortuary.search(remains)
    assert done == [1]
    assert (search.people, search.hidden, search.gallery_seq) == (2, 0, 2)
    assert mortuary.people_on(search)[0] == late.reference.request_id


def test_at_the_lock_only_those_on_the_list_are_asked_about(mortuary: Mortuary) -> None:
    """Whoever writes waits for what stands behind the lock: it must not grow with the gallery."""
    listed = [mortuary.enrolled(person, person) for person in ("P001", "P002")]
    remains = mortuary.ready("R1", "P001")
    with CaptureQueriesContext(connection) as captured:
        mortuary.search(remains)
    asked = [one["sql"] for one in captured]
    (lock,) = (
        at for at, sql in enumerate(asked) if "casework_ledgeredge" in sql and "SELECT" in sql
    )
    before, behind = asked[:lock], asked[lock:]
    permissions = [sql for sql in behind if "casework_permission" in sql]
    assert len(permissions) == 1
    assert all(request.id.hex in permissions[0] for request in listed)
    # Reading all of them, and counting the enrolled, comes before.
    assert sum("casework_permission" in sql for sql in before) == 1
    assert sum("COUNT" in sql for sql in before) == 1
    assert not any("COUNT" in sql for sql in behind)
