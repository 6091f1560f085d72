"""A large operation: what list, search and enrolment ask of the database, and what they cost.

Two homes are filled, a small and a large one, each in a process of its own on SQLite. The first
request goes through the procedures; the others are its copies under keys of their own, written a
thousand in a step through the same models, guards and gallery: five steps for each of them would
take far longer than all that is measured.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

import numpy

from benchmarks.report import CannotMeasure, Promise, Section, Table, ratio, versions_of

FEW, MANY = 200, 20_000
ROUNDS = 7
_IN_A_STEP = 1000
_DIM = 128
_MARK = {"box": [0, 0, 9, 9], "landmarks": [[1, 2]] * 5}
# What is done, and what it is compared with.
PEERS = {
    "list": "`values_list` of the same rows",
    "enrol": "one durable row in bare SQLite",
    "search, the procedure": "bare numpy product",
    "search, the index alone": "bare numpy product",
    "first reading of the gallery": "`values_list` of the same rows",
}
# The first reading goes through the gallery in pages; a process does it once.
CONSTANT = tuple(PEERS)[:4]

Figures = Mapping[str, Mapping[str, float]]


def measure() -> Section:
    """Measure both sizes. Raises `CannotMeasure`."""
    return report({size: in_a_process(size) for size in (FEW, MANY)})


def in_a_process(size: int) -> Figures:
    """Return what a process found that filled a home of its own with so many requests."""
    print(f"… casework: {size} requests", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.casework", folder, str(size)],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
    if done.returncode:
        raise CannotMeasure(
            "\n".join(["The operation was not filled:", *done.stderr.splitlines()[-3:]])
        )
    return dict(json.loads(done.stdout))


def report(found: Mapping[int, Figures]) -> Section:
    """Put what was found into tables."""
    few, many = found[FEW], found[MANY]
    grown = [one for one in CONSTANT if few[one]["queries"] != many[one]["queries"]]
    return Section(
        name="casework",
        title="a large operation, on SQLite",
        tables=(
            Table(
                title="Statements that the database is asked",
                columns=("what is done", f"{FEW} requests", f"{MANY} requests"),
                rows=tuple(
                    (name, *(f"{found[size][name]['queries']:.0f}" for size in (FEW, MANY)))
                    for name in PEERS
                ),
            ),
            Table(
                title="Time, as a multiple of a peer in the same run",
                columns=(
                    "what is done",
                    "peer",
                    f"÷ peer, {FEW}",
                    f"÷ peer, {MANY}",
                    f"{MANY} ÷ {FEW}",
                ),
                rows=tuple(
                    (
                        name,
                        peer,
                        *(ratio(found[size][name]["ratio"]) for size in (FEW, MANY)),
                        ratio(many[name]["seconds"] / few[name]["seconds"]),
                    )
                    for name, peer in PEERS.items()
                ),
            ),
        ),
        meanings=(
            "Statements: all that one call sends, transaction and ledger entry included, when "
            "nothing is new in the gallery.",
            f"Time: median of {ROUNDS} calls over the median of {ROUNDS} calls of the peer, taken "
            "in turns; the last column compares the calls themselves, not the peers.",
            "List: every request of the operation with name, outcome and counts of photographs and "
            "templates; its peer reads code, name and outcome of all of them.",
            "Enrol: the step that writes template, sealed vector and ledger entry. Opening and "
            "describing the photograph comes before it and is measured under “faces”.",
            f"Search: the exact index of {_DIM}-value vectors, one probe, scores in float64. "
            "The procedure also asks all permissions and legal bases anew, and writes search, "
            "candidates and ledger entry. The product is that of the float32 matrix of all vectors "
            "with the probe. The same question is asked each time, so the index knows already which "
            "rows are permitted.",
            "First reading: a new process opens every sealed vector once, in pages; its statements "
            "grow with the pages. Once in each process, so measured once.",
            f"The rows: one request went through the procedures; its copies were written "
            f"{_IN_A_STEP} in a step, guards standing, with vectors drawn by lot.",
        ),
        versions=versions_of("antigone", "Django", "numpy") | {"SQLite": sqlite3.sqlite_version},
        values={str(size): figures for size, figures in found.items()},
        promises=(
            Promise(
                sentence=f"List, search and enrolment ask as much of {MANY} requests as of {FEW}"
                + (f"; not so: {', '.join(grown)}." if grown else "."),
                kept=not grown,
            ),
        ),
    )


def compared(do: Callable[[], Any], peer: Callable[[], Any], *, rounds: int) -> dict[str, float]:
    """Return the median time of one call, and its multiple of the peer's; both in turns."""
    times: dict[Callable[[], Any], list[float]] = {do: [], peer: []}
    for _ in range(rounds):
        for call, taken in times.items():
            begun = time.perf_counter()
            call()
            taken.append(time.perf_counter() - begun)
    seconds = median(times[do])
    return {"seconds": seconds, "ratio": seconds / median(times[peer])}


