"""The whole path in some of the seeds: the real ledger, writer, lease and outbox, on SQLite in memory.

And the real notifier, which speaks to a simulated Telegram. What is stored and told is examined in the
end.
"""
