"""A log line holds a code and a place; no name, no parameter, no statement."""

import logging
from io import StringIO

import pytest
from django.db import IntegrityError

from antigone.site.logs import CodesOnly


@pytest.fixture
def log() -> tuple[logging.Logger, StringIO]:
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(CodesOnly())
    logger = logging.Logger("antigone.test")
    logger.addHandler(handler)
    return logger, stream


def test_a_code_is_written_and_its_parameters_are_not(
    log: tuple[logging.Logger, StringIO],
) -> None:
    logger, stream = log
    logger.warning("search-rate", extra={"name_of_somebody": "Ines Alba"})
    logger.warning("no request %s", "Ines Alba")
    logger.warning("Ines Alba was searched")
    written = stream.getvalue()
    assert "search-rate" in written
    assert "test_logs.test_a_code_is_written" in written
    assert "Ines" not in written and "Alba" not in written


def test_an_error_is_written_as_its_kind_and_guard(log: tuple[logging.Logger, StringIO]) -> None:
    logger, stream = log
    try:
        raise IntegrityError("guard:no-permission\nDETAIL: Ines Alba")
    except IntegrityError:
        logger.exception("step-failed")
    written = stream.getvalue()
    assert written.rstrip().endswith(
        "ERROR antigone.test step-failed IntegrityError guard:no-permission"
    )