class Operation:
    """One operation in a new home, with a body that can be searched and many requests."""

    declared = MANY

    def __init__(self, folder: Path) -> None:
        from antigone import site
        from antigone.config import Config, make_home

        make_home(folder / "home", kind="exercise")
        self.config = Config(home=folder / "home")
        site.migrate(self.config)
        site.start(self.config)
        from antigone.casework import models
        from antigone.casework.house import enter, make_house
        from antigone.vault import OpenToAll

        enter(make_house(OpenToAll()))
        self.models = models
        self._hire()
        self.remains = self._body()
        request, face = self._reported()
        self.enrol(self.clerk, face)
        self._first = request
        # Marked faces that wait to be enrolled while that is measured.
        self.unenrolled = [self._reported()[1] for _ in range(ROUNDS + 1)]

    def _hire(self) -> None:
        from antigone.access import Actor, Discipline, Role
        from antigone.casework.procedures import accounts, operations

        def new(name: str) -> accounts.NewAccount:
            return accounts.NewAccount(sign_in_name=name, shown_name=name, password=uuid4().hex)

        chief = Actor(account_id=accounts.found(new("chief")).id)
        operation = operations.open_operation(
            chief,
            operations.NewOperation(
                code="FERRY",
                name="Ferry",
                kind=operations.OperationKind.INCIDENT,
                authority="Coroner",
                legal_basis="Act",
                declared_missing=self.declared,
            ),
        )

        def hire(name: str, role: Role, discipline: Discipline | None = None) -> Actor:
            account = accounts.add_account(chief, new(name))
            given = {"account": account.id, "operation": operation.id}
            accounts.give_role(chief, accounts.RoleGiven(role=role, discipline=discipline, **given))
            return Actor(account_id=account.id, operation_id=operation.id)

        self.clerk = hire("clerk", Role.INTAKE_OFFICER)
        self.officer = hire("officer", Role.MORTUARY_OFFICER)
        self.doctor = hire("doctor", Role.EXAMINER, Discipline.MEDICAL)
        self.examiner = hire("examiner", Role.EXAMINER, Discipline.FACE)

    def _body(self) -> Any:
        from antigone.access import Action
        from antigone.casework.procedures import intake
        from antigone.casework.step import step

        body = intake.FoundRemains(code="R1", place="Pier", authority="Coroner")
        remains = intake.record_remains(self.officer, body)
        death = intake.DeathFound(remains=remains.id, basis="Rigor", condition="fresh")
        intake.examine_remains(self.doctor, death)
        with step(self.officer, Action.RECEIVE_POST_MORTEM) as doing:
            photograph = doing.write(
                self.models.PostMortemPhotograph(
                    remains=remains, code_legible=True, way="taken-here", **self._stored()
                )
            )
        face = self._marked(self.officer, side="remains", post_mortem=photograph)
        with step(self.examiner, Action.CONFIRM_FACE) as doing:
            face.confirmed_by_id, face.confirmed_at = self.examiner.account_id, doing.at
            face.save()
        self.enrol(self.officer, face)
        return remains.id

    def _reported(self) -> tuple[Any, Any]:
        from antigone.access import Action
        from antigone.casework.procedures import intake
        from antigone.casework.step import step

        identify, since = intake.Purpose.IDENTIFY, {"valid_from": date(2026, 1, 1)}
        sharing = intake.SharingLevel.OPERATION
        request = intake.open_request(
            self.clerk,
            intake.Report(
                code=f"M{uuid4().hex}",
                name="N. N.",
                missing_because="Was aboard.",
                asking=intake.Asking(kind=intake.EnquirerKind.RELATIVE, name="A sister"),
                basis=intake.Basis(controller="Coroner", article="Act", purpose=identify, **since),
                permitted=intake.Permitted(
                    scope=identify, biometrics=True, sharing=sharing, **since
                ),
            ),
        )
        with step(self.clerk, Action.RECEIVE_REFERENCE) as doing:
            photograph = doing.write(
                self.models.ReferencePhotograph(
                    request=request, way="handed-over", **self._stored()
                )
            )
        return request, self._marked(self.clerk, side="reference", reference=photograph)

    def _marked(self, actor: Any, **of: Any) -> Any:
        from antigone.access import Action
        from antigone.casework.step import step

        with step(actor, Action.MARK_FACE) as doing:
            return doing.write(self.models.MarkedFace(marked_by_id=actor.account_id, **_MARK, **of))

    def _stored(self) -> dict[str, Any]:
        from antigone.casework.house import house

        deposit = house().vault.put(os.urandom(64))
        return {**vars(deposit.ref), "sha256": deposit.sha256}

    def enrol(self, actor: Any, face: Any) -> None:
        """Enrol a face whose vector is drawn by lot: `matching.enrol` after the description."""
        from antigone.access import Action
        from antigone.casework.instruments import instruments
        from antigone.casework.procedures import enrolling
        from antigone.casework.step import step
        from antigone.faces.detection import Detection
        from antigone.faces.engine import Face
        from antigone.faces.quality import Band, Quality

        described = Face(
            engine=instruments().engine_id,
            detection=Detection((0, 0, 9, 9), numpy.asarray(_MARK["landmarks"], float), None, 0.0),
            quality=Quality(value=20.0, band=Band.GOOD, reasons=(), measures={}),
            vector=numpy.random.default_rng().standard_normal(_DIM).astype(numpy.float32),
        )
        tools = instruments()
        with step(actor, Action.ENROL) as doing:
            marked = enrolling._found(face.pk)
            days = enrolling._days(marked, tools)
            enrolling._photograph(marked)
            enrolling._write(doing, marked, described, days, tools)

    def fill(self, size: int) -> None:
        """Copy the first request until there are so many, each with a template of its own."""
        from antigone.access import within

        with within(self.clerk.operation_id):
            there = self.models.TracingRequest.objects.count()
        for start in range(there, size, _IN_A_STEP):
            self._copies(min(_IN_A_STEP, size - start))

    def _copies(self, count: int) -> None:
        from antigone.access import Action
        from antigone.casework.instruments import instruments
        from antigone.casework.step import step
        from antigone.gallery.entries import fit_entries

        made: dict[type, list[Any]] = {}

        def new(row: Any, **changes: Any) -> Any:
            values = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}
            made.setdefault(type(row), []).append(type(row)(**values | {"id": uuid4()} | changes))
            return made[type(row)][-1]

        with step(self.clerk, Action.OPEN_REQUEST) as doing:
            first = self.models.TracingRequest.objects.get(pk=self._first.pk)
            template = first.templates.get()
            face = template.face
            mine = (first.missing_person, first.permissions.get(), first.legal_bases.get())
            newest = self.models.TracingRequest.objects.order_by("-number")[0].number
            for number in range(newest + 1, newest + 1 + count):
                request = new(first, code=f"M{uuid4().hex}", number=number, recorded_at=doing.at)
                for row in mine:
                    new(row, request_id=request.pk)
                photograph = new(face.reference, request_id=request.pk, blob_id=uuid4().hex)
                marked = new(face, reference_id=photograph.pk)
                new(template, face_id=marked.pk, request_id=request.pk)
            for model, many in made.items():
                model.objects.bulk_create(many)
            templates = made[self.models.Template]
            attributes = {
                "operation": self.clerk.operation_id.hex,
                "purposes": ["identify"],
                "valid_from": "2026-01-01",
            }
            instruments().reference_rows.append(
                fit_entries(
                    [one.pk.hex for one in templates],
                    numpy.random.default_rng().standard_normal((count, _DIM)),
                    [{"person": one.request_id.hex, **attributes} for one in templates],
                    dim=_DIM,
                )
            )


