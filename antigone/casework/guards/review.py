"""What two examiners of one discipline may see and say, and when."""

from antigone.casework.guard import Guard

REVIEW: tuple[Guard, ...] = ()
