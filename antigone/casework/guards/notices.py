"""Nobody is told what was not decided, and nobody who does not wish it."""

from antigone.casework.guard import Guard

NOTICES: tuple[Guard, ...] = ()
