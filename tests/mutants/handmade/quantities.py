"""Too much, too little, or rounded the wrong way."""

from tests.mutants.mutant import SIM, TESTS, Kind, Mutant

LEGS = "engine/core/legs.py"
QUANTITIES = "engine/core/quantities.py"
MONEY = "engine/core/money.py"
ORDERS = "engine/core/orders.py"
STEP = "engine/core/step_builder.py"

MUTANTS = (
    Mutant("twice the quantity", Kind.QUANTITY, LEGS, "quantity=quantity,", "quantity=2 * quantity,", SIM),
    Mutant(
        "an entry that goes on buys all of it again",
        Kind.QUANTITY,
        QUANTITIES,
        "state.config.quantity - state.leg_filled",
        "state.config.quantity",
        SIM,
    ),
    Mutant(
        "an exit trades what the configuration says, not what is held",
        Kind.QUANTITY,
        QUANTITIES,
        "        return ZERO\n    return closing_quantity(state)",
        "        return ZERO\n    return state.config.quantity",
        SIM,
    ),
    Mutant(
        "a buy-back is not grossed up for its fee",
        Kind.QUANTITY,
        QUANTITIES,
        "-held / (1 - fee)",
        "-held",
        SIM,
    ),
    Mutant(
        "a buy-back is grossed up on a perpetual too",
        Kind.QUANTITY,
        QUANTITIES,
        "fee = ZERO if market.derivative else max(market.maker_fee, market.taker_fee)",
        "fee = max(market.maker_fee, market.taker_fee)",
        SIM,
    ),
    Mutant(
        "what can well be traded is taken for dust",
        Kind.QUANTITY,
        QUANTITIES,
        "smallest = max(market.min_quantity, market.step)",
        "smallest = 10 * max(market.min_quantity, market.step)",
        SIM,
    ),
    Mutant(
        "the smallest value of an order is not looked at",
        Kind.QUANTITY,
        QUANTITIES,
        "return quantity < smallest or (not reduces and quantity * price < market.min_notional)",
        "return quantity < smallest",
        SIM,
    ),
    Mutant(
        "a position worth less than the smallest order is taken for dust",
        Kind.QUANTITY,
        QUANTITIES,
        "reduces = market.derivative and leg is Leg.EXIT",
        "reduces = False",
        TESTS,
    ),
    Mutant(
        "a late fill of another leg counts for this one",
        Kind.QUANTITY,
        STEP,
        "order.cycle == state.cycle and order.leg is state.leg and not order.closing",
        "order.cycle == state.cycle and not order.closing",
        SIM,
    ),
    Mutant(
        "the next cycle begins with what the last one has filled",
        Kind.QUANTITY,
        LEGS,
        "leg_filled=ZERO,\n        cycle=state.cycle + 1,",
        "cycle=state.cycle + 1,",
        SIM,
    ),
    Mutant(
        "an order that is filled to the last is not full",
        Kind.QUANTITY,
        ORDERS,
        "if filled >= order.quantity else",
        "if filled > order.quantity else",
        SIM,
    ),
    Mutant(
        "the rest of a partly filled leg is given up",
        Kind.QUANTITY,
        LEGS,
        "return bool(state.leg_filled) and leg_too_small(state)",
        "return bool(state.leg_filled) or leg_too_small(state)",
        SIM,
    ),
    Mutant(
        "an exit is rounded up, beyond what is held",
        Kind.ROUNDING,
        QUANTITIES,
        "return floor_to(held, market.step)",
        "return ceil_to(held, market.step)",
        SIM,
    ),
    Mutant(
        "a buy-back is rounded down",
        Kind.ROUNDING,
        QUANTITIES,
        "return ceil_to(-held / (1 - fee), market.step)",
        "return floor_to(-held / (1 - fee), market.step)",
        SIM,
    ),
    Mutant(
        "what is rounded down is rounded to the nearest",
        Kind.ROUNDING,
        MONEY,
        "return _to_grid(amount, step, ROUND_FLOOR)",
        "return _to_grid(amount, step, ROUND_HALF_EVEN)",
        SIM,
    ),
    Mutant(
        "a closing sell is rounded beyond its slippage",
        Kind.ROUNDING,
        LEGS,
        "ceil_to(bid * (1 - slip), tick)",
        "floor_to(bid * (1 - slip), tick)",
        SIM,
    ),
    Mutant(
        "results are rounded to eight places",
        Kind.ROUNDING,
        MONEY,
        "Decimal(1).scaleb(-PLACES)",
        "Decimal(1).scaleb(-8)",
        SIM,
    ),
)
