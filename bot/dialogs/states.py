"""The windows of the form."""

from aiogram.fsm.state import State, StatesGroup

from engine.core.checks import Field


class Form(StatesGroup):
    """One window for each question, the review, and the choice of what to change."""

    ticker = State()
    exchange = State()
    first_order = State()
    quantity = State()
    buy_price = State()
    sell_price = State()
    trailing = State()
    loop = State()
    review = State()
    change = State()


STATES = {
    Field.TICKER: Form.ticker,
    Field.EXCHANGE: Form.exchange,
    Field.FIRST_ORDER: Form.first_order,
    Field.QUANTITY: Form.quantity,
    Field.BUY_PRICE: Form.buy_price,
    Field.SELL_PRICE: Form.sell_price,
    Field.TRAILING: Form.trailing,
    Field.LOOP: Form.loop,
}
"""The windows that ask, in their order."""
