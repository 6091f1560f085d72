"""On PostgreSQL the application is a guest: it uses the tables, and owns none of them."""

from typing import Any


def grant_use(connection: Any, role: str) -> None:
    """Let a role read and write rows, and nothing else: no table is its own, none is emptied."""
    name = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        cursor.execute(
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}"
        )
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")


def owns_tables(connection: Any) -> bool:
    """Return whether the connected role could take the guards down. Never so on SQLite, see there.

    A file of SQLite belongs to whoever can write it; there the guards stop mistakes and doors that
    somebody adds, and the ledger shows what an owner of the file did.
    """
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.rolsuper OR EXISTS ("
            " SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind = 'r'"
            " AND pg_has_role(r.oid, c.relowner, 'MEMBER'))"
            " FROM pg_roles r WHERE r.rolname = current_user"
        )
        return bool(cursor.fetchone()[0])
