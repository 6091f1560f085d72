"""Run alone: the command, with logs at their most talkative, and every message also in a file."""

import logging
import sys
from functools import partial

from antigone.site import logs, settings

target = open(sys.argv[1], "w", encoding="utf-8")  # noqa: PTH123, SIM115
settings.logging_options = partial(logs.logging_options, "DEBUG")
made = logging.getLogRecordFactory()


def kept(*arguments: object, **named: object) -> logging.LogRecord:
    record = made(*arguments, **named)
    print(record.name, record.getMessage(), file=target, flush=True)
    return record


logging.setLogRecordFactory(kept)

from antigone.cli import main  # noqa: E402

main(sys.argv[2:])
