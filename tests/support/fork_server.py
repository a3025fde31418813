"""A process that has imported the program once, and forks whenever a test starts it.

Importing is most of a start: some seconds of computing, the same each time. What is forked is a process like
any other, with its own number, environment, folder, output and signals, and is killed as one is. What it
lacks is the time between the first module and the last.

    python -m tests.support.fork_server ADDRESS      listens there until its standard input ends

A request is one message: JSON with `environment` and `folder`, and two open files, the log of the process and
a socket that is told its number and, once it has ended, its status. All that was forked ends with it. Nothing
is imported before the first request.
"""

import json
import os
import selectors
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from typing import NoReturn

MOST_BYTES = 1 << 17
"""Of a request."""
IMPORTED = ("tests.kills.killable", "bot.serving", "alembic.command", "alembic.config", "ccxt.pro")
"""All that the program imports in the end."""


class ForkServer:
    """Forks for whoever connects to `listener`."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._askers: list[socket.socket] = []
        self._told: dict[int, socket.socket] = {}
        """Who is told of a process, by its number."""
        self._woken, self._wakes = socket.socketpair()

    def serve(self) -> None:
        """Fork for each request, until standard input ends."""
        self._woken.setblocking(False)
        self._wakes.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # the loop below is woken, and looks
        signal.set_wakeup_fd(self._wakes.fileno())
        with selectors.DefaultSelector() as self._selector:
            for one in (sys.stdin.fileno(), self._woken, self._listener):
                self._selector.register(one, selectors.EVENT_READ)
            while True:
                ready = [key.fileobj for key, _ in self._selector.select()]
                if sys.stdin.fileno() in ready:
                    break
                for there in ready:
                    self._look(there)
        for pid in self._told:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)

    def _look(self, there: object) -> None:
        if there is self._woken:
            self._woken.recv(MOST_BYTES)
            self._tell_ended()
        elif there is self._listener:
            asker, _ = self._listener.accept()
            self._askers.append(asker)
            self._selector.register(asker, selectors.EVENT_READ)
        elif isinstance(there, socket.socket):
            request, files, *_ = socket.recv_fds(there, MOST_BYTES, 2)
            if request:
                self._fork(json.loads(request), *files)
                return
            self._selector.unregister(there)
            self._askers.remove(there)
            there.close()

    def _fork(self, asked: Mapping[str, object], log: int, told: int) -> None:
        _import_all()
        line = socket.socket(fileno=told)
        pid = os.fork()
        if not pid:
            self._leave_to_the_parent(line)
            _be(log, **asked)  # type: ignore[arg-type] # as they were sent
        os.close(log)
        self._told[pid] = line
        _tell(line, pid)

    def _leave_to_the_parent(self, line: socket.socket) -> None:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._selector.close()
        parts = (self._listener, self._woken, self._wakes, line)
        for one in (*parts, *self._askers, *self._told.values()):
            one.close()

    def _tell_ended(self) -> None:
        while self._told:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            with self._told.pop(pid) as line:
                _tell(line, os.waitstatus_to_exitcode(status))


def _tell(line: socket.socket, number: int) -> None:
    with suppress(BrokenPipeError):  # whoever asked does not care any more
        line.send(str(number).encode())


def _import_all() -> None:
    for name in IMPORTED:
        import_module(name)
    if threading.active_count() > 1:
        raise RuntimeError("a fork has no other thread than the one that forks")


def _be(log: int, environment: Mapping[str, str], folder: str) -> NoReturn:
    """Be the program, as a process begins."""
    status = 1
    try:
        with open(os.devnull) as nothing:  # noqa: PTH123 - a number is what is needed
            os.dup2(nothing.fileno(), 0)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.close(log)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        status = import_module("tests.kills.killable").main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 - as Python does at its end
        traceback.print_exc()
    leave: Callable[[int], NoReturn] = import_module("bot.__main__").leave
    leave(status)


if __name__ == "__main__":
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as door:
        door.bind(sys.argv[1])
        door.listen()
        sys.stdout.write("listens\n")
        sys.stdout.flush()
        ForkServer(door).serve()
