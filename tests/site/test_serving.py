"""The server as a process: it opens, outlives its worker, finishes what is under way, tells no secret."""

import os
import pty
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PASSPHRASE = "seven quiet harbours"
PASSWORD = "two small grey boats"
_PATIENCE = 60


def environment(home: Path, **more: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "ANTIGONE_HOME": str(home), "LANG": "C", **more}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real home, locked with a passphrase."""
    place = tmp_path_factory.mktemp("served")
    (place / "passphrase").write_text(PASSPHRASE)
    (place / "password").write_text(PASSWORD)
    made = subprocess.run(
        [
            *(sys.executable, "-m", "antigone", "init", "--administrator", "rosa"),
            *("--password-file", str(place / "password"), str(place / "home")),
        ],
        env=environment(place / "home", ANTIGONE_PASSPHRASE_FILE=str(place / "passphrase")),
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return place / "home"


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(home: Path, port: int, **more: str) -> Iterator[subprocess.Popen[str]]:
    """Start the server without a terminal; the passphrase is in a file beside the home."""
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "antigone", "serve", "--port", str(port)],
        env=environment(home, ANTIGONE_PASSPHRASE_FILE=str(home.parent / "passphrase"), **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        try:
            assert server.stdout is not None
            said = server.stdout.readline()
            assert said == f"Antigone is open: http://localhost:{port} (Ctrl-C ends it)\n", said
            yield server
        finally:
            server.terminate()


def asked(port: int, address: str = "/sign-in", host: str = "localhost") -> tuple[int, str]:
    """Ask, and ask again while nobody answers."""
    until = time.monotonic() + _PATIENCE
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        try:
            connection.request("GET", address, headers={"Host": f"{host}:{port}"})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, HTTPException):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        finally:
            connection.close()


def worker_of(server: int) -> int:
    """Return the process that the server made and that answers."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    return int(children[0])


def test_it_answers_again_after_its_worker_was_killed(home: Path, port: int) -> None:
    with serving(home, port) as server:
        status, page = asked(port)
        assert status == 200 and "Sign in" in page
        assert "Ready logins" not in page
        assert asked(port, "/tour")[0] == 404
        first = worker_of(server.pid)
        os.kill(first, signal.SIGKILL)
        _until(lambda: worker_of(server.pid) != first)
        assert asked(port)[0] == 200
        server.send_signal(signal.SIGTERM)
        assert server.wait(_PATIENCE) == 0


def test_a_worker_ends_with_its_parent(home: Path, port: int) -> None:
    with serving(home, port) as server:
        asked(port)
        worker = worker_of(server.pid)
        server.kill()
        _until(lambda: not Path(f"/proc/{worker}").exists())


def test_it_finishes_what_is_under_way(home: Path, port: int) -> None:
    with serving(home, port) as server:
        connection = HTTPConnection("localhost", port, timeout=_PATIENCE)
        connection.request("GET", "/sign-in")
        answer = connection.getresponse()
        cookie = str(answer.getheader("Set-Cookie")).split(";")[0].strip()
        mark = re.search(r'csrfmiddlewaretoken" value="(\w+)"', answer.read().decode())
        assert mark is not None
        body = f"csrfmiddlewaretoken={mark[1]}&login=rosa&password=wrong+words+in+it"
        connection.putrequest("POST", "/sign-in")
        for name, value in (
            ("Cookie", cookie),
            ("Origin", f"http://localhost:{port}"),
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Content-Length", str(len(body))),
        ):
            connection.putheader(name, value)
        connection.endheaders(body[:20].encode())
        time.sleep(0.5)
        server.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        connection.send(body[20:].encode())
        answered = connection.getresponse()
        assert answered.status == 200
        assert "do not open an account" in answered.read().decode()
        assert server.wait(_PATIENCE) == 0


def test_a_taken_port_is_refused(home: Path, port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        refused = _run(home, "--port", str(port))
    assert refused.returncode == 1
    assert f"Port {port} of 127.0.0.1 is taken" in refused.stderr


@pytest.mark.parametrize(
    "address", ["http://antigone.example", "antigone.example", "https://antigone.example/x"]
)
def test_an_address_that_others_could_listen_to_is_refused(
    home: Path, port: int, address: str
) -> None:
    refused = _run(home, "--port", str(port), "--address", address)
    assert refused.returncode == 1
    assert "is not an address for browsers" in refused.stderr


def test_the_passphrase_is_asked_once_and_stands_nowhere(home: Path, port: int) -> None:
    server, terminal = pty.fork()
    if server == 0:
        command = [sys.executable, "-m", "antigone", "serve", "--port", str(port)]
        os.execve(sys.executable, command, environment(home, COLUMNS="200"))
    try:
        _read_until(terminal, "Passphrase of the vault")
        os.write(terminal, f"{PASSPHRASE}\n".encode())
        _read_until(terminal, "Antigone is open")
        first = worker_of(server)
        for process in (server, first):
            for what in ("environ", "cmdline"):
                assert PASSPHRASE.encode() not in Path(f"/proc/{process}/{what}").read_bytes()
        os.kill(first, signal.SIGKILL)
        _until(lambda: worker_of(server) != first)
        # Nobody is asked again: the parent hands it on in memory.
        assert asked(port)[0] == 200
        for path in home.rglob("*"):
            if path.is_file():
                assert PASSPHRASE.encode() not in path.read_bytes(), path
    finally:
        os.kill(server, signal.SIGTERM)
        os.waitpid(server, 0)
        os.close(terminal)


def test_a_wrong_passphrase_starts_nothing(home: Path, port: int, tmp_path: Path) -> None:
    (tmp_path / "wrong").write_text("some other words")
    refused = _run(home, "--port", str(port), passphrase=tmp_path / "wrong")
    assert refused.returncode == 1
    assert "passphrase" in refused.stderr.lower()
    with pytest.raises(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        pass


def test_another_name_of_the_machine_is_refused(home: Path, port: int) -> None:
    with serving(home, port):
        assert asked(port, host="elsewhere.example")[0] == 400
        status, page = asked(port, "/static/antigone/favicon.svg")
        assert status == 200 and "<svg" in page


def _run(
    home: Path, *arguments: str, passphrase: Path | None = None
) -> subprocess.CompletedProcess[str]:
    file = passphrase or home.parent / "passphrase"
    return subprocess.run(
        [sys.executable, "-m", "antigone", "serve", *arguments],
        env=environment(home, ANTIGONE_PASSPHRASE_FILE=str(file)),
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )


def _until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            if true():
                return
        except (OSError, IndexError):
            # Between the old worker and the new one there is none.
            pass
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.1)


def _read_until(terminal: int, wanted: str) -> None:
    said = b""
    while wanted.encode() not in said:
        more = os.read(terminal, 1024)
        assert more, said
        said += more
