"""Searches are overseen: days out of the ordinary, first searches drawn, and what was found of them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from antigone.access import Actor, NotAllowed, Role, SeparatePerson, within
from antigone.casework import lists
from antigone.casework import models as rows
from antigone.casework.guard import code_of
from antigone.casework.lists import oversight
from antigone.casework.models.oversight import CheckFinding
from antigone.casework.oversight import is_drawn, unusual_days
from antigone.casework.procedures import overseeing
from antigone.casework.step import NotHere, step
from tests.homes import Scene, Watch, clone, insert_by_sql, sql, unfenced

MAY = date(2026, 5, 1)


@pytest.fixture
def officer(scene: Scene) -> Actor:
    return scene.staff.hire("petra", Role.DATA_PROTECTION_OFFICER)


def looked(**of: Any) -> overseeing.LookedInto:
    stated = {"finding": CheckFinding.IN_ORDER, "because": "Asked her: the morning of the ferry."}
    return overseeing.LookedInto(**(stated | of))


def search_again(scene: Scene, times: int = 1, **changes: Any) -> list[rows.Search]:
    """More searches from the scene's body, by the same examiner."""
    from antigone.access import Action

    made = []
    for _ in range(times):
        with step(scene.examiner, Action.SEARCH) as doing:
            made.append(doing.write(clone(scene.search, **changes)))
    return made


def days(*counts: int) -> dict[date, int]:
    return {MAY + timedelta(days=number): count for number, count in enumerate(counts)}


@pytest.mark.parametrize(
    ("made", "unusual"),
    [
        # The house allows forty.
        (days(40), []),
        (days(41), [(0, 41, None, True)]),
        # Four days tell nothing of what is usual; from the sixth on it is known.
        (days(4, 4, 4, 4, 20), []),
        # The median of 4, 4, 4, 4, 6 is 4: three times that are 12.
        (days(4, 4, 4, 4, 6, 12), []),
        (days(4, 4, 4, 4, 6, 13), [(5, 13, 4, False)]),
        # Up to ten are nothing, however few were usual.
        (days(1, 1, 1, 1, 1, 10), []),
        (days(1, 1, 1, 1, 1, 11), [(5, 11, 1, False)]),
        # The median of an even number lies between: of 2, 2, 4, 6, 8, 8 it is 5.
        (days(2, 2, 4, 6, 8, 8, 16), [(6, 16, 5, False)]),
    ],
)
def test_a_day_is_held_against_the_house_and_her_own_usual(
    made: dict[date, int], unusual: list[tuple[int, int, float | None, bool]]
) -> None:
    found = unusual_days(made, limit=40)
    assert [(one.day, one.searches, one.usual, one.above_limit) for one in found] == [
        (MAY + timedelta(days=at), count, usual, above) for at, count, usual, above in unusual
    ]


def test_what_was_usual_a_quarter_of_a_year_ago_is_not_usual_now() -> None:
    made = days(1, 1, 1, 1, 1) | {MAY + timedelta(days=95): 30}
    assert unusual_days(made, limit=40) == []
    assert unusual_days(days(1, 1, 1, 1, 1) | {MAY + timedelta(days=90): 30}, limit=40)


