"""Which of Binance's answers refuse an order for good, which name one that exists, which know no symbol."""

from engine.venues.exchanges.rejections import ANY, Rejections, proofs

CLIENT_ERRORS = frozenset({400, 401})
"""A request that was turned down is answered with one of these."""
SPOT_ERRORS = "binance-spot-api-docs/errors.md"
USDM_ERRORS = "developers.binance.com, USDS-margined futures, error code"
_COMMON = (
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
_ENGINE_SAID = (
    r"Account has insufficient balance for requested action\.?",
    r"Market is closed\.?",
    r"Price \* QTY is zero or less\.?",
    r"This action is disabled on this account\.?",
    r"This account may not place or cancel orders\.?",
    r"Unsupported order combination\.?",
    r"This symbol is (not permitted|restricted) for this account\.?",
    r"Rest API trading is not enabled\.?",
    r"Filter failure: [A-Z_]+",
)
"""What the matching engine says of an order that it has not taken, under either of two codes."""
_SPOT = proofs(
    SPOT_ERRORS,
    *_COMMON,
    ("-1013", r"Filter failure: [A-Z_]+"),
    ("-1013", r"Invalid (quantity|price|qty)\.?"),
    ("-1013", r"Market is closed\.?"),
    *(("-1010", text) for text in _ENGINE_SAID),
    *(("-2010", text) for text in _ENGINE_SAID),
)
_FUTURES = proofs(
    USDM_ERRORS,
    *_COMMON,
    ("-1013", r"Filter failure: [A-Z_]+"),
    ("-2017", ANY),  # the account's keys are locked
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
    ("-4401", ANY),  # trading rules of large positions: reduce only
    ("-4402", ANY),  # not in this region
    ("-4411", ANY),  # the terms of such contracts are not agreed to
    ("-5021", ANY),  # FOK cannot be filled
    ("-5022", ANY),  # post-only would take
)

SPOT = Rejections(
    refused=_SPOT,
    for_want=proofs(SPOT_ERRORS, *((code, _ENGINE_SAID[0]) for code in ("-1010", "-2010"))),
    duplicate=proofs(SPOT_ERRORS, *((code, r"Duplicate order sent\.?") for code in ("-1010", "-2010"))),
    unknown_symbol=proofs(SPOT_ERRORS, ("-1121", ANY)),
    statuses=CLIENT_ERRORS,
)
FUTURES = Rejections(
    refused=_FUTURES,
    for_want=proofs(USDM_ERRORS, *((code, ANY) for code in ("-2018", "-2019", "-2022", "-2024"))),
    duplicate=proofs(USDM_ERRORS, ("-4116", ANY)),
    unknown_symbol=proofs(USDM_ERRORS, ("-1121", ANY)),
    statuses=CLIENT_ERRORS,
)
