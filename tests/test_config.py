"""Settings, homes, clocks and lots: read once, named by their source, refused when unfit."""

import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antigone.config import (
    HOME_FORMAT,
    Config,
    HomeExists,
    HomeNotMade,
    NewerHome,
    NoHome,
    Settings,
    UnfitSetting,
    UnknownSetting,
    UnreadableSettings,
    home_mark,
    make_home,
    seeded,
    utc_now,
)

MORNING = datetime(2026, 5, 14, 6, 30, 15, 999, tzinfo=UTC)


def read(home: Path, text: str = "", **environment: str) -> Config:
    """Return the configuration of a home with this file of settings and this environment alone."""
    if text:
        (home / "antigone.toml").write_text(text, encoding="utf-8")
    return Config.read(home=home, environment=environment)


def test_without_file_and_environment_every_setting_is_the_default(tmp_path: Path) -> None:
    config = read(tmp_path)
    assert config.settings == Settings()
    assert {line.source for line in config.lines()} == {"default"}
    assert all(line.meaning.endswith((".", "…")) for line in config.lines())


def test_a_setting_comes_from_the_file_and_the_environment_wins(tmp_path: Path) -> None:
    config = read(
        tmp_path, "fpir = 0.003\nseed = 7\n", ANTIGONE_SEED="8", ANTIGONE_LANGUAGE="fr", PATH="/x"
    )
    sources = {line.name: (line.value, line.source) for line in config.lines()}
    assert sources["fpir"] == (0.003, "antigone.toml")
    assert sources["seed"] == (8, "ANTIGONE_SEED")
    assert sources["language"] == ("fr", "ANTIGONE_LANGUAGE")
    assert sources["threads"] == (1, "default")
    assert config.language == "fr"


def test_a_whole_number_may_stand_where_a_fraction_may(tmp_path: Path) -> None:
    config = read(tmp_path, "decode_seconds = 5\nthreads = 4.0\n")
    assert (config.settings.decode_seconds, config.settings.threads) == (5.0, 4)
    assert type(config.settings.decode_seconds) is float
    assert type(config.settings.threads) is int


def test_a_byte_order_mark_before_the_settings_is_no_fault(tmp_path: Path) -> None:
    assert read(tmp_path, "\ufeffseed = 3\n").settings.seed == 3


@pytest.mark.parametrize(
    ("text", "environment", "source"),
    [
        ("fpri = 0.003", {}, "antigone.toml"),
        ("[gallery]\nseed = 1", {}, "antigone.toml"),
        ("", {"ANTIGONE_FPRI": "0.003"}, "ANTIGONE_FPRI"),
        ("", {"ANTIGONE_": ""}, "ANTIGONE_"),
    ],
)
def test_a_setting_that_does_not_exist_is_refused_with_its_source(
    tmp_path: Path, text: str, environment: dict[str, str], source: str
) -> None:
    with pytest.raises(UnknownSetting) as raised:
        read(tmp_path, text, **environment)
    assert raised.value.parameters["source"] == source


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("seed", "-1", "0, 1 …"),
        ("threads", "0", "1, 2 … 64"),
        ("threads", "65", "1, 2 … 64"),
        ("threads", "3.7", "1, 2 … 64"),
        ("threads", "inf", "1, 2 … 64"),
        ("threads", "true", "1, 2 … 64"),
        ("threads", '"two"', "1, 2 … 64"),
        ("threads", "[2]", "1, 2 … 64"),
        ("decode_seconds", "0.09", "0.1 … 600"),
        ("decode_seconds", "601", "0.1 … 600"),
        ("decode_seconds", "nan", "0.1 … 600"),
        ("decode_megapixels", "301", "1, 2 … 300"),
        ("fpir", "0.00009", "0.0001 … 0.5"),
        ("fpir", "0.51", "0.0001 … 0.5"),
        ("fpir", "true", "0.0001 … 0.5"),
        ("language", '"de"', "en, fr, es, uk, ru, ar"),
        ("language", "5", "en, fr, es, uk, ru, ar"),
    ],
)
def test_a_value_out_of_range_or_of_another_kind_is_refused(
    tmp_path: Path, name: str, value: str, wanted: str
) -> None:
    with pytest.raises(UnfitSetting) as raised:
        read(tmp_path, f"{name} = {value}\n")
    assert raised.value.parameters["wanted"] == wanted
    assert raised.value.say().startswith(f"antigone.toml sets {name} to “")

    (tmp_path / "antigone.toml").unlink()
    with pytest.raises(UnfitSetting) as raised:
        read(tmp_path, **{f"ANTIGONE_{name.upper()}": value.strip('"')})
    assert raised.value.parameters["source"] == f"ANTIGONE_{name.upper()}"


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [("threads", 1, 64), ("decode_seconds", 0.1, 600.0), ("fpir", 0.0001, 0.5)],
)
def test_both_ends_of_a_range_belong_to_it(
    tmp_path: Path, name: str, least: float, most: float
) -> None:
    for end in (least, most):
        assert getattr(read(tmp_path, f"{name} = {end}\n").settings, name) == end


