"""What people are told: all of it, once, in order, and true."""

from tests.mutants.mutant import SIM, WHOLE, Kind, Mutant

STEP = "engine/core/step_builder.py"
LEGS = "engine/core/legs.py"
MEMORY = "engine/memory_ledger.py"
ROWS = "db/rows.py"
OUTBOX = "db/outbox.py"
SENDER = "bot/notifier/sender.py"
COMPOSE = "bot/notifier/compose.py"
LANE = "bot/notifier/lane.py"

MUTANTS = (
    Mutant(
        "a fill is told at the order's price",
        Kind.NOTICES,
        STEP,
        "price=fill.price,",
        "price=order.price,",
        SIM,
    ),
    Mutant(
        "a partial fill is told as the whole order",
        Kind.NOTICES,
        STEP,
        "quantity=fill.quantity,",
        "quantity=order.quantity,",
        SIM,
    ),
    Mutant(
        "a fill is told with the time of its booking",
        Kind.NOTICES,
        STEP,
        "at=fill.executed_at,",
        "at=self.at,",
        SIM,
    ),
    Mutant(
        "a fill after its order's end is not told as late",
        Kind.NOTICES,
        STEP,
        "late=late or order.final,",
        "late=late,",
        SIM,
    ),
    Mutant(
        "every fill is told as heard of late",
        Kind.NOTICES,
        STEP,
        "self.at - fill.executed_at > TOLD_LATE_AFTER",
        "self.at - fill.executed_at < TOLD_LATE_AFTER",
        SIM,
    ),
    Mutant(
        "a cycle is told before its last fill",
        Kind.NOTICES,
        STEP,
        "notices=tuple(self._notices)",
        "notices=tuple(reversed(self._notices))",
        SIM,
    ),
    Mutant(
        "a stop tells what was held when the cycle began",
        Kind.NOTICES,
        LEGS,
        "why=why, held=state.held",
        "why=why, held=state.tally.carried",
        SIM,
    ),
    Mutant(
        "a stop is told to nobody",
        Kind.NOTICES,
        MEMORY,
        "books.notices += outcome.told",
        'books.notices += [one for one in outcome.told if one.kind != "stopped"]',
        SIM,
    ),
    Mutant(
        "an error is told twice",
        Kind.NOTICES,
        LEGS,
        "    builder.tell(BotFailed(bot=builder.state.ref, at=builder.at, reason=reason))",
        "    builder.tell(BotFailed(bot=builder.state.ref, at=builder.at, reason=reason))\n"
        "    builder.tell(BotFailed(bot=builder.state.ref, at=builder.at, reason=reason))",
        SIM,
    ),
    Mutant(
        "a finish is told as a loop that is off",
        Kind.NOTICES,
        LEGS,
        "StopCause.FINISH if builder.state.finishing else StopCause.LOOP_OFF",
        "StopCause.LOOP_OFF if builder.state.finishing else StopCause.FINISH",
        SIM,
    ),
    Mutant(
        "only the first notice of a step is owed",
        Kind.NOTICES,
        ROWS,
        "for notice in outcome.told for audience",
        "for notice in outcome.told[:1] for audience",
        WHOLE,
    ),
    Mutant(
        "notices are sent in the order of their time",
        Kind.NOTICES,
        OUTBOX,
        ".order_by(_ROW.id)",
        ".order_by(_ROW.created_at, _ROW.id)",
        WHOLE,
    ),
    Mutant(
        "a sending that was begun leaves no trace",
        Kind.NOTICES,
        OUTBOX,
        "uncertain=row.begun_at is not None",
        "uncertain=False",
        WHOLE,
    ),
    Mutant(
        "a message counts as delivered before it is sent",
        Kind.NOTICES,
        SENDER,
        "await self._book(lambda: self._outbox.begin(batch.ids, at))",
        "await self._book(lambda: self._outbox.delivered(batch.ids, 0, 0, at))",
        WHOLE,
    ),
    Mutant(
        "a message is sent before it is noted as begun",
        Kind.NOTICES,
        SENDER,
        "await self._book(lambda: self._outbox.begin(batch.ids, at))",
        "await self._clock.sleep(0 * (at.year))",
        WHOLE,
    ),
    Mutant(
        "a message that may have arrived is repeated without a word",
        Kind.NOTICES,
        SENDER,
        "if isinstance(error, Unanswered) and error.may_have_arrived:",
        "if isinstance(error, Unanswered) and not error.may_have_arrived:",
        WHOLE,
    ),
    Mutant(
        "of a long notice only the end is sent",
        Kind.NOTICES,
        SENDER,
        "for message in batch.messages[:-1]:",
        "for message in batch.messages[:0]:",
        WHOLE,
    ),
    Mutant(
        "Telegram's waiting time is not kept",
        Kind.NOTICES,
        SENDER,
        "self._pace.hold(attempt.place.chat_id, self._clock.monotonic(), error.retry_after_s)",
        "self._pace.hold(attempt.place.chat_id, self._clock.monotonic(), 0.0)",
        WHOLE,
    ),
    Mutant(
        "one bad notice takes its neighbours along",
        Kind.NOTICES,
        LANE,
        "if len(refused) > 1:",
        "if len(refused) > 100:",
        WHOLE,
    ),
    Mutant(
        "possible repeats are mixed with what is new",
        Kind.NOTICES,
        COMPOSE,
        "if length > MOST_VISIBLE or following.uncertain != first.uncertain:",
        "if length > MOST_VISIBLE:",
        WHOLE,
    ),
    Mutant(
        "one quiet notice makes the whole message quiet",
        Kind.NOTICES,
        COMPOSE,
        "silent=all(",
        "silent=any(",
        WHOLE,
    ),
    Mutant(
        "what is sent first is marked with the last",
        Kind.NOTICES,
        COMPOSE,
        "ids=tuple(item.id for item in taken)",
        "ids=tuple(item.id for item in owed[:MOST_NOTICES])",
        WHOLE,
    ),
)
