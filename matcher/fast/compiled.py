"""Whether the kernels are compiled, and where what was compiled is kept.

Without numba, or with PLEK_NUMBA=0 (or no, off, false), numpy does the same more slowly. Compiled code is kept on disk
under a hash of all that goes into it, numbers of the settings included: numba itself only notices changes in the very
file of a function.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, TypeVar

from matcher.sources import sources_hash

F = TypeVar("F", bound=Callable[..., Any])

SWITCH: Final = "PLEK_NUMBA"
_OFF: Final = frozenset({"0", "no", "off", "false"})
_NAME: Final = "plek-kernels-"
_CACHE: Final = "NUMBA_CACHE_DIR"
_VERSIONS_KEPT: Final = 4


def compiles() -> bool:
    """Whether numba is there and not switched off."""
    return os.environ.get(SWITCH, "").strip().lower() not in _OFF and _is_installed()


def kernel(function: F) -> F:
    """A function compiled when it is first called; it lets other threads run meanwhile.

    Kernels only read and write arrays that are given to them. So they do without counting references (`_nrt`), and are
    inlined into one another: both together make them ten times as fast as functions that pass records of arrays.
    """
    from numba import njit

    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "forceinline": True, "_nrt": False}
    compiled: F = njit(cache=_cache_folder() is not None, **options)(function)
    return compiled


def forget_kept() -> None:
    """Remove what this version kept, so that it is compiled anew at the next start."""
    folder = _cache_folder()
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)


@cache
def _is_installed() -> bool:
    return find_spec("numba") is not None


@cache
def _cache_folder() -> Path | None:
    """Where compiled kernels are kept from now on; None where nothing can be kept.

    Compiled code is run without looking at it, so the folder is its owner's alone.
    """
    import numba

    named = os.environ.get(_CACHE)
    home = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    try:
        folder = Path(named) if named else Path(home, "plek").expanduser()
        kept = folder / f"{_NAME}{_version(numba.__version__)}"
        kept.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_mine_alone(kept):
            return None
        _forget_old(folder, kept)
        with tempfile.TemporaryFile(dir=kept):
            numba.config.CACHE_DIR = str(kept)  # type: ignore[attr-defined]
            return kept
    except (OSError, RuntimeError):
        return None


def _is_mine_alone(folder: Path) -> bool:
    """Whether nobody else can put anything there."""
    found = folder.stat()
    return found.st_uid == os.geteuid() and not found.st_mode & 0o022


def _forget_old(folder: Path, kept: Path) -> None:
    """Remove what other versions kept, but for the newest few, which may still be running."""
    with suppress(OSError):  # somebody else may be removing them
        others = [version for version in folder.glob(f"{_NAME}*") if version != kept]
        for old in sorted(others, key=lambda version: version.stat().st_mtime)[:-_VERSIONS_KEPT]:
            shutil.rmtree(old, ignore_errors=True)


def _version(numba: str) -> str:
    """A hash of numba's version and of every source of the matcher."""
    return sources_hash(numba)
