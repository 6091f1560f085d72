"""Several processes work in one home: every step is there, in one order, on both databases."""

from tests.site.conftest import Run, Start

_OPEN = """site.start(Config.read())
    from antigone.access import Actor, Role
    from antigone.access.models import Account, OperationIdentity
    from antigone.casework.house import enter, make_house, open_house
    from antigone.casework.models import LedgerEntry
    from antigone.casework.procedures import accounts, intake, operations
    from antigone.casework.record import examine_record, heads_outside
    from antigone.vault import OpenToAll
"""
_FOUND = """
    enter(make_house(OpenToAll()))
    word = "two small grey boats"
    new = lambda name: accounts.NewAccount(sign_in_name=name, shown_name=name, password=word)
    chief = Actor(account_id=accounts.found(new("chief")).id)
    operation = operations.open_operation(chief, operations.NewOperation(
        code="FERRY", name="Ferry", kind="incident", authority="Coroner", legal_basis="Act",
        declared_missing=3))
    officer = accounts.add_account(chief, new("officer"))
    accounts.give_role(chief, accounts.RoleGiven(
        account=officer.id, role=Role.MORTUARY_OFFICER, operation=operation.id))
"""
_RECORD = """
    enter(open_house(OpenToAll()))
    officer = Account.objects.get(sign_in_name="officer")
    actor = Actor(account_id=officer.id, operation_id=OperationIdentity.objects.get().id)
    for number in range(25):
        intake.record_remains(actor, intake.FoundRemains(
            code=f"{who}-{number}", place="Pier", authority="Coroner"))
"""
_EXAMINE = """
    opened = open_house(OpenToAll())
    enter(opened)
    found = examine_record()
    assert found.whole and found.entries == {entries} and found.outside == found.heads, found
    assert len(list(heads_outside(opened))) == {entries}
"""


def test_three_processes_write_one_ledger(
    run: Run, begin: Start, addresses: dict[str, str]
) -> None:
    desk = addresses["desk"]
    assert run(f"site.migrate(Config.read(), owner={addresses['keeper']!r})", desk) == "done"
    assert run(_OPEN + _FOUND, desk) == "done"
    writers = [begin(_OPEN + _RECORD.replace("{who}", who), desk) for who in "ABC"]
    for writer in writers:
        said, faults = writer.communicate()
        assert said == "done\n", faults
    # Founding, operation, account, role; then three times twenty-five bodies.
    assert run(_OPEN + _EXAMINE.format(entries=4 + 3 * 25), desk) == "done"
