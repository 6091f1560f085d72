"""The framework set up from a home: settings, start-up checks, migrations, logs. No rule is here."""

from antigone.site.start import migrate, set_up, start

__all__ = ["migrate", "set_up", "start"]
