"""Bringing a database to the present schema."""

from __future__ import annotations

from typing import Final

from alembic import command
from alembic.config import Config

SCRIPTS: Final = "models:migrations"


def migrations(url: str) -> Config:
    """Alembic's settings for a database."""
    config = Config()
    config.set_main_option("script_location", SCRIPTS)
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Migrate a database up; an empty one gets every table. Does nothing when it is there already."""
    command.upgrade(migrations(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Migrate a database down."""
    command.downgrade(migrations(url), revision)


def check(url: str) -> None:
    """Raise alembic.util.CommandError when the models have what the migrations do not make."""
    command.check(migrations(url))
