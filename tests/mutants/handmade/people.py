"""What people have beside their bots: wallets on paper, the audit, the daily summary, the alert chat."""

from tests.mutants.mutant import TESTS, Kind, Mutant

WALLETS = "engine/risk/paper_wallets.py"
AMOUNTS = "db/paper_amounts.py"
BOOK = "db/paper_wallets.py"
ACTIONS = "engine/paper_actions.py"
RISK = "engine/risk/engine.py"
COMMANDS = "engine/bots/commands.py"
JOURNAL = "db/journal.py"
ROWS = "db/rows.py"
SUMMARIES = "engine/summaries.py"
SETTINGS = "engine/notice_settings.py"
ALERTS = "bot/notifier/alert_chat.py"
LINKED = "db/alert_chat.py"
LINKING = "bot/handlers/alert_chat.py"

OF_WALLETS = ("tests/risk/test_paper_wallets.py", "tests/chat/test_paper_wallet.py")
OF_AUDIT = ("tests/chat/test_audit.py", "tests/chat/test_audit_whole.py", "tests/db/test_logs.py")
OF_SUMMARIES = ("tests/chat/test_summary.py", "tests/notifier/test_summary_times.py")
OF_LINKING = ("tests/chat/test_alert_chat.py",)

MUTANTS = (
    Mutant(
        "a reset takes away the coins that bots hold",
        Kind.WALLET,
        WALLETS,
        "beside[coin] -= ZERO if is_held else amount",
        "beside[coin] -= amount",
        TESTS,
        OF_WALLETS,
    ),
    Mutant(
        "a wallet begins with as much of a named coin as of any",
        Kind.WALLET,
        WALLETS,
        "return self._begins_with.get(coin, self._begins_with.get(ANY_COIN, ZERO))",
        "return self._begins_with.get(ANY_COIN, self._begins_with.get(coin, ZERO))",
        TESTS,
        OF_WALLETS,
    ),
    Mutant(
        "a position on paper is paid for in full",
        Kind.WALLET,
        WALLETS,
        "if market.derivative:\n            return {market.quote: realised}",
        "if market.derivative and not tally.held:\n            return {market.quote: realised}",
        TESTS,
        OF_WALLETS,
    ),
    Mutant(
        "a second top-up takes the place of the first",
        Kind.WALLET,
        AMOUNTS,
        'row["amount"] = amount + (known or ZERO)',
        'row["amount"] = amount',
        TESTS,
        OF_WALLETS,
    ),
    Mutant(
        "what a deleted bot has won on paper goes with it",
        Kind.WALLET,
        AMOUNTS,
        "if amount:\n            add_amount(",
        "if amount < 0:\n            add_amount(",
        TESTS,
        (*OF_WALLETS, "tests/db/test_deleted_bots.py"),
    ),
    Mutant(
        "a reset empties the wallets of others as well",
        Kind.WALLET,
        BOOK,
        "delete(PaperAmount).filter_by(owner_id=owner_id, exchange=exchange)",
        "delete(PaperAmount).filter_by(exchange=exchange)",
        TESTS,
        OF_WALLETS,
    ),
    Mutant(
        "a wallet has no bound but that of one top-up",
        Kind.WALLET,
        ACTIONS,
        "if self._risk.paper.beside_bots(owned, coin) + amount > MOST:",
        "if amount > MOST:",
        TESTS,
        OF_WALLETS,
    ),
    Mutant(
        "what is refused to strangers is in the audit",
        Kind.AUDIT,
        COMMANDS,
        "if stranger or error.is_noted or",
        "if error.is_noted or",
        TESTS,
        OF_AUDIT,
    ),
    Mutant(
        "the audit does not say how it was asked for",
        Kind.AUDIT,
        ROWS,
        "if asked is not None and isinstance(data, dict) and isinstance(line, AuditLine):",
        "if asked is None and isinstance(data, dict) and isinstance(line, AuditLine):",
        TESTS,
        OF_AUDIT,
    ),
    Mutant(
        "one person's audit is everybody's",
        Kind.AUDIT,
        JOURNAL,
        "meant &= ActivityLog.owner_id == query.owner_id\n    if query.bot_id",
        "meant &= ActivityLog.owner_id > 0\n    if query.bot_id",
        TESTS,
        OF_AUDIT,
    ),
    Mutant(
        "what is stored with its line is noted twice",
        Kind.AUDIT,
        JOURNAL,
        "if not noted.is_written:",
        "if noted.is_written:",
        TESTS,
        OF_AUDIT,
    ),
    Mutant(
        "a summary is of the day that has begun",
        Kind.SUMMARY,
        SUMMARIES,
        "begins, ends = hour_of(day - DAY, hour, zone), hour_of(day, hour, zone)",
        "begins, ends = hour_of(day, hour, zone), hour_of(day + DAY, hour, zone)",
        TESTS,
        OF_SUMMARIES,
    ),
    Mutant(
        "there is one summary in all",
        Kind.SUMMARY,
        SUMMARIES,
        'key=f"summary {person.user_id} {day}"',
        'key=f"summary {person.user_id}"',
        TESTS,
        OF_SUMMARIES,
    ),
    Mutant(
        "two markets that are silent at once are silent twice as long",
        Kind.SUMMARY,
        SUMMARIES,
        "since, over = max(since, until), min(over, ends)",
        "since, over = max(since, begins), min(over, ends)",
        TESTS,
        OF_SUMMARIES,
    ),
    Mutant(
        "who chooses an hour that is over is told of it at once",
        Kind.SUMMARY,
        SETTINGS,
        "return day if chosen is None or chosen < due else None",
        "return day",
        TESTS,
        OF_SUMMARIES,
    ),
    Mutant(
        "a button of before unlinks the chat of now",
        Kind.ALERT_CHAT,
        LINKING,
        "if linked is not None and (linked.chat_id, linked.thread_id) == (\n"
        "        callback_data.chat,\n"
        "        callback_data.thread,\n"
        "    ):",
        "if linked is not None and callback_data.chat:",
        TESTS,
        OF_LINKING,
    ),
    Mutant(
        "alerts of a topic go to the whole group",
        Kind.ALERT_CHAT,
        ALERTS,
        "place = ChatPlace(self.linked.chat_id, self.linked.thread_id)",
        "place = ChatPlace(self.linked.chat_id)",
        TESTS,
        OF_LINKING,
    ),
    Mutant(
        "a group that has moved is looked for where it was after a restart",
        Kind.ALERT_CHAT,
        ALERTS,
        "self.linked, self._moves = await self._book.linked(), await self._book.moves()",
        "self.linked = await self._book.linked()",
        TESTS,
        OF_LINKING,
    ),
    Mutant(
        "the second chat that is linked is forgotten at a restart",
        Kind.ALERT_CHAT,
        LINKED,
        'changing = ("chat_id", "thread_id", "title", "linked_at")',
        'changing = ("title", "linked_at")',
        TESTS,
        OF_LINKING,
    ),
)
