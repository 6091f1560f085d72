"""A home on disk, and processes that work in it, each for itself."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from antigone.config import make_home

Start = Callable[..., "subprocess.Popen[str]"]
Run = Callable[..., str]
_SCRIPT = """
import sys
from antigone.config import Config
from antigone.errors import Refusal
from antigone import site
try:
    {statement}
    print("done")
except Refusal as refusal:
    print(refusal.code)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    make_home(tmp_path / "home", kind="real")
    return tmp_path / "home"


@pytest.fixture
def begin(home: Path) -> Start:
    """Start a process that runs statements with the home's configuration."""

    def begin(statement: str, database: str = "") -> "subprocess.Popen[str]":
        environment = {"PATH": os.environ["PATH"], "ANTIGONE_HOME": str(home)}
        if database:
            environment["ANTIGONE_DATABASE"] = database
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-c", _SCRIPT.format(statement=statement)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return begin


@pytest.fixture
def run(begin: Start) -> Run:
    """Run statements to their end, and return what they came to: "done", or a refusal's code."""

    def run(statement: str, database: str = "") -> str:
        with begin(statement, database) as process:
            said, faults = process.communicate()
        assert process.returncode == 0, faults
        return said.strip()

    return run


@pytest.fixture
def addresses(home: Path) -> Iterator[dict[str, str]]:
    """The addresses of a fresh database, by role; all empty on SQLite."""
    roles = ("keeper", "desk", "postgres")
    socket = os.environ.get("TEST_POSTGRESQL_SOCKET")
    if socket is None:
        yield dict.fromkeys(roles, "")
        return
    # Roles belong to the whole server, which workers share.
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    keeper, desk, name = f"keeper{worker}", f"desk{worker}", f"started{worker}"
    with psycopg.connect(
        dbname="postgres", host=socket, user="postgres", autocommit=True
    ) as server:
        server.execute(f"CREATE ROLE {keeper} LOGIN")
        server.execute(f"CREATE ROLE {desk} LOGIN")
        server.execute(f"CREATE DATABASE {name} OWNER {keeper}")
        yield {
            role: f"postgresql://{user}@/{name}?host={socket}"
            for role, user in zip(roles, (keeper, desk, "postgres"), strict=True)
        }
        server.execute(f"DROP DATABASE {name}")
        server.execute(f"DROP ROLE {desk}")
        server.execute(f"DROP ROLE {keeper}")
