"""The list of proofs, as a list."""

import pytest

from engine.venues.exchanges.answers import ExchangeRefusal
from engine.venues.exchanges.registry import VENUES

DUPLICATES = {
    "Binance": ExchangeRefusal("-2010", "Duplicate order sent.", 400),
    "Binance F": ExchangeRefusal("-4116", "ClientOrderId is duplicated.", 400),
    "Bybit": ExchangeRefusal("170141", "Duplicate clientOrderId", 200),
    "Bybit F": ExchangeRefusal("110072", "OrderLinkedID is duplicate", 200),
    "OKX": ExchangeRefusal("51016", "Client order ID already exists.", 200),
    "OKX F": ExchangeRefusal("51016", "Client order ID already exists.", 200),
}
NEVER = {
    "-1000", "-1001", "-1003", "-1006", "-1007", "-1008", "-1015", "-1016", "-1021", "-5028",
    "10000", "10002", "10006", "10014", "10016", "10018", "10019", "10429", "429",
    "170001", "170005", "170007", "170032", "170146", "170149", "170222", "170234", "110079",
    "50001", "50004", "50011", "50013", "50023", "50026", "50036", "50037", "50061", "50102", "51011",
    "51030", "51054", "51149", "51412", "60006",
}  # fmt: skip


@pytest.mark.parametrize("exchange", DUPLICATES)
def test_an_order_of_that_name_exists_is_no_refusal(exchange: str) -> None:
    assert VENUES[exchange].rejections.is_duplicate(DUPLICATES[exchange])
    assert not VENUES[exchange].rejections.proves(DUPLICATES[exchange])


@pytest.mark.parametrize("exchange", VENUES)
def test_load_time_and_maintenance_prove_nothing(exchange: str) -> None:
    assert not NEVER & {proof.code for proof in VENUES[exchange].rejections.refused}


@pytest.mark.parametrize("exchange", VENUES)
@pytest.mark.parametrize(
    "text",
    [
        "Timeout waiting for response",
        "System error. Please try again later",
        "execution status unknown",
        "params error: OrderLinkedID is duplicate",
    ],
)
def test_a_text_in_doubt_takes_the_proof_out_of_any_code(exchange: str, text: str) -> None:
    assert not [
        proof
        for proof in VENUES[exchange].rejections.refused
        if VENUES[exchange].rejections.proves(ExchangeRefusal(proof.code, text, 400))
    ]


@pytest.mark.parametrize("exchange", VENUES)
def test_each_row_says_where_it_stands_written(exchange: str) -> None:
    assert VENUES[exchange].rejections.refused
    assert all(proof.source for proof in VENUES[exchange].rejections.refused)


@pytest.mark.parametrize("status", [200, 403, 404, 408, 409, 418, 429, 500, 502, 503, 504])
def test_binance_refuses_with_400_and_401_only(status: int) -> None:
    text = "Account has insufficient balance for requested action."
    assert VENUES["Binance"].rejections.proves(ExchangeRefusal("-2010", text, 400))
    assert not VENUES["Binance"].rejections.proves(ExchangeRefusal("-2010", text, status))


@pytest.mark.parametrize("status", [403, 429, 500, 502, 503, 504])
def test_okx_refuses_with_200_400_and_401_only(status: int) -> None:
    assert VENUES["OKX F"].rejections.proves(ExchangeRefusal("51008", "Order failed.", 200))
    assert not VENUES["OKX F"].rejections.proves(ExchangeRefusal("51008", "Order failed.", status))


@pytest.mark.parametrize("exchange", VENUES)
def test_what_is_refused_for_want_is_refused(exchange: str) -> None:
    rejections = VENUES[exchange].rejections
    codes = {proof.code for proof in rejections.for_want}
    assert codes
    assert codes <= {proof.code for proof in rejections.refused}
    poor = ExchangeRefusal("-2010", "Account has insufficient balance for requested action.", 400)
    closed = ExchangeRefusal("-2010", "Market is closed.", 400)
    assert rejections.is_for_want(poor) == (exchange == "Binance")
    assert not rejections.is_for_want(closed)
