"""What people type: what is meant to be typed, what slips in, and what somebody tries on purpose."""

from random import Random

from bot.views.help import COMMANDS
from tests.fuzz.town import Soul

EXCHANGES = ("Binance", "Binance F", "Bybit", "bybit", "Bybit F", "Kraken")
SAID = {
    "en": ("yes", "no", "none", "once", "loop"),
    "ru": ("да", "нет", "без трейлинга", "один раз"),
    "hi": ("हाँ", "नहीं", "एक बार"),
}
NUMBERS = (
    "0", "-1", "1e5", "NaN", "Infinity", "0.000000000000000001", "1,5", "1.000.000,00", "1_000", "٣١٤",
    "99999999999999999999999999999999999999999", "0x10", "--5", "+", "-", "½", "1 000", "5%%", "+-1%",
    "-0.05%", "+0.4%", "last-0.1%", "-100%", "+99999999%", "1.5.2", "1e-400", "1e400",
)  # fmt: skip
HOSTILE = (
    "<b>", "</b>", "<a href='https://evil.example'>x</a>", "&lt;&amp;&#0;",
    "<code>\n", "{bot}", "{ $bot }", "%s %d",
    "'; DROP TABLE bots; --", "../../etc/passwd", "$(reboot)",
    "\x00\x01\x1b[31m", "\u202eeverse", "\u2066\u2069\u200f",
    "\u200b\u200d\ufeff", "a\u0301" * 40, "🧪" * 60, "👨‍👩‍👧‍👦" * 20, "\n\n\n", "\t", "|", ":", "qa:x:y:1",
    "/", "//", "/@",
    "/@scalper_local_bot", "@scalper_local_bot", "/start@other_bot", "https://t.me/x?start=1",
    "#1", "#0", "#-1", "#99999999999999999999", "None", "null",
    "[]", "{}", "true", "\\", '"', "`", "*_~[](",
)  # fmt: skip
LONG = (
    "x" * 4096,
    "слово " * 680,
    "🧪" * 2048,
    "<b>" * 1300,
    "1" * 4000,
    "\n" * 4000 + "x",
    "/" + "a" * 4000,
)
ARGUMENTS = (
    "", "", "", "now", "NOW", "active", "stopped",
    "error", "all", "add", "info", "success", "#1", "2", "error #1",
    "en", "ru", "xx", "csv", "help", "me", "7d",
)  # fmt: skip


def command(random: Random, soul: Soul) -> str:
    """Return a command, mostly one that there is."""
    name = random.choice([*COMMANDS, *COMMANDS, "start", "sell_everything", "STOP_ALL", "Bots", "stopall"])
    if random.random() < 0.1:
        name += "@scalper_local_bot"
    if name == "newbot" and random.random() < 0.7:
        return f"/newbot {line(random, soul)}"
    if name == "logs" and random.random() < 0.3:
        return f"/logs add {soul.note} {random.choice([*HOSTILE, 'a note', 'заметка', 'x' * 600])}"
    if name == "accounts" and random.random() < 0.7:
        return f"/accounts {wallet(random)}"
    return f"/{name} {argument(random)}".rstrip(" ")


def wallet(random: Random) -> str:
    """Return what may stand behind /accounts about a wallet on paper."""
    exchange, amount = random.choice(EXCHANGES), random.choice(["500", "0.5", *NUMBERS])
    coin = random.choice(["USDT", "btc", random.choice(HOSTILE)])
    return random.choice([f"topup {amount} {coin} {exchange}", f"reset {exchange}", "topup", "reset"])


def argument(random: Random) -> str:
    return random.choice([*ARGUMENTS, *ARGUMENTS, *HOSTILE, *NUMBERS])


def line(random: Random, soul: Soul) -> str:
    """Return a bot in one line. Most can be made; prices are near, so that it trades."""
    buy, sell = random.choice([("-0.1%", "+0.3%"), ("-0.3%", "+0.2%"), ("-2%", "+3%"), ("+0.2%", "+0.6%")])
    parts = [
        soul.ticker,
        random.choice(EXCHANGES[:3]),
        random.choice(["BUY", "BUY", "SELL", "buy"]),
        f"{soul.quantity:f}",
        buy,
        sell,
        random.choice(["", "", "trail 0.1%", "notrail", "trail 5%"]),
        random.choice(["loop", "loop", "noloop", "once", ""]),
    ]
    if random.random() < 0.2:
        parts[random.randrange(len(parts))] = random.choice([*NUMBERS, *HOSTILE, "live", "testnet", "3x"])
    if random.random() < 0.1:
        random.shuffle(parts)
    return " ".join(part for part in parts if part)


def answer(random: Random, soul: Soul) -> str:
    """Return what may be meant as an answer to some question of a form."""
    return random.choice(
        [
            soul.ticker,
            soul.ticker.replace("/", "").lower(),
            random.choice(EXCHANGES),
            random.choice(["BUY", "SELL", "sell", "покупка"]),
            f"{soul.quantity:f}",
            f"{soul.quantity:f}",
            random.choice(NUMBERS),
            random.choice(["-0.1%", "-0.4%", "+0.5%", "+1%"]),
            str(round(soul.middle * random.randint(980, 1020) / 1000)),
            random.choice(SAID[soul.reads]),
        ]
    )


def junk(random: Random) -> str:
    kind = random.random()
    if kind < 0.1:
        return random.choice(LONG)
    if kind < 0.2:
        return "".join(chr(random.randrange(1, 0x3000)) for _ in range(random.randint(1, 80)))
    return random.choice([*HOSTILE, "hello", "привет", "नमस्ते", "stop", "cancel"])