def figures(folder: Path, size: int) -> Figures:
    """Fill a home and return what each thing costs in it: statements, seconds, multiple of a peer."""
    operation = Operation(folder)
    operation.fill(size)
    from antigone.access import within
    from antigone.access.clock import today
    from antigone.casework import lists
    from antigone.casework.instruments import instruments
    from antigone.casework.models import GalleryRow, TracingRequest
    from antigone.casework.procedures import matching
    from antigone.casework.procedures.intake import Purpose
    from antigone.gallery import Permitted

    tools = instruments()
    living = GalleryRow.objects.filter(gallery=tools.references_code, place__isnull=False)
    sealed = living.values_list("template_id", "seq", "place__sealed", "attributes")
    shown = ("code", "missing_person__name", "outcome", "outcome_reason")
    wanted = matching.Wanted(remains=operation.remains, purpose=Purpose.IDENTIFY)
    asked = Permitted(purpose="identify", on=today())
    faces = iter(operation.unenrolled)

    def plain() -> list[Any]:
        with within(operation.clerk.operation_id):
            return list(TracingRequest.objects.order_by("code").values_list(*shown))

    assert len(plain()) == size
    found: dict[str, dict[str, float]] = {}
    first = "first reading of the gallery"
    statements: dict[str, int] = {}
    # Once in a process: counted and timed in the same call, the queries being few.
    begun = time.perf_counter()
    statements[first] = counted(tools.read_gallery)
    seconds = time.perf_counter() - begun
    begun = time.perf_counter()
    assert len(list(sealed)) == tools.references.count(asked)
    found[first] = {"seconds": seconds, "ratio": seconds / (time.perf_counter() - begun)}

    matrix = numpy.stack([row.vector for row in tools.reference_rows.scan()])
    probe = numpy.random.default_rng(2026).standard_normal(_DIM).astype(numpy.float32)
    bare = sqlite3.connect(folder / "bare.db", isolation_level=None)
    bare.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (b BLOB)")
    row = os.urandom(4 * _DIM)
    ways: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {
        "list": (lambda: lists.requests(operation.clerk), plain),
        "search, the procedure": (
            lambda: matching.search(operation.examiner, wanted),
            lambda: matrix @ probe,
        ),
        "search, the index alone": (
            lambda: tools.references.search(probe, 50, asked),
            lambda: matrix @ probe,
        ),
        "enrol": (
            lambda: operation.enrol(operation.clerk, next(faces)),
            lambda: bare.execute("INSERT INTO t VALUES (?)", (row,)),
        ),
    }
    for name, (do, peer) in ways.items():
        # The first call is counted and warms up what the others find ready.
        statements[name] = counted(do)
        found[name] = compared(do, peer, rounds=ROUNDS)
    bare.close()
    return {name: {"queries": statements[name], **one} for name, one in found.items()}


def counted(do: Callable[[], Any]) -> int:
    """Return how many statements a call sends to the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        do()
    return len(captured)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(figures(Path(sys.argv[1]), int(sys.argv[2]))))
