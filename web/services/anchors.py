"""Heads of the log written out, so that a chain that is put back to an older state later, or goes whole, is found.

A file holds one head a line and ends with an HMAC over all of it, so that a file which was changed or cut is no proof
of anything. It names nobody: a chain is a number. Keep these files where the database's owner cannot write.
"""

import hmac
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import count
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from models.audit import Head, heads
from models.base import audit_key

_PURPOSE: Final = b"heads written out\n"


class WrongAnchor(Exception):
    """A file of heads is none, or is not as it was written; the message is one sentence."""


def write_heads(session: Session, folder: Path, on: date) -> Path:
    """Write all heads into a new file of a day, aside and then named, so that there is a whole one or none.

    What was written before is never written over: it may be the proof that the log was changed since. A second file of
    a day has a number.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = f"heads-{on.isoformat()}"
    handle, draft = tempfile.mkstemp(dir=folder, prefix=f".{name}")  # made with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.writelines(lines_of(heads(session)))
            file.flush()
            os.fsync(file.fileno())
        return _named(Path(draft), folder, name)
    finally:
        Path(draft).unlink()


def _named(draft: Path, folder: Path, name: str) -> Path:
    """Give a file the first name that is free; of two at once each gets its own."""
    for number in count(1):
        path = folder / f"{name}{f'-{number}' if number > 1 else ''}.jsonl"
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            continue
        return path
    raise AssertionError("numbers do not end")


def lines_of(found: Iterable[Head]) -> Iterator[str]:
    """Heads as the lines of a file, with the one that seals them at the end."""
    seal = _seal()
    for head in found:
        line = _line({"chain": head.chain, "number": head.number, "head": head.mac.hex()})
        seal.update(line.encode())
        yield line
    yield _line({"hmac": seal.hexdigest()})


def read_heads(path: Path) -> dict[int, Head]:
    """The heads of a file, by chain. Raises WrongAnchor, OSError."""
    seal, found, sealed = _seal(), dict[int, Head](), ""
    with path.open("rb") as file:
        for line in file:
            if sealed:
                raise WrongAnchor("Something stands behind the last line of the file of heads.")
            data = _data_of(line)
            sealed = str(data.get("hmac", ""))
            if not sealed:
                seal.update(line)
                head = _head_of(data)
                found[head.chain] = head
    if not hmac.compare_digest(sealed.encode(), seal.hexdigest().encode()):
        raise WrongAnchor("The file of heads is not as it was written, or was written with another PLEK_AUDIT_KEY.")
    return found


def _seal() -> hmac.HMAC:
    return hmac.new(audit_key(), _PURPOSE, "sha256")


def _line(data: dict[str, int | str]) -> str:
    return json.dumps(data) + "\n"


def _data_of(line: bytes) -> dict[str, object]:
    try:
        data = json.loads(line)
    except ValueError:
        data = None
    if not isinstance(data, dict):
        raise WrongAnchor("This is no file of heads.")
    return data


def _head_of(data: dict[str, object]) -> Head:
    try:
        return Head(int(str(data["chain"])), int(str(data["number"])), bytes.fromhex(str(data["head"])))
    except (KeyError, ValueError):
        raise WrongAnchor("This is no file of heads.") from None
