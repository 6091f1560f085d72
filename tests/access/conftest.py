"""Fixtures of a home with people and cases in it."""

from tests.homes import administrator, built, config, opened, scene, staff, watch

__all__ = ["administrator", "built", "config", "opened", "scene", "staff", "watch"]
