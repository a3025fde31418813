"""What may stand on the command line: nothing but a question about the program itself."""

import argparse
from collections.abc import Sequence

from bot import __version__

_ABOUT = "Runs scalping bots, and serves the chat that makes, watches and stops them."
_SETTINGS = (
    "It takes no other arguments: settings come from the environment and from .env in the working folder; "
    ".env.example lists them all. Without any it opens a chat in the browser and trades on paper. "
    "SIGTERM or Ctrl-C ends it in order."
)


def read_arguments(given: Sequence[str] | None = None) -> None:
    """Answer --help and --version, and refuse anything else; both by SystemExit."""
    parser = argparse.ArgumentParser(
        "python -m bot", description=_ABOUT, epilog=_SETTINGS, allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"Scalper {__version__}")
    parser.parse_args(given)
