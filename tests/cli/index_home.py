"""Make a home of the exercise with this many templates of people who do not exist: index_home.py COUNT."""

import sys
from uuid import UUID

import numpy
from packet_home import PASSWORD

from antigone.config import Config
from antigone.site import start
from antigone.site.founding import Founding, found_home
from antigone.vault import OpenToAll


def main(count: int) -> None:
    config = Config.read()
    founding = Founding(
        path=config.home,
        kind="exercise",
        lock=OpenToAll(),
        sign_in_name="admin",
        shown_name="Admin",
        password=PASSWORD,
    )
    found_home(config, founding)
    start(config)
    from django.db import connection, transaction

    from antigone.casework.guard import standing, take_down
    from antigone.casework.guards import install
    from antigone.casework.house import inside, open_house
    from antigone.casework.instruments import instruments
    from antigone.gallery.entries import fit_entries

    # They belong to no face; the guards stand again before the home is used.
    held = len(standing(connection))
    take_down(connection)
    with inside(open_house(OpenToAll())), transaction.atomic():
        rows = instruments().reference_rows
        vectors = numpy.random.default_rng(3).standard_normal((count, rows.dim))
        attributes = {"purposes": ["identify"], "valid_from": "2026-01-01"}
        ids = [UUID(int=at + 1).hex for at in range(count)]
        rows.append(fit_entries(ids, vectors, [attributes] * count, dim=rows.dim))
    install(connection)
    assert len(standing(connection)) == held


if __name__ == "__main__":
    main(int(sys.argv[1]))
