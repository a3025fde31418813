"""Stopping and deleting: what each way will do, and what was done."""

from collections.abc import Sequence
from datetime import datetime

from bot.views.card import held_text, short_title, title
from bot.views.errors import refusal, sentence
from bot.views.html import Html, esc
from bot.views.orphans import orphan_text
from bot.views.prices import whose
from bot.views.text import (
    account_name,
    age,
    figures,
    mark,
    moment,
    number,
    order_text,
    quoted,
    rounded,
    signed,
    time_of_day,
)
from bot.views.words import Words
from engine.core.orders import Order
from engine.core.quantities import holds_dust, too_small_to_close
from engine.core.state import BotState, Phase
from engine.core.types import Mode, StopForm
from engine.errors import CardOutdated
from engine.reads.open_orders import OrphanOrder
from engine.reads.views import BotCard, PriceSource, StopFailed, StopReport

_LABELS = {
    StopForm.STOP: "button-stop",
    StopForm.FINISH: "button-finish-cycle",
    StopForm.CLOSE: "button-close-now",
}


_WAYS_FOR_ALL = {
    StopForm.STOP: "way-all-stop",
    StopForm.FINISH: "way-all-finish",
    StopForm.CLOSE: "way-all-close",
}


def form_label(words: Words, form: StopForm) -> str:
    """Return what the button says that stops so."""
    return words.plain(_LABELS[form])


def stop_question(
    words: Words, card: BotCard, forms: Sequence[StopForm], now: datetime, note: Html | None = None
) -> str:
    ways = [_way(words, card.state, form) for form in forms]
    return "\n".join([*([note, ""] if note else []), title(card), *_situation(words, card, now), "", *ways])


def _situation(words: Words, card: BotCard, now: datetime) -> list[Html]:
    state = card.state
    order, held = words("stop-no-order"), held_text(words, state)
    if state.order is not None and state.order_pending:
        what = order_text(words, state.order, state.market.base)
        order = words("stop-open-order", order=what, age=_age(words, card, state.order, now))
    return [order, words("card-held", held=held), *_unrealised(words, card)]


def _age(words: Words, card: BotCard, order: Order, now: datetime) -> str:
    """Return how old the order is; in a replay when it was placed, if that was in the market's time."""
    if card.prices is PriceSource.FILE and card.priced_at is not None and order.created_at <= card.priced_at:
        return words.plain("stop-placed-at", moment=moment(order.created_at))
    return age(words, card.time_there(now) - order.created_at)


def _unrealised(words: Words, card: BotCard) -> list[Html]:
    """Return what closing would bring, with the price and of when that is; nothing where nothing is held."""
    quote = card.state.market.quote
    if not card.state.held:
        return []
    if card.unrealised is None or card.last_price is None:
        return [words("card-unrealised-no-price")]
    of = whose(words, card.prices, card.state.config.exchange)
    price = Html(f"{number(card.last_price)} {esc(quote)}{of}")
    when = "unknown" if card.priced_at is None else moment(card.priced_at)
    return [words("stop-unrealised", amount=signed(card.unrealised, quote), price=price, moment=when)]


def _way(words: Words, state: BotState, form: StopForm) -> Html:
    """Return what the button that stops so will do."""
    order = "open" if state.order_pending else "none"
    match form:
        case StopForm.STOP if not state.order_pending and not state.held:
            return words("way-stop-nothing")
        case StopForm.STOP:
            return words("way-stop", order=order)
        case StopForm.FINISH if state.tally.traded:
            return words("way-finish")
        case StopForm.FINISH:
            return words("way-finish-idle", order=order)
        case StopForm.CLOSE if not state.order_pending and too_small_to_close(state):
            return words("way-close-nothing-closable" if state.held else "way-close-nothing")
        case StopForm.CLOSE if too_small_to_close(state):
            return words("way-close-filled")
        case StopForm.CLOSE if state.held < 0:
            return words("way-close-buys", order=order, coin=state.market.base)
        case StopForm.CLOSE:
            return words("way-close-sells", order=order)


def stop_note(words: Words, report: StopReport, form: StopForm) -> Html:
    """Return what a stop did, for the top of the card and for a line of the report on all."""
    if report.refused is not None:
        return words("stop-refused", why=refusal(words, report.refused))
    state = report.card.state
    if state.finishing:
        head = words("stop-finishing")
    elif (state.order_pending and not state.out_of_reach) or state.phase in {Phase.SETTLING, Phase.CLOSING}:
        head = words("stop-under-way")
    else:
        had = not too_small_to_close(report.before) or report.closing is not None
        closed = form is StopForm.CLOSE and had and too_small_to_close(state)
        head = words("stop-closed" if closed else "stop-stopped")
    return Html(" ".join([head, *_done(words, report), *_left(words, report), *_checked(words, report)]))


def _checked(words: Words, report: StopReport) -> list[Html]:
    """Return what the exchange itself says, and the way out where something is open there."""
    check, config = report.check, report.card.state.config
    if check is None or (config.mode is Mode.PAPER and check.open is None):
        return []
    exchange, time = account_name(config.account_id), time_of_day(check.at)
    if check.open is not None:
        return [words("checked-open", exchange=exchange, time=time)]
    if not check.answered:
        return [words("checked-silent", exchange=exchange, time=time)]
    key = "checked-booking" if report.still_open is not None else "checked-ended"
    return [words(key, exchange=exchange, time=time)]


def stop_progress(words: Words, done: int, of: int) -> Html:
    return words("stop-progress", count=of, done=str(done))


