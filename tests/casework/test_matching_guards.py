"""What matching refuses, the database refuses too: through the models, and past them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from antigone.casework import models as rows
from antigone.casework.guard import code_of
from antigone.casework.instruments import instruments
from antigone.casework.procedures import matching
from antigone.config import utc_now
from antigone.vault import UnreadableField
from tests.casework.faces_at_hand import Mortuary, lifeless, mortuary, permitted, portrait
from tests.homes import clone, insert_by_sql, sql, unfenced

__all__ = ["mortuary"]

Attack = Callable[[Mortuary], models.Model]


def _template(mortuary: Mortuary, face: rows.MarkedFace, **of: Any) -> rows.Template:
    return rows.Template(
        face=face,
        engine="sface-2021dec",
        dim=128,
        quality=12.0,
        operation_id=mortuary.staff.operation,
        recorded_by_id=mortuary.clerk.account_id,
        recorded_at=utc_now(),
        **of,
    )


def _of_reference(mortuary: Mortuary, **changes: Any) -> rows.Template:
    request = mortuary.request("M1", **changes)
    face = mortuary.reference(request, portrait("P001"))
    return _template(mortuary, face, side="reference", request=request)


def _basis_ended(mortuary: Mortuary) -> models.Model:
    template = _of_reference(mortuary)
    with unfenced():
        rows.LegalBasis.objects.update(ended_at=utc_now())
    return template


def _permission_withdrawn(mortuary: Mortuary) -> models.Model:
    template = _of_reference(mortuary)
    with unfenced():
        rows.Permission.objects.update(withdrawn_at=utc_now())
    return template


def _permission_ended(mortuary: Mortuary) -> models.Model:
    """It ended yesterday; a second one, for another purpose, still lets photographs in."""
    yesterday = utc_now().date() - timedelta(days=1)
    request = mortuary.request("M1", permitted=permitted(scope="notify"))
    with unfenced():
        (notify,) = rows.Permission.objects.all()
        clone(notify, scope="identify", valid_until=yesterday).save(force_insert=True)
    face = mortuary.reference(request, portrait("P001"))
    return _template(mortuary, face, side="reference", request=request)


def _unconfirmed(mortuary: Mortuary) -> models.Model:
    remains = mortuary.body("R1")
    face = mortuary.photographed(remains, lifeless("P001"), confirmed=False)
    return _template(mortuary, face, side="remains", remains=remains)


def _found(mortuary: Mortuary) -> rows.Search:
    mortuary.enrolled("M1", "P001")
    return mortuary.search(mortuary.ready("R1", "P001"))


def _search_of(mortuary: Mortuary, remains: rows.Remains, **changes: Any) -> models.Model:
    return clone(_found(mortuary), remains_id=remains.id, **changes)


def _unexamined(mortuary: Mortuary) -> models.Model:
    remains = mortuary.body("R9", examined=False)
    mortuary.photographed(remains, lifeless("P003"))
    return _search_of(mortuary, remains)


def _by_the_signer(mortuary: Mortuary) -> models.Model:
    doctor = mortuary.doctor.account_id
    return clone(_found(mortuary), searched_by_id=doctor, recorded_by_id=doctor)


def _without_code(mortuary: Mortuary) -> models.Model:
    remains = mortuary.body("R9")
    mortuary.photographed(remains, lifeless("P003"), legible=False)
    return _search_of(mortuary, remains)


def _probe_with_the_living(mortuary: Mortuary) -> models.Model:
    search = _found(mortuary)
    with unfenced():
        probe = search.probes.get()
        return clone(probe, template_id=rows.Template.objects.get(side="reference").pk)


def _dead_among_the_missing(mortuary: Mortuary) -> models.Model:
    _found(mortuary)
    remains = mortuary.body("R2")
    face = mortuary.photographed(remains, lifeless("P002"))
    with unfenced():
        template = _template(mortuary, face, side="remains", remains=remains)
        template.save(force_insert=True)
        gallery = rows.Gallery.objects.get(code="references/sface-2021dec")
        place = rows.VectorPlace.objects.create(gallery=gallery, sealed=b"0" * 547)
    return rows.GalleryRow(
        template_id=template.pk, gallery=gallery, seq=9, place=place, attributes={}
    )


def _candidate(mortuary: Mortuary, **changes: Any) -> models.Model:
    (candidate,) = mortuary.listed(_found(mortuary))
    return clone(candidate, **changes)


def _finding(mortuary: Mortuary, **changes: Any) -> models.Model:
    (candidate,) = mortuary.listed(_found(mortuary))
    finding = matching.weigh(mortuary.examiner, matching.FaceOf(candidate=candidate.id))
    return clone(finding, **changes)


ATTACKS: list[tuple[str, Attack]] = [
    ("no-legal-basis", _basis_ended),
    ("no-biometric-permission", _permission_withdrawn),
    ("no-biometric-permission", _permission_ended),
    ("face-not-confirmed", _unconfirmed),
    ("no-death-examination", _unexamined),
    ("searcher-signed-death", _by_the_signer),
    ("no-legible-code", _without_code),
    ("search_is_to_identify", lambda m: clone(_found(m), purpose="notify")),
    ("probe-of-another", _probe_with_the_living),
    ("vector-in-other-gallery", _dead_among_the_missing),
    ("candidate-of-another", lambda m: _candidate(m, remains_id=m.body("R9").id, rank=2)),
    ("candidate_has_a_source", lambda m: _candidate(m, search_id=None)),
    (
        "candidate_has_a_source",
        lambda m: _candidate(m, source="laboratory", source_note="", rank=2),
    ),
    ("ratio_carries_its_question", lambda m: _finding(m, same="")),
    ("ratio_carries_its_question", lambda m: _finding(m, outside_reach="grade")),
    ("finding_has_a_source", lambda m: _finding(m, source="")),
]


@pytest.mark.parametrize("by", ["models", "sql"])
@pytest.mark.parametrize(("code", "attack"), ATTACKS)
def test_the_database_refuses_it_too(
    mortuary: Mortuary, code: str, attack: Attack, by: str
) -> None:
    row = attack(mortuary)
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        if by == "models":
            row.save(force_insert=True)
        else:
            insert_by_sql(row)
    assert (code_of(refused.value) or str(refused.value)).count(code)


@pytest.mark.parametrize("by", ["models", "sql"])
def test_no_search_probe_or_candidate_is_changed_or_removed(mortuary: Mortuary, by: str) -> None:
    _found(mortuary)
    for model in (rows.Search, rows.Probe, rows.Candidate):
        for change in ("update", "delete"):
            with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
                table = model._meta.db_table
                if by == "sql" and change == "update":
                    sql(f"UPDATE {table} SET recorded_at = recorded_at")
                elif by == "sql":
                    sql(f"DELETE FROM {table}")
                elif change == "update":
                    model.objects.update(recorded_at=utc_now())
                else:
                    model.objects.all()._raw_delete("default")
            assert code_of(refused.value) in ("append-only", "never-removed")


def test_a_vector_that_is_laid_into_anothers_place_opens_nowhere(mortuary: Mortuary) -> None:
    """A living woman's vector in the place of the dead would search for her: it is bound to hers."""
    search = _found(mortuary)
    with unfenced():
        living = rows.GalleryRow.objects.get(gallery__code=f"references/{search.engine}")
        dead = rows.GalleryRow.objects.get(gallery__code=f"remains/{search.engine}")
        sql(
            "UPDATE casework_vectorplace SET sealed ="
            " (SELECT v.sealed FROM casework_vectorplace v WHERE v.id = %s) WHERE id = %s",
            living.place_id,
            dead.place_id,
        )
        remains = rows.Remains.objects.get()
    with pytest.raises(UnreadableField):
        mortuary.search(remains)


def test_a_row_of_the_gallery_cannot_be_turned_to_another_template(mortuary: Mortuary) -> None:
    mortuary.enrolled("M1", "P001")
    mortuary.enrolled("M2", "P002")
    one, other = instruments().reference_rows.scan()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        sql(
            "UPDATE casework_galleryrow SET seq = 9, place_id = (SELECT g.place_id"
            f" FROM casework_galleryrow g WHERE g.template_id = '{one.id}')"
            f" WHERE template_id = '{other.id}'"
        )
    assert code_of(refused.value) == "place-taken"
