"""What follows from an answer: a quantity told by its worth, and a plan carried to another pair."""

from dataclasses import replace
from decimal import Decimal

from bot.dialogs.form_state import FormState
from bot.parsing.values import Unclear, Worth
from bot.views.text import number
from engine.core.checks import BotDraft
from engine.core.money import exact, fits_storage, floor_to, round_to
from engine.reads.views import MarketView

FINE = Decimal("0.00000001")
"""To what an amount is rounded before its market is known."""


def worth_text(form: FormState) -> str | None:
    """Return what the quantity shall be worth, as plain text, where it was told so: 100 USDT."""
    return None if form.worth is None else f"{number(form.worth.amount)} {form.worth.coin}"


def quantity_of(worth: Worth, draft: BotDraft, view: MarketView | None) -> Decimal:
    """Return the quantity that is worth so much at the buy price, on the step.

    Until there is a buy price, the last price is taken. Raises Unclear without either.
    """
    price = draft.buy_price or (view.last_price if view else None)
    if price is None or not price.is_finite() or price <= 0:
        raise Unclear("typed-no-price-for-worth", coin=worth.coin)
    return _worth_of(worth.amount, price, view)


def _worth_of(amount: Decimal, price: Decimal, view: MarketView | None) -> Decimal:
    """Return how much is worth that at the price. Less than one step stays, to be complained of."""
    if not fits_storage(amount) or not fits_storage(price):
        return amount
    with exact():
        wanted = amount / price
        used = floor_to(wanted, view.market.step if view else FINE)
        return used or round_to(wanted, Decimal("1e-18"))


def recounted(form: FormState, view: MarketView | None) -> FormState:
    """Return the form with the quantity that its worth makes now.

    Where the pair is counted in another coin by now, the worth is worth nothing: it is asked for again.
    """
    worth = form.worth
    if worth is None:
        return form
    if view is not None and view.market.quote != worth.coin:
        return replace(form, worth=None, draft=replace(form.draft, quantity=None))
    try:
        return replace(form, draft=replace(form.draft, quantity=quantity_of(worth, form.draft, view)))
    except Unclear:
        return replace(form, worth=None, draft=replace(form.draft, quantity=None))


def carried(form: FormState, was: MarketView | None, now: MarketView | None) -> FormState:
    """Return a clone's form with its plan on the pair of `now`: as far from the last price, worth the same.

    What cannot be counted, for want of a price or of a common quote coin, is asked for instead.
    """
    draft, worth = form.draft, form.worth
    if worth is None and was is not None and draft.quantity and draft.buy_price:
        with exact():
            worth = Worth(draft.quantity * draft.buy_price, was.market.quote)
    origin = form.carried_from or form.like_ticker
    kept = replace(form, carried_from=None if origin == draft.ticker else origin, worth=None)
    empty = replace(draft, quantity=None, buy_price=None, sell_price=None)
    if was is None or now is None or not was.last_price or not now.last_price:
        return replace(kept, draft=empty)
    if draft.buy_price is None or draft.sell_price is None or worth is None:
        return replace(kept, draft=empty)
    buy, sell = (
        _as_far(price, was.last_price, now.last_price, now.market.tick)
        for price in (draft.buy_price, draft.sell_price)
    )
    there = replace(empty, buy_price=buy, sell_price=sell)
    if worth.coin == now.market.quote and buy > 0:
        there = replace(there, quantity=_worth_of(worth.amount, buy, now))
    return replace(kept, draft=there)


def _as_far(price: Decimal, was: Decimal, now: Decimal, tick: Decimal) -> Decimal:
    with exact():
        return round_to(price * now / was, tick)
