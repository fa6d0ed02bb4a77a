"""An own PostgreSQL server for one test run: a throwaway cluster on a socket, no port, no password.

The folder is made by the process that starts the run and handed to its workers through the environment, so that
they share one server; whoever needs it first starts it, and the process that made the folder stops it.
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FOLDER: Final = "PLEK_TEST_CLUSTER"
HOW_TO_GET: Final = "PostgreSQL's server programs are missing; on Debian: apt install postgresql"


def programs() -> Path | None:
    """Folder of the newest server programs on this machine, or None."""
    debian = list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if debian:
        return max(debian, key=lambda path: int(path.parts[-3])).parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL server of our own in `folder`, which is short: the name of a socket has few characters."""

    folder: Path
    bin: Path

    @property
    def data(self) -> Path:
        return self.folder / "d"

    @property
    def is_running(self) -> bool:
        return (self.data / "postmaster.pid").exists()

    def start(self) -> None:
        """Start the server unless another worker has."""
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not self.is_running:
                self._make()

    def _make(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "-D", self.data, "-A", "trust", "-U", "plek", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        options = f"-c listen_addresses='' -k {self.folder} -c fsync=off -c full_page_writes=off"
        self._run("pg_ctl", "-D", self.data, "-w", "-l", self.folder / "log", "-o", options, "start")

    def stop(self) -> None:
        """Stop the server, if it ran, without waiting for anybody."""
        if self.is_running:
            self._run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")

    def create_database(self, name: str) -> str:
        """Make an empty database and return its address."""
        self._run("createdb", "-h", self.folder, "-U", "plek", name)
        return f"postgresql+psycopg://plek@/{name}?host={self.folder}"

    def create_role(self, name: str) -> None:
        """Make a role that may sign in and nothing else."""
        self._run("createuser", "-h", self.folder, "-U", "plek", "--no-superuser", "--no-createrole", name)

    def drop_role(self, name: str) -> None:
        """Remove a role, which by then owns nothing and may do nothing."""
        self._run("dropuser", "-h", self.folder, "-U", "plek", name)

    def drop_database(self, name: str) -> None:
        """Remove a database, and put out whoever is still connected to it."""
        self._run("dropdb", "-h", self.folder, "-U", "plek", "--force", name)

    def _run(self, program: str, *arguments: str | Path) -> None:
        # The server refuses to run as root.
        as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*as_postgres, self.bin / program, *arguments]
        subprocess.run(command, check=True, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def prepare_folder() -> bool:
    """Make the run's folder; False in a worker, which was handed one."""
    if FOLDER in os.environ:
        return False
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="plek")
    return True


def clean_up() -> None:
    """Stop the server and remove the run's folder."""
    folder, found = Path(os.environ.pop(FOLDER)), programs()
    if found:
        Cluster(folder, found).stop()
    shutil.rmtree(folder, ignore_errors=True)
