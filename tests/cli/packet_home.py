"""Another institution's home: commands come in as lines of JSON, how each ended goes out the same way.

A process of its own, with a vault, a database and keys of its own.
"""

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout

from antigone import cli
from antigone.config import Config
from antigone.site.founding import Founding, found_home
from antigone.vault import OpenToAll

PASSWORD = "two small grey boats"


def main() -> None:
    config = Config.read()
    found_home(
        config,
        Founding(
            path=config.home,
            kind="exercise",
            lock=OpenToAll(),
            sign_in_name="admin",
            shown_name="Admin",
            password=PASSWORD,
        ),
    )
    tell("ready")
    for line in sys.stdin:
        tell(run(json.loads(line)))


def tell(answer: object) -> None:
    """Write one line."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def run(words: list[str]) -> dict[str, object]:
    """Run one command in this process."""
    out, err = io.StringIO(), io.StringIO()
    status: object = None
    with redirect_stdout(out), redirect_stderr(err):
        try:
            cli.main(words)
        except SystemExit as ended:
            status = ended.code
    return {"status": status, "out": out.getvalue(), "err": err.getvalue()}


if __name__ == "__main__":
    main()
