"""Many photographs from one file: how fast they are enrolled, and what a second core brings.

A home is made once, with a file that two have signed and its requests open; each measurement begins
with a copy of it and calls `antigone request import … --enrol`, held to so many cores. The
photographs are of people who do not exist, each a little different from every other.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import count, product
from pathlib import Path
from typing import Any

from benchmarks.report import CannotMeasure, Promise, Section, Table, ratio, versions_of

PHOTOGRAPHS = 1000
LEAST_GAIN = 1.8
_CORES = (1, 2)
_LIST = "list.csv"
_HEADER = (
    "code,name,missing_because,controller,article,enquirer_name,permits,biometrics,photographs"
)
_PASSWORD = "two small grey boats"
# So many are read by the bare engine as a peer.
_READ_ALONE = 100


def measure(photographs: int = PHOTOGRAPHS) -> Section:
    """Measure on one core and on two. Raises `CannotMeasure`."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < max(_CORES):
        raise CannotMeasure("Enrolment on two cores needs two cores.")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        alone = float(_called(cores[:1], "-m", "benchmarks.enrolment", place, str(photographs)))
        seconds = {
            many: _imported(folder, cores[:many], photographs=photographs) for many in _CORES
        }
    return report(seconds, photographs=photographs, alone=alone)


def report(seconds: dict[int, float], *, photographs: int, alone: float) -> Section:
    """Put what was found into a table; `alone` is what one bare reading takes, in seconds."""
    gain = seconds[1] / seconds[2]
    return Section(
        name="enrolment",
        title=f"{photographs} photographs from one file, on SQLite",
        tables=(
            Table(
                title="What a photograph costs, and what a second core brings",
                columns=("cores and processes", "photographs a minute", "÷ bare reading", "gain"),
                rows=tuple(
                    (
                        str(many),
                        f"{60 * photographs / took:.0f}",
                        ratio(took / photographs / alone),
                        ratio(seconds[1] / took),
                    )
                    for many, took in seconds.items()
                ),
            ),
        ),
        meanings=(
            f"{photographs} photographs of as many requests: decoded in a limited process, sealed into "
            "the vault, read in eight orientations, marked, described and enrolled, with four "
            "entries in the record each; from the first file to the last template, the start of "
            "the second process included.",
            "÷ bare reading: the same photographs read by the engine alone, on one core, without a "
            f"home (the first {_READ_ALONE} of them).",
            "Each figure is of one run. The processes are held to so many cores of the machine, with "
            "one process for each core.",
        ),
        versions=versions_of("antigone", "Django", "onnxruntime"),
        values={
            "photographs": photographs,
            "seconds": {str(many): took for many, took in seconds.items()},
            "bare reading": alone,
            "gain": gain,
        },
        promises=(
            Promise(
                sentence=f"Two cores enrol at least {LEAST_GAIN} times as fast as one ({gain:.2f}).",
                kept=gain >= LEAST_GAIN,
            ),
        ),
    )


def _imported(folder: Path, cores: list[int], *, photographs: int) -> float:
    """Enrol all in a copy of the home, and return the seconds that it took."""
    print(
        f"… enrolment: {photographs} photographs, {len(cores)} cores", file=sys.stderr, flush=True
    )
    home = folder / f"home-{len(cores)}"
    shutil.copytree(folder / "home", home)
    orders = ("request", "import", str(folder / _LIST), "--enrol", "--jobs", str(len(cores)))
    whose = ("--as", "clerk", "--operation", "FERRY", "--json")
    said = _called(cores, "-m", "antigone", *orders, *whose, home=home)
    found: dict[str, Any] = json.loads(said)["photographs"]
    if found["enrolled"] != photographs:
        raise CannotMeasure(f"Only {found['enrolled']} of {photographs} were enrolled.")
    return float(found["seconds"])


def _called(cores: list[int], *words: str, home: Path | None = None) -> str:
    """Run Python on these cores alone, and return what it said. Raises `CannotMeasure`."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    if home is not None:
        environment["ANTIGONE_HOME"] = str(home)
    done = subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        preexec_fn=lambda: os.sched_setaffinity(0, cores),
    )
    if done.returncode:
        raise CannotMeasure("\n".join(["It stopped:", *done.stderr.splitlines()[-3:]]))
    return done.stdout


def main(folder: Path, photographs: int) -> None:
    """Make the home, the file and its photographs; say how long a bare reading takes, in seconds."""
    names = list(_draw(folder, photographs))
    _found(folder, names)
    from antigone.faces import Engine
    from antigone.faces.sandbox import DecoderPool

    engine = Engine.load(threads=1)
    with DecoderPool(processes=1) as pool:
        files = [(name, (folder / name).read_bytes()) for name in names[:_READ_ALONE]]
        begun = time.perf_counter()
        for name, content in files:
            engine.read(pool.decode(name, content).pixels)
        sys.stdout.write(f"{(time.perf_counter() - begun) / len(files)}\n")


def _draw(folder: Path, photographs: int) -> Iterator[str]:
    """Write the photographs: every expression of everybody, over and over, each time a line less."""
    from PIL import Image

    from antigone.exercise.people import EXPRESSIONS, PEOPLE, expression

    drawn = 0
    for cut in count():
        for person, name in product(PEOPLE, EXPRESSIONS):
            if drawn == photographs:
                return
            drawn += 1
            pixels = expression(person, name)
            file = f"{drawn:06d}.jpg"
            Image.fromarray(pixels[cut:, cut:]).save(folder / file, quality=90)
            yield file


def _found(folder: Path, names: list[str]) -> None:
    """Make the home with an operation, its people, and the file, entered, signed and opened."""
    from antigone.config import Config
    from antigone.site import start
    from antigone.site.founding import Founding, found_home
    from antigone.vault import OpenToAll

    config = Config(home=folder / "home")
    found_home(
        config,
        Founding(
            path=config.home,
            kind="exercise",
            lock=OpenToAll(),
            sign_in_name="chief",
            shown_name="Chief",
            password=_PASSWORD,
        ),
    )
    start(config)
    from antigone.access import Actor, Role
    from antigone.access.models import Account
    from antigone.casework.house import enter, open_house
    from antigone.casework.procedures import accounts, bulk, operations

    enter(open_house(OpenToAll()))
    chief = Actor(account_id=Account.objects.get().id)
    operation = operations.open_operation(
        chief,
        operations.NewOperation(
            code="FERRY",
            name="Ferry",
            kind=operations.OperationKind.INCIDENT,
            authority="Coroner",
            legal_basis="Act",
            declared_missing=len(names),
        ),
    )

    def hire(name: str, role: Role) -> Actor:
        new = accounts.NewAccount(sign_in_name=name, shown_name=name, password=_PASSWORD)
        account = accounts.add_account(chief, new)
        given = accounts.RoleGiven(account=account.id, operation=operation.id, role=role)
        accounts.give_role(chief, given)
        return Actor(account_id=account.id, operation_id=operation.id)

    lines = [
        f"M{at:06d},N. N.,Was aboard,Coroner,Act,A sister,identify,yes,{name}"
        for at, name in enumerate(names, start=1)
    ]
    path = folder / _LIST
    path.write_text("\n".join((_HEADER, *lines)), encoding="utf-8")
    file = bulk.GivenFile(name=path.name, content=path.read_bytes())
    clerk = hire("clerk", Role.INTAKE_OFFICER)
    bulk.enter_file(clerk, file, because="To measure")
    bulk.sign_file(hire("officer", Role.DATA_PROTECTION_OFFICER), file)
    bulk.open_requests(clerk, file)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
