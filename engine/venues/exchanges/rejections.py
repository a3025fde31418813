"""Which answers prove that an exchange has refused an order.

A row that stands here ends an order: the bot stops and tells its owner. What is missing here leaves
the order unknown, and asking ends it: slower, and never wrong. So rows are added only for answers
that the exchange's own list of errors gives for a request it has turned down, in full and for good.
Left out on purpose: everything about time windows, rate limits, load, time-outs and maintenance
(the order may be tried again), and everything that says the name is in use (the order exists).
"""

import re
from dataclasses import dataclass

from engine.venues.exchanges.answers import ExchangeRefusal

CLIENT_ERRORS = frozenset({400, 401})
"""Binance answers a request that it turned down with one of these."""
BINANCE_SPOT_ERRORS = "binance-spot-api-docs/errors.md"
BINANCE_USDM_ERRORS = "developers.binance.com, USDS-margined futures, error code"
BYBIT_ERRORS = "bybit-exchange/docs, docs/v5/error.mdx"
UNSURE = re.compile(
    r"time[d ]*-?out|try again|unknown|processing|busy|overload|internal|system error|server error|network"
    r"|duplicat",
    re.IGNORECASE,
)
"""Words that take the proof out of any answer, whatever its code."""


@dataclass(frozen=True, slots=True)
class Proof:
    """One answer that proves a refusal."""

    code: str
    text: str
    """Pattern that the whole message must match; the codes of some exchanges say too little alone."""
    source: str

    def fits(self, refusal: ExchangeRefusal) -> bool:
        """Say whether the answer is this one."""
        return refusal.code == self.code and re.fullmatch(self.text, refusal.text, re.IGNORECASE) is not None


ANY = r".*"


def _rows(source: str, *rows: tuple[str, str]) -> tuple[Proof, ...]:
    return tuple(Proof(code, pattern, source) for code, pattern in rows)


_BINANCE_COMMON = (
    ("-1002", r"You are not authorized to execute this request\.?"),
    ("-1022", r"Signature for this request (is|was) not valid\.?"),
    ("-1100", r"Illegal characters found in .*"),
    ("-1102", r"(A mandatory|Mandatory) parameter .*"),
    ("-1106", r".*sent when not required\.?"),
    ("-1111", r".*precision.*"),
    ("-1115", r"Invalid timeInForce\.?"),
    ("-1116", r"Invalid orderType\.?"),
    ("-1117", r"Invalid side\.?"),
    ("-1121", r"Invalid symbol\.?"),
    ("-2014", r"API-key format invalid\.?"),
    ("-2015", r"Invalid API-key, IP, or permissions for action\.?.*"),
)
_BINANCE_SPOT = _rows(
    BINANCE_SPOT_ERRORS,
    *_BINANCE_COMMON,
    ("-1013", r"Filter failure: [A-Z_]+"),
    ("-1013", r"Invalid (quantity|price|qty)\.?"),
    ("-1013", r"Market is closed\.?"),
    ("-2010", r"Account has insufficient balance for requested action\.?"),
    ("-2010", r"Market is closed\.?"),
    ("-2010", r"Price \* QTY is zero or less\.?"),
    ("-2010", r"This action is disabled on this account\.?"),
    ("-2010", r"This account may not place or cancel orders\.?"),
    ("-2010", r"Unsupported order combination\.?"),
    ("-2010", r"This symbol is (not permitted|restricted) for this account\.?"),
    ("-2010", r"Rest API trading is not enabled\.?"),
    ("-2010", r"Filter failure: [A-Z_]+"),
)
_BINANCE_FUTURES = _rows(
    BINANCE_USDM_ERRORS,
    *_BINANCE_COMMON,
    ("-1013", r"Filter failure: [A-Z_]+"),
    ("-2018", ANY),  # balance is insufficient
    ("-2019", ANY),  # margin is insufficient
    ("-2022", ANY),  # reduce-only order is rejected
    ("-2023", ANY),  # in liquidation
    ("-2024", ANY),  # position is not sufficient
    ("-2025", ANY),  # too many open orders
    ("-2027", ANY),  # position too large for the leverage
    ("-2028", ANY),  # leverage too small
    ("-4001", ANY),  # price below zero
    ("-4002", ANY),  # price above the maximum
    ("-4003", ANY),  # quantity below zero
    ("-4004", ANY),  # quantity below the minimum
    ("-4005", ANY),  # quantity above the maximum
    ("-4013", ANY),  # price below the minimum
    ("-4014", ANY),  # price is not on the tick
    ("-4015", r"Client order id .*(valid|length|long).*"),
    ("-4016", ANY),  # price above the cap around the mark price
    ("-4023", ANY),  # quantity is not on the step
    ("-4024", ANY),  # price below the floor around the mark price
    ("-4061", ANY),  # position side does not match the account's mode
    ("-4087", ANY),  # the account may only reduce
    ("-4088", ANY),  # the account may not place orders now
    ("-4118", ANY),  # reduce-only margin check failed
    ("-4131", ANY),  # the best price is outside of the allowed percentage
    ("-4140", ANY),  # symbol is not open for new positions
    ("-4141", ANY),  # symbol is closed
    ("-4164", ANY),  # notional too small
    ("-4192", ANY),  # cooling-off period
    ("-4400", ANY),  # trading rules: reduce only
    ("-5021", ANY),  # FOK cannot be filled
    ("-5022", ANY),  # post-only would take
)
_BYBIT_COMMON = (
    ("10001", ANY),  # parameter error
    ("10003", ANY),  # key
    ("10004", ANY),  # signature
    ("10005", ANY),  # permission
    ("10008", ANY),  # banned
    ("10010", ANY),  # address not bound to the key
    ("10024", ANY),  # compliance
    ("10027", ANY),  # trading banned
    ("10028", ANY),  # unified accounts only
    ("10029", ANY),  # symbol not allowed for the key
    ("33004", ANY),  # key expired
    ("100028", ANY),  # not for unified accounts
)
_BYBIT_SPOT = _rows(
    BYBIT_ERRORS,
    *_BYBIT_COMMON,
    ("170033", ANY),  # margin account balance
    ("170105", ANY),  # empty parameter
    ("170115", ANY),  # time in force
    ("170116", ANY),  # order type
    ("170117", ANY),  # side
    ("170121", ANY),  # symbol
    ("170124", ANY),  # amount too large
    ("170130", ANY),  # parameter
    ("170131", ANY),  # balance
    ("170132", ANY),  # price too high
    ("170133", ANY),  # price too low
    ("170134", ANY),  # price decimals
    ("170135", ANY),  # quantity too large
    ("170136", ANY),  # quantity too small
    ("170137", ANY),  # quantity decimals
    ("170140", ANY),  # value too small
    ("170148", ANY),  # amount decimals
    ("170151", ANY),  # pair not open
    ("170157", ANY),  # pair not for the API
    ("170192", ANY),  # price above limit
    ("170193", ANY),  # buy price above limit
    ("170194", ANY),  # sell price below limit
    ("170201", ANY),  # account restricted
    ("170209", ANY),  # region
    ("170217", ANY),  # post-only orders only
    ("170218", ANY),  # post-only would take
    ("170221", ANY),  # no such coin
    ("170224", ANY),  # zone not allowed
    ("170241", ANY),  # risk not confirmed
    ("170371", ANY),  # price below limit
    ("170372", ANY),  # price above limit
    ("170810", ANY),  # too many open orders
)
_BYBIT_LINEAR = _rows(
    BYBIT_ERRORS,
    *_BYBIT_COMMON,
    ("110003", ANY),  # price outside limits
    ("110004", ANY),  # wallet balance
    ("110006", ANY),  # position margin
    ("110007", ANY),  # available balance
    ("110012", ANY),  # available balance
    ("110013", ANY),  # leverage and risk limit
    ("110017", ANY),  # reduce only
    ("110020", ANY),  # too many open orders
    ("110021", ANY),  # open interest
    ("110023", ANY),  # contract: reduce only
    ("110042", ANY),  # before delivery: reduce only
    ("110044", ANY),  # margin
    ("110045", ANY),  # wallet balance
    ("110051", ANY),  # balance for the lowest price
    ("110052", ANY),  # balance for the price
    ("110053", ANY),  # balance for the price limit
    ("110066", ANY),  # trading not allowed now
    ("110086", ANY),  # leverage above the risk limit
    ("110090", ANY),  # leverage above the risk limit
    ("110094", ANY),  # value too small
)