def _done(words: Words, report: StopReport) -> list[Html]:
    base = report.card.state.market.base
    done = []
    if report.cancelled is not None:
        done.append(words("did-cancel", order=order_text(words, report.cancelled, base)))
    fills, newest = report.fills_meanwhile, report.card.last_fill
    if fills > 0 and (report.closing is not None or newest is None):
        done.append(words("did-fill-some", fills=fills))
    elif fills > 1 and newest is not None:
        done.append(words("did-fill-and-more", fill=figures(newest, base), more=fills - 1))
    elif fills > 0 and newest is not None:
        done.append(words("did-fill", fill=figures(newest, base)))
    return done


def _left(words: Words, report: StopReport) -> list[Html]:
    state = report.card.state
    base = state.market.base
    left = []
    if report.still_open is not None:
        key = "left-not-settled" if state.out_of_reach else "left-open"
        left.append(words(key, order=order_text(words, report.still_open, base)))
    if state.held:
        held = held_text(words, state)
        left.append(words("left-dust" if holds_dust(state) else "left-held", held=held))
    else:
        left.append(words("left-nothing", coin=base))
    return left


# --- all at once ----------------------------------------------------------------------------------


def stop_all_question(
    words: Words, cards: Sequence[BotCard], forms: Sequence[StopForm], now: datetime
) -> list[str]:
    return [
        words("stop-all-question", count=len(cards)),
        *(_running_line(words, card, now) for card in cards),
        "",
        *(words(_WAYS_FOR_ALL[form]) for form in forms),
    ]


def about_all(words: Words, written: str) -> Html:
    return words("stop-all-no-words", written=quoted(words, written))


def _running_line(words: Words, card: BotCard, now: datetime) -> str:
    state = card.state
    bot, held = Html(short_title(card)), held_text(words, state)
    if state.order is not None and state.order_pending:
        order = order_text(words, state.order, state.market.base)
        old = _age(words, card, state.order, now)
        line = words("stop-all-running", bot=bot, order=order, age=old, held=held)
    else:
        line = words("stop-all-running-no-order", bot=bot, held=held)
    return " ".join([_sign(state), line, *_unrealised(words, card)])


def _sign(state: BotState) -> str:
    return mark(state.status, paused=state.phase is Phase.PAUSED)


def nothing_runs(words: Words, orphans: Sequence[OrphanOrder], now: datetime) -> list[str]:
    """Return that there is nothing to stop, and what no bot owns."""
    said = words("nothing-runs-but-orders" if orphans else "nothing-runs")
    return [said, *orphans_left(words, orphans, now)]


def orphans_left(words: Words, orphans: Sequence[OrphanOrder], now: datetime) -> list[str]:
    """Return the orders that no stop of a bot reaches."""
    if not orphans:
        return []
    return [
        "",
        words("stop-orphans", count=len(orphans)),
        *(orphan_text(words, orphan, now) for orphan in orphans),
        words("stop-orphans-wait", count=len(orphans)),
    ]


def stop_all_report(
    words: Words,
    outcomes: Sequence[StopReport | StopFailed],
    form: StopForm,
    orphans: Sequence[OrphanOrder],
    now: datetime,
) -> list[str]:
    if not outcomes:
        return nothing_runs(words, orphans, now)
    lines: list[str] = [
        words("stop-all-report", count=len(outcomes)),
        *(_outcome_line(words, one, form) for one in outcomes),
    ]
    still = sum(_is_left_open(one) for one in outcomes)
    if still:
        lines += [f"\n{words('stop-all-still-open', count=still)}"]
    failed = [short_title(one.card) for one in outcomes if isinstance(one, StopFailed)]
    if failed:
        lines += [f"\n{words('stop-all-failed', bots=Html('; '.join(failed)))}"]
    return [*lines, *orphans_left(words, orphans, now)]


def _is_left_open(outcome: StopReport | StopFailed) -> bool:
    """Say whether an order is open that should not be."""
    if isinstance(outcome, StopFailed) or outcome.refused is not None:
        return False
    return outcome.still_open is not None and not outcome.card.state.finishing


def _outcome_line(words: Words, outcome: StopReport | StopFailed, form: StopForm) -> str:
    bot = Html(short_title(outcome.card))
    if isinstance(outcome, StopFailed) and isinstance(outcome.error, CardOutdated):
        line = Html(f"{bot}: {sentence(words, outcome.error)}")
    elif isinstance(outcome, StopFailed):
        error = outcome.error
        why = words("stop-all-unforeseen") if error is None else sentence(words, error)
        line = words("stop-all-unknown", bot=bot, why=why)
    else:
        line = Html(f"{bot}: {stop_note(words, outcome, form)}")
    return f"{_sign(outcome.card.state)} {line}"


# --- deleting -------------------------------------------------------------------------------------


def delete_question(words: Words, card: BotCard) -> str:
    state = card.state
    result = signed(state.pnl, state.market.quote)
    lines = [
        title(card),
        words("delete-question"),
        words("delete-also", trades=state.trades, result=result),
    ]
    if state.held:
        held = held_text(words, state)
        lines.append(words("delete-dust" if holds_dust(state) else "delete-held", held=held))
    return "\n".join([*lines, words("delete-final")])


def delete_label(words: Words, card: BotCard) -> str:
    state = card.state
    if not state.held or holds_dust(state):
        return words.plain("button-delete")
    return words.plain("delete-and-keep", held=f"{rounded(state.held)} {state.market.base}")


def deleted(words: Words, card: BotCard) -> Html:
    return words("deleted", bot=Html(short_title(card)))
