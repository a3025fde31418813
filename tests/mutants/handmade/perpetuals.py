"""What is done with positions: their leverage, whose they are, what the exchange does to them by force."""

from tests.mutants.mutant import SIM, Kind, Mutant

PERPETUALS = "engine/venues/live/perpetuals.py"
ACCOUNT = "engine/venues/live/account.py"
RISK = "engine/risk/engine.py"

MUTANTS = (
    Mutant(
        "a leverage of 1, whatever the bot asks for",
        Kind.POSITION,
        ACCOUNT,
        "make_ready(market, self._listeners[bot_id].leverage)",
        "make_ready(market, 1)",
        SIM,
    ),
    Mutant(
        "what was closed by force was closed by hand",
        Kind.POSITION,
        PERPETUALS,
        "forced = await self._forced(owner, position)",
        "forced: list[ForceClosed] = []",
        SIM,
    ),
    Mutant(
        "a refused exit asks for no force",
        Kind.POSITION,
        ACCOUNT,
        "if order.reduce_only and listener is not None:",
        "if order.immediate and listener is not None and not order.reduce_only:",
        SIM,
    ),
    Mutant(
        "a forced trade behind a later fill is not found",
        Kind.POSITION,
        PERPETUALS,
        "== missing <= held:",
        "== held < missing:",
        SIM,
    ),
    Mutant(
        "what was closed by force is booked with the other side",
        Kind.POSITION,
        PERPETUALS,
        "closes = trade.side.sign * held < 0",
        "closes = trade.side.sign * held > 0",
        SIM,
    ),
    Mutant(
        "the position in a dated contract is ours",
        Kind.POSITION,
        PERPETUALS,
        "positions[one.symbol] += one.quantity",
        'positions[one.symbol.partition("-")[0]] += one.quantity',
        SIM,
    ),
    Mutant(
        "one look at a position is believed",
        Kind.POSITION,
        PERPETUALS,
        "LOOKS_TO_BELIEVE = 2",
        "LOOKS_TO_BELIEVE = 1",
        SIM,
    ),
    Mutant(
        "a fill between two looks changes nothing",
        Kind.POSITION,
        PERPETUALS,
        "known.seen == now and known.newest_fill_at == newest",
        "known.seen == now",
        SIM,
    ),
    Mutant(
        "the leverage of the bot before was changed by hand",
        Kind.POSITION,
        PERPETUALS,
        "known.expected = known.set_to or known.leverage",
        "known.expected = known.set_to or 0",
        SIM,
    ),
    Mutant(
        "nobody sees that leverage was changed by hand",
        Kind.POSITION,
        PERPETUALS,
        "if margin_settings.leverage not in {leverage, known.expected}:",
        "if margin_settings.leverage == 0:",
        SIM,
    ),
    Mutant(
        "what was changed back keeps everybody out",
        Kind.POSITION,
        PERPETUALS,
        "known.margin_settings = None  # whoever enters next makes them",
        "pass",
        SIM,
    ),
    Mutant(
        "who waits for a trail has no symbol",
        Kind.POSITION,
        RISK,
        "return before is None or before.phase is not Phase.WATCHING or _place(before) != _place(state)",
        "return before is None and not state.market.derivative",
        SIM,
    ),
    Mutant(
        "a position that differs keeps no entry back",
        Kind.POSITION,
        PERPETUALS,
        "or self._other_position(symbol, known)",
        "or None",
        SIM,
    ),
)
