"""Cases with faces in them: people who do not exist, read by the engine that is used in earnest.

Photographs are laid into the vault and marked by hand here, so that matching is tested by itself.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

import numpy
import pytest
from PIL import Image

from antigone.access import Action, Actor, Discipline, Role, within
from antigone.casework import models as rows
from antigone.casework.instruments import put_away
from antigone.casework.models.requests import Purpose
from antigone.casework.procedures import intake, matching
from antigone.casework.step import step
from antigone.exercise.people import expression, picture
from antigone.faces import Engine, Face
from antigone.faces.geometry import Pixels
from antigone.vault import Vault
from tests.homes import Staff, report

ENGINE = "sface-2021dec"


@cache
def engine() -> Engine:
    return Engine.load()


@dataclass(frozen=True, eq=False)
class Shot:
    """A photograph as a file, and the faces that the engine sees in it."""

    content: bytes = field(repr=False)
    faces: tuple[Face, ...]


@cache
def portrait(person: str) -> Shot:
    """A missing woman, as her family shows her."""
    return shot(small(picture(person, "studio_portrait")))


@cache
def lifeless(person: str) -> Shot:
    """The same face with another expression, which stands for the photograph of a body."""
    return shot(small(expression(person, "thoughtful")))


@cache
def pair(one: str, other: str) -> Shot:
    """Two people in one photograph, the first on the left."""
    sides = [small(picture(person, "studio_portrait")) for person in (one, other)]
    taken = shot(numpy.concatenate(sides, axis=1))
    return Shot(taken.content, tuple(sorted(taken.faces, key=lambda one: one.detection.box[0])))


def small(image: Pixels) -> Pixels:
    reduced = Image.fromarray(image)
    reduced.thumbnail((260, 260))
    return numpy.asarray(reduced)


def shot(image: Pixels) -> Shot:
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG")
    return Shot(file.getvalue(), engine().read(image).faces)


@dataclass
class Mortuary:
    """Who works on the cases, and how cases come to be."""

    staff: Staff
    vault: Vault
    clerk: Actor
    officer: Actor
    doctor: Actor
    examiner: Actor
    records: Actor

    def request(self, code: str, **changes: Any) -> rows.TracingRequest:
        return intake.open_request(self.clerk, report(code, **changes))

    def reference(
        self, request: rows.TracingRequest, taken: Shot, *, which: int = 0
    ) -> rows.MarkedFace:
        """Receive a photograph of the missing, with one of its faces marked."""
        with step(self.clerk, Action.RECEIVE_REFERENCE) as doing:
            photograph = doing.write(
                rows.ReferencePhotograph(request=request, way="handed-over", **self._stored(taken))
            )
        return self._marked(self.clerk, taken.faces[which], side="reference", reference=photograph)

    def body(self, code: str, *, examined: bool = True) -> rows.Remains:
        found = intake.FoundRemains(code=code, place="Pier 3", authority="Coroner")
        remains = intake.record_remains(self.officer, found)
        if examined:
            death = intake.DeathFound(remains=remains.id, basis="Rigor", condition="fresh")
            intake.examine_remains(self.doctor, death)
        return remains

    def photographed(
        self, remains: rows.Remains, taken: Shot, *, legible: bool = True, confirmed: bool = True
    ) -> rows.MarkedFace:
        """Receive a photograph of a body, with its face marked and confirmed."""
        with step(self.officer, Action.RECEIVE_POST_MORTEM) as doing:
            photograph = doing.write(
                rows.PostMortemPhotograph(
                    remains=remains,
                    code_legible=legible,
                    way="taken-here",
                    **self._stored(taken),
                )
            )
        face = self._marked(self.officer, taken.faces[0], side="remains", post_mortem=photograph)
        if confirmed:
            with step(self.examiner, Action.CONFIRM_FACE) as doing:
                face.confirmed_by_id, face.confirmed_at = self.examiner.account_id, doing.at
                face.save()
        return face

    def enrolled(self, code: str, person: str, **changes: Any) -> rows.TracingRequest:
        """A request with one enrolled photograph."""
        request = self.request(code, **changes)
        matching.enrol(self.clerk, self.reference(request, portrait(person)).id)
        return request

    def ready(self, code: str, person: str) -> rows.Remains:
        """A body that can be searched."""
        remains = self.body(code)
        matching.enrol(self.officer, self.photographed(remains, lifeless(person)).id)
        return remains

    def search(self, remains: rows.Remains, actor: Actor | None = None) -> rows.Search:
        wanted = matching.Wanted(remains=remains.id, purpose=Purpose.IDENTIFY)
        return matching.search(actor or self.examiner, wanted)

    def listed(self, search: rows.Search) -> list[rows.Candidate]:
        with within(self.staff.operation):
            return list(search.candidates.order_by("rank"))

    def people_on(self, search: rows.Search) -> list[UUID]:
        return [one.request_id for one in self.listed(search)]

    def _stored(self, taken: Shot) -> dict[str, Any]:
        deposit = self.vault.put(taken.content)
        return {**vars(deposit.ref), "sha256": deposit.sha256}

    def _marked(self, actor: Actor, face: Face, **of: Any) -> rows.MarkedFace:
        with step(actor, Action.MARK_FACE) as doing:
            return doing.write(
                rows.MarkedFace(
                    box=list(face.detection.box),
                    landmarks=face.detection.landmarks.tolist(),
                    marked_by_id=actor.account_id,
                    **of,
                )
            )


@pytest.fixture
def mortuary(staff: Staff, built: Any) -> Iterator[Mortuary]:
    yield Mortuary(
        staff,
        built.vault,
        staff.hire("clerk", Role.INTAKE_OFFICER),
        staff.hire("officer", Role.MORTUARY_OFFICER),
        staff.hire("doctor", Discipline.MEDICAL, Discipline.FACE),
        staff.hire("examiner", Discipline.FACE),
        staff.hire("records", Role.RECORDS_OFFICER),
    )
    put_away()


def permitted(**changes: Any) -> intake.Permitted:
    """What the sister permits, changed."""
    stated = report().permitted
    assert stated is not None
    return intake.Permitted(**(vars(stated) | changes))


def basis(**changes: Any) -> intake.Basis:
    stated = report().basis
    assert stated is not None
    return intake.Basis(**(vars(stated) | changes))


def day(year: int, month: int, number: int) -> date:
    return date(year, month, number)
