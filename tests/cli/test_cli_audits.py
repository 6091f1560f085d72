"""An audit at the command line: begun, done, listed, and whom it found."""

from tests.casework.faces_at_hand import Mortuary, mortuary
from tests.casework.test_auditing import again
from tests.cli.test_cli_path import Call, call
from tests.homes import administrator, built, config, opened, staff, watch

__all__ = ["administrator", "built", "call", "config", "mortuary", "opened", "staff", "watch"]


def test_a_body_that_was_recorded_twice(mortuary: Mortuary, call: Call) -> None:
    mortuary.ready("R1", "P001")
    again(mortuary, "R2", "P001")
    mortuary.body("R3")

    def said(who: str, *words: str) -> str:
        answer = call("operation", "audit", *words, "--as", who, "--operation", "FERRY")
        assert answer.status == 0, answer.err
        return answer.out

    assert said("records", "list") == "No audit was made in this operation yet.\n"
    assert said("records", "leads").startswith("No two bodies look like one person.")
    assert "Audit 1 waits for a worker" in said("examiner", "run", "--leave")
    done = call(
        *("operation", "audit", "run", "--as", "examiner", "--operation", "FERRY", "--json")
    ).json
    assert done == {
        "audit": 1,
        "ended": True,
        "bodies": 3,
        "searched": 2,
        "refused": {"no-legible-code": 1},
    }
    (listed,) = call(
        *("operation", "audit", "list", "--as", "records", "--operation", "FERRY", "--json")
    ).json["audits"]
    assert (listed["audit"], listed["by"], listed["bodies"]) == (1, "examiner", 3)
    leads = said("records", "leads")
    assert leads.startswith("R1  R2  perhaps recorded twice")
    assert "never an identification" in leads
    assert (
        "no role"
        in call(*("operation", "audit", "run", "--as", "records", "--operation", "FERRY")).err
    )
    text = said("examiner", "run")
    assert "Audit 2: 2 of 3 bodies were searched and held together." in text
    assert "1 took no part: no photograph shows the code." in text
