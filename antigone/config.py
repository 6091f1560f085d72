"""The home directory and its settings, read once at the door and passed inward.

Rooms take values, never the environment: a rule must not change because a shell variable did. The
clock and the randomness come from here too, so that a test or an exercise can repeat a day exactly.
"""

import json
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from zlib import crc32

from antigone.errors import Refusal
from antigone.wording import LANGUAGES, N_, preferred_language

if TYPE_CHECKING:
    from numpy.random import Generator

Clock = Callable[[], datetime]
HomeKind = Literal["real", "exercise", "field"]
HOME_FORMAT = 1
_MARKER = "home.json"
_SETTINGS_FILE = "antigone.toml"
# Lies in a home while it is being restored.
RESTORING = "restoring.json"


class UnknownSetting(Refusal):
    """A setting was named that does not exist; a typing error must not pass as a default."""

    code = "unknown-setting"
    sentence = N_("{source} names a setting “{name}” that does not exist. Nothing was started.")
    remedy = N_("See the names with: antigone settings")


class UnfitSetting(Refusal):
    """A setting has a value of the wrong kind or out of its range."""

    code = "unfit-setting"
    sentence = N_("{source} sets {name} to “{value}”; it takes {wanted}. Nothing was started.")
    remedy = N_("Correct the value, or remove it to use the default {default}.")


class UnreadableSettings(Refusal):
    """The file of settings is damaged, or the system does not let it be read."""

    code = "unreadable-settings"
    sentence = N_("{source} cannot be read ({fault}). Nothing was started.")
    remedy = N_("Correct the file, or remove it to use the defaults.")


class HomeExists(Refusal):
    """A home is never laid over another."""

    code = "home-exists"
    sentence = N_("{path} already holds something. Nothing was changed.")
    remedy = N_("Choose an empty folder, or work with the home that is there.")


class HomeNotMade(Refusal):
    """The system did not let a folder be made or written."""

    code = "home-not-made"
    sentence = N_("No home could be made in {path} ({fault}).")
    remedy = N_("Choose a folder in which you may write.")


class NoHome(Refusal):
    """A command that needs a home was called where there is none."""

    code = "no-home"
    sentence = N_("{path} is not a home of Antigone. Nothing was done.")
    remedy = N_("Make one with: antigone init {path}, or set ANTIGONE_HOME to the right folder.")


class RestoreUnfinished(Refusal):
    """A restore was cut off: what lies there is neither the old home nor a new one."""

    code = "restore-unfinished"
    sentence = N_("A restore into {path} did not come to its end. The home stays closed.")
    remedy = N_("Run it again: antigone restore FILE")


class NewerHome(Refusal):
    """The home was written by a newer version; reading it with this one could lose records."""

    code = "newer-home"
    sentence = N_("{path} has format {found}; this version knows formats up to {known}.")
    remedy = N_("Use the version of Antigone that wrote it, or a newer one.")


