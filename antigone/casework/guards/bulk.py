"""Requests that come in bulk, and galleries that grow beyond what was declared."""

from antigone.casework.guard import Guard

BULK: tuple[Guard, ...] = ()
