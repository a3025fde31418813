"""The form in which a bot is made or changed: what each step asks, and the review."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal

from bot.views.bundles import bundle_lines
from bot.views.complaints import EXAMPLES, adjusted_lines, complaint_text, field_name, near_the_price
from bot.views.html import Html, esc
from bot.views.prices import whose
from bot.views.text import as_of, badge, number, percent, plain_account_name, rounded, signed
from bot.views.warnings import warning_lines
from bot.views.words import Words, named
from engine.core.checks import BotDraft, Estimate, Field, Problem, Review
from engine.core.money import ceil_to, exact
from engine.core.state import Phase
from engine.core.types import AccountId, Leg, Market, Status
from engine.reads.views import BotCard, MarketView, PriceSource

FIELDS = tuple(Field)
"""What the form asks, in this order; the mode and the leverage only where there is a choice."""
PRICED = (Field.QUANTITY, Field.BUY_PRICE, Field.SELL_PRICE)
"""What is asked with the market's price in view."""

KEPT = (Field.TICKER, Field.EXCHANGE, Field.MODE)
"""What a bot that has traded keeps."""
_UNSAID = "–"


def form_title(words: Words, draft: BotDraft, number_: int | None, like: int | None = None) -> Html:
    """Return what the form is about: the bot that is edited by its number, or cloned: `like`."""
    mode = badge(draft.mode)
    if like is not None:
        return words("form-like", number=str(like), mode=mode)
    return (
        words("form-new", mode=mode)
        if number_ is None
        else words("form-edit", number=str(number_), mode=mode)
    )


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
    worth: str | None = None,
    stepping: bool = False,
) -> str:
    """Return one step: what was said so far, the question, and what was wrong with the last answer.

    `example` is an answer that would do here; without it a common one is shown. `was` is what a bot that
    there is already trades by, `worth` what its quantity shall be worth. `stepping`: its value stands, and
    there are buttons that move it.
    """
    lines = [title]
    if said := _said(words, draft, worth):
        lines.append(said)
    base, quote = (view.market.base, view.market.quote) if view else ("", "")
    coin = base if which is Field.QUANTITY else quote
    lines += ["", words(named("ask", which), coin=coin or "none")]
    if was is not None:
        lines.append(words("form-now", value=field_values(words, was, base, quote)[which]))
    if which in PRICED:
        lines += [*bundle_lines(words, base), _price_line(words, view, now)]
    if stepping:
        lines += [*step_lines(words, which, draft, view), words("hint-step")]
    else:
        lines.append(words(named("hint", which), example=example or _typed(words, which)))
    if problem:
        lines += ["", f"⚠️ {problem}"]
    return "\n".join(lines)


def _typed(words: Words, which: Field) -> str:
    return words.plain("value-yes") if which is Field.LOOP else EXAMPLES[which]


def _price_line(words: Words, view: MarketView | None, now: datetime) -> Html:
    if view is None or view.last_price is None:
        return words("form-no-price")
    price = Html(
        f"{number(view.last_price)} {esc(view.market.quote)}{whose(words, view.prices, view.market.venue)}"
    )
    return words("form-last-price", price=price, moment=as_of(view.priced_at or now, now))


def _said(words: Words, draft: BotDraft, worth: str | None) -> Html:
    parts = [
        draft.ticker,
        draft.exchange,
        draft.first_order and words.plain("said-first", side=draft.first_order.value),
        draft.quantity is not None and _said_quantity(words, draft.quantity, worth),
        draft.buy_price is not None and f"BUY @ {number(draft.buy_price)}",
        draft.sell_price is not None and f"SELL @ {number(draft.sell_price)}",
    ]
    return esc(" · ".join(part for part in parts if part))


def _said_quantity(words: Words, quantity: Decimal, worth: str | None) -> str:
    if worth is None:
        return words.plain("said-quantity", quantity=number(quantity))
    return words.plain("said-worth", worth=worth)


