"""Orders that are sent while their step is being stored."""

from tests.mutants.mutant import SIM, TESTS, WHOLE, Kind, Mutant

EARLY = "engine/bots/early.py"
LEASE = "engine/lease.py"
STORIES = ("tests/sim/test_early.py",)

MUTANTS = (
    Mutant(
        "one that may be out is sent without a question",
        Kind.FENCE,
        EARLY,
        "if began is None or event.fill.executed_at <= began + CLOCKS:",
        "if began is None:",
        SIM,
        STORIES,
    ),
    Mutant(
        "one that may be out is believed absent at once",
        Kind.FENCE,
        EARLY,
        "deadline=max(until, doubtful.since),",
        "deadline=doubtful.since,",
        SIM,
        STORIES,
    ),
    Mutant(
        "an order that nobody has foreseen goes out before its step is stored",
        Kind.PERSISTENCE,
        EARLY,
        "foreseen is None or now is None or not foreseen.is_that(placed)",
        "foreseen is None or now is None",
        SIM,
        STORIES,
    ),
    Mutant(
        "what is foreseen is forgotten while it may be out",
        Kind.PERSISTENCE,
        EARLY,
        "        foreseen = self._doubtful\n",
        "        foreseen = None\n",
        SIM,
        STORIES,
    ),
    Mutant(
        "nobody asks about one that no step has had a use for",
        Kind.PERSISTENCE,
        EARLY,
        "return self._doubtful if self._is_owed else None",
        "return None",
        SIM,
        STORIES,
    ),
    Mutant(
        "a driver that takes the place of one that fell asks nothing after an orderly start",
        Kind.PERSISTENCE,
        EARLY,
        "            was_sent = state.bot_id in self.tenure.unsettled\n",
        "            was_sent = not self.tenure.follows_an_orderly_end\n",
        TESTS,
        STORIES,
    ),
    Mutant(
        "a fill that was another order's sends the next one",
        Kind.FILL_KEY,
        EARLY,
        "new == [True] and",
        "len(new) == 1 and",
        TESTS,
        STORIES,
    ),
    Mutant(
        "nobody asks whether the lease holds",
        Kind.LEASE,
        EARLY,
        "return self.tenure.is_sure_at(self.clock.monotonic()) and self",
        "return self",
        WHOLE,
        STORIES,
    ),
    Mutant(
        "the lease is believed to hold for longer than it does",
        Kind.LEASE,
        LEASE,
        "timedelta(seconds=self._ttl_s) - SEND_WINDOW",
        "timedelta(seconds=self._ttl_s) + SEND_WINDOW",
        TESTS,
        ("tests/whole/test_lease.py",),
    ),
    Mutant(
        "the lease is given back while an order is out that is not stored",
        Kind.LEASE,
        LEASE,
        "        if self.tenure.unsettled:\n",
        "        if self.tenure.unsettled and self.loss:\n",
        TESTS,
        ("tests/whole/test_lease.py",),
    ),
    Mutant(
        "every end counts as an orderly one",
        Kind.LEASE,
        "db/lease.py",
        "holder=self._holder, before=row.holder",
        "holder=self._holder",
        TESTS,
        ("tests/db/test_lease.py",),
    ),
)
