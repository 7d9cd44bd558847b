"""What a database has to know of its tables to choose good plans."""

from django.db import connection

MOST_ROWS_READ = 1_000  # of each index: enough to tell large from small, and quick at any size


def take_statistics() -> None:
    """Let SQLite look at its tables; PostgreSQL does so by itself.

    Without statistics SQLite counts the names of a large archive by looking up every one of them in every event.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit = {MOST_ROWS_READ}")
            cursor.execute("ANALYZE")
