"""The form in which a bot is made or changed: what each step asks, and the review."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from bot.views.complaints import EXAMPLES, NAMES, complaint_text
from bot.views.html import esc
from bot.views.prices import whose
from bot.views.text import account_name, as_of, badge, earns, number, percent, rounded
from bot.views.warnings import warning_lines
from bot.views.words import Words
from engine.core.checks import BotDraft, Complaint, Estimate, Field, Review
from engine.core.money import exact
from engine.core.types import AccountId, Leg, Market
from engine.reads.views import MarketView, PriceSource

FIELDS = tuple(Field)
"""What the form asks, in this order; the mode and the leverage only where there is a choice."""
PRICED = (Field.QUANTITY, Field.BUY_PRICE, Field.SELL_PRICE)
"""What is asked with the market's price in view."""

_STEPS = {
    Field.TICKER: ("Which trading pair?", "Tap one, or type one like"),
    Field.EXCHANGE: ("On which exchange?", "Tap one, or type one like"),
    Field.MODE: (
        "In which mode?",
        (
            "PAPER simulates fills and moves no money. TESTNET trades on the exchange's own test venue. "
            "LIVE trades with real money. Tap one, or type"
        ),
    ),
    Field.FIRST_ORDER: (
        "Which order comes first?",
        "BUY buys first and sells later; SELL is the other way round. Tap one, or type",
    ),
    Field.QUANTITY: ("How much{base}?", "Tap one, or type one like"),
    Field.BUY_PRICE: (
        "Buy at which price{quote}?",
        "Tap a step away from the last price, or type one like -0.2%, or a price like",
    ),
    Field.SELL_PRICE: (
        "Sell at which price{quote}?",
        "Tap a step above the buy price, or type one like +0.2%, or last+0.2%, or a price like",
    ),
    Field.TRAILING: (
        "Trail the price?",
        (
            "With trailing, the bot waits until the price turns by that much, so it may do better than your "
            "price, never worse. Tap one, or type one like"
        ),
    ),
    Field.LOOP: ("Start again after each cycle?", "Tap one, or type"),
    Field.LEVERAGE: (
        "Which leverage?",
        (
            "At 1x the margin is the full value of the position. Higher leverage needs less margin, and a "
            "smaller move against you liquidates the position. Tap one, or type one like"
        ),
    ),
}
"""What is asked, and the hint before an example."""
_TYPED = EXAMPLES | {Field.LOOP: "yes"}
CANCELLED = "Nothing was created. /newbot opens a new form."
CANCELLED_BY_WORD = "The form is closed; nothing was done."
CLOSED = "<i>This form is closed; nothing was done. /newbot opens a new one.</i>"
CLOSED_TOAST = "This form is closed"
PLEASE_FIX = "<b>Please fix</b>"
DONE_TOAST = "This form is already done"
FORM_LOST = (
    "The form that was open was lost, so I closed it. Please send your message again, or open a new form."
)
RIGHT_AS_SHOWN = "Right as shown"
CHECK_FIRST = (
    f"Please change what is marked ⚠️, or tap <b>{RIGHT_AS_SHOWN}</b> if the values above are what you mean."
)
USE_BUTTONS = "Tap a button below; <b>Change</b> lets you type another value."
SEND_TEXT = "I can only read text here."


KEPT = (Field.TICKER, Field.EXCHANGE, Field.MODE)
"""What a bot that has traded keeps."""
CLONE = "Clone with another pair"


def form_title(words: Words, draft: BotDraft, number_: int | None, like: int | None = None) -> str:
    """Return what the form is about: the bot that is edited by its number, or cloned: `like`."""
    what = "New bot" if number_ is None else f"Edit #{number_}"
    if like is not None:
        what = f"New bot like #{like}"
    return f"<b>{what}</b> · {badge(draft.mode)}"


def step_text(  # noqa: PLR0913 - by name
    words: Words,
    which: Field,
    draft: BotDraft,
    view: MarketView | None,
    now: datetime,
    *,
    title: str,
    example: str | None = None,
    problem: str | None = None,
    was: BotDraft | None = None,
) -> str:
    """Return one step: what was said so far, the question, and what was wrong with the last answer.

    `example` is an answer that would do here; without it a common one is shown. `was` is what a bot that
    there is already trades by.
    """
    lines = [title]
    if said := _said(words, draft):
        lines.append(said)
    base = f" {esc(view.market.base)}" if view else ""
    quote = f" in {esc(view.market.quote)}" if view else ""
    question, hint = _STEPS[which]
    lines += ["", f"<b>{question.format(base=base, quote=quote)}</b>"]
    if was is not None:
        lines.append(f"Now: {field_values(words, was, base, quote.removeprefix(' in'))[which]}")
    if which in PRICED:
        lines.append(_price_line(words, view, now))
    lines.append(f"{hint} <code>{esc(example or _TYPED[which])}</code>.")
    if problem:
        lines += ["", f"⚠️ {problem}"]
    return "\n".join(lines)


