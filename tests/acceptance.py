"""The numbered list of what every venue passes, and where a venue cannot: why.

A test of a number bears `@acceptance(NUMBER)` and runs at each venue: none is left out by forgetting it.
`docs/adding-an-exchange.md` has the same list, and `tests/exchanges/test_the_list.py` compares the two.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

VENUES = (
    "PAPER",
    "Binance",
    "Binance F",
    "Bybit",
    "Bybit F",
    "CoinDCX F",
    "CoinDCX F INR",
    "OKX",
    "OKX F",
)
SPOT = frozenset({"Binance", "Bybit", "OKX"})
COINDCX = frozenset({"CoinDCX F", "CoinDCX F INR"})
PAPER = frozenset({"PAPER"})

AT_THE_GATEWAY: Mapping[int, str] = {
    1: "every address can be moved to loopback",
    2: "an order from create to fill: as listed, as asked for, its trade and its fee, exact",
    3: "a cancel, and how the order is told to have ended",
    4: "an order that is immediate or cancelled never rests",
    5: "what is refused by a listed proof is rejected, and not there",
    6: "an order whose answer is lost is unknown, and then found or absent, as the exchange's journal says",
    7: "a name that is taken is asked about, and nothing is sent again",
    8: "what arrives late is turned away there; what is late here is not sent",
    9: "a clock that is minutes off trades all the same",
    10: "a ban is sat out, and nothing is taken meanwhile",
    11: "the streams tell of the order and of prices",
    12: "perpetuals: the margin settings are made, positions are in coins, exits only reduce",
    13: "trades of a time that is long ago",
    14: "a pair that is halted takes no order, and what has traded is still told",
    15: "neither key, secret nor passphrase is logged or told",
}
WHOLE_PROGRAM: Mapping[int, str] = {
    16: "a cycle agrees with the exchange's own journal",
    17: "an answer to a create that is lost is made up for without a second order",
    18: "a hand that changes an order: its figures are shown and taken",
    19: "a hand that cancels an order: the bot pauses and asks",
    20: "orders and trades of others on the same pair stay theirs",
    21: "a stream of prices that tells nothing: a trail goes on, and its owner is told",
    22: "two accounts trade with each other, and each has its own side in its books",
    23: "two bots of one account whose orders meet: both go on, and the books agree",
    24: "a halted pair pauses its own bot alone",
    25: "the program ends and starts again: it goes on with the order that is there",
}
ROWS = {**AT_THE_GATEWAY, **WHOLE_PROGRAM}

WHY_NOT: Mapping[int, Mapping[frozenset[str], str]] = {
    **{
        number: {PAPER: "paper orders never leave the program, and it matches them itself"}
        for number in (*AT_THE_GATEWAY, *range(17, 26))
    },
}
AND_WHY_NOT: tuple[tuple[int, frozenset[str], str], ...] = (
    (7, COINDCX, "it takes no name of ours, so none is taken"),
    (12, SPOT, "there are no positions on spot"),
    (13, SPOT | COINDCX, "spot shows trades of any time, and CoinDCX does as far as is known"),
    (23, frozenset({"Binance F", "Bybit F", "OKX F"}) | COINDCX, "a perpetual has room for one bot"),
)


def why_not(number: int, venue: str) -> str | None:
    """Return why the row cannot apply to the venue; None when it does."""
    reasons = [
        *WHY_NOT.get(number, {}).items(),
        *((who, why) for row, who, why in AND_WHY_NOT if row == number),
    ]
    return next((why for who, why in reasons if venue in who), None)


def acceptance(number: int, *, indirect: bool = False) -> Callable[[Any], Any]:
    """Run the test at every venue that the row applies to."""
    venues = [venue for venue in VENUES if why_not(number, venue) is None]
    return pytest.mark.parametrize("exchange", venues, indirect=indirect)
