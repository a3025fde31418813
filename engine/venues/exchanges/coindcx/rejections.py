"""Which of CoinDCX's answers refuse an order for good: by status and sentence, there are hardly any codes.

Sentences that are none of these are shown to nobody: they may hold anything. An order that was answered
with one of them is unknown, until the lists say what became of it.
"""

import re

from engine.venues.exchanges.answers import ExchangeRefusal
from engine.venues.exchanges.rejections import Rejections, proofs

ERRORS = "docs.coindcx.com, Futures End Points, Errors"
NUMBER = r"[0-9.]+"
_WANT = (("422", r"insufficient funds\.?"), ("400", r"insufficient funds\.?"))
_NO_PAIR = (("422", r"currency pair is not valid\.?"),)
OTHER_LEVERAGE = re.compile(r"order leverage must be equal to position leverage\.?", re.IGNORECASE)
"""Of an order that is not there; the next one is sent with the position's own."""
GONE = re.compile(r".*\b(cannot be cancell?ed|order not found)\b.*", re.IGNORECASE)
"""Of a cancel of what is not open any more. Not documented for futures: it is looked at all the same."""

REJECTIONS = Rejections(
    refused=proofs(
        ERRORS,
        ("401", r"invalid credentials"),
        *_WANT,
        *_NO_PAIR,
        ("422", rf"quantity for (limit|market) variant orders should be less than {NUMBER}"),
        ("422", rf"quantity should be (greater than|less than|divisible by) {NUMBER}"),
        ("422", r"price can.t be empty for limit_order order"),
        ("400", rf"minimum order value should be {NUMBER} usdt"),
        ("400", rf"price should be divisible by {NUMBER}"),
        ("400", r"price is out of permissible range"),
        ("400", rf"please enter a value (lower|higher) than {NUMBER}"),
        ("400", r"instrument is in exit-only mode\. you can.t add more position\."),
        ("400", rf"you.ve exceeded the max allowed position of {NUMBER} usdt\."),
        ("400", rf"order is exceeding the max allowed position of {NUMBER} usdt\."),
        ("400", r"instrument is not active"),
    ),
    for_want=proofs(ERRORS, *_WANT),
    duplicate=(),
    unknown_symbol=proofs(ERRORS, *_NO_PAIR),
    statuses=frozenset({400, 401, 422}),
)
_LEVERAGE = proofs(
    ERRORS,
    ("400", r"leverage cannot be less than 1x"),
    ("400", rf"max allowed leverage for current position size = {NUMBER}x"),
    ("422", r"liquidation will be triggered instantly"),
)


def is_listed(refusal: ExchangeRefusal) -> bool:
    """Say whether its sentence is one of those that the documents have, so that people may read it."""
    return any(proof.fits(refusal) for proof in (*REJECTIONS.refused, *_LEVERAGE))
