"""What takes long to import waits until the bots trade, or is not imported at all."""

import subprocess
import sys

from tests.support.program import ROOT

LATER = {"aiogram", "aiogram_dialog", "aiohttp", "alembic", "bot.localchat", "ccxt", "sentry_sdk"}


def test_the_program_is_put_together_without_what_comes_later() -> None:
    say = "import sys, bot.__main__, bot.app; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", say], cwd=ROOT, check=True, capture_output=True, text=True)
    imported = set(done.stdout.split())
    assert "bot.app" in imported
    assert imported & LATER == set()
