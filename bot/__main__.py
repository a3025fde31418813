"""The program: `python -m bot`."""

import asyncio
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import NoReturn

from bot.process.settled_heap import growing_heap, settle_heap

with growing_heap():
    from bot.app import open_app
    from bot.backups import backup_command, restore_command, way_back
    from bot.config.env_file import load_settings
    from bot.config.settings import Settings
    from bot.context import AppContext
    from bot.move_database import move_command
    from bot.process.arguments import CheckWanted, Command, KeysWanted, Wanted, read_arguments
    from bot.process.data_folder import check_data_folder
    from bot.process.logs import say, set_up_early_logging, set_up_logging, wanted_format
    from engine.clock import SystemClock
    from engine.crash_points import CrashHook, no_crash
    from engine.errors import (
        AskedToEnd,
        LeaseLost,
        SettingsError,
        StorageDamaged,
        StorageUnavailable,
        StoredByNewerVersion,
    )
    from engine.loop_gauge import WatchedLoop
    from engine.timings import EngineTimings

log = logging.getLogger("scalper")

LEASE_LOST = 3
LEAVE_WITHIN_S = 4.5


def main(
    crash_hook: CrashHook = no_crash,
    timings: EngineTimings = EngineTimings(),
    on_open: Callable[[AppContext], None] | None = None,
) -> int:
    """Run until SIGTERM or SIGINT. Return the exit status. `on_open` is called once bots trade.

    It is 0, or with sentences on stderr 2 when it cannot start, and 3 when another process has taken
    over the database.
    """
    try:
        settings = _settings()
        check_data_folder(settings.scalper_data_dir)
        try:
            with asyncio.Runner(loop_factory=WatchedLoop) as runner:
                runner.run(_serve(settings, crash_hook, timings, on_open))
        except StorageDamaged as e:
            say(f"Scalper cannot start: the database is damaged ({e}). {way_back(settings)}.\n")
            return 2
    except SettingsError as e:
        complaints = "".join(f"  - {complaint}\n" for complaint in e.complaints)
        say(
            f"Scalper cannot start with these settings:\n{complaints}"
            "Settings come from the environment and from .env; see .env.example.\n"
        )
        return 2
    except StorageUnavailable as e:
        say(
            f"Scalper cannot start: the database is not responding ({e}). Check DATABASE_URL, and the disk; "
            "`python -m bot doctor` looks at both.\n"
        )
        return 2
    except StoredByNewerVersion as e:
        say(
            f"Scalper cannot start: a newer version of Scalper has used this database ({e}). "
            "No bot was changed. Start that version again, or restore a backup from before the update.\n"
        )
        return 2
    except LeaseLost as e:
        _say_lost(e)
        return LEASE_LOST
    return 0


def _settings() -> Settings:
    """Load the settings, and have everything be logged as they say from here on. Raises SettingsError."""
    set_up_early_logging(wanted_format())
    settings = load_settings()
    set_up_logging(settings)
    return settings


async def _serve(
    settings: Settings,
    crash_hook: CrashHook,
    timings: EngineTimings,
    on_open: Callable[[AppContext], None] | None,
) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:  # below nohup it is ignored, and stays so
        loop.add_signal_handler(signal.SIGHUP, ended.set if _has_terminal() else _stay)
    opened = open_app(settings, clock=SystemClock(), crash_hook=crash_hook, ended=ended, timings=timings)
    try:
        async with opened as app_context:
            app_context.nursery.start("heap", partial(settle_heap, app_context.clock), restart=False)
            if on_open is not None:
                on_open(app_context)
            await ended.wait()
            if app_context.lease.loss is not None:
                _leave_in_time(app_context.lease.loss)
                raise app_context.lease.loss
    except AskedToEnd as e:
        log.info("%s", e)
    log.info("ended in order")


def _has_terminal() -> bool:
    """Say whether a hang-up means that the terminal is gone. A service is told so to open its logs anew."""
    return any(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def _stay() -> None:
    log.info("SIGHUP: nothing to do, for a log file that was moved is begun anew by itself")


def _leave_in_time(loss: LeaseLost) -> None:
    """End the process within 4.5 s, whatever hangs: another one is at work already."""

    def leave_now() -> None:
        _say_lost(loss)
        leave(LEASE_LOST)

    timer = threading.Timer(LEAVE_WITHIN_S, leave_now)
    timer.daemon = True
    timer.start()


def _say_lost(loss: LeaseLost) -> None:
    say(
        f"Scalper is stopping: {loss.by or 'another process'} has taken over the database because this "
        "process did not report for too long. Nothing has been sent since. If it is started again, it waits "
        "as a standby.\n"
    )


def _check_exchange(wanted: CheckWanted) -> int:
    """Check an exchange on the console, and return the exit status."""
    from bot.check import check

    try:
        settings = _settings()
        logging.getLogger().setLevel(logging.ERROR)  # what is found is said below
        how = check(
            settings,
            wanted.exchange,
            symbol=wanted.symbol,
            place=wanted.place,
            clock=SystemClock(),
            say=partial(print, flush=True),
            ask=input,
        )
        return asyncio.run(how)
    except SettingsError as e:
        say("".join(f"  - {complaint}\n" for complaint in e.complaints))
        return 2


def _keys(wanted: KeysWanted) -> int:
    """Work on the keys that are kept encrypted, and return the exit status."""
    from bot.process.keys_command import keys_command

    try:
        return keys_command(_settings(), wanted)
    except SettingsError as e:
        say("".join(f"{complaint}\n" for complaint in e.complaints))
        return 2


def _work_on_database(settings: Settings, command: Command, file: Path | None) -> Coroutine[None, None, int]:
    """Begin what a command does with the database."""
    clock = SystemClock()
    if file is None:
        return backup_command(settings, clock)
    if command is Command.MOVE_DATABASE:
        return move_command(settings, file, clock)
    return restore_command(settings, file)


def _do(asked: Wanted | None) -> int:
    """Do what stands on the command line, and return the exit status."""
    match asked:
        case None:
            return main()
        case CheckWanted():
            return _check_exchange(asked)
        case KeysWanted():
            return _keys(asked)
        case Command.DOCTOR, _:
            from bot.doctor.run import doctor

            return doctor()
        case Command.TOTP, _:
            from bot.process.totp_command import totp_command

            return totp_command()
        case command, file:
            try:
                return asyncio.run(_work_on_database(_settings(), command, file))
            except SettingsError as e:
                say("".join(f"{complaint}\n" for complaint in e.complaints))
                return 2


def leave(status: int) -> NoReturn:
    """End the process. All is stored by now, and taking the libraries down would take seconds."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def run() -> NoReturn:
    """Do what stands on the command line, and end the process with its status."""
    leave(_do(read_arguments()))


if __name__ == "__main__":
    run()
