"""The database counts its rows in a quiet moment, and keeps nothing but counts."""

from django.db import connection, transaction

from antigone.casework.planning import count_rows


def test_sqlite_counts_and_keeps_no_value(transactional_db: None) -> None:
    assert count_rows() is (connection.vendor == "sqlite")
    kept = [name for name in connection.introspection.table_names() if "stat" in name]
    assert "sqlite_stat4" not in kept


def test_nothing_is_counted_within_a_step(transactional_db: None) -> None:
    with transaction.atomic():
        assert count_rows() is False
