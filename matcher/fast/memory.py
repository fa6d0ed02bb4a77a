"""Whether there is memory for a table, before it is built: a clear sentence instead of a killed process.

What limits a process is the least of: its address space (RLIMIT_AS, `ulimit -v`), its control group (a container's
limit), and what the machine has free.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

PROC: Final = Path("/proc")
CGROUP: Final = Path("/sys/fs/cgroup")
_PAGE: Final = 4096
_MIB: Final = 1 << 20


class NotEnoughMemory(MemoryError):
    """There is too little memory for what was asked; the message is one sentence with both figures."""


def require(needed: int, what: str) -> None:
    """Raise NotEnoughMemory unless so many bytes more can be had. `what` they are for stands in the message."""
    for available, limit in _limits():
        if needed > available:
            raise NotEnoughMemory(
                f"There is not enough memory for {what}: it needs {needed / _MIB:,.0f} MiB, "
                f"and {limit} leaves {max(available, 0) / _MIB:,.0f} MiB."
            )


def _limits() -> Iterator[tuple[int, str]]:
    """How many bytes more each limit leaves, and what it is called; only limits that can be told."""
    for read, name in (
        (_address_space, "the limit on address space (ulimit -v)"),
        (_control_group, "the limit of the container (cgroup)"),
        (_machine, "the memory of the machine"),
    ):
        available = read()
        if available is not None:
            yield available, name


def _address_space() -> int | None:
    try:
        import resource
    except ImportError:  # not on every system
        return None
    most, _ = resource.getrlimit(resource.RLIMIT_AS)
    pages = _first_number(PROC / "self/statm")
    return None if most == resource.RLIM_INFINITY or pages is None else most - pages * _PAGE


def _control_group() -> int | None:
    """Of version 2 or version 1 of control groups."""
    for most_file, used_file in (
        ("memory.max", "memory.current"),
        ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"),
    ):
        most, used = _first_number(CGROUP / most_file), _first_number(CGROUP / used_file)
        if most is not None and used is not None:
            return most - used
    return None


def _machine() -> int | None:
    try:
        lines = (PROC / "meminfo").read_text().splitlines()
    except OSError:
        return None
    found = (int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
    return next(found, None)


def _first_number(path: Path) -> int | None:
    """The number a file starts with; None for a file that is not there or says `max`."""
    try:
        first = path.read_text().split(maxsplit=1)[0]
    except (OSError, IndexError):
        return None
    return int(first) if first.isdecimal() else None
