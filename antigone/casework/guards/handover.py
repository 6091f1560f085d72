"""Nobody is moved, buried or brought home against a hold or a dispute."""

from antigone.casework.guard import Guard

HANDOVER: tuple[Guard, ...] = ()