def _option(
    default: object,
    meaning: str,
    *,
    least: float | None = None,
    most: float | None = None,
    among: tuple[str, ...] = (),
) -> object:
    limits = {"least": least, "most": most, "among": among}
    return field(default=default, metadata={"meaning": meaning, **limits})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a site may choose. Ranges are closed; units stand in the names or the meaning."""

    language: str = _option(  # type: ignore[assignment]
        "",
        N_("Language of sentences (en, fr, es, uk, ru, ar); empty means the system's."),
        among=("", *LANGUAGES),
    )
    seed: int = _option(  # type: ignore[assignment]
        2026, N_("Seed of everything that is drawn by lot."), least=0
    )
    threads: int = _option(  # type: ignore[assignment]
        1, N_("Threads for one face reading."), least=1, most=64
    )
    decode_processes: int = _option(  # type: ignore[assignment]
        2, N_("Limited processes that decode photographs."), least=1, most=32
    )
    decode_seconds: float = _option(  # type: ignore[assignment]
        10.0, N_("Seconds after which decoding one photograph is stopped."), least=0.1, most=600
    )
    decode_memory_mb: int = _option(  # type: ignore[assignment]
        1500, N_("Memory one decoding process may take, in MB."), least=200
    )
    decode_megapixels: int = _option(  # type: ignore[assignment]
        120, N_("Largest photograph that is decoded, in megapixels."), least=1, most=300
    )
    fpir: float = _option(  # type: ignore[assignment]
        0.01,
        N_("Declared share of searches without a mate that may put someone above the line."),
        least=0.0001,
        most=0.5,
    )
    searches_a_day: int = _option(  # type: ignore[assignment]
        40,
        N_("Searches of one person in a day above which the data protection officer is told."),
        least=1,
    )
    database: str = _option(  # type: ignore[assignment]
        "",
        N_("Database of the casework: empty for SQLite in the home, or postgresql://…"),
    )
    operation: str = _option(  # type: ignore[assignment]
        "",
        N_("Code of the operation that commands work in, where none is named."),
    )
    key_file: str = _option(  # type: ignore[assignment]
        "",
        N_("Key file that opens the vault; empty if a passphrase does."),
    )
    passphrase_file: str = _option(  # type: ignore[assignment]
        "",
        N_("File with the vault's passphrase, for machines; empty means that a person is asked."),
    )
    record_copy: str = _option(  # type: ignore[assignment]
        "",
        N_("Folder on another disk to which the record is copied at every entry; empty for none."),
    )
    smtp_host: str = _option(  # type: ignore[assignment]
        "",
        N_("Mail relay for notices by e-mail; empty means that nothing is sent."),
    )
    smtp_port: int = _option(  # type: ignore[assignment]
        587, N_("Port of the mail relay."), least=1, most=65535
    )
    smtp_seconds: int = _option(  # type: ignore[assignment]
        30, N_("How long the mail relay is waited for, in seconds."), least=1, most=600
    )
    smtp_security: str = _option(  # type: ignore[assignment]
        "starttls",
        N_("How the way to the relay is protected; none only for a relay on this machine."),
        among=("starttls", "tls", "none"),
    )
    smtp_user: str = _option(  # type: ignore[assignment]
        "", N_("Name by which the relay knows this home; empty for none.")
    )
    smtp_password_file: str = _option(  # type: ignore[assignment]
        "", N_("File with the password for the relay.")
    )
    smtp_sender: str = _option(  # type: ignore[assignment]
        "",
        N_("Address from which notices come, such as contact@example.org; neutral, never a title."),
    )
    address: str = _option(  # type: ignore[assignment]
        "",
        N_(
            "Address that browsers use, such as https://antigone.example; empty for this machine only."
        ),
    )
    oidc_server: str = _option(  # type: ignore[assignment]
        "",
        N_("OpenID Connect provider by which people may sign in; empty for none."),
    )
    oidc_name: str = _option(  # type: ignore[assignment]
        "", N_("Name of the provider, as people know it.")
    )
    oidc_client: str = _option(  # type: ignore[assignment]
        "", N_("Name by which the provider knows this home.")
    )
    oidc_secret_file: str = _option(  # type: ignore[assignment]
        "", N_("File with the secret that this home shares with the provider.")
    )


class SettingLine(NamedTuple):
    """One line of `antigone settings`."""

    name: str
    value: object
    source: str
    meaning: str


def utc_now() -> datetime:
    """Return the time now, aware, in UTC. The only clock of the house; pass it, do not import it."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Config:
    """Where Antigone works, with which settings, clock and seed."""

    home: Path
    settings: Settings = field(default_factory=Settings)
    sources: Mapping[str, str] = field(default_factory=dict)
    clock: Clock = utc_now

    @property
    def is_exercise(self) -> bool:
        """Whether nobody in this home exists; only there may simulations count as if they were not.

        Raises what `home_mark` raises.
        """
        return home_mark(self.home).kind == "exercise"

    @classmethod
    def read(
        cls,
        *,
        home: Path | None = None,
        environment: Mapping[str, str] | None = None,
        clock: Clock = utc_now,
    ) -> "Config":
        """Read settings: the environment (`ANTIGONE_*`) wins over `antigone.toml` in the home.

        Raises `UnknownSetting`, `UnfitSetting` and `UnreadableSettings`, naming where the fault is.
        """
        environment = os.environ if environment is None else environment
        path = home or _home_path(environment)
        values: dict[str, object] = {}
        sources: dict[str, str] = {}
        for name, value in _from_file(path / _SETTINGS_FILE).items():
            values[name] = _fit(name, value, _SETTINGS_FILE)
            sources[name] = _SETTINGS_FILE
        for key, value in environment.items():
            if key.startswith("ANTIGONE_") and key != "ANTIGONE_HOME":
                name = key.removeprefix("ANTIGONE_").lower()
                values[name] = _fit(name, value, key)
                sources[name] = key
        return cls(path, Settings(**values), sources, clock)  # type: ignore[arg-type]

    @property
    def language(self) -> str:
        """The language to speak, settled from the setting and the system."""
        return preferred_language(self.settings.language)

    def lines(self) -> list[SettingLine]:
        """Return every setting with its value, where it came from, and what it means."""
        return [
            SettingLine(
                option.name,
                getattr(self.settings, option.name),
                self.sources.get(option.name, "default"),
                option.metadata["meaning"],
            )
            for option in fields(Settings)
        ]

    def random(self, *purpose: str | int) -> "Generator":
        """Return a generator that depends on the seed and the named purpose alone.

        Drawing for one purpose never shifts what another draws.
        """
        return seeded(self.settings.seed, *purpose)