def step_lines(words: Words, which: Field, draft: BotDraft, view: MarketView | None) -> list[Html]:
    """Return what stands in the draft now, and how far that is from what it is compared with."""
    if which is Field.TRAILING:
        return [words("step-set", value=field_values(words, draft)[which])]
    if view is None:
        return []
    value = field_values(words, draft, view.market.base, view.market.quote)[which]
    lines = [words("step-set", value=value)]
    price = draft.buy_price if which is Field.BUY_PRICE else draft.sell_price
    if price and view.last_price:
        lines.append(_away(words, price, view.last_price))
    if which is Field.SELL_PRICE and price and draft.buy_price and price > draft.buy_price:
        with exact():
            spread = (price - draft.buy_price) * 100 / draft.buy_price
        lines.append(words("step-spread", percent=percent(spread)))
    return lines


def _away(words: Words, price: Decimal, last: Decimal) -> Html:
    with exact():
        away = (price - last) * 100 / last
    if not away:
        return words("step-at-last")
    return words("step-above-last" if away > 0 else "step-below-last", percent=percent(abs(away)))


# --- the review -----------------------------------------------------------------------------------


def review_text(  # noqa: PLR0913 - by name
    words: Words,
    review: Review,
    now: datetime,
    title: str,
    *,
    edits: Sequence[str] = (),
    leg: Leg = Leg.ENTRY,
    problems: Sequence[str] = (),
    prices: PriceSource = PriceSource.EXCHANGE,
    worth: str | None = None,
    carried_from: str | None = None,
    unread: Collection[Field] = (),
) -> str:
    """Return the last screen before anything is done.

    `edits` tells what changes of a bot that there is already, and `leg` what it works on. `worth` is how the
    quantity was told, and `carried_from` the pair from which the plan was carried over. `unread` is what was
    told and could not be read: the `problems` say so.
    """
    lines = [title, draft_text(words, review.draft, review.market)]
    if edits:
        lines += ["", words("form-changes"), *edits]
    if carried_from and review.draft.buy_price is not None:
        lines += ["", words("form-carried", pair=carried_from)]
    if worth is not None:
        lines += ["", *_worth_lines(words, review, worth)]
    if review.adjusted:
        lines += ["", words("form-rounded")]
        lines += adjusted_lines(words, review)
    if review.estimate is not None:
        lines += ["", *_estimate_lines(words, review, review.estimate)]
    view = MarketView(
        market=review.market, last_price=review.last_price, priced_at=review.priced_at, prices=prices
    )
    lines += [*bundle_lines(words, review.market.base), _price_line(words, view, now)]
    warnings = warning_lines(words, review, leg)
    if review.complaints:
        warnings.append(words("form-please-fix"))
    warnings += [*(f"⚠️ {esc(problem)}" for problem in problems), *mend_lines(words, review, unread)]
    return "\n".join([*lines, *(["", *warnings] if warnings else [])])


def _worth_lines(words: Words, review: Review, worth: str) -> list[Html]:
    """Return how the quantity comes of what it shall be worth."""
    quantity, price = review.draft.quantity, review.draft.buy_price
    if quantity is None or price is None:
        return []
    with exact():
        used = quantity * price
    market = review.market
    return [
        words(
            "form-worth",
            worth=worth,
            quantity=f"{number(quantity)} {market.base}",
            used=f"{rounded(used)} {market.quote}",
        )
    ]


def draft_text(words: Words, draft: BotDraft, market: Market | None) -> Html:
    base, quote = (market.base, market.quote) if market else ("", "")
    said = field_values(words, draft, base, quote)
    shown = {
        "ticker": said[Field.TICKER],
        "exchange": said[Field.EXCHANGE],
        "mode": badge(draft.mode),
        "first": said[Field.FIRST_ORDER],
        "quantity": said[Field.QUANTITY],
        "buy": said[Field.BUY_PRICE],
        "sell": said[Field.SELL_PRICE],
        "trailing": said[Field.TRAILING],
        "loop": said[Field.LOOP],
    }
    if draft.leverage == 1:
        return words("form-draft", **shown)
    return words("form-draft-with-leverage", leverage=said[Field.LEVERAGE], **shown)


def _amount(value: Decimal | None, unit: str) -> str:
    if value is None:
        return _UNSAID
    return f"{number(value)} {unit}" if unit else number(value)


