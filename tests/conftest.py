"""What tests of every layer share: databases, the browser, the published data, and how thorough a run is."""

import os
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Final, NoReturn

import hypothesis
import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import postgres as pg

SHARED_DATA: Final = Path(__file__).resolve().parents[2] / "shared" / "data"
REQUIRED: Final = frozenset(filter(None, os.environ.get("PLEK_REQUIRE", "").split(",")))
KEPT_SETTINGS: Final = {"PLEK_REQUIRE", pg.FOLDER}
MARKED_BY_FIXTURE: Final = {"chromium": "browser", "shared_data": "shared", "postgres": "postgresql"}
DATABASES: Final = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))

_numbers: Final = count(1)

# A busy machine makes single examples slow, which says nothing about the code.
PATIENT: Final = {
    "deadline": None,
    "print_blob": True,
    "suppress_health_check": [hypothesis.HealthCheck.too_slow],
}
hypothesis.settings.register_profile("dev", **PATIENT)
hypothesis.settings.register_profile("ci", derandomize=True, **PATIENT)
hypothesis.settings.load_profile("ci" if REQUIRED else "dev")


def pytest_configure(config: pytest.Config) -> None:
    """Forget the developer's own settings, and make the folder for the database server."""
    for name in list(os.environ):
        if name == "DATABASE_URL" or (name.startswith("PLEK_") and name not in KEPT_SETTINGS):
            del os.environ[name]
    if pg.prepare_folder():
        config.add_cleanup(pg.clean_up)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by what it needs, so that `-m "not browser"` never misses one."""
    for item in items:
        for fixture, mark in MARKED_BY_FIXTURE.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(mark)


def missing(what: str, how_to_get: str) -> NoReturn:
    """Skip with one line, or fail where PLEK_REQUIRE says that the run must have it."""
    if what in REQUIRED:
        pytest.fail(how_to_get, pytrace=False)
    pytest.skip(how_to_get)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the published files (occupations, interests, postcodes) beside the checkout."""
    if not SHARED_DATA.is_dir():
        missing("shared", "The published files are missing: they belong in ../shared/data beside the checkout")
    return SHARED_DATA


@pytest.fixture(scope="session")
def postgres() -> pg.Cluster:
    """The run's own PostgreSQL server."""
    programs = pg.programs()
    if programs is None:
        missing("postgresql", pg.HOW_TO_GET)
    cluster = pg.Cluster(Path(os.environ[pg.FOLDER]), programs)
    cluster.start()
    return cluster


def _database(kind: str, request: pytest.FixtureRequest, folder: pytest.TempPathFactory) -> Iterator[str]:
    name = f"plek_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{next(_numbers)}"
    if kind == "sqlite":
        yield f"sqlite:///{folder.mktemp(name) / 'plek.db'}"
        return
    cluster: pg.Cluster = request.getfixturevalue("postgres")
    yield cluster.create_database(name)
    cluster.drop_database(name)


@pytest.fixture(scope="session", params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a database for the whole run, SQLite and then PostgreSQL: empty until its first user migrates it.

    Tests share it, so each must roll back what it does.
    """
    yield from _database(request.param, request, tmp_path_factory)


@pytest.fixture(params=DATABASES)
def empty_database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a new, empty database for one test, once on SQLite and once on PostgreSQL."""
    yield from _database(request.param, request, tmp_path_factory)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        missing("chromium", "Chromium is missing; on Debian: apt install chromium")
    # Chromium's own sandbox does not work for root.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()
