"""What may stand on the command line: a question about the program itself, or what it is to do instead."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot import __version__

_ABOUT = "Runs scalping bots, and serves the chat that makes, watches and stops them."
_SETTINGS = (
    "Settings come from the environment and from .env in the working folder; "
    ".env.example lists them all. Without any it opens a chat in the browser and trades on paper. "
    "SIGTERM or Ctrl-C ends it in order."
)


class Command(StrEnum):
    """What the program does in place of serving."""

    DOCTOR = "doctor"
    BACKUP = "backup"
    RESTORE = "restore"
    MOVE_DATABASE = "move-database"
    CHECK = "check"
    TOTP = "totp"
    KEYS = "keys"


@dataclass(frozen=True, slots=True)
class CheckWanted:
    """Which exchange to check, on which pair, and whether an order may be placed."""

    exchange: str
    symbol: str
    place: bool


class KeysAct(StrEnum):
    """What is to be done with the keys that are kept encrypted."""

    SET = "set"
    LIST = "list"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class KeysWanted:
    """Whose keys."""

    act: KeysAct
    exchange: str = ""
    account: str = ""
    """The name of one that has a name."""
    futures: bool = False
    """Those for futures alone."""


Wanted = CheckWanted | KeysWanted | tuple[Command, Path | None]
_COMMANDS = {
    Command.DOCTOR: (
        "look at settings, database, Telegram, keys, clock and disk, change nothing, and say what is wrong; "
        "the exit status is 1 then"
    ),
    Command.BACKUP: "make a backup of the database now, beside the service if it runs, and say where it is",
    Command.RESTORE: "put a backup in the place of the database, while nothing uses it",
    Command.MOVE_DATABASE: (
        "copy all of a SQLite database into the empty PostgreSQL one of DATABASE_URL, compare every row, and "
        "close the file; nothing may use it"
    ),
    Command.CHECK: (
        "try with your own keys what an exchange does, and say of each step what was found; "
        "it only reads, unless --place is given"
    ),
    Command.KEYS: "keep keys of exchanges encrypted: type them in, list whose there are, remove them",
    Command.TOTP: (
        "make a secret for one-time codes, and show it on this terminal, for an authenticator app to scan; "
        "nothing is stored"
    ),
}

_FILES = {Command.RESTORE: "a backup", Command.MOVE_DATABASE: "the SQLite database: data/scalper.db"}


def read_arguments(given: Sequence[str] | None = None) -> Wanted | None:
    """Return what is to be done, and with what; None: serve.

    --help, --version and all else end it by SystemExit.
    """
    parser = argparse.ArgumentParser(
        "python -m bot", description=_ABOUT, epilog=_SETTINGS, allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"Scalper {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="command")
    for command, what in _COMMANDS.items():
        made = commands.add_parser(command.value, help=what, description=what, allow_abbrev=False)
        if command in _FILES:
            made.add_argument("file", type=Path, help=_FILES[command])
        if command is Command.CHECK:
            _add_check(made)
        if command is Command.KEYS:
            _add_keys(made)
    found = parser.parse_args(given)
    if found.command == Command.CHECK:
        return CheckWanted(found.exchange, found.pair, found.place)
    if found.command == Command.KEYS:
        futures = getattr(found, "futures", False)
        whose = getattr(found, "exchange", ""), getattr(found, "account", "")
        return KeysWanted(KeysAct(found.act), *whose, futures=futures)
    return None if found.command is None else (Command(found.command), getattr(found, "file", None))


def _add_keys(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="act")
    for act, what in (
        (KeysAct.SET, "ask for the keys of an exchange on this terminal, and store them"),
        (KeysAct.LIST, "say whose keys are stored, and nothing of the keys"),
        (KeysAct.REMOVE, "remove the keys of an exchange"),
    ):
        made = acts.add_parser(act.value, help=what, description=what, allow_abbrev=False)
        if act is not KeysAct.LIST:
            made.add_argument("exchange", help="as its settings begin")
            made.add_argument("--account", default="", help="the name of one of several accounts")
            made.add_argument("--futures", action="store_true", help="keys of their own for futures")


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("exchange", help="as in the settings")
    parser.add_argument("--pair", default="BTC/USDT", help="the pair that is looked at")
    parser.add_argument(
        "--place",
        action="store_true",
        help="place one smallest order far below the market, after a yes, and cancel it",
    )