def field_values(words: Words, draft: BotDraft, base: str = "", quote: str = "") -> dict[Field, str]:
    """Return what the draft says, as plain text; amounts in those coins."""
    trailing, exchange = draft.trailing_percent, draft.exchange
    account = exchange and plain_account_name(AccountId(exchange, draft.mode, draft.account))
    return {
        Field.TICKER: draft.ticker or _UNSAID,
        Field.EXCHANGE: account or _UNSAID,
        Field.MODE: draft.mode.value,
        Field.FIRST_ORDER: draft.first_order or _UNSAID,
        Field.QUANTITY: _amount(draft.quantity, base),
        Field.BUY_PRICE: _amount(draft.buy_price, quote),
        Field.SELL_PRICE: _amount(draft.sell_price, quote),
        Field.TRAILING: words.plain("value-none") if trailing is None else percent(trailing),
        Field.LOOP: words.plain("value-yes" if draft.infinite_loop else "value-no"),
        Field.LEVERAGE: f"{draft.leverage}x",
    }


def _estimate_lines(words: Words, review: Review, estimate: Estimate) -> list[Html]:
    quote, draft, net = review.market.quote, review.config, estimate.net
    fees = f"{rounded(estimate.fees)} {quote}"
    if net < 0:
        lines = [words("estimate-loses", net=f"{rounded(-net)} {quote}", fees=fees)]
    else:
        lines = [words("estimate-brings", net=signed(net, quote), fees=fees)]
    if draft is not None and draft.trailing_percent is not None:
        lines.append(words("estimate-trailing"))
    if draft is not None:
        with exact():
            spread = (draft.sell_price - draft.buy_price) * 100 / draft.buy_price
        shown, even = spread_and_even(spread, estimate.break_even_percent)
        lines.append(words("estimate-spread", spread=shown, even=even))
    return lines


def spread_and_even(spread: Decimal, even: Decimal) -> tuple[str, str]:
    """Return both as percentages in as many places as show which is larger; the second is rounded up."""
    for places in range(2, 12):
        shown, needed = round(spread, places), ceil_to(even, Decimal(1).scaleb(-places))
        if (shown >= needed) == (spread >= even):
            return f"{number(shown)}%", f"{number(needed)}%"
    return f"{number(spread)}%", f"{number(even)}%"


def mend_lines(words: Words, review: Review, unread: Collection[Field] = ()) -> list[str]:
    """Return what has to be changed. Of what was told and could not be read that is said already."""
    near = near_the_price(review)
    return [
        f"⚠️ {complaint_text(words, item, review.market, near)}"
        for item in review.complaints
        if item.field not in unread or item.problem is not Problem.MISSING
    ]


def assumed_text(words: Words, draft: BotDraft, assumed: Sequence[Field]) -> Html:
    """Return what a line left out, and how that is therefore."""
    said = [label for label, _ in assumed_choices(words, draft, assumed)]
    return words("form-assumed", values=" · ".join(said))


def assumed_choices(words: Words, draft: BotDraft, assumed: Sequence[Field]) -> list[tuple[str, str]]:
    """Return a label for each of them, and its place in the form."""
    values = field_values(words, draft)
    return [(f"{field_name(words, which)}: {values[which]}", str(FIELDS.index(which))) for which in assumed]


def offered_code(words: Words, draft: BotDraft) -> Html:
    """Return what a code that was sent would make, and how it is taken."""
    said = field_values(words, draft)
    return words(
        "form-code-offered",
        ticker=said[Field.TICKER],
        exchange=said[Field.EXCHANGE],
        quantity=said[Field.QUANTITY],
        buy=said[Field.BUY_PRICE],
        sell=said[Field.SELL_PRICE],
    )


def created_note(words: Words, card: BotCard) -> Html:
    """Return what was made: a bot that works, one that is paused at once, or one that stands."""
    state = card.state
    if state.phase is Phase.PAUSED:
        return words("form-created-paused")
    return words("form-created-started" if state.status is Status.ACTIVE else "form-created")
