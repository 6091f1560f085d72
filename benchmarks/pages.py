"""Pages of a large operation: what each asks of the database, and its time beside an empty page.

Two homes are filled, a small and a large one, as in `benchmarks.casework`, with bodies besides. Each
page is opened by somebody who may open it, through the whole framework, and beside it a page that
holds nothing: the same gates, no view. At first every request lacks something; then none does, and a
worklist looks through all of them for what little is left.
"""

import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy

from benchmarks.casework import Operation, compared, counted
from benchmarks.report import CannotMeasure, Promise, Section, Table, ratio, versions_of

# Requests and bodies.
SMALL, LARGE = (200, 20), (50_000, 5_000)
ROUNDS = 7
# Multiples of an empty page that a page may take, however large the operation.
MOST = 50
_IN_A_STEP = 1000

Figures = Mapping[str, Mapping[str, float]]


def measure() -> Section:
    """Measure both sizes. Raises `CannotMeasure`."""
    return report(_in_a_process(*SMALL), _in_a_process(*LARGE))


def report(few: Figures, many: Figures) -> Section:
    """Put what was found into a table."""
    grown = [name for name in few if few[name]["queries"] != many[name]["queries"]]
    slowest = max(one["ratio"] for one in many.values())
    return Section(
        name="pages",
        title="pages of a large operation, on SQLite",
        tables=(
            Table(
                title="Statements, and time as a multiple of an empty page in the same run",
                columns=(
                    "page",
                    f"statements, {SMALL[0]} / {SMALL[1]}",
                    f"statements, {LARGE[0]} / {LARGE[1]}",
                    "÷ empty page, small",
                    "÷ empty page, large",
                ),
                rows=tuple(
                    (
                        name,
                        f"{few[name]['queries']:.0f}",
                        f"{many[name]['queries']:.0f}",
                        ratio(few[name]["ratio"]),
                        ratio(many[name]["ratio"]),
                    )
                    for name in few
                ),
            ),
        ),
        meanings=(
            f"Sizes: {SMALL[0]} requests and {SMALL[1]} bodies, {LARGE[0]} and {LARGE[1]}.",
            f"Time: median of {ROUNDS} openings over the median of {ROUNDS} openings of a page with "
            "nothing in it, in turns, through all gates of the workbench, signed in.",
            "Statements: those of one opening, session and account included.",
            "Finished: every photograph was read, and every request has a relative who was asked for her "
            "wishes, so that all are looked through and nearly none is shown.",
            "The rows are copies of one request and one body that went through the procedures.",
        ),
        versions=versions_of("antigone", "Django"),
        values={"small": few, "large": many},
        promises=(
            Promise(
                sentence="Every page asks as much of the large operation as of the small one"
                + (f"; not so: {', '.join(grown)}." if grown else "."),
                kept=not grown,
            ),
            Promise(
                sentence=f"No page of the large operation takes more than {MOST} empty pages "
                f"({ratio(slowest)}).",
                kept=slowest <= MOST,
            ),
        ),
    )


