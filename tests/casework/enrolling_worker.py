"""A worker in a process of its own, as on another machine: it enrols what is due, and says how much.

Called with the home, the database as JSON, and the seconds of its lease.
"""

import json
import sys
from datetime import timedelta
from pathlib import Path


def main(home: Path, database: dict[str, object], lease: float) -> None:
    from django.conf import settings

    from antigone.config import Config
    from antigone.site.settings import framework_settings

    options = framework_settings(Config(home=home))
    options["DATABASES"]["default"] |= database
    settings.configure(**options)
    import django

    django.setup()
    from antigone.casework.house import enter, open_house
    from antigone.casework.jobs import Worker
    from antigone.casework.procedures.enrolling_files import ENROL_REFERENCE
    from antigone.vault import OpenToAll

    enter(open_house(OpenToAll()))
    worker = Worker(lease=timedelta(seconds=lease), kinds=frozenset({ENROL_REFERENCE}))
    sys.stdout.write(f"{worker.work(once=True)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(sys.argv[2]), float(sys.argv[3]))
