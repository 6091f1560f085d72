"""Many photographs from one file at the command line, by one process and by two."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from desk import Desk
from packet_home import PASSWORD

from tests.casework.faces_at_hand import lifeless, pair, portrait

HEADER = "code,name,missing_because,controller,article,enquirer_name,permits,biometrics,photographs"
ROLES = {"clerk": "intake-officer", "officer": "data-protection-officer"}


def line(code: str, photographs: str) -> str:
    return f"{code},Ines {code},On the list,Coroner,Act,Rosa,identify,yes,{photographs}"


@pytest.fixture
def listed(desk: Desk) -> Path:
    """A home in which two have signed a file; its photographs lie in a folder beside it."""
    folder = desk.folder / "photographs"
    folder.mkdir()
    for number in range(1, 7):
        (folder / f"p{number}.png").write_bytes(portrait(f"P{number:03d}").content)
        (folder / f"q{number}.png").write_bytes(lifeless(f"P{number:03d}").content)
    (folder / "torn.png").write_bytes(portrait("P002").content[:900])
    (folder / "both.png").write_bytes(pair("P001", "P002").content)
    lines = [line(f"M{number}", f"p{number}.png;q{number}.png") for number in range(1, 6)]
    lines.append(line("M6", "p6.png;torn.png;both.png;gone.png;../list.csv"))
    file = desk.folder / "list.csv"
    file.write_text("\n".join((HEADER, *lines)))
    password = desk.secret(PASSWORD)
    stated = ["--authority", "Coroner", "--legal-basis", "Act", "--declared-missing", "11"]
    here = ["--operation", "FERRY"]
    orders = [["operation", "open", "FERRY", "Ferry", *stated, "--as", "admin"]]
    for name, role in ROLES.items():
        new = [name, name, "--password-file", str(password), "--as", "admin"]
        orders += [["account", "add", *new], ["role", "give", name, role, *here, "--as", "admin"]]
    because = ["--because", "List of the shipping line"]
    orders.append(["request", "enter", str(file), *because, *here, "--as", "clerk"])
    orders.append(["request", "sign", str(file), *here, "--as", "officer"])
    script = Path(__file__).with_name("packet_home.py")
    made = subprocess.run(
        [sys.executable, script],
        input="".join(json.dumps(one) + "\n" for one in orders),
        env={**desk.environment, "PYTHONPATH": f"{script.parents[2]}"},
        capture_output=True,
        text=True,
        check=False,
    )
    answers = [json.loads(one) for one in made.stdout.splitlines()]
    assert answers[0] == "ready"
    assert all(one["status"] == 0 for one in answers[1:]), answers
    return file


@pytest.mark.slow
def test_what_one_left_two_enrol_and_every_bad_one_is_named(desk: Desk, listed: Path) -> None:
    orders = ["request", "import", listed, "--photographs", desk.folder / "photographs", "--enrol"]
    here = ["--operation", "FERRY", "--as", "clerk"]
    left = desk.run(*orders, "--jobs", "0", *here)
    assert left.status == 0, left.err
    assert "12 photographs wait for a worker: antigone worker" in left.out
    done = desk.run(*orders, "--jobs", "2", *here, "--json")
    assert (done.status, done.err) == (0, "")
    found = done.json["photographs"]
    assert (found["enrolled"], found["in_hand"]) == (11, 0)
    assert found["to_choose"] == [{"line": 7, "name": "both.png"}]
    refused = {(one["line"], one["name"]): one["code"] for one in found["refused"]}
    assert refused == {
        (7, "torn.png"): "photograph-damaged",
        (7, "gone.png"): "no-such-photograph-file",
        (7, "../list.csv"): "outside-the-folder",
    }
    again = desk.run(*orders, *here)
    assert again.out.splitlines()[1].startswith("11 photographs are enrolled, in ")
    assert "Line 7, both.png: somebody has to choose the face." in again.out
    assert "Line 7, gone.png: gone.png could not be opened" in again.out
    assert "import the file once more" in again.out
    listed_now = desk.run("request", "list", *here, "--json").json["requests"]
    assert {one["request"]: one["enrolled"] for one in listed_now} == {
        **{f"M{number}": 2 for number in range(1, 6)},
        "M6": 1,
    }
