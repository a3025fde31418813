"""Pictures in words: what they are of, what their lines are called, and what is written below them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal

from bot.pictures.theme import Theme, Tone
from bot.pictures.values import (
    MOST_PANELS,
    MOST_ROWS,
    BotGroup,
    BotResult,
    ComparisonPicture,
    FillMark,
    Head,
    Level,
    Look,
    PricePicture,
    ResultPanel,
    ResultsPicture,
    added_up,
)
from bot.views.card import title
from bot.views.html import Html, esc, plain
from bot.views.prices import whose
from bot.views.stats import kinds, period_text, when
from bot.views.text import number, pages, plain_account_name, rounded, signed, zone_name
from bot.views.words import Words, named
from engine.core.money import ZERO, exact, round_to
from engine.core.trailing import trigger_price
from engine.core.types import Mode
from engine.notice_settings import NoticeSettings
from engine.reads.figures import BotFigures, Figures
from engine.reads.history import BotHistory, PeriodHistory, ResultAt, Stretch

MOST_CAPTION = 1024
_HOUR = timedelta(hours=1)


def look_of(settings: NoticeSettings) -> Look:
    """Return how the person wants pictures."""
    return Look(theme=Theme.DARK if settings.dark_pictures else Theme.LIGHT, zone=settings.zone)


def stretch_label(words: Words, stretch: Stretch, *, chosen: bool) -> str:
    return f"{'• ' if chosen else ''}{words.plain(named('button-stretch', stretch))}"


def theme_label(words: Words, theme: Theme, *, chosen: bool) -> str:
    return f"{'• ' if chosen else ''}{words.plain(named('button-theme', theme))}"


def after_cycle_label(words: Words, *, on: bool) -> str:
    """Return whether a picture follows each cycle; a tap turns it round."""
    return words.plain("button-picture-after-on" if on else "button-picture-after-off")


# --- a bot ----------------------------------------------------------------------------------------------


def price_picture(words: Words, history: BotHistory, look: Look) -> PricePicture:
    """Return what prices did, with the bot's lines and fills."""
    card, config = history.card, history.card.state.config
    where = plain_account_name(config.account_id)
    return PricePicture(
        head=Head(
            title=card.state.ref.label,
            below=f"{where} · {_span(words, history.begins, history.ends, look.zone)}",
            mode=config.mode,
        ),
        look=look,
        begins=history.begins,
        ends=history.ends,
        prices=tuple(history.prices),
        fills=tuple(FillMark(fill.at, fill.side, fill.price) for fill in history.fills),
        levels=tuple(_levels(words, history)),
        buys=words.plain("picture-bought"),
        sells=words.plain("picture-sold"),
        note="" if history.prices else words.plain("picture-no-prices"),
    )


def _levels(words: Words, history: BotHistory) -> Iterable[Level]:
    card, state = history.card, history.card.state
    config = state.config
    prices = [(Tone.BUY, config.buy_price, "buy"), (Tone.SELL, config.sell_price, "sell")]
    if card.last_price is not None:
        prices.append((Tone.PRICE, card.last_price, "last"))
    if state.trail is not None and config.trailing_percent is not None:
        turn = round_to(trigger_price(state.trail, state.side, config.trailing_percent), state.market.tick)
        prices.append((Tone.TRAILING, turn, "trailing"))
    for tone, price, name in prices:
        written = number(price)
        yield Level(tone, price, words.plain(named("picture", name), price=written), written)


def price_caption(words: Words, history: BotHistory, look: Look) -> str:
    """Return what stands below the picture, as HTML: it is enough where there is no picture."""
    card, state = history.card, history.card.state
    fills = words(
        "picture-fills-more" if history.has_more_fills else "picture-fills", fills=len(history.fills)
    )
    price = ""
    if card.last_price is not None:
        of = whose(words, card.prices, state.config.exchange)
        last = Html(f"{number(card.last_price)} {esc(state.market.quote)}{of}")
        price = words("picture-last", price=last)
    return "\n".join(
        line
        for line in (
            title(card),
            words("picture-of", span=_span(words, history.begins, history.ends, look.zone), fills=fills),
            price,
            words("picture-realised", result=signed(state.pnl, state.market.quote)),
        )
        if line
    )


def _span(words: Words, begins: datetime, ends: datetime, zone: tzinfo) -> str:
    first, last = (f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for at in (begins, ends))
    return words.plain("picture-span", first=first, last=last, zone=zone_name(zone))


def span_caption(words: Words, begins: datetime, ends: datetime, look: Look) -> Html:
    """Return of when a picture is of results."""
    return Html(f"{words('picture-results')} · {esc(_span(words, begins, ends, look.zone))}")


# --- a period -------------------------------------------------------------------------------------------


def period_caption(words: Words, history: PeriodHistory, look: Look, *, by_bot: bool) -> str:
    """Return the figures that fit below a picture, as HTML."""
    text = period_text(words, history.stats, look.zone, by_bot=by_bot)
    return next(pages(text.split("\n"), MOST_CAPTION))


def results_picture(words: Words, history: PeriodHistory, look: Look, now: datetime) -> ResultsPicture:
    """Return how the results of a period added up, in each mode and coin."""
    found = list(kinds(history.stats.bots))
    panels = tuple(_panel(words, history, mode, quote, now) for mode, quote in found[:MOST_PANELS])
    more = len(found) - len(panels)
    return ResultsPicture(
        head=_head(words, words.plain("picture-results"), history, look),
        look=look,
        panels=panels,
        note=_note(words, more, nothing=not found),
    )


