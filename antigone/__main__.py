"""`python -m antigone` is the same as `antigone`."""

from antigone.cli import main

main()
