"""What every test may ask for: a database of its own, a browser's path, settled randomness.

PostgreSQL and a browser are optional: without them the tests that need them are skipped with a
reason, unless ``TEJIDO_TEST_NOTHING_SKIPPED`` is set, which makes every skip a failure.
"""

import os
import shutil
import uuid
from collections.abc import Generator, Iterator

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from psycopg import sql

# No deadline, and no complaint of slowness: CI's machines are slow at times, the rules are not.
settings.register_profile(
    "tejido", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
# The same examples every time, so that a red run is red again.
settings.register_profile("ci", settings.get_profile("tejido"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "tejido")

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """Give the URL of an empty PostgreSQL database that lasts as long as the test."""
    server = os.environ.get("TEJIDO_TEST_POSTGRES")
    if not server:
        pytest.skip("no PostgreSQL: set TEJIDO_TEST_POSTGRES=postgresql://user@host:port/database")
    name = f"tejido_test_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        info = connection.info
        user = f"{info.user}:{info.password}" if info.password else info.user
        try:
            yield f"postgresql://{user}@{info.host}:{info.port}/{name}"
        finally:
            # WITH (FORCE): a test that failed may have left a connection open.
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            )


@pytest.fixture(scope="session")
def chromium() -> str:
    """Give the path of a Chromium."""
    named = os.environ.get("TEJIDO_TEST_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        pytest.skip("no Chromium: install one, or set TEJIDO_TEST_CHROMIUM to its path")
    return found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks for the optional parts, so that ``-m "not browser"`` forgets none."""
    for item in items:
        wanted = getattr(item, "fixturenames", ())
        if "postgres_url" in wanted:
            item.add_marker("postgres")
        if "chromium" in wanted:
            item.add_marker("browser")


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure where nothing may be skipped; expected failures stay."""
    if os.environ.get("TEJIDO_TEST_NOTHING_SKIPPED") and report.skipped:
        if hasattr(report, "wasxfail"):
            return
        report.outcome = "failed"
        report.longrepr = f"skipped, but nothing may be: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """See :func:`_refuse_skip`."""
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """See :func:`_refuse_skip`: a whole module may skip itself too."""
    report = yield
    _refuse_skip(report)
    return report
