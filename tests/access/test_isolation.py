"""A forgotten filter returns nothing; a scope returns its own operation only."""

import pytest
from django.apps import apps

from antigone.access import across_all_operations, within
from antigone.casework import models as rows
from antigone.casework.models.base import CaseRow
from tests.homes import Scene, open_operation


def _concrete() -> list[type[CaseRow]]:
    return [one for one in apps.get_app_config("casework").get_models() if issubclass(one, CaseRow)]


def test_a_forgotten_filter_returns_nothing(scene: Scene) -> None:
    other = open_operation(scene.staff.administrator, "TRAIN")
    filled = 0
    for model in (*_concrete(), rows.Operation):
        assert list(model.objects.all()) == [], model
        assert model.objects.count() == 0
        assert not model.objects.filter(pk__isnull=False).exists()
        assert model.objects.values_list("pk").union(model.objects.values_list("pk")).count() == 0
        with within(other):
            assert model.objects.count() == (1 if model is rows.Operation else 0), model
        with within(None):
            assert model.objects.count() == 0
        with within(scene.staff.operation):
            filled += model.objects.exists()
    assert filled >= 15


def test_relations_are_fenced_too(scene: Scene) -> None:
    other = open_operation(scene.staff.administrator, "TRAIN")
    with within(scene.staff.operation):
        photograph = rows.PostMortemPhotograph.objects.get()
        assert photograph.remains == scene.remains
        assert scene.remains.photographs.count() == 1
    with within(other):
        assert scene.remains.photographs.count() == 0
        del photograph._state.fields_cache["remains"]
        with pytest.raises(rows.Remains.DoesNotExist):
            _ = photograph.remains


def test_the_way_around_the_fence_says_why(scene: Scene) -> None:
    with pytest.raises(ValueError, match="say why"), across_all_operations(because=" "):
        pass
    with across_all_operations(because="a test counts"):
        assert rows.Remains.objects.count() == 1
    assert rows.Remains.objects.count() == 0


def test_every_table_of_cases_is_fenced() -> None:
    """A new model must be a case row, or stand here with its reason."""
    free = {
        "operation",  # fenced by its own id
        "ledgerentry",  # opaque ids only, and one tree for the home
        "ledgerhead",
        "ledgeredge",
        "gallery",  # vectors are opened by matching alone, which filters by operation
        "galleryrow",
        "vectorplace",
        "job",  # codes and ids only; the worker belongs to no operation
    }
    found = {
        one._meta.model_name
        for one in apps.get_app_config("casework").get_models()
        if not issubclass(one, CaseRow)
    }
    assert found == free