def _panel(words: Words, history: PeriodHistory, mode: Mode, quote: str, now: datetime) -> ResultPanel:
    bots = [one.figures for one in history.stats.bots if (one.mode, one.quote) == (mode, quote)]
    results = [one for one in history.results if (one.mode, one.quote) == (mode, quote)]
    total = sum(bots, Figures())
    begins, ends = _times(history, mode, results, now)
    start, points = added_up([(one.at, one.result) for one in results if one.result], total.result)
    return ResultPanel(
        mode=mode,
        total=total.result,
        written=plain(signed(total.result, quote)),
        below=_counts(words, total, results, quote),
        begins=begins,
        ends=ends,
        points=points,
        start=start,
    )


def _times(
    history: PeriodHistory, mode: Mode, results: Sequence[ResultAt], now: datetime
) -> tuple[datetime, datetime]:
    """Return from when to when the results are drawn: to now at most, but in a replay."""
    stats = history.stats
    if history.between is not None:
        return history.between
    if stats.replayed is not None and mode is Mode.PAPER:
        return stats.replayed.begins, stats.replayed.ends
    if stats.span is not None:
        ends = min(stats.span.ends, now)
        return stats.span.begins, ends if ends > stats.span.begins else stats.span.ends
    if not results:
        return now - _HOUR, now
    first, last = results[0].at, results[-1].at
    return first - ((last - first) / 20 or _HOUR), last


def comparison_picture(words: Words, history: PeriodHistory, look: Look) -> ComparisonPicture:
    """Return the bots of a period side by side, the best first, in each mode and coin."""
    of_bot = defaultdict[object, list[ResultAt]](list)
    there = {one.bot_id for one in history.stats.bots}
    for one in history.results:
        of_bot[one.bot_id if one.bot_id in there else None, one.mode, one.quote].append(one)
    groups, left = [], MOST_ROWS
    for mode, quote in kinds(history.stats.bots):
        bots = [one for one in history.stats.bots if (one.mode, one.quote) == (mode, quote)]
        bots = sorted(bots, key=lambda one: -one.figures.result)[:left]
        left -= len(bots)
        rows = tuple(_row(words, one, of_bot[one.bot_id, mode, quote], look.zone) for one in bots)
        groups += [BotGroup(mode=mode, quote=quote, bots=rows)] if rows else []
    more = len(history.stats.bots) - (MOST_ROWS - left)
    return ComparisonPicture(
        head=_head(words, words.plain("picture-compared"), history, look),
        look=look,
        groups=tuple(groups),
        note=_note(words, more, nothing=not groups),
    )


def _row(words: Words, of: BotFigures, results: Sequence[ResultAt], zone: tzinfo) -> BotResult:
    return BotResult(
        label=of.label if of.bot_id is not None else words.plain("stats-deleted-bots"),
        result=of.figures.result,
        written=plain(signed(of.figures.result, of.quote)),
        counts=_counts(words, of.figures, results, of.quote),
        hours=_hours(words, results, zone),
    )


def _counts(words: Words, of: Figures, results: Sequence[ResultAt], quote: str) -> str:
    """Return cycles, how many of them won, and fees."""
    parts = [words.plain("replay-cycles", cycles=of.cycles)]
    ended = sum(one.cycles for one in results)
    if ended:
        won = sum(one.cycles for one in results if one.result > 0)
        parts.append(words.plain("picture-won", percent=f"{round(100 * won / ended)}%"))
    return " · ".join([*parts, words.plain("picture-fees", fees=f"{rounded(of.fees)} {quote}")])


def _hours(words: Words, results: Sequence[ResultAt], zone: tzinfo) -> str:
    """Return the best and the worst hour of the day there; one alone where all was in one hour."""
    sums = defaultdict[int, Decimal](lambda: ZERO)
    with exact():
        for one in results:
            if one.result:
                sums[one.at.astimezone(zone).hour] += one.result
    if not sums:
        return ""
    best, worst = max(sums, key=lambda hour: sums[hour]), min(sums, key=lambda hour: sums[hour])
    said = [words.plain("picture-best-hour", hour=f"{best:02}:00", result=_signed(sums[best]))]
    if worst != best:
        said.append(words.plain("picture-worst-hour", hour=f"{worst:02}:00", result=_signed(sums[worst])))
    return " · ".join(said)


def _signed(amount: Decimal) -> str:
    return f"{'+' if amount > 0 else ''}{rounded(amount)}"


def _head(words: Words, of: str, history: PeriodHistory, look: Look) -> Head:
    results = history.results
    if history.between is not None:
        below = _span(words, *history.between, look.zone)
    elif history.stats.span is not None:
        below = plain(when(words, history.stats, look.zone))
    elif results:
        below = _span(words, results[0].at, results[-1].at, look.zone)
    else:
        below = zone_name(look.zone)
    return Head(title=of, below=below, mode=None)


def _note(words: Words, more: int, *, nothing: bool) -> str:
    if nothing:
        return words.plain("stats-none-then")
    return words.plain("and-more", more=str(more)) if more else ""
