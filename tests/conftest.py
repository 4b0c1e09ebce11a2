"""What every test may ask for: a database of its own, a browser's path, settled randomness.

PostgreSQL and a browser are optional: without them the tests that need them are skipped with a
reason, unless ``TEJIDO_TEST_NOTHING_SKIPPED`` is set, which makes every skip a failure.
"""

import os
import shutil
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from tests.founding import Foundry
from tests.postgres import Postgres

# No deadline, and no complaint of slowness: CI's machines are slow at times, the rules are not.
settings.register_profile(
    "tejido", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
# The same examples every time, so that a red run is red again.
settings.register_profile("ci", settings.get_profile("tejido"), derandomize=True, database=None)
settings.register_profile("nightly", settings.get_profile("tejido"), max_examples=1000)
settings.load_profile(
    os.environ.get("TEJIDO_TEST_PROFILE") or ("ci" if os.environ.get("CI") else "tejido")
)

# No test rests on what a disk keeps: where memory can hold the files of tests, nothing is awaited.
MEMORY, ENOUGH = Path("/dev/shm"), 4 * 2**30  # noqa: S108  # pytest makes a folder of its own in it
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Give the PostgreSQL server."""
    url = os.environ.get("TEJIDO_TEST_POSTGRES")
    if not url:
        pytest.skip("no PostgreSQL: set TEJIDO_TEST_POSTGRES=postgresql://user@host:port/database")
    with closing(Postgres(url)) as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """Give the URL of an empty PostgreSQL database that lasts as long as the test."""
    with postgres.database() as url:
        yield url


@pytest.fixture(scope="session")
def foundry(tmp_path_factory: pytest.TempPathFactory) -> Foundry:
    """Give the founding of nodes that are cheap to open, each kind but once."""
    return Foundry(tmp_path_factory.mktemp("foundry"))


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
        if "postgres" in wanted:
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
