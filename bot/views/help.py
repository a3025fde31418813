"""Greeting, help, and the sentences for what nobody expected."""

from datetime import timedelta

from bot.views.html import esc
from bot.views.prices import prices_sentence
from bot.views.text import age, cut, quoted
from bot.views.words import Words, named
from engine.reads.views import PriceSource

COMMANDS = (
    "newbot",
    "bots",
    "orders",
    "accounts",
    "stats",
    "logs",
    "cancel",
    "stop_all",
    "settings",
    "help",
)
"""Those of the command menu, in its order."""

GROUP_COMMANDS = tuple(name for name in COMMANDS if name not in {"newbot", "cancel"})

NEWBOT_EXAMPLE = "/newbot BTC/USDT Binance BUY 0.01 60000 60600 trail 0.5% loop"
_WORDS = (
    "Its words: <code>loop</code> (without it: one cycle), <code>trail 0.5%</code>, <code>first sell</code>, "
    "<code>qty</code>, <code>buy</code>, <code>sell</code>, <code>testnet</code>, <code>live</code>, "
    "<code>3x</code>. A price may be <code>60000</code>, <code>-0.1%</code> (from the last price; for a "
    "sell price from the buy price) or <code>last-0.2%</code>."
)
_MOST_NAME = 60
OLD_AFTER_S = 120
"""A command older than this was sent while the program was away."""
CANNOT_REPEAT = "I cannot see that command any more. Please send it again."
OLD_BUTTON = "This button is from an older version and no longer works. /bots shows your bots."
NO_FORM = "No form is open. /newbot opens one, /help lists what I can do."


def greeting(words: Words, name: str, prices: PriceSource = PriceSource.EXCHANGE) -> str:
    return (
        f"Hello {esc(name)}! I run scalping bots for you: each buys at one price and sells at a higher one, "
        "again and again.\n\n"
        f"{_mode(words, prices)}\n\n"
        f"{_commands(words)}\n\nBegin with /newbot."
    )


def help_text(words: Words, prices: PriceSource = PriceSource.EXCHANGE) -> str:
    return (
        f"<b>What I can do</b>\n{_commands(words)}\n\n"
        f"Or all in one line: <code>{esc(NEWBOT_EXAMPLE)}</code>\n{_WORDS}\n"
        "<code>/stop_all now</code> stops everything without asking.\n"
        "<code>/logs add TEXT</code> adds a note to the log.\n\n"
        f"{_mode(words, prices)}"
    )


def _mode(words: Words, prices: PriceSource) -> str:
    return (
        "🧪 Bots trade on <b>PAPER</b> unless you choose otherwise: fills are simulated and no money moves."
        f"{prices_sentence(words, prices)} /accounts shows which exchange accounts are set up."
    )


def _commands(words: Words) -> str:
    return "\n".join(f"/{name} – {command_text(words, name)}" for name in COMMANDS)


def command_text(words: Words, name: str) -> str:
    """Return what a command does, as plain text."""
    return words.plain(named("command", name))


def no_words(words: Words, command: str, written: str) -> str:
    return f"I do not know what {quoted(written)} asks of me. Send /{command} alone."


def unknown_command(words: Words, name: str) -> str:
    return f"I do not know {esc(cut(name, _MOST_NAME))}. /help lists what I can do."


def form_in_private(words: Words, line: str) -> str:
    """Return what is sent privately when the form was asked for in a group."""
    text = "The form for a new bot opens here."
    return f"{text} To use your line, send it here: <code>{esc('/newbot ' + line)}</code>" if line else text


def sent_ago(words: Words, passed_s: float) -> str:
    return (
        f"You sent this {age(words, timedelta(seconds=passed_s))}, while I was away, so I have not done it."
    )
