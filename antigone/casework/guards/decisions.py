"""No identification without two examiners, a board and a rule that holds."""

from antigone.casework.guard import Guard

DECISIONS: tuple[Guard, ...] = ()