def _in_a_process(requests: int, bodies: int) -> Figures:
    print(f"… pages: {requests} requests, {bodies} bodies", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.pages", folder, str(requests), str(bodies)],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
    if done.returncode:
        last = done.stderr.splitlines()[-3:]
        raise CannotMeasure("\n".join(["The operation was not filled:", *last]))
    return dict(json.loads(done.stdout))


class House(Operation):
    """An operation whose photographs can be opened, with many bodies beside the many requests."""

    declared = LARGE[0]

    def _stored(self) -> dict[str, Any]:
        from PIL import Image

        from antigone.casework.house import house

        lot = numpy.random.default_rng().integers(0, 255, (60, 80, 3), numpy.uint8)
        content = io.BytesIO()
        Image.fromarray(lot).resize((640, 480)).save(content, "JPEG")
        deposit = house().vault.put(content.getvalue())
        return {**vars(deposit.ref), "sha256": deposit.sha256}

    def fill_bodies(self, size: int) -> None:
        """Copy the first body until there are so many, each with its photograph and examination."""
        from antigone.access import Action
        from antigone.casework.step import step

        for start in range(1, size, _IN_A_STEP):
            with step(self.officer, Action.RECORD_REMAINS) as doing:
                first = self.models.Remains.objects.get(code="R1")
                death = first.examinations.get()
                photograph = first.photographs.get()
                made: list[list[Any]] = [[], [], []]
                for number in range(start, min(start + _IN_A_STEP, size)):
                    body = _copy(first, code=f"R-{number:05}", recorded_at=doing.at)
                    made[0].append(body)
                    made[1].append(_copy(death, remains_id=body.pk))
                    blob = {"blob_id": uuid4().hex, "recorded_at": doing.at}
                    made[2].append(_copy(photograph, remains_id=body.pk, **blob))
                for rows in made:
                    type(rows[0]).objects.bulk_create(rows)

    def finish_requests(self) -> None:
        """Give every request what it lacks: a relative who was asked, and a photograph that was read."""
        from antigone.access import Action, within
        from antigone.casework.models.relatives import ContactSource, Tie
        from antigone.casework.procedures import notices
        from antigone.casework.step import step

        stated = notices.KnownRelative(
            request=self._first.pk,
            name="A sister",
            relation="sister",
            tie=Tie.BOTH,
            language="en",
            contact_source=ContactSource.RELATIVE_INTERVIEW,
            contact_given_on=date(2026, 1, 1),
            phone="+1",
        )
        sister = notices.record_relative(self.clerk, stated)
        asked = notices.Wished(relative=sister.pk, wishes_to_be_told=True)
        wishes = notices.record_wishes(self.clerk, asked)
        with within(self.clerk.operation_id):
            given = self.models.ReferencePhotograph.objects.order_by("pk")
            every = list(given.values_list("pk", "request"))
        for some in _lots(every):
            with step(self.clerk, Action.READ_FACES):
                relatives = [
                    _copy(sister, request_id=request, person=uuid4())
                    for _, request in some
                    if request != self._first.pk
                ]
                type(sister).objects.bulk_create(relatives)
                type(wishes).objects.bulk_create(
                    _copy(wishes, relative_id=one.pk) for one in relatives
                )
                readings = (
                    self.models.Reading(
                        side="reference",
                        reference_id=photograph,
                        engine="none",
                        operation_id=self.clerk.operation_id,
                        recorded_by_id=self.clerk.account_id,
                        recorded_at=sister.recorded_at,
                    )
                    for photograph, _ in some
                )
                self.models.Reading.objects.bulk_create(readings)


def _copy(row: Any, **changes: Any) -> Any:
    values = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}
    return type(row)(**values | {"id": uuid4()} | changes)


def _lots(rows: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(rows), _IN_A_STEP):
        yield rows[start : start + _IN_A_STEP]


def figures(folder: Path, requests: int, bodies: int) -> Figures:
    """Fill a home and return what each page costs in it."""
    place = House(folder)
    place.fill(requests)
    place.fill_bodies(bodies)
    from django.conf import settings
    from django.http import HttpResponse
    from django.test import Client
    from django.urls import path

    from antigone.access import within
    from antigone.access.models import Account
    from antigone.casework.planning import count_rows
    from antigone.casework.procedures import matching
    from antigone.casework.procedures.intake import Purpose
    from antigone.workbench import urls

    # As the worker of a served home does every hour.
    assert count_rows()

    settings.ALLOWED_HOSTS = ["testserver"]
    urls.urlpatterns.append(path("empty", lambda request: HttpResponse("<!doctype html>")))
    wanted = matching.Wanted(remains=place.remains, purpose=Purpose.IDENTIFY)
    search = matching.search(place.examiner, wanted)
    with within(place.officer.operation_id):
        photograph = place.models.PostMortemPhotograph.objects.get(remains__code="R1")

    def seated(actor: Any) -> Client:
        browser = Client()
        browser.force_login(Account.objects.get(id=actor.account_id))
        return browser

    officer, clerk, examiner = (seated(one) for one in (place.officer, place.clerk, place.examiner))
    intake = "worklist, intake"
    opened: dict[str, Callable[[], Any]] = {
        "worklist, mortuary": lambda: officer.get("/o/FERRY/"),
        intake: lambda: clerk.get("/o/FERRY/"),
        "worklist, examiner": lambda: examiner.get("/o/FERRY/"),
        "candidates": lambda: examiner.get(f"/o/FERRY/searches/{search.pk}/"),
        "photograph": lambda: officer.get(f"/o/FERRY/photographs/{photograph.pk}/"),
        "remains, one": lambda: officer.get("/o/FERRY/remains/R1/"),
        "remains, the list": lambda: officer.get("/o/FERRY/remains/"),
        "requests, the list": lambda: clerk.get("/o/FERRY/requests/"),
        "requests, the last part": lambda: clerk.get("/o/FERRY/requests/?part=9999"),
        "custody": lambda: officer.get("/o/FERRY/custody/"),
    }

    def measured(name: str, do: Callable[[], Any]) -> dict[str, float]:
        status = do().status_code
        if status != 200:
            raise CannotMeasure(f"{name}: {status}")
        statements = counted(do)
        beside = compared(do, lambda: officer.get("/empty"), rounds=ROUNDS)
        return {"queries": statements, **beside}

    found = {name: measured(name, do) for name, do in opened.items()}
    place.finish_requests()
    assert count_rows()
    finished = f"{intake}, requests finished"
    return found | {finished: measured(finished, opened[intake])}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(figures(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
