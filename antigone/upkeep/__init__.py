"""Keeping a home in order: doctor now; backup, restore, retention and purge as they come."""
