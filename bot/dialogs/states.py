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


STATES: dict[Field, State] = {which: getattr(Form, which.name.lower()) for which in Field}
"""The windows that ask, in their order."""
