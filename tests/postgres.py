"""Databases on the PostgreSQL server of the tests, each gone when its test is over."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql


class Postgres:
    """A server where databases may be made."""

    def __init__(self, url: str) -> None:
        """Connect to any database of it."""
        self._connection = psycopg.connect(url, autocommit=True)

    @contextmanager
    def database(self, like: str = "template1") -> Iterator[str]:
        """Give the URL of a new database, empty or a copy of one that nobody uses now."""
        name, template = f"tejido_test_{uuid.uuid4().hex}", like.rpartition("/")[2]
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        info = self._connection.info
        user = f"{info.user}:{info.password}" if info.password else info.user
        try:
            yield f"postgresql://{user}@{info.host}:{info.port}/{name}"
        finally:
            # WITH (FORCE): a test that failed may have left a connection open.
            self._run("DROP DATABASE {} WITH (FORCE)", name)

    def close(self) -> None:
        """Leave the server."""
        self._connection.close()

    def _run(self, statement: str, *names: str) -> None:
        self._connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
