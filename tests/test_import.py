"""`import antigone` and `antigone --help` are quick: what is heavy comes when it is used."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import antigone

HEAVY = {"PIL", "cv2", "django", "faiss", "numpy", "onnxruntime"}


def loaded_after(script: str) -> set[str]:
    """Return which heavy packages a fresh interpreter has loaded after a script."""
    answer = subprocess.run(
        [sys.executable, "-c", f"{script}\nimport sys; print('\\n' + ' '.join(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    loaded = {name.partition(".")[0] for name in answer.stdout.splitlines()[-1].split()}
    assert "antigone" in loaded
    return loaded & HEAVY


def in_the_command(arguments: str) -> str:
    return (
        "from antigone.cli import main\n"
        f"try: main({arguments.split()!r})\n"
        "except SystemExit as ended: assert ended.code == 0, ended\n"
    )


@pytest.mark.parametrize(
    "script",
    [
        "import antigone",
        "import antigone; dir(antigone); antigone.__version__; antigone.__all__",
        "import antigone; antigone.Refusal; antigone.Config.read()",
        in_the_command("--help"),
        in_the_command("--version"),
        in_the_command("settings"),
        in_the_command("init --help"),
        in_the_command("evaluate --help"),
    ],
)
def test_nothing_heavy_is_loaded(script: str) -> None:
    assert loaded_after(script) == set()


def test_what_is_heavy_is_seen_by_this_test() -> None:
    assert loaded_after("import antigone; antigone.Engine") >= {"numpy"}


def test_a_face_needs_no_web_framework() -> None:
    assert "django" not in loaded_after(
        "import antigone; [getattr(antigone, noun) for noun in antigone.__all__]; "
        "antigone.Engine.load()"
    )


def test_loading_the_engine_leaves_nothing_in_the_reader_s_folder(tmp_path: Path) -> None:
    """The engine's runtime, left alone, makes an identifier and a queue of reports to its maker."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LC_ALL")}
    subprocess.run(
        [sys.executable, "-c", "import antigone; antigone.Engine.load()"],
        env={**kept, "HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
        check=True,
        timeout=120,
    )
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize("noun", antigone.__all__)
def test_every_noun_resolves(noun: str) -> None:
    value = getattr(antigone, noun)
    assert value is getattr(antigone, noun)
    if isinstance(value, type):
        assert value.__name__ == noun
        assert value.__doc__


def test_the_nouns_are_listed_once_and_in_order() -> None:
    assert antigone.__all__ == sorted(set(antigone.__all__))
    assert dir(antigone) == antigone.__all__
    assert set(antigone.__all__) == {*antigone._NOUNS, "__version__"}


def test_another_noun_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'antigone' has no attribute 'Hit'"):
        getattr(antigone, "Hit")  # noqa: B009 - a static checker would refuse the plain form
