"""Whether there is memory for a table, before it is built: a clear sentence instead of a killed process.

What limits a process is the least of: its address space (RLIMIT_AS, `ulimit -v`), its control group (a container's
limit), and what the machine has free.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

PROC: Final = Path("/proc")
CGROUP: Final = Path("/sys/fs/cgroup")
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
    return None if most == resource.RLIM_INFINITY or pages is None else most - pages * resource.getpagesize()


def _control_group() -> int | None:
    """What the groups of the process leave, the whole container's and its own, of version 2 or 1.

    What is only kept of files counts as free: it is given back when somebody asks.
    """
    found = []
    for folder in {CGROUP, CGROUP / "memory", *_own_groups()}:
        for most_file, used_file, files in (
            ("memory.max", "memory.current", "inactive_file"),
            ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
        ):
            most, used = _first_number(folder / most_file), _first_number(folder / used_file)
            if most is not None and used is not None:
                found.append(most - used + _named_number(folder / "memory.stat", files))
    return min(found, default=None)


def _own_groups() -> Iterator[Path]:
    """The folders of the groups that the process is in: lines like `0::/a/group` or `4:memory:/a/group`."""
    with suppress(OSError):
        for line in (PROC / "self/cgroup").read_text().splitlines():
            _, controllers, path = line.split(":", 2)
            if controllers in {"", "memory"}:
                yield CGROUP / controllers / path.lstrip("/")


def _machine() -> int | None:
    return _named_number(PROC / "meminfo", "MemAvailable:") * 1024 or None


def _named_number(path: Path, name: str) -> int:
    """The number behind a name at the start of a line; 0 where there is none."""
    with suppress(OSError):
        for line in path.read_text().splitlines():
            first, *rest = line.split()
            if first == name:
                return int(rest[0])
    return 0


def _first_number(path: Path) -> int | None:
    """The number a file starts with; None for a file that is not there or says `max`."""
    try:
        first = path.read_text().split(maxsplit=1)[0]
    except (OSError, IndexError):
        return None
    return int(first) if first.isdecimal() else None
