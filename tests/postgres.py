"""`python -m tests.postgres URL`: exits with 0 where a PostgreSQL server answers, else says what is skipped."""

import sys

import psycopg


def main(url: str) -> int:
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError as wrong:
        reason = str(wrong).strip().splitlines()[0]
        print(f"The tests on PostgreSQL are skipped: no server at TEST_POSTGRES_URL ({reason}).")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
