"""Every action with every role: who may, and that nobody else does."""

import pytest

from antigone.access import Action, Actor, Discipline, NotAllowed, Role, require
from antigone.access.actions import PERMITTED, Office
from antigone.access.models import Account
from antigone.access.requirement import AccountClosed
from tests.homes import Scene, Staff, open_operation, unfenced

OFFICES = [
    *(Office(role) for role in Role if role != Role.EXAMINER),
    *(Office(Role.EXAMINER, discipline) for discipline in Discipline),
]


def test_every_action_has_a_holder() -> None:
    assert set(PERMITTED) == set(Action)
    assert all(PERMITTED.values())


def test_an_administrator_sees_no_case() -> None:
    seen = {
        action for action, offices in PERMITTED.items() if Office(Role.ADMINISTRATOR) in offices
    }
    assert seen == {
        Action.ADD_ACCOUNT,
        Action.CLOSE_ACCOUNT,
        Action.GIVE_ROLE,
        Action.END_ROLE,
        Action.OPEN_OPERATION,
        Action.CHANGE_SETTINGS,
        Action.ROTATE_KEY,
    }


def test_every_action_for_every_role_here_and_elsewhere(staff: Staff) -> None:
    """Each role permits what the table says, in its own operation; nothing in another."""
    other = open_operation(staff.administrator, "TRAIN")
    for number, office in enumerate(OFFICES):
        actor = staff.hire(f"a{number}", office.discipline or office.role)
        stranger = Actor(account_id=actor.account_id, operation_id=other)
        house = Actor(account_id=actor.account_id)
        for action in Action:
            permitted = PERMITTED[action]
            if office in permitted or Office(office.role) in permitted:
                assert require(actor, action).because.startswith(office.role)
                for outside in (stranger, house):
                    with pytest.raises(NotAllowed):
                        require(outside, action)
            else:
                with pytest.raises(NotAllowed):
                    require(actor, action)


def test_no_role_no_step(staff: Staff) -> None:
    actor = staff.hire("nobody")
    for action in Action:
        with pytest.raises(NotAllowed) as refused:
            require(actor, action)
        assert "administrator" in refused.value.advise()


def test_a_case_of_another_operation_is_refused(scene: Scene) -> None:
    other = open_operation(scene.staff.administrator, "TRAIN")
    elsewhere = type(scene.staff)(scene.staff.administrator, other).hire("m2", Discipline.FACE)
    with pytest.raises(NotAllowed):
        require(elsewhere, Action.SEARCH, of=scene.remains)


def test_a_closed_account_can_do_nothing(staff: Staff) -> None:
    actor = staff.hire("m", Role.MORTUARY_OFFICER)
    with unfenced():
        Account.objects.filter(id=actor.account_id).update(is_active=False)
    with pytest.raises(AccountClosed):
        require(actor, Action.RECORD_REMAINS)