@pytest.mark.parametrize("content", [b"seed = \n", b"seed = 1\nseed = 2\n", b"# \xff\n"])
def test_damaged_settings_are_refused_by_the_name_of_the_file(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "antigone.toml").write_bytes(content)
    with pytest.raises(UnreadableSettings, match=r"^antigone\.toml cannot be read \("):
        read(tmp_path)


def test_a_folder_in_the_place_of_the_settings_is_refused(tmp_path: Path) -> None:
    (tmp_path / "antigone.toml").mkdir()
    with pytest.raises(UnreadableSettings, match="directory"):
        read(tmp_path)


def test_a_file_in_the_place_of_the_home_is_no_home_and_has_no_settings(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a letter")
    assert read(tmp_path / "home").settings == Settings()
    with pytest.raises(NoHome):
        home_mark(tmp_path / "home")


def test_the_home_is_where_the_environment_says_else_where_the_system_keeps_data() -> None:
    named = Config.read(environment={"ANTIGONE_HOME": "/nowhere/operation"})
    assert named.home == Path("/nowhere/operation")
    assert Config.read(environment={"ANTIGONE_HOME": "~/operation"}).home.is_absolute()
    assert Config.read(environment={"ANTIGONE_HOME": "here"}).home == Path.cwd() / "here"
    assert Config.read(environment={}).home.name == "antigone"


def test_a_home_is_made_for_its_owner_alone_and_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "operations" / "ferry"
    made = make_home(path, kind="field", clock=lambda: MORNING)
    assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert made == home_mark(path) == (HOME_FORMAT, "field", "2026-05-14T06:30:15+00:00")
    assert read(path).settings == Settings()


def test_an_empty_folder_that_others_could_enter_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "home"
    path.mkdir(mode=0o755)
    make_home(path, kind="real")
    assert stat.S_IMODE(path.stat().st_mode) == 0o700


def test_a_home_is_never_laid_over_another_nor_over_anything(tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = make_home(home, kind="real", clock=lambda: MORNING)
    (home / "antigone.toml").write_text("seed = 3\n")
    (tmp_path / "letter").write_text("Dear sister")
    for path in (home, tmp_path, tmp_path / "letter"):
        with pytest.raises(HomeExists):
            make_home(path, kind="exercise")
    assert home_mark(home) == first
    assert read(home).settings.seed == 3
    assert (tmp_path / "letter").read_text() == "Dear sister"


def test_a_home_below_a_file_is_refused_with_what_the_system_says(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear sister")
    with pytest.raises(HomeNotMade, match="Not a directory"):
        make_home(tmp_path / "letter" / "home", kind="real")


def test_the_marker_is_written_last(tmp_path: Path) -> None:
    """A home that was interrupted half-way must not be taken for one: the order is the safety."""
    watched = (
        "import sys\n"
        "from pathlib import Path\n"
        "from antigone.config import make_home\n"
        "home = Path(sys.argv[1])\n"
        "def show(event, arguments):\n"
        "    if event == 'open' and str(arguments[0]).startswith(str(home)):\n"
        "        print(Path(arguments[0]).name)\n"
        "sys.addaudithook(show)\n"
        "make_home(home, kind='real')\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", watched, str(tmp_path / "home")],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    opened = answer.stdout.split()
    assert opened[-1] == "home.json"
    assert opened.count("home.json") == 1
    assert set(opened) == {path.name for path in (tmp_path / "home").iterdir()}


def test_a_home_that_was_interrupted_is_no_home(tmp_path: Path) -> None:
    path = tmp_path / "home"
    make_home(path, kind="real")
    (path / "home.json").unlink()
    with pytest.raises(NoHome):
        home_mark(path)
    with pytest.raises(HomeExists):
        make_home(path, kind="real")


@pytest.mark.parametrize(
    "marker",
    ["", "{", "[]", "7", "null", '{"format": 1}', '{"format": "one", "kind": "real", "made": "x"}'],
)
def test_a_marker_that_was_damaged_is_no_home(tmp_path: Path, marker: str) -> None:
    (tmp_path / "home.json").write_text(marker)
    with pytest.raises(NoHome):
        home_mark(tmp_path)


@pytest.mark.parametrize("more", [{}, {"vault": "2"}])
def test_a_newer_home_is_refused_even_if_it_says_more_of_itself(
    tmp_path: Path, more: dict[str, str]
) -> None:
    """“This is no home, make one” would send its owner the wrong way."""
    make_home(tmp_path / "home", kind="real")
    marker = tmp_path / "home" / "home.json"
    said = json.loads(marker.read_text())
    marker.write_text(json.dumps({**said, "format": HOME_FORMAT + 1, **more}))
    with pytest.raises(NewerHome, match=rf"format {HOME_FORMAT + 1}; .* {HOME_FORMAT}\."):
        home_mark(tmp_path / "home")


def test_the_clock_is_the_one_that_is_handed_in(tmp_path: Path) -> None:
    later = MORNING + timedelta(days=3)
    assert Config.read(home=tmp_path, environment={}, clock=lambda: later).clock() == later
    assert make_home(tmp_path, kind="real", clock=lambda: later).made.startswith("2026-05-17T06:30")
    assert Config.read(home=tmp_path, environment={}).clock is utc_now
    assert utc_now().utcoffset() == timedelta(0)


purposes = st.lists(st.text(min_size=1, max_size=12) | st.integers(0, 99), max_size=3)


@given(seed=st.integers(0, 2**31), purpose=purposes)
def test_a_lot_depends_on_seed_and_purpose_alone(seed: int, purpose: list[str | int]) -> None:
    config = Config(home=Path("/nowhere"), settings=Settings(seed=seed))
    first = config.random(*purpose).random(4)
    assert (first == seeded(seed, *purpose).random(4)).all()
    assert not (first == seeded(seed + 1, *purpose).random(4)).any()
    assert not (first == seeded(seed, *purpose, "again").random(4)).any()


def test_drawing_for_one_purpose_never_shifts_another() -> None:
    untouched = seeded(7, "examiners").permutation(20)
    fillers, examiners = seeded(7, "fillers"), seeded(7, "examiners")
    fillers.random(1000)
    assert (examiners.permutation(20) == untouched).all()


def test_different_purposes_draw_independently() -> None:
    # 300 purposes, 40 values each: correlations of independent draws have standard deviation
    # 1 / sqrt(40) = 0.16, and the largest of 44 850 pairs stays below five of them.
    drawn = numpy.array([seeded(7, "fillers", number).random(40) for number in range(300)])
    correlation = numpy.corrcoef(drawn)
    numpy.fill_diagonal(correlation, 0)
    assert abs(correlation).max() < 5 / 40**0.5
    assert abs(correlation.mean()) < 0.01


def test_lots_are_the_same_in_another_process() -> None:
    """Purposes are words, and Python's own hash of a word differs from one process to the next."""
    drawn = [
        subprocess.run(
            [
                sys.executable,
                "-c",
                "from antigone.config import seeded; print(seeded(7, 'fillers', 3).integers(2**60))",
            ],
            env={**os.environ, "PYTHONHASHSEED": salt},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout
        for salt in ("1", "2")
    ]
    assert drawn[0] == drawn[1] == f"{seeded(7, 'fillers', 3).integers(2**60)}\n"
