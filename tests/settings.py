"""The framework's settings for tests: those of a home, on the database that was asked for."""

import atexit
import os
import shutil
from pathlib import Path
from tempfile import mkdtemp

from antigone.config import Config, Settings, make_home
from antigone.site.settings import framework_settings

_HOME = Path(mkdtemp(prefix="antigone-tests-"))
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
make_home(_HOME / "home", kind="exercise")

SOCKET = os.environ.get("TEST_POSTGRESQL_SOCKET", "")
_DATABASE = f"postgresql://postgres@/antigone?host={SOCKET}" if SOCKET else ""

_SETTINGS = framework_settings(
    Config(home=_HOME / "home", settings=Settings(database=_DATABASE), sources={}), doors=True
)
# Quick to compute: no password of a test is worth a second.
_SETTINGS["PASSWORD_HASHERS"] = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A file, as in a home: in memory, SQLite has neither a write-ahead log nor other processes.
_SETTINGS["DATABASES"]["default"]["TEST"] = {} if SOCKET else {"NAME": str(_HOME / "test.db")}
_SETTINGS["DATABASES"]["default"]["CONN_MAX_AGE"] = 0

globals().update(_SETTINGS)
