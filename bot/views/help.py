"""Greeting, help, and the sentences for what nobody expected."""

from datetime import timedelta
from difflib import get_close_matches

from bot.views.html import Html
from bot.views.prices import prices_sentence
from bot.views.text import age, cut, quoted
from bot.views.words import Words, named
from engine.people import Role
from engine.reads.views import PriceSource

COMMANDS = (
    "newbot",
    "bots",
    "orders",
    "accounts",
    "stats",
    "pnl",
    "price",
    "logs",
    "notices",
    "export",
    "import",
    "cancel",
    "stop_all",
    "settings",
    "alerts",
    "users",
    "health",
    "help",
)
"""Those of the command menu, in its order."""

_OF_OWNERS = frozenset({"alerts", "users", "health"})
_IN_PRIVATE = frozenset({"newbot", "export", "import", "cancel", "users", "health"})
GROUP_COMMANDS = tuple(name for name in COMMANDS if name not in _IN_PRIVATE)
_OF_VIEWERS = ("bots", "settings", "help")

KNOWN = frozenset({*COMMANDS, "bot", "name", "start"})
"""All commands that there are, those outside the menu, too."""
_EXPLAINED = KNOWN - {"help"}

NEWBOT_EXAMPLE = "/newbot BTC/USDT Binance BUY 0.01 60000 60600 trail 0.5% loop"
_MEANT = {
    **dict.fromkeys(("stop", "stopall", "stop_bots", "halt", "panic", "kill", "close_all"), "stop_all"),
    **dict.fromkeys(("balance", "balances", "wallet", "account"), "accounts"),
    **dict.fromkeys(("profit", "positions", "position"), "pnl"),
    **dict.fromkeys(("status", "list", "mybots"), "bots"),
    **dict.fromkeys(("new", "create", "add", "addbot", "new_bot"), "newbot"),
    **dict.fromkeys(("order", "open_orders"), "orders"),
    **dict.fromkeys(("language", "lang", "timezone", "notifications"), "settings"),
}
"""What other programs call their commands."""
_ALIKE = 0.75
_MOST_NAME = 60
_MOST_LINE = 300
OLD_AFTER_S = 60
"""A command older than this was sent while the program was away."""


def commands_of(role: Role) -> tuple[str, ...]:
    """Return the commands that somebody in that role has a use for."""
    if role is Role.VIEWER:
        return _OF_VIEWERS
    return tuple(name for name in COMMANDS if role is Role.OWNER or name not in _OF_OWNERS)


def greeting(
    words: Words, name: str, prices: PriceSource = PriceSource.EXCHANGE, role: Role = Role.OWNER
) -> str:
    if role is Role.VIEWER:
        return f"{words('greeting-viewer', name=name)}\n\n{_commands(words, role)}"
    hello = words("greeting", name=name)
    return f"{hello}\n\n{_mode(words, prices)}\n\n{_commands(words, role)}\n\n{words('greeting-begin')}"


def help_text(words: Words, prices: PriceSource = PriceSource.EXCHANGE, role: Role = Role.OWNER) -> str:
    head = f"{words('help-head')}\n{_commands(words, role)}"
    if role is Role.VIEWER:
        return head
    more = f"{_line(words)}\n{words('help-more')}\n{words('help-each')}"
    return f"{head}\n\n{more}\n\n{_mode(words, prices)}"


def command_help(words: Words, written: str, role: Role) -> str | None:
    """Return what a command is for, what may stand behind it, and whether they may use it.

    The name may be written as it is sent, or with a space in it. Returns None where there is no such command.
    """
    name = _called(written)
    if name not in _EXPLAINED:
        return None
    lines = [f"/{name} – {command_text(words, name)}", words(named("usage", name))]
    if name == "newbot":
        lines.append(_line(words))
    if role is not Role.OWNER and name in _OF_OWNERS:
        lines.append(words("help-for-owners" if role is Role.TRADER else "help-for-readers"))
    elif role is Role.VIEWER and name in COMMANDS and name not in _OF_VIEWERS:
        lines.append(words("help-for-readers"))
    return "\n".join(lines)


def _called(written: str) -> str:
    plain = written.strip().removeprefix("/").partition("@")[0].casefold()
    name = "_".join(plain.split())
    return name if name in _EXPLAINED else name.replace("_", "")


def _line(words: Words) -> str:
    return words("help-line", example=NEWBOT_EXAMPLE)


def _mode(words: Words, prices: PriceSource) -> str:
    return f"{words('help-paper')}{prices_sentence(words, prices)} {words('help-accounts')}"


def _commands(words: Words, role: Role) -> str:
    return "\n".join(f"/{name} – {command_text(words, name)}" for name in commands_of(role))


def command_text(words: Words, name: str) -> str:
    """Return what a command does, as plain text."""
    return words.plain(named("command", name))


def no_form(words: Words, role: Role) -> Html:
    """Say that nothing asks for anything. Who only reads can open no form."""
    return words("no-form-to-read" if role is Role.VIEWER else "no-form")


def no_stop_by_word(words: Words, role: Role) -> Html:
    """Say what stops bots, for a word alone does not; or that this person stops none."""
    return words("nothing-stopped-by-reader" if role is Role.VIEWER else "nothing-stopped-by-word")


def no_words(words: Words, command: str, written: str) -> str:
    return words("help-no-words", written=quoted(words, written), command=f"/{command}")


def unknown_command(words: Words, name: str, role: Role = Role.OWNER) -> str:
    """Say that there is no such command, with the one that is likely meant."""
    command = cut(name, _MOST_NAME)
    near = _near(name, role)
    if near is None:
        return words("help-unknown", command=command)
    return words("help-unknown-near", command=command, near=f"/{near}")


def _near(name: str, role: Role) -> str | None:
    known = {*commands_of(role), *({"bot", "name"} if role is not Role.VIEWER else {"bot"})}
    plain = name.removeprefix("/").partition("@")[0].casefold().replace("-", "_")
    if (meant := _MEANT.get(plain)) in known:
        return meant
    return next(iter(get_close_matches(plain, sorted(known), 1, _ALIKE)), None)


def form_in_private(words: Words, line: str) -> str:
    """Return what is sent privately when the form was asked for in a group."""
    text = words("form-opens-here")
    return f"{text} {words('form-send-line', line=f'/newbot {line}')}" if line else text


def late_command(words: Words, line: str) -> str:
    return words("late-command", line=cut(line, _MOST_LINE))


def taken_up(words: Words, line: str) -> str:
    return words("late-taken-up", line=cut(line, _MOST_LINE))


def sent_ago(words: Words, passed_s: float) -> str:
    return words("sent-ago", age=age(words, timedelta(seconds=passed_s)))
