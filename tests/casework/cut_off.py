"""Processes that work in a home and are killed in the middle, on a database that keeps what is written."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from antigone.casework.house import House


@pytest.fixture
def committed(transactional_db: None, temporary: Path) -> Iterator[None]:
    """What is written is written: bytes are looked for in the files of the database."""
    yield


_CHILD = """
import json, os, signal, sys, threading, time
from pathlib import Path
from uuid import UUID
home, database, wanted = Path(sys.argv[1]), json.loads(sys.argv[2]), sys.argv[3:]
from django.conf import settings
from antigone.config import Config
from antigone.site.settings import framework_settings
options = framework_settings(Config(home=home))
options["DATABASES"]["default"] |= database
settings.configure(**options)
import django
django.setup()
import tempfile
tempfile.tempdir = str(home.parent / "temporary")
from antigone.access import Actor
from antigone.casework import jobs
from antigone.casework.house import enter, open_house
from antigone.casework.procedures import erasure, requests
from antigone.vault import OpenToAll
enter(open_house(OpenToAll()))
if wanted[0] in ("withdraw", "found-alive"):
    actor = Actor(account_id=UUID(wanted[1]), operation_id=UUID(wanted[2]))
    request = UUID(wanted[3])
    if wanted[0] == "withdraw":
        erasure.withdraw(actor, erasure.Withdrawing(request=request))
    else:
        requests.found_alive(
            actor, requests.SeenAlive(request=request, seen="in-person", basis="Came here")
        )
    os.kill(os.getpid(), signal.SIGKILL)
threading.Thread(target=jobs.work, kwargs={"once": True}, daemon=True).start()
blobs = home / "vault" / "blobs" / wanted[1][:2] / wanted[1]
while blobs.exists():
    time.sleep(0.0005)
os.kill(os.getpid(), signal.SIGKILL)
"""


def killed(opened: House, *wanted: str) -> None:
    """Let a process withdraw, say the second word of life, or purge until a blob is gone; kill it."""
    described = connection.settings_dict
    shared = {name: described[name] for name in ("ENGINE", "NAME", "OPTIONS")}
    if connection.vendor == "postgresql":
        shared |= {name: described[name] for name in ("USER", "HOST", "PORT")}
    child = subprocess.run(
        [sys.executable, "-c", _CHILD, str(opened.home), json.dumps(shared, default=str), *wanted],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert child.returncode == -9, child.stderr
