"""`plek audit`: whether the log of who looked is as it was written."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click
from sqlalchemy.orm import Session

from models.audit import Head, heads
from models.verifying import Finding, What, verify
from web.commands import Stop
from web.commands.opening import opened
from web.services.anchors import WrongAnchor, lines_of, read_heads

SENTENCES: Final[Mapping[What, str]] = {
    What.CHANGED: "entry {number} is not the one that was written there: it was changed, or moved",
    What.MISSING: "entry {number} is missing",
    What.CUT: "the entries from {number} on are gone",
    What.HEAD: "its head does not belong to its last entry",
    What.LOST: "there are entries of it, and it is not there itself",
    What.KEY: "the key of its texts is gone, or is another one",
    What.CONTACT: "its day of last contact is not that of its entries",
    What.ERASURE: "it is erased without an entry that says so, or the other way round",
    What.PUT_BACK: "at entry {number} it was another when the heads were written out",
    What.GONE: "it was there when the heads were written out, and is gone",
    What.ERASED: "erased",
}
_file = click.Path(path_type=Path, dir_okay=False)


@click.group()
def audit() -> None:
    """Check the log of who looked."""


@audit.command("verify")
@click.option("--anchor", metavar="FILE", type=_file, help="Heads that were written out earlier.")
@click.pass_context
def verify_(context: click.Context, anchor: Path | None) -> None:
    """Say whether anything was changed, moved, taken out or cut off: one line for each finding, and exit code 1."""
    with opened() as (_settings, engine), Session(engine) as session:
        counts = dict.fromkeys(What, 0)
        for finding in verify(session, _anchors(anchor)):
            counts[finding.what] += 1
            if finding.is_fault:
                click.echo(line_of(finding))
        chains = sum(1 for _head in heads(session))
    erased = counts.pop(What.ERASED)
    if any(counts.values()):
        context.exit(1)
    click.echo(f"The log is whole: {chains:,} {'chain' if chains == 1 else 'chains'}, {erased:,} of them erased.")


@audit.command("heads")
@click.argument("path", metavar="[FILE]", required=False, type=_file)
def heads_(path: Path | None) -> None:
    """Write out the heads of all chains, to compare with later; keep them where nobody can change them."""
    with opened() as (_settings, engine), Session(engine) as session:
        if path is None:
            for line in lines_of(heads(session)):
                click.echo(line, nl=False)
            return
        try:
            with path.open("x", encoding="ascii") as file:
                file.writelines(lines_of(heads(session)))
        except OSError as error:
            raise Stop(f"{path} cannot be written ({error.strerror}).") from None


def line_of(finding: Finding) -> str:
    """A finding in one line that names nobody."""
    return f"chain {finding.chain}: {SENTENCES[finding.what].format(number=finding.number)}"


def _anchors(path: Path | None) -> Mapping[int, Head] | None:
    if path is None:
        return None
    try:
        return read_heads(path)
    except WrongAnchor as error:
        raise Stop(str(error)) from None
    except OSError as error:
        raise Stop(f"{path} cannot be read ({error.strerror}).") from None
