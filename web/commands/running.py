"""`plek db` and `plek serve`."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import click
from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError

from models import schema
from models.base import NoKeys, use_keys
from web.commands import Stop, printable
from web.config import (
    DATABASE_FILE,
    Settings,
    SettingsError,
    check_database_url,
    database_url,
    embedded_database,
    in_address,
    instance_folder,
    owner_url,
)

THREADS: Final = 4  # stack.md's measurement for SQLite: more threads write no faster
PATIENCE: Final = 60  # seconds until the first page must have answered


@click.group()
def db() -> None:
    """Prepare the database."""


@db.command()
def upgrade() -> None:
    """Bring the database to the newest shape.

    With MIGRATE_DATABASE_URL that address does it, and on PostgreSQL the role of DATABASE_URL is given what it needs.
    """
    url, owner = database_url(), owner_url()
    try:
        for found in filter(None, (url, owner)):
            check_database_url(found)
        if owner and make_url(owner).get_backend_name() != make_url(url).get_backend_name():
            raise SettingsError("DATABASE_URL and MIGRATE_DATABASE_URL name two databases.")
    except SettingsError as error:
        raise Stop(str(error)) from None
    try:
        if url == embedded_database():
            instance_folder().mkdir(parents=True, exist_ok=True)
            (instance_folder() / DATABASE_FILE).touch(mode=0o600)  # SQLite gives what it keeps beside it the same mode
        _migrate(owner or url)
        if owner and make_url(owner).get_backend_name() == "postgresql":
            schema.grant(owner, schema.role_of(url))
    except schema.UselessGrant as error:
        raise Stop(printable(str(error))) from None
    except SettingsError as error:
        raise Stop(f"What people wrote has to be sealed, which needs the secrets. {error}") from None
    except OSError as error:
        raise Stop(
            f"{instance_folder()} cannot be written ({error.strerror}): name another with PLEK_INSTANCE."
        ) from None
    except OperationalError as error:
        raise Stop(f"The database cannot be reached ({printable(str(error.orig).splitlines()[0])}).") from None


def _migrate(url: str) -> None:
    """Bring a database up; the keys are asked for by one that still has words which are sealed by now."""
    try:
        schema.upgrade(url)
    except NoKeys:
        settings = Settings.from_environment()
        use_keys(settings.field_keys, settings.hash_key, settings.audit_key)
        schema.upgrade(url)


@click.command()
@click.option("--host", default=None, help="Address to listen on (PLEK_HOST, else 127.0.0.1).")
@click.option("--port", default=None, type=click.IntRange(1, 65535), help="Port to listen on (PLEK_PORT, else 8000).")
def serve(host: str | None, port: int | None) -> None:
    """Serve the pages until Ctrl-C."""
    settings = _settings(host, port)
    check_port(settings.host, settings.port)
    server = subprocess.Popen(_server(settings))  # noqa: S603 -- our own words only
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, lambda *_: server.terminate())
    threading.Thread(target=_say_when_it_answers, args=(settings, server), daemon=True).start()
    sys.exit(max(server.wait(), 0))


def _settings(host: str | None, port: int | None) -> Settings:
    # In the environment, so that the server's own processes read the same.
    os.environ.update({"PLEK_HOST": host} if host else {})
    os.environ.update({"PLEK_PORT": str(port)} if port else {})
    try:
        return Settings.from_environment()
    except SettingsError as error:
        raise Stop(str(error)) from None


def check_port(host: str, port: int) -> None:
    """Stop with one sentence when somebody else listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Stop(f"Cannot listen on {host}:{port} ({error.strerror}): choose another with PORT=8001.") from None


def _server(settings: Settings) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi"),
        *("--host", settings.host, "--port", str(settings.port)),
        *("--workers", "1", "--blocking-threads", str(THREADS), "--workers-kill-timeout", "10"),
        *("--no-ws", "--log-level", "warning"),
        "web.wsgi:app",
    ]


def _say_when_it_answers(settings: Settings, server: "subprocess.Popen[bytes]") -> None:
    address = f"http://{in_address(settings.host)}:{settings.port}/"
    for _ in range(PATIENCE * 10):
        if server.poll() is not None:
            return
        with suppress(URLError, OSError):
            with suppress(HTTPError):  # it answers, if only that it is not served under this name
                urlopen(Request(address, method="HEAD"), timeout=1).close()
            click.echo(f"Plek answers at {address}")
            return
        time.sleep(0.1)
