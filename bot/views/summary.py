"""The daily summary in words."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.views.html import esc, plain
from bot.views.text import badge, rounded, signed, span
from bot.views.words import Words
from engine.notices import CoinSummary, DailySummary


def summary_text(words: Words, summary: DailySummary) -> str:
    """Return it as HTML, times by the clock of its reader."""
    zone = ZoneInfo(summary.zone)

    def local(at: datetime) -> str:
        return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"

    when = {"begins": local(summary.begins), "ends": local(summary.ends), "zone": summary.zone}
    bots = {name: str(getattr(summary, name)) for name in ("active", "paused", "stopped", "failed")}
    stands = "summary-runs" if summary.active else "summary-stands"
    lines: list[str] = [
        words("summary-head", **when),
        words(stands, since=local(summary.running_since), **bots),
    ]
    for coin in summary.coins:
        lines += ["", *_coin(words, coin)]
    if not any(coin.trades or coin.cycles for coin in summary.coins):
        lines += ["", words("summary-nothing")]
    lines += ["", _prices(words, summary)]
    return "\n".join(lines)


def _coin(words: Words, coin: CoinSummary) -> Iterator[str]:
    quote = coin.quote
    yield f"<b>{badge(coin.mode)} · {esc(quote)}</b>"
    cycles = words.plain("replay-cycles", cycles=coin.cycles)
    trades = words.plain("bots-trades", trades=coin.trades)
    result = f"{plain(signed(coin.result, quote))} ({cycles}, {trades})"
    yield words("stats-result", result=result)
    yield words("stats-fees-then", fees=f"{rounded(coin.fees)} {quote}")
    for key, bot in (("summary-best", coin.best), ("summary-worst", coin.worst)):
        if bot is not None:
            yield words(key, bot=bot.label, result=plain(signed(bot.result, quote)))
    if coin.holding and coin.unrealised is not None:
        yield words("summary-open", bots=coin.holding, result=plain(signed(coin.unrealised, quote)))
    elif coin.holding:
        yield words("summary-open-no-price", bots=coin.holding)


def _prices(words: Words, summary: DailySummary) -> str:
    if not summary.without_prices:
        return words("summary-prices")
    return words("summary-no-prices", span=span(words, summary.without_prices))


def hour_label(hour: int) -> str:
    """Return what the button says by which the hour is chosen."""
    return f"{hour:02}:00"
