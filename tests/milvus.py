"""A real Milvus server for the gallery's tests, loaded with `-p tests.milvus`; TEST_GALLERY says so to them.

It lives in an environment of its own (`make .venv-milvus/.ready`), starts when this is imported and
stops with the tests. Where it cannot start, the tests fail: they are never left out.
"""

import atexit
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp

ADDRESS = "TEST_MILVUS"

_PYTHON = Path(".venv-milvus/bin/python")
# The server ends with its standard input, so also when the tests are killed.
_SERVER = """
import sys
from milvus import MilvusServer
server = MilvusServer()
server.set_base_dir(sys.argv[1])
# A read that must see every write waits for the next of these ticks, in milliseconds.
server.config.set("proxy.timeTickInterval", 20)
server.start()
print(f"http://127.0.0.1:{server.listen_port}", flush=True)
sys.stdin.read()
server.stop()
"""


def _start() -> None:
    folder = Path(mkdtemp(prefix="antigone-milvus-"))
    log = folder / "log"
    with log.open("wb") as into:
        server = subprocess.Popen(
            [str(_PYTHON), "-c", _SERVER, str(folder / "data")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=into,
            text=True,
        )

    def stop() -> None:
        assert server.stdin is not None
        server.stdin.close()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    assert server.stdout is not None
    address = server.stdout.readline().strip()
    if not address:
        sys.stderr.write(log.read_text(errors="replace"))
        raise RuntimeError("Milvus did not start, so the gallery on it is not tested.")
    os.environ[ADDRESS] = address
    os.environ[f"{ADDRESS}_FOLDER"] = str(folder / "data")


if not os.environ.get(ADDRESS):
    _start()