def seeded(seed: int, *purpose: str | int) -> "Generator":
    """Return numpy's default generator for a seed and a named purpose, e.g. `(7, "fillers", 3)`."""
    import numpy

    return numpy.random.default_rng([seed, *(crc32(str(part).encode()) for part in purpose)])


class HomeMark(NamedTuple):
    """What a home says of itself."""

    format: int
    kind: HomeKind
    made: str


def make_home(path: Path, *, kind: HomeKind, clock: Clock = utc_now) -> HomeMark:
    """Make an empty home that only its owner can enter. Raises `HomeExists`, `HomeNotMade`."""
    mark = HomeMark(HOME_FORMAT, kind, clock().isoformat(timespec="seconds"))
    try:
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise HomeExists(path=path)
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.chmod(0o700)
        (path / _SETTINGS_FILE).write_text(
            "# Settings of this home; `antigone settings` explains each.\n", encoding="utf-8"
        )
        # The marker comes last: a home that was interrupted half-way is not taken for one.
        (path / _MARKER).write_text(json.dumps(mark._asdict()) + "\n", encoding="utf-8")
    except OSError as error:
        raise HomeNotMade(path=path, fault=error.strerror) from None
    return mark


def home_mark(path: Path, *, restoring: bool = False) -> HomeMark:
    """Return what the home at `path` says of itself; `restoring` is for the restore itself.

    Raises `RestoreUnfinished`, `NoHome` and `NewerHome`.
    """
    if not restoring and (path / RESTORING).exists():
        raise RestoreUnfinished(path=path)
    try:
        said = json.loads((path / _MARKER).read_text(encoding="utf-8"))
        # The number first: a newer home may say more of itself than this version knows.
        if (found := int(said["format"])) > HOME_FORMAT:
            raise NewerHome(path=path, found=found, known=HOME_FORMAT)
        return HomeMark(**said)
    except (OSError, ValueError, TypeError, KeyError):
        raise NoHome(path=path) from None


def _home_path(environment: Mapping[str, str]) -> Path:
    if named := environment.get("ANTIGONE_HOME"):
        return Path(named).expanduser().absolute()
    from platformdirs import user_data_path

    return user_data_path("antigone", appauthor=False)


def _from_file(path: Path) -> dict[str, object]:
    try:
        # Some editors begin a file with a byte order mark, which TOML does not know.
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError) as error:
        fault = error.strerror if isinstance(error, OSError) else error
        raise UnreadableSettings(source=path.name, fault=fault) from None


def _fit(name: str, value: object, source: str) -> object:
    option = next((option for option in fields(Settings) if option.name == name), None)
    if option is None:
        raise UnknownSetting(source=source, name=name)
    kind: Any = type(option.default)
    try:
        fitted = kind(value)
        # A file may write 3.7 where a whole number stands; cutting it off would be a guess.
        fits = _within(fitted, option.metadata) and (isinstance(value, str) or fitted == value)
    except (TypeError, ValueError, OverflowError):
        fits = False
    if not fits or isinstance(value, bool):
        raise UnfitSetting(
            source=source,
            name=name,
            value=value,
            wanted=_range_of(kind, option.metadata),
            default=repr(option.default),
        )
    return fitted


def _within(value: Any, limits: Mapping[str, Any]) -> bool:
    least, most = limits["least"], limits["most"]
    if limits["among"]:
        return value in limits["among"]
    return (least is None or value >= least) and (most is None or value <= most)


def _range_of(kind: type, limits: Mapping[str, Any]) -> str:
    """Return what a setting takes, without words: "1, 2 … 64", "0.1 … 600", "en, fr"."""
    least, most = limits["least"], limits["most"]
    if limits["among"]:
        return ", ".join(one for one in limits["among"] if one)
    if least is None:
        return "“…”"
    first = f"{least}, {least + 1}" if kind is int else f"{least}"
    return f"{first} …" if most is None else f"{first} … {most}"