PROOFS: dict[str, tuple[Proof, ...]] = {
    "Binance": _BINANCE_SPOT,
    "Binance F": _BINANCE_FUTURES,
    "Bybit": _BYBIT_SPOT,
    "Bybit F": _BYBIT_LINEAR,
}
_DUPLICATES: dict[str, tuple[tuple[str, str], ...]] = {
    "Binance": (("-2010", r"Duplicate order sent\.?"),),
    "Binance F": (("-4116", ANY),),
    "Bybit": (("170141", ANY),),
    "Bybit F": (("110072", ANY),),
}

_NO_SYMBOL: dict[str, tuple[tuple[str, str], ...]] = {
    "Binance": (("-1121", ANY),),
    "Binance F": (("-1121", ANY),),
    "Bybit": (("170121", ANY), ("10001", r".*symbol.*invalid.*|.*not supported symbol.*")),
    "Bybit F": (("10001", r".*symbol.*invalid.*|.*not supported symbol.*"),),
}


def proven_refusal(exchange: str, refusal: ExchangeRefusal) -> bool:
    """Say whether the answer to a create proves that there is no order and never will be."""
    if exchange.startswith("Binance") and refusal.status not in CLIENT_ERRORS:
        return False
    if UNSURE.search(refusal.text):
        return False
    return any(proof.fits(refusal) for proof in PROOFS[exchange])


def is_duplicate(exchange: str, refusal: ExchangeRefusal) -> bool:
    """Say whether the answer to a create says that an order of that name exists."""
    return any(Proof(code, pattern, "").fits(refusal) for code, pattern in _DUPLICATES[exchange])


def knows_no_symbol(exchange: str, refusal: ExchangeRefusal) -> bool:
    """Say whether the answer to a question says that there is no such symbol."""
    return any(Proof(code, pattern, "").fits(refusal) for code, pattern in _NO_SYMBOL[exchange])
