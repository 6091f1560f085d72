"""What the database knows of its own size, so that it finds the short way through a large operation.

SQLite takes every index for equally good until it has counted: with fifty thousand requests, a
worklist that takes half a second then takes minutes. PostgreSQL counts by itself.
"""

from django.db import OperationalError, connection


def count_rows() -> bool:
    """Let SQLite count, and return whether it did; not while others hold the database for long.

    Only counts are kept: samples of values, as some builds of SQLite keep them, could outlive what
    was erased.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return False
    try:
        with connection.cursor() as cursor:
            # Whole, not sampled: of the first thousand rows every index looks alike. Fifty thousand
            # requests take a second.
            cursor.execute("PRAGMA analysis_limit = 0")
            cursor.execute("ANALYZE")
            cursor.execute("DROP TABLE IF EXISTS sqlite_stat4")
    except OperationalError:
        return False
    return True