def test_a_day_above_the_limit_waits_until_it_was_looked_into(
    scene: Scene, officer: Actor, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = settings.ANTIGONE.settings.searches_a_day
    search_again(scene, limit - 1)
    assert oversight.unusual_searching(officer) == []
    search_again(scene)
    # What a sweep repeats is no choice of hers.
    search_again(scene, of_many=True)
    (one,) = oversight.unusual_searching(officer)
    assert (one["searches"], one["limit"], one["usual"]) == (limit + 1, limit, None)
    assert one["searcher"] == scene.examiner.account_id
    shown = oversight.day_to_check(officer, one["searcher"], one["day"])
    assert (len(shown["searches"]), shown["bodies"]) == (limit + 1, 1)
    made = overseeing.look_into(officer, looked(searcher=one["searcher"], day=one["day"]))
    assert (made.searches, made.search_id) == (limit + 1, None)
    assert oversight.unusual_searching(officer) == []
    # One more, and it is to be looked into again.
    search_again(scene)
    assert len(oversight.unusual_searching(officer)) == 1


def test_days_long_ago_are_not_shown(scene: Scene, officer: Actor, watch: Watch) -> None:
    search_again(scene, 40)
    assert len(oversight.unusual_searching(officer)) == 1
    watch.ahead = timedelta(days=29)
    assert len(oversight.unusual_searching(officer)) == 1
    watch.ahead = timedelta(days=30)
    assert oversight.unusual_searching(officer) == []


def test_first_searches_are_drawn_and_nobody_chooses_which(scene: Scene) -> None:
    """One in ten of the first from a body: those whose id ends in 0 when it is written in tens."""
    other = clone(scene.remains, code="R-002")
    with unfenced():
        insert_by_sql(other)
    doctor = scene.staff.hire("another")

    def drawn(**changes: Any) -> bool:
        with within(scene.staff.operation):
            return is_drawn(clone(scene.search, **changes))

    # This examiner has searched before, and from this body.
    assert [drawn(id=UUID(int=1000 + at)) for at in range(10)] == [False] * 10
    # The first of another body: one of ten.
    of_other = {"remains_id": other.pk}
    found = [drawn(id=UUID(int=1000 + at), **of_other) for at in range(20)]
    assert [at for at, one in enumerate(found) if one] == [0, 10]
    with unfenced():
        insert_by_sql(clone(scene.examination, remains_id=other.pk))
        photograph = rows.PostMortemPhotograph.objects.get()
        insert_by_sql(clone(photograph, remains_id=other.pk, blob_id="other"))
    # A sweep that came first takes no body out of the drawing.
    search_again(scene, remains_id=other.pk, of_many=True)
    assert drawn(id=UUID(int=1000), **of_other)
    search_again(scene, remains_id=other.pk)
    assert not drawn(id=UUID(int=1000), **of_other)
    # Somebody's first search always; none that a sweep makes.
    assert drawn(id=UUID(int=1001), searched_by_id=doctor.account_id)
    assert not drawn(id=UUID(int=1000), searched_by_id=doctor.account_id, of_many=True)


def test_what_was_drawn_waits_for_the_officer_alone(scene: Scene, officer: Actor) -> None:
    (search,) = search_again(scene, drawn=True)
    assert [one["id"] for one in oversight.first_searches_to_check(officer)] == [search.pk]
    listed = {one.kind: one for one in lists.worklist(officer, {}).mine}
    assert (listed["check-search"].code, listed["check-search"].goes) == ("R1", search.pk)
    examiner = lists.worklist(scene.examiner, {})
    assert "check-search" not in {one.kind for one in (*examiner.mine, *examiner.others)}
    overseeing.look_into(officer, looked(search=search.pk))
    assert "check-search" not in {one.kind for one in lists.worklist(officer, {}).mine}
    assert oversight.first_searches_to_check(officer) == []


def test_a_search_is_looked_into_once_in_words_and_by_somebody_else(
    scene: Scene, officer: Actor
) -> None:
    shown = oversight.search_to_check(officer, scene.search.pk)
    assert (shown["remains"], shown["people"], shown["photographs"]) == ("R1", 1, 1)
    assert [one["by"] for one in shown["deaths"]] == ["doctor"]
    with pytest.raises(overseeing.NoWordsOfCheck):
        overseeing.look_into(officer, looked(search=scene.search.pk, because="  "))
    check = overseeing.look_into(officer, looked(search=scene.search.pk))
    assert check.searcher_id == scene.examiner.account_id
    (told,) = oversight.search_to_check(officer, scene.search.pk)["checks"]
    assert told["because"] == "Asked her: the morning of the ferry."
    with pytest.raises(overseeing.CheckedBefore):
        overseeing.look_into(officer, looked(search=scene.search.pk))
    entry = bytes(rows.LedgerEntry.objects.order_by("-seq")[0].payload)
    assert b"search.check" in entry and scene.search.ledger_id.encode() in entry
    assert b"ferry" not in entry, "the words are bound by a commitment"
    with pytest.raises(NotHere):
        overseeing.look_into(officer, looked(search=uuid4()))
    with pytest.raises(NotHere):
        overseeing.look_into(officer, looked(searcher=officer.account_id, day=MAY))


def test_nobody_looks_into_her_own_search(
    scene: Scene, also_officer: Callable[[Actor], None]
) -> None:
    also_officer(scene.examiner)
    assert oversight.search_to_check(scene.examiner, scene.search.pk)["mine"]
    with pytest.raises(SeparatePerson, match="you searched"):
        overseeing.look_into(scene.examiner, looked(search=scene.search.pk))


@pytest.fixture
def also_officer(scene: Scene) -> Callable[[Actor], None]:
    from antigone.casework.procedures import accounts

    def also_officer(actor: Actor) -> None:
        given = accounts.RoleGiven(account=actor.account_id, role=Role.DATA_PROTECTION_OFFICER)
        accounts.give_role(Actor(account_id=scene.staff.administrator.account_id), given)

    return also_officer


def test_who_watches_over_nothing_is_told_nothing(scene: Scene) -> None:
    for nobody in (scene.examiner, scene.intake, scene.mortuary):
        for read in (
            oversight.unusual_searching,
            oversight.first_searches_to_check,
            lambda actor: oversight.search_to_check(actor, scene.search.pk),
            lambda actor: oversight.day_to_check(actor, scene.examiner.account_id, MAY),
            lambda actor: overseeing.look_into(actor, looked(search=scene.search.pk)),
        ):
            with pytest.raises(NotAllowed):
                read(nobody)


def forged(scene: Scene, officer: Actor, **changes: Any) -> rows.SearchCheck:
    stated = {
        "id": uuid4(),
        "operation_id": scene.staff.operation,
        "recorded_by_id": officer.account_id,
        "recorded_at": scene.search.recorded_at,
        "search_id": scene.search.pk,
        "searcher_id": scene.examiner.account_id,
        "day": scene.search.recorded_at.date(),
        "searches": 1,
        "finding": "in-order",
        "because": "Looked.",
    }
    return rows.SearchCheck(**(stated | changes))


@pytest.mark.parametrize(
    ("changes", "held_by"),
    [
        ({}, ""),
        ({"because": ""}, "search_check_says_why"),
        ({"searches": 0}, "search_check_counts"),
        ({"by": "examiner"}, "nobody_checks_her_own_search"),
        ({"searcher": "doctor"}, "search-of-another-searcher"),
        ({"searcher": "doctor", "search_id": None}, "nobody-searched"),
    ],
)
def test_the_database_holds_a_check_to_its_search(
    scene: Scene, officer: Actor, changes: dict[str, Any], held_by: str
) -> None:
    stated = dict(changes)
    if by := stated.pop("by", ""):
        stated["recorded_by_id"] = getattr(scene, by).account_id
    if searcher := stated.pop("searcher", ""):
        stated["searcher_id"] = getattr(scene, searcher).account_id
    row = forged(scene, officer, **stated)
    if not held_by:
        insert_by_sql(row)
        row, held_by = forged(scene, officer), "already-there"
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        insert_by_sql(row)
    assert held_by in str(refused.value) or code_of(refused.value) == held_by


def test_what_was_found_stays(scene: Scene, officer: Actor) -> None:
    overseeing.look_into(officer, looked(search=scene.search.pk))
    for attack, held_by in (
        ("UPDATE casework_searchcheck SET finding = 'to-follow'", "append-only"),
        ("DELETE FROM casework_searchcheck", "never-removed"),
    ):
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            sql(attack)
        assert code_of(refused.value) == held_by
    with within(scene.staff.operation):
        assert rows.SearchCheck.objects.get().finding == "in-order"
