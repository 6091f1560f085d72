"""What each person prefers: language, theme, density of tables, keys. Kept beside the account."""

from dataclasses import asdict, dataclass

from antigone.access.models import Account, Preference


@dataclass(frozen=True, kw_only=True)
class Preferences:
    """How one person wants the pages.

    `language` and `theme` ("light" or "dark") are empty where browser and system decide; `dense` tables
    have narrower rows; `single_keys` says whether single letters act as keys (WCAG 2.2, 2.1.4).
    """

    language: str = ""
    theme: str = ""
    dense: bool = False
    single_keys: bool = True


def preferences_of(account: Account) -> Preferences:
    """Return what a person chose; the defaults for whoever chose nothing."""
    row = Preference.objects.filter(account=account).first()
    if row is None:
        return Preferences()
    return Preferences(
        language=row.language,
        theme=row.theme,
        dense=row.dense,
        single_keys=row.single_keys,
    )


def keep_preferences(account: Account, chosen: Preferences) -> None:
    """Keep what a person chose for the pages that she opens from now on."""
    Preference.objects.update_or_create(account=account, defaults=asdict(chosen))
