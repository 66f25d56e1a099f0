"""The worker's part: how full the tables of SQLite are, so that it takes the index that finds few rows.

Without this SQLite takes each index for as good as another, and goes through a whole workspace for the
answers of fifty records. PostgreSQL looks by itself.
"""

from django.db import connection

GROWN = 1.3
LIMIT = 400  # rows of each index that are looked at: a fraction of a second, however many there are
_looked_at: dict[str, int] = {}  # the pages of a database when this process last looked


def statistics_due() -> bool:
    """Look at the tables where this process has not yet or the database has grown; whether it did."""
    if connection.vendor != "sqlite":
        return False
    name = str(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        pages: int = cursor.execute("PRAGMA page_count").fetchone()[0]
        if pages < GROWN * _looked_at.get(name, 0):
            return False
        cursor.execute(f"PRAGMA analysis_limit={LIMIT}")
        cursor.execute("ANALYZE")
    _looked_at[name] = pages
    return True
