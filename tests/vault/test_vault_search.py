"""The search behind an erasure receipt finds what is there, and says what it did not read."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from antigone.vault import Occurrence, search_bytes


def places(folder: Path, needles: list[bytes], **how: int) -> list[tuple[str, int, int]]:
    found = search_bytes(folder, needles, **how).found
    return [(one.file.name, one.offset, one.needle) for one in found]


def everywhere(content: bytes, needles: list[bytes]) -> list[tuple[str, int, int]]:
    return sorted(
        (
            ("file", at, number)
            for number, needle in enumerate(needles)
            for at in range(len(content))
            if content.startswith(needle, at)
        ),
        key=lambda one: one[1:],
    )


@settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200
)
@given(
    # Few letters, so that needles overlap themselves and each other.
    content=st.text("ab", max_size=120).map(str.encode),
    needles=st.lists(
        st.text("ab", min_size=1, max_size=20).map(str.encode), min_size=1, max_size=4
    ),
    window=st.integers(1, 50),
)
def test_finds_what_a_plain_look_finds(
    tmp_path: Path, content: bytes, needles: list[bytes], window: int
) -> None:
    (tmp_path / "file").write_bytes(content)
    result = search_bytes(tmp_path, needles, window_bytes=window)
    found = [(one.file.name, one.offset, one.needle) for one in result.found]
    assert found == everywhere(content, needles)
    assert (result.files, result.size) == (1, len(content))


@pytest.mark.parametrize("length", [1, 7, 8, 14, 15, 16, 17, 31, 64])
def test_nothing_hides_on_a_boundary(tmp_path: Path, length: int) -> None:
    needle = os.urandom(length)
    for at in range(120, 140):
        (tmp_path / "file").write_bytes(b"\0" * at + needle + b"\0" * 40)
        assert ("file", at, 0) in places(tmp_path, [needle], window_bytes=128)


def test_many_needles_in_one_pass(tmp_path: Path) -> None:
    content = os.urandom(100_000)
    (tmp_path / "file").write_bytes(content)
    needles = [os.urandom(16) for _ in range(5000)]
    for number, at in enumerate(range(0, 90_000, 9001)):
        needles[number * 100] = content[at : at + 16]
    expected = [("file", at, n * 100) for n, at in enumerate(range(0, 90_000, 9001))]
    assert places(tmp_path, needles) == expected


def test_every_file_is_read_hidden_and_nested_ones_too(tmp_path: Path) -> None:
    for name in (".hidden", "a/b/c/deep", "a/.b/file"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"--needle--")
    result = search_bytes(tmp_path, [b"needle"])
    assert {one.file.relative_to(tmp_path).as_posix() for one in result.found} == {
        ".hidden",
        "a/b/c/deep",
        "a/.b/file",
    }
    assert result.found[0] == Occurrence(tmp_path / ".hidden", 2, 0)
    assert (result.files, result.size) == (3, 30)
    assert not result.found_nowhere


def test_what_is_not_read_is_said(tmp_path: Path) -> None:
    """A link may lead out of the home: not followed, and not passed over in silence."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "file").write_bytes(b"needle")
    home = tmp_path / "home"
    home.mkdir()
    (home / "link").symlink_to(tmp_path / "elsewhere" / "file")
    (home / "folder-link").symlink_to(tmp_path / "elsewhere")
    result = search_bytes(home, [b"needle"])
    assert result.found == ()
    assert {path.name for path in result.unread} == {"link", "folder-link"}
    assert not result.found_nowhere


def test_a_pipe_holds_nothing_and_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert search_bytes(tmp_path, [b"needle"]).found_nowhere


def test_an_empty_folder_is_clean(tmp_path: Path) -> None:
    result = search_bytes(tmp_path, [b"needle"])
    assert (result.found_nowhere, result.files, result.size) == (True, 0, 0)


def test_a_receipt_about_nowhere_is_refused(tmp_path: Path) -> None:
    for needles in ([], [b""], [b"needle", b""]):
        with pytest.raises(ValueError, match="needles"):
            search_bytes(tmp_path, needles)
    (tmp_path / "file").write_bytes(b"needle")
    for place in (tmp_path / "missing", tmp_path / "file"):
        with pytest.raises(ValueError, match="not a folder"):
            search_bytes(place, [b"needle"])
