"""Whose it is, what it is called, and which day it belongs to."""

from tests.mutants.mutant import SIM, TESTS, Kind, Mutant

MEMORY = "engine/memory_ledger.py"
IDS = "engine/core/ids.py"
HISTORY = "db/fill_history.py"
RESTORE = "db/backup_restore.py"
ROWS = "db/rows.py"
RISK = "engine/risk/engine.py"

MUTANTS = (
    # --- owners
    Mutant(
        "an order of another symbol with that number is ours",
        Kind.OWNER,
        MEMORY,
        "if kept[2:] == place}",
        "if kept[2] == account_id}",
        SIM,
    ),
    Mutant(
        "a trade belongs to whichever order has its number",
        Kind.OWNER,
        "engine/venues/live/reconciler.py",
        "if watched.number == (trade.symbol, trade.venue_order_id):",
        "if watched.venue_order_id == trade.venue_order_id:",
        SIM,
    ),
    Mutant(
        "an order is another bot's in the books",
        Kind.OWNER,
        MEMORY,
        "if kept.bot_id != state.bot_id:",
        "if kept.bot_id == state.bot_id:",
        SIM,
    ),
    Mutant(
        "the exchange's number counts before our own name",
        Kind.OWNER,
        HISTORY,
        "names.insert(0, OrderRow.client_order_id == client_order_id)",
        "names.append(OrderRow.client_order_id == client_order_id)",
        TESTS,
    ),
    Mutant(
        "the database finds orders on any symbol",
        Kind.OWNER,
        HISTORY,
        "OrderRow.account == account_to_text(account_id), OrderRow.symbol == symbol",
        "OrderRow.account == account_to_text(account_id)",
        TESTS,
    ),
    Mutant(
        "notices go to the person of the bot's number",
        Kind.OWNER,
        ROWS,
        "[ToPerson(outcome.state.owner_id)]",
        "[ToPerson(outcome.state.naming.serial)]",
        TESTS,
    ),
    Mutant(
        "everybody may read everybody's log lines",
        Kind.OWNER,
        "engine/policy.py",
        "if owner_id != actor.person_id:",
        "if owner_id != owner_id:",
        TESTS,
        ("tests/chat/test_policy.py",),
    ),
    Mutant(
        "the figures of all people's bots together",
        Kind.OWNER,
        "db/reads.py",
        "DayResult.bot_id)\n            .where(Bot.owner_id == owner_id)",
        "DayResult.bot_id)\n            .where(Bot.owner_id != 0)",
        TESTS,
    ),
    Mutant(
        "orders that are not ours are counted as ours",
        Kind.OWNER,
        IDS,
        "return plain and name.startswith(TAG + base36(self.epoch, 3))",
        "return plain",
        TESTS,
    ),
    # --- epochs and names
    Mutant(
        "attempts share their names",
        Kind.EPOCH,
        IDS,
        "base36(attempt, 4)",
        "base36(min(attempt, 1), 4)",
        SIM,
    ),
    Mutant(
        "cycles share their names",
        Kind.EPOCH,
        "engine/core/legs.py",
        "cycle=state.cycle + 1,",
        "cycle=state.cycle,",
        SIM,
    ),
    Mutant(
        "legs share their names",
        Kind.EPOCH,
        IDS,
        '_LEG_LETTER = {Leg.ENTRY: "e", Leg.EXIT: "x"}',
        '_LEG_LETTER = {Leg.ENTRY: "e", Leg.EXIT: "e"}',
        TESTS,
    ),
    Mutant(
        "a restored backup goes on in its old epoch",
        Kind.EPOCH,
        RESTORE,
        "epoch: int = (present + 1 + secrets.randbelow(EPOCHS - 1)) % EPOCHS",
        "epoch: int = present",
        TESTS,
    ),
    Mutant(
        "bots of a restored backup keep their old names",
        Kind.EPOCH,
        RESTORE,
        "state = replace(stored, naming=replace(stored.naming, epoch=epoch))",
        "state = replace(stored, naming=stored.naming)",
        TESTS,
    ),
    Mutant(
        "bots of a restored backup trade on at once",
        Kind.EPOCH,
        RESTORE,
        "_AT_WORK = {Phase.WATCHING, Phase.WORKING, Phase.SETTLING}",
        "_AT_WORK = {Phase.SETTLING}",
        TESTS,
    ),
    Mutant(
        "the attempt of an adopted order is used again",
        Kind.EPOCH,
        "engine/core/adoption.py",
        "return max(state.attempt + 1, attempt if cycle == state.cycle else 0)",
        "return state.attempt + 1",
        TESTS,
    ),
    # --- days
    Mutant(
        "a result counts for the day on which it is noted",
        Kind.DAY,
        RISK,
        "self._results[outcome.day_of(cycle), state.config.mode",
        "self._results[self._now().date(), state.config.mode",
        TESTS,
    ),
    Mutant(
        "the loss of a day is that of the day before",
        Kind.DAY,
        RISK,
        "self._results[today, state.config.mode, quote]",
        "self._results[date.fromordinal(today.toordinal() - 1), state.config.mode, quote]",
        SIM,
    ),
    Mutant(
        "a cycle counts for the day of its notice, not of its fill",
        Kind.DAY,
        ROWS,
        "changes[_day_key(cycle.bot, outcome.day_of(cycle))]",
        "changes[_day_key(cycle.bot, cycle.at.date())]",
        TESTS,
    ),
    Mutant(
        "the results of a day and of all after it",
        Kind.DAY,
        "db/ledger.py",
        ".where(DayResult.day == day)",
        ".where(DayResult.day >= day)",
        TESTS,
    ),
    Mutant(
        "the fees of a day are those of its last step",
        Kind.DAY,
        "engine/reads/views.py",
        "self.fees + more.fees,",
        "more.fees,",
        TESTS,
    ),
    Mutant(
        "today begins tomorrow",
        Kind.DAY,
        "db/reads.py",
        "if of_day >= first_day:",
        "if of_day > first_day:",
        TESTS,
    ),
)
