"""`vault rotate` in a real home: the old key goes, the passphrase stays, the record says so."""

import json

import pytest
from desk import PASSPHRASE, PASSWORD, Desk


@pytest.mark.slow
def test_the_key_of_a_real_home_is_changed(desk: Desk) -> None:
    assert desk.found().status == 0
    desk.environment["ANTIGONE_PASSPHRASE_FILE"] = str(desk.secret(PASSPHRASE))
    refused = desk.run("vault", "rotate")
    assert refused.status == 1, "nobody is signed in"
    assert desk.run("login", "chief", "--password-file", desk.secret(PASSWORD)).status == 0
    record = desk.home / "vault" / "vault.json"
    before = record.read_text(encoding="utf-8")
    sealed = (desk.home / "ledger" / "signing-key").read_bytes()
    answer = desk.run("vault", "rotate", "--json")
    assert (answer.status, answer.err) == (0, "")
    # A new home holds one sealed thing: the key that signs its record.
    assert answer.json == {"renewed": 1, "held": 1}
    after = record.read_text(encoding="utf-8")
    assert json.loads(before)["keys"] != json.loads(after)["keys"]
    assert (desk.home / "ledger" / "signing-key").read_bytes() != sealed
    said = desk.run("vault", "rotate")
    assert (said.status, said.err) == (0, "")
    assert "The old key is destroyed" in said.out
    # The record goes on under the same signature.
    assert desk.run("account", "list").status == 0
    doctor = desk.run("doctor", "--json").json["findings"]
    found = {one["subject"]: one for one in doctor}
    assert found["Record"]["good"] and found["Vault"]["good"]