def _price_line(words: Words, view: MarketView | None, now: datetime) -> str:
    if view is None or view.last_price is None:
        return "There is no price yet."
    price = (
        f"{number(view.last_price)} {esc(view.market.quote)}{whose(words, view.prices, view.market.venue)}"
    )
    return f"Last price {price} at {as_of(view.priced_at or now, now)}."


def _said(words: Words, draft: BotDraft) -> str:
    parts = [
        draft.ticker,
        draft.exchange,
        draft.first_order and f"{draft.first_order.value} first",
        draft.quantity is not None and f"quantity {number(draft.quantity)}",
        draft.buy_price is not None and f"BUY @ {number(draft.buy_price)}",
        draft.sell_price is not None and f"SELL @ {number(draft.sell_price)}",
    ]
    return esc(" · ".join(part for part in parts if part))


# --- the review -----------------------------------------------------------------------------------


def review_text(
    words: Words,
    review: Review,
    now: datetime,
    title: str,
    *,
    edits: Sequence[str] = (),
    leg: Leg = Leg.ENTRY,
    problems: Sequence[str] = (),
    prices: PriceSource = PriceSource.EXCHANGE,
) -> str:
    """Return the last screen before anything is done.

    `edits` tells what changes of a bot that there is already, and `leg` what it works on.
    """
    lines = [title, *draft_lines(words, review.draft, review.market)]
    if edits:
        lines += ["", "<b>Changes</b>", *edits]
    if review.adjusted:
        lines += ["", "<b>Rounded to what the exchange accepts</b>"]
        lines += [
            f"{NAMES[item.field]}: typed {number(item.typed)} → used {number(item.used)}"
            for item in review.adjusted
        ]
    if review.estimate is not None:
        lines += ["", *_estimate_lines(words, review, review.estimate)]
    view = MarketView(
        market=review.market, last_price=review.last_price, priced_at=review.priced_at, prices=prices
    )
    lines.append(_price_line(words, view, now))
    warnings = [*warning_lines(words, review, leg), *(f"⚠️ {esc(problem)}" for problem in problems)]
    if review.complaints:
        warnings += [PLEASE_FIX, *mend_lines(words, review.complaints, review.market)]
    return "\n".join([*lines, *(["", *warnings] if warnings else [])])


def draft_lines(words: Words, draft: BotDraft, market: Market | None) -> list[str]:
    base, quote = (f" {esc(market.base)}", f" {esc(market.quote)}") if market else ("", "")
    said = field_values(words, draft, base, quote)
    leverage = "" if draft.leverage == 1 else f" · Leverage: {said[Field.LEVERAGE]}"
    return [
        f"Ticker: {said[Field.TICKER]} · Exchange: {said[Field.EXCHANGE]}",
        f"Mode: {badge(draft.mode)} · First order: {said[Field.FIRST_ORDER]}",
        f"Quantity: {said[Field.QUANTITY]}",
        f"Buy price: {said[Field.BUY_PRICE]} · Sell price: {said[Field.SELL_PRICE]}",
        f"Trailing: {said[Field.TRAILING]} · Loop: {said[Field.LOOP]}{leverage}",
    ]


def _amount(value: Decimal | None, unit: str) -> str:
    if value is None:
        return "–"
    return f"{number(value)}{unit}"


def field_values(words: Words, draft: BotDraft, base: str = "", quote: str = "") -> dict[Field, str]:
    trailing, exchange = draft.trailing_percent, draft.exchange
    return {
        Field.TICKER: esc(draft.ticker or "–"),
        Field.EXCHANGE: account_name(AccountId(exchange, draft.mode, draft.account)) if exchange else "–",
        Field.MODE: draft.mode.value,
        Field.FIRST_ORDER: draft.first_order or "–",
        Field.QUANTITY: _amount(draft.quantity, base),
        Field.BUY_PRICE: _amount(draft.buy_price, quote),
        Field.SELL_PRICE: _amount(draft.sell_price, quote),
        Field.TRAILING: "none" if trailing is None else percent(trailing),
        Field.LOOP: "yes" if draft.infinite_loop else "no",
        Field.LEVERAGE: f"{draft.leverage}x",
    }


def _estimate_lines(words: Words, review: Review, estimate: Estimate) -> list[str]:
    quote, draft = review.market.quote, review.config
    fees = f"{rounded(estimate.fees)} {esc(quote)} in fees"
    lines = [f"Each cycle <b>{earns(words, estimate.net, quote)}</b> after {fees}."]
    if draft is not None:
        with exact():
            spread = (draft.sell_price - draft.buy_price) * 100 / draft.buy_price
        even = percent(estimate.break_even_percent)
        lines.append(f"Your spread is {percent(spread)}; with both fees you break even at {even}.")
    return lines


def mend_lines(words: Words, complaints: Sequence[Complaint], market: Market | None) -> list[str]:
    return [f"⚠️ {complaint_text(words, item, market)}" for item in complaints]
