"""The matcher's own source files as one hash: what is made of the same sources comes out the same."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

_MATCHER: Final = Path(__file__).parent


@cache
def sources_hash(*more: str) -> str:
    """A hash of every source file of the matcher as it lies on the disk, and of what else matters."""
    digest = hashlib.sha256("".join(more).encode())
    for source in sorted(_MATCHER.rglob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]
