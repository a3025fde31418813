"""The program: `python -m bot`."""

import asyncio
import logging
import signal
import sys

from bot.app import run
from bot.config import Settings
from bot.config_file import load_settings
from bot.logs import set_up_logging
from engine.errors import SettingsError, StorageUnavailable
from engine.probe import Probe, no_probe

log = logging.getLogger("scalper")


def main(probe: Probe = no_probe) -> int:
    """Run until SIGTERM or SIGINT. Return the exit status: 0, or 2 with sentences on stderr."""
    try:
        settings = load_settings()
        set_up_logging(settings)
        asyncio.run(_serve(settings, probe))
    except SettingsError as e:
        sys.stderr.write("Scalper cannot start like this:\n")
        sys.stderr.writelines(f"  - {complaint}\n" for complaint in e.complaints)
        sys.stderr.write("Settings come from the environment and from .env; see .env.example.\n")
        return 2
    except StorageUnavailable as e:
        sys.stderr.write(f"Scalper cannot start: the database does not answer ({e}). See DATABASE_URL.\n")
        return 2
    return 0


async def _serve(settings: Settings, probe: Probe) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    await run(settings, ended, probe=probe)
    log.info("ended in order")


if __name__ == "__main__":
    sys.exit(main())
