"""The windows of the form."""

from aiogram.fsm.state import State, StatesGroup

from engine.core.checks import Field


class Form(StatesGroup):
    """One window for each question, the review, what to change, and the word for money."""

    ticker = State()
    exchange = State()
    mode = State()
    first_order = State()
    quantity = State()
    buy_price = State()
    sell_price = State()
    trailing = State()
    loop = State()
    leverage = State()
    review = State()
    change = State()
    money = State()


STATES = {
    Field.TICKER: Form.ticker,
    Field.EXCHANGE: Form.exchange,
    Field.MODE: Form.mode,
    Field.FIRST_ORDER: Form.first_order,
    Field.QUANTITY: Form.quantity,
    Field.BUY_PRICE: Form.buy_price,
    Field.SELL_PRICE: Form.sell_price,
    Field.TRAILING: Form.trailing,
    Field.LOOP: Form.loop,
    Field.LEVERAGE: Form.leverage,
}
"""The windows that ask, in their order."""
