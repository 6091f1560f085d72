"""However many requests there are, a step asks the database the same number of questions."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import numpy
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antigone.access import Action
from antigone.casework import models as rows
from antigone.casework.instruments import instruments
from antigone.casework.models.search import CandidateSource
from antigone.casework.procedures import matching
from antigone.casework.step import step
from antigone.gallery.entries import fit_entries
from tests.casework.faces_at_hand import ENGINE, Mortuary, mortuary, portrait
from tests.homes import clone

__all__ = ["mortuary"]


def _fill(mortuary: Mortuary, request: rows.TracingRequest, codes: range) -> None:
    """Give every code a request of its own, with permission, photograph, face and template."""
    made: dict[type, list[Any]] = {}

    def new(row: Any, **changes: Any) -> Any:
        made.setdefault(type(row), []).append(clone(row, **changes))
        return made[type(row)][-1]

    with step(mortuary.clerk, Action.OPEN_REQUEST) as doing:
        permission, basis = request.permissions.get(), request.legal_bases.get()
        template = rows.Template.objects.filter(request=request).earliest("recorded_at")
        face = template.face
        vectors = numpy.random.default_rng(len(codes)).standard_normal((len(codes), 128))
        first = rows.TracingRequest.objects.count() + 1
        for place, code in enumerate(codes):
            opened = new(request, code=f"M{code}", number=first + place, recorded_at=doing.at)
            new(permission, request_id=opened.pk)
            new(basis, request_id=opened.pk)
            photograph = new(face.reference, request_id=opened.pk, blob_id=uuid4().hex)
            marked = new(face, reference_id=photograph.pk)
            new(template, face_id=marked.pk, request_id=opened.pk)
        for model, many in made.items():
            model.objects.bulk_create(many)
        attributes = {
            "operation": mortuary.staff.operation.hex,
            "purposes": ["identify"],
            "valid_from": "2026-01-01",
        }
        templates = made[rows.Template]
        instruments().reference_rows.append(
            fit_entries(
                [one.pk.hex for one in templates],
                vectors,
                [{"person": one.request_id.hex, **attributes} for one in templates],
                dim=128,
            )
        )


def _count(do: Callable[[], Any]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        do()
    return len(captured)


@pytest.mark.slow
def test_the_number_of_questions_does_not_grow(mortuary: Mortuary) -> None:
    request = mortuary.enrolled("M0", "P001")
    remains = mortuary.ready("R0", "P001")
    # The first search of a process makes the index besides.
    mortuary.search(remains)
    asked = []
    for number, codes in enumerate((range(1, 20), range(20, 200))):
        _fill(mortuary, request, codes)
        face = mortuary.reference(request, portrait(f"P00{number + 2}"))
        searches: list[rows.Search] = []
        asked.append(
            {
                "search": _count(lambda: searches.append(mortuary.search(remains))),  # noqa: B023
                "search again": _count(lambda: mortuary.search(remains)),
                "list": _count(lambda: mortuary.listed(searches[0])),  # noqa: B023
                "enrol": _count(lambda: matching.enrol(mortuary.clerk, face.id)),  # noqa: B023
                "sweep": _count(lambda: matching.sweep(mortuary.examiner)),
                "propose": _count(
                    lambda: matching.propose(
                        mortuary.records,
                        matching.Proposal(
                            remains=remains.id,
                            request=request.id,
                            source=CandidateSource.DOCUMENT,
                            note=f"Passport {number}",  # noqa: B023
                        ),
                    )
                ),
            }
        )
        assert searches[0].people == codes.stop
        assert searches[0].engine == ENGINE
    assert asked[0] == asked[1]
