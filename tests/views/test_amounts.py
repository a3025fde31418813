"""Every amount that a person reads is worded by one function: `bot.views.text.number`.

All that is worded is worded once more with amounts that Python itself would write as 5E-7 or 1.2E+7, and that
fall as soon as anybody but that function puts them into words.
"""

import ast
import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.views.accounts import accounts_lines
from bot.views.card import card_text
from bot.views.complaints import complaint_text
from bot.views.edits import change_lines
from bot.views.form import review_text, step_text
from bot.views.journal import line_text
from bot.views.live import live_start_question
from bot.views.notices import word
from bot.views.orders import orders_lines
from bot.views.reasons import reason_text
from bot.views.stats import stats_text
from bot.views.stops import delete_label, delete_question, stop_all_question, stop_all_report, stop_question
from bot.views.words import Words
from engine.core.checks import BotDraft, Complaint, Field, Problem, QuantityLimits, review
from engine.core.types import AccountId, Mode, Side, StopForm
from engine.reads.figures import Figures, QuoteFigures, Stats
from engine.reads.open_orders import OpenOrders
from engine.reads.views import AccountView, MarketView, StopReport
from engine.risk.engine import RiskLimits
from tests.support.words import EN
from tests.views.log_lines import LINES
from tests.views.reasons import EVERY
from tests.views.samples import MARKET, NOW, ORDER, card
from tests.views.test_cards import STATES
from tests.views.test_notices import EXAMPLES

BOT = Path(__file__).parents[2] / "bot"
EXPONENT = re.compile(r"\dE[+-]?\d", re.IGNORECASE)
AMOUNTS = ["5E-7", "9.876E-12", "1.2E+7"]


class Amount(Decimal):
    """A number that nobody but `number` may put into words."""

    def __format__(self, spec: str, /, *_: object) -> str:
        raise AssertionError(f"worded as {spec!r}, not by `number`")

    def __str__(self) -> str:
        raise AssertionError("worded by str, not by `number`")

    __repr__ = Decimal.__repr__


def with_amount(value: Any, amount: str) -> Any:  # noqa: ANN401 - whatever is worded
    """Return the same with every number in it replaced."""
    if isinstance(value, Decimal):
        return Amount(amount) if value >= 0 else Amount(f"-{amount}")
    if isinstance(value, tuple | list):
        return type(value)(with_amount(one, amount) for one in value)
    if isinstance(value, dict):
        return {name: with_amount(one, amount) for name, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        known = [field.name for field in fields(value) if field.init]
        return replace(value, **{name: with_amount(getattr(value, name), amount) for name in known})
    return value


def of_a_card(words: Words, shown: Any) -> str:  # noqa: ANN401
    """Return all that is said of a bot."""
    report = StopReport(card=shown, before=shown.state)
    closed = StopReport(card=shown, before=shown.state, cancelled=shown.state.order)
    limits = RiskLimits(order_value={"USDT": shown.state.config.quantity})
    return "\n".join(
        [
            card_text(words, shown, NOW),
            stop_question(words, shown, tuple(StopForm), NOW),
            delete_question(words, shown),
            delete_label(words, shown),
            live_start_question(words, shown, limits),
            *stop_all_question(words, [shown], tuple(StopForm), NOW),
            *stop_all_report(words, [report, closed], StopForm.STOP, (), NOW),
            *orders_lines(words, OpenOrders(orders=((shown, ORDER),), orphans=(), foreign=0), NOW),
        ]
    )


def of_a_form(words: Words, draft: Any) -> str:  # noqa: ANN401
    found = review(draft, MARKET, draft.buy_price, QuantityLimits())
    view = MarketView(market=MARKET, last_price=draft.buy_price)
    steps = [step_text(words, which, draft, view, NOW, title="", was=draft) for which in Field]
    return "\n".join(
        [
            review_text(words, found, NOW, "", edits=change_lines(words, BotDraft(), draft, card().state)),
            *steps,
        ]
    )


def of_a_complaint(words: Words, complaint: Any) -> str:  # noqa: ANN401
    return complaint_text(words, complaint, MARKET)


def of_accounts(words: Words, account: Any) -> str:  # noqa: ANN401
    return "\n".join(accounts_lines(words, [account]))


DRAFT = BotDraft(
    ticker="BTC/USDT",
    exchange="Binance",
    first_order=Side.BUY,
    quantity=Decimal(1),
    buy_price=Decimal(1),
    sell_price=Decimal(1),
    trailing_percent=Decimal(1),
)
FIGURES = Figures(result=Decimal(-1), fees=Decimal(1))
STATS = Stats(
    bots={}, figures={Mode.PAPER: (QuoteFigures(quote="BTC", today=FIGURES, total=FIGURES),)}, day=NOW
)
ACCOUNT = AccountView(
    account_id=AccountId("Binance", Mode.LIVE),
    balances={"BTC": Decimal(1)},
    may_trade=True,
    may_withdraw=False,
    clock_drift_s=0.0,
    foreign_orders=0,
    blocked=None,
    trouble=None,
)
Word = Callable[[Any], str]
SAID: list[tuple[Word, object]] = [
    *((partial(reason_text, EN), reason) for reason in EVERY),
    *((partial(word, EN), notice) for notice in EXAMPLES),
    *((partial(line_text, EN), line) for line, _ in LINES),
    *((partial(of_a_card, EN), shown) for shown, _ in STATES),
    (partial(of_a_card, EN), replace(card(), unrealised=Decimal(-1))),
    (partial(of_a_form, EN), DRAFT),
    *(
        (partial(of_a_complaint, EN), Complaint(field=Field.QUANTITY, problem=problem, limit=Decimal(1)))
        for problem in Problem
    ),
    (partial(stats_text, EN), STATS),
    (partial(of_accounts, EN), ACCOUNT),
]


@pytest.mark.parametrize("amount", AMOUNTS)
@pytest.mark.parametrize(("say", "value"), SAID, ids=lambda value: type(value).__name__)
def test_no_amount_has_an_exponent_or_words_of_its_own(say: Word, value: object, amount: str) -> None:
    text = say(with_amount(value, amount))
    assert not EXPONENT.search(re.sub(r"s0000\w+|[0-9a-f-]{32,}", "", text)), text


def other_wordings(tree: ast.AST) -> list[str]:
    """Return what turns numbers into text by ways that only one function should go."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            if ast.unparse(node.format_spec).strip("f'\"") in {"", "n", "E"}:
                found.append(ast.unparse(node))
        elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in {
            "normalize",
            "to_eng_string",
        }:
            found.append(ast.unparse(node))
    return found


def test_only_one_module_words_numbers() -> None:
    found = {
        path.relative_to(BOT).as_posix()
        for path in BOT.rglob("*.py")
        if other_wordings(ast.parse(path.read_text()))
    }
    assert found == {"views/text.py", "config/env_file.py"}  # the latter writes .env.example


@pytest.mark.parametrize("code", ['f"{amount:f}"', "amount.normalize()", 'f"{a.b:n}"', "EXACT.normalize(a)"])
def test_another_way_is_found(code: str) -> None:
    assert other_wordings(ast.parse(code))
