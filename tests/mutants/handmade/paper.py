"""Simulated fills that are too good, or wrong."""

from tests.mutants.mutant import TESTS, Kind, Mutant

EXECUTIONS = "engine/venues/paper/executions.py"
MATCHING = "engine/venues/paper/matching.py"
INDEX = "engine/venues/level_index.py"
DRIVER = "engine/bots/driver.py"
STRETCH = "engine/bots/stretch.py"

MUTANTS = (
    Mutant(
        "a resting order trades at its very price",
        Kind.PAPER,
        EXECUTIONS,
        "through = Level(price=self.order.price, strict=True)",
        "through = Level(price=self.order.price)",
        TESTS,
    ),
    Mutant(
        "a resting order trades at the market's price",
        Kind.PAPER,
        EXECUTIONS,
        "price = plain(tick.price if taker else order.price)",
        "price = plain(tick.price)",
        TESTS,
    ),
    Mutant(
        "maker and taker pay each other's fee",
        Kind.PAPER,
        EXECUTIONS,
        "rate = market.taker_fee if taker else market.maker_fee",
        "rate = market.maker_fee if taker else market.taker_fee",
        TESTS,
    ),
    Mutant(
        "a fee on a perpetual is taken in base",
        Kind.PAPER,
        EXECUTIONS,
        "if side is Side.BUY and not market.derivative:",
        "if side is Side.BUY:",
        TESTS,
    ),
    Mutant(
        "an order trades again on the tick it was placed at",
        Kind.PAPER,
        MATCHING,
        "paper.crosses(tick.price) and not done_before:",
        "paper.crosses(tick.price):",
        TESTS,
    ),
    Mutant(
        "a close rests on paper",
        Kind.PAPER,
        MATCHING,
        "if paper.order.immediate:\n            self._expire(participant, paper, tick)",
        "if paper.order.closing and not paper.order.immediate:\n"
        "            self._expire(participant, paper, tick)",
        TESTS,
    ),
    Mutant(
        "a cancelled paper order forgets what it has traded",
        Kind.PAPER,
        MATCHING,
        "OrderCanceled(at=at, client_order_id=name, reported=paper.filled)",
        "OrderCanceled(at=at, client_order_id=name, reported=paper.order.quantity)",
        TESTS,
    ),
    Mutant(
        "whoever waits at the level itself is missed",
        Kind.PAPER,
        INDEX,
        "bisect_left(self._lows, (below, -1))",
        "bisect_left(self._lows, (below + 1, -1))",
        TESTS,
    ),
    Mutant(
        "a market that nobody follows stands still",
        Kind.PAPER,
        "engine/venues/paper/market_run.py",
        "if not self._feed.replayable:\n                    self.matching.tick = None",
        "if self._feed.replayable:\n                    self.matching.tick = None",
        TESTS,
    ),
    Mutant(
        "an offset of another place counts in a file",
        Kind.PAPER,
        "engine/bots/subscription.py",
        "return self.value if stays else None",
        "return self.value",
        TESTS,
    ),
    Mutant(
        "a command overtakes the steps before it",
        Kind.PAPER,
        DRIVER,
        "if item.feed_offset is None:  # of a person, or anybody else but the feed",
        "if item.todo is None:",
        TESTS,
    ),
    Mutant(
        "what a replay did last stays in memory",
        Kind.PAPER,
        STRETCH,
        "return self.is_open and at_rest",
        "return False",
        TESTS,
    ),
    Mutant(
        "a replay that somebody watches is stored later too",
        Kind.PAPER,
        STRETCH,
        "if replay is None or not replay.hurries:",
        "if replay is None:",
        TESTS,
    ),
    Mutant(
        "what a replay passes over reaches up to the levels",
        Kind.PAPER,
        INDEX,
        "low = (self._lows[-1][0] + 1) * self._tick if self._lows else ZERO",
        "low = (self._lows[-1][0] - 1) * self._tick if self._lows else ZERO",
        TESTS,
    ),
)
