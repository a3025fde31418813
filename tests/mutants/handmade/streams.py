"""What is made of the account's own stream: facts, gaps, ends, and the net below it."""

from tests.mutants.mutant import SIM, TESTS, Kind, Mutant

FACTS = "engine/venues/live/stream_facts.py"
WATCHED = "engine/venues/live/watched_order.py"
RECONCILER = "engine/venues/live/reconciler.py"
ACCOUNT = "engine/venues/live/account.py"
ON_THE_WIRE = ("tests/exchanges/test_streams.py", "tests/exchanges/test_with_twin.py")
BY_HAND = ("tests/venues/test_stream_facts.py",)

MUTANTS = (
    Mutant(
        "what the account's stream tells is not told",
        Kind.PROMPTNESS,
        FACTS,
        "                self.take(event)\n        finally:",
        "                self._watched\n        finally:",
        SIM,
        BY_HAND,
    ),
    Mutant(
        "a fill of Binance's stream has another key than REST's",
        Kind.OWNER,
        "engine/venues/exchanges/binance/streams.py",
        '"id": told["t"],',
        '"id": f"s{told[\'t\']}",',
        TESTS,
        ON_THE_WIRE,
    ),
    Mutant(
        "orders of Bybit's other market count as ours",
        Kind.OWNER,
        "engine/venues/exchanges/bybit/streams.py",
        'if row["category"] != category:',
        'if row["category"] == "option":',
        TESTS,
        ON_THE_WIRE,
    ),
    Mutant(
        "a fill missing in the stream is not noticed",
        Kind.CURSOR,
        WATCHED,
        "            and execution.filled == filled\n",
        "",
        SIM,
        BY_HAND,
    ),
    Mutant(
        "a fill of an order changed by hand is taken for the end of the old one",
        Kind.CURSOR,
        WATCHED,
        "            and execution.quantity == self.figures[1]\n",
        "",
        SIM,
        BY_HAND,
    ),
    Mutant(
        "a fill of another order of that name is told",
        Kind.OWNER,
        FACTS,
        "and named.venue_order_id in {None, number}",
        "",
        TESTS,
        BY_HAND,
    ),
    Mutant(
        "an end is taken from the stream without the missing fill",
        Kind.CURSOR,
        FACTS,
        "                    watched.to_confirm = event\n",
        "                    watched.final_report = event if event.ended else None\n",
        SIM,
        BY_HAND,
    ),
    Mutant(
        "a fill told by the stream counts as told though its bot has fallen",
        Kind.CURSOR,
        RECONCILER,
        "                watched.tell_again()\n",
        "                watched.told.copy()\n",
        SIM,
        BY_HAND,
    ),
    Mutant(
        "passes are no longer made",
        Kind.CURSOR,
        ACCOUNT,
        "await self._clock.sleep(self._timings.pass_every_s)",
        "await self._clock.sleep(self._timings.pass_every_s * 10**6)",
        SIM,
    ),
    Mutant(
        "an answer that denies an order with fills has it forgotten",
        Kind.FENCE,
        FACTS,
        "Rejected(reason=why) | NeverSent(reason=why) if watched.told:",
        "Rejected(reason=why) | NeverSent(reason=why) if watched.told is None:",
        TESTS,
        ("tests/sim/test_silent_orders.py",),
    ),
    Mutant(
        "an order that has traded is proven absent",
        Kind.FENCE,
        RECONCILER,
        "if isinstance(fate, Absent | Ambiguous) and watched.told:",
        "if isinstance(fate, Absent | Ambiguous) and not watched:",
        TESTS,
        BY_HAND,
    ),
    Mutant(
        "a silent stream of orders is not opened anew",
        Kind.PROMPTNESS,
        "engine/venues/live/net_finds.py",
        "        self._reopened_at = now\n        return True",
        "        self._reopened_at = now\n        return False",
        TESTS,
        ("tests/sim/test_silent_orders.py",),
    ),
)
