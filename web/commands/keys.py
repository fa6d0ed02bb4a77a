"""`plek keys`: from an old key of encrypted fields to a new one, while Plek runs.

First put the new key in front of PLEK_FIELD_KEYS and start every process anew; then rotate; when check is content the
old key may go.
"""

import click

from models.rotation import Counted, check, rotate
from web.commands import Stop
from web.commands.opening import opened


@click.group()
def keys() -> None:
    """Renew the keys of encrypted fields."""


@keys.command("check")
def check_() -> None:
    """Say whether any value still needs an older key. Exit code 1 when one does, or when no key opens it."""
    with opened() as (settings, engine):
        _tell(check(engine, settings.field_keys))


@keys.command("rotate")
def rotate_() -> None:
    """Encrypt everything with the first of PLEK_FIELD_KEYS; stopped or repeated, it goes on where it was.

    Start every process of Plek anew with the new key in front before, or they go on writing with the old one.
    """
    with opened() as (settings, engine):
        done = rotate(engine, settings.field_keys)
        for column, count in done.items():
            if count:
                click.echo(f"{column}: {count:,} renewed")
        _tell(check(engine, settings.field_keys))


def _tell(counts: list[Counted]) -> None:
    for counted in counts:
        if counted.older or counted.unreadable:
            click.echo(f"{counted.column}: {counted.older:,} under an older key, {counted.unreadable:,} unreadable")
    if any(counted.unreadable for counted in counts):
        raise Unfinished("Some values are opened by no key: put the key they were written with back.")
    if any(counted.older for counted in counts):
        raise Unfinished("Some values still need an older key: run plek keys rotate.")
    total = sum(counted.newest for counted in counts)
    click.echo(f"Everything ({total:,} values) is under the first key; the others are not needed.")


class Unfinished(Stop):
    """Something is left to be done: exit code 1."""

    exit_code = 1
