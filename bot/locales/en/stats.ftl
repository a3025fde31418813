# The figures of /stats.

stats-head = <b>Statistics</b>
stats-bots = Bots: { $all } · 🟢 active { $active } · ⚪ stopped { $stopped } · 🔴 error { $error }
stats-none = No trades yet. Results appear here after the first fill.
stats-day = <i>Today began at { $moment }.</i>
# `result` is +1.25 USDT (2 cycles, 5 trades).
stats-today = Result today: { $result }
stats-newest = Result on { $day }, the newest day of the replay: { $result }
stats-total = Total result: { $result }
stats-total-from = Total result from { $day } on: { $result }
stats-total-of = Total result of { $day }: { $result }
stats-total-span = Total result from { $day } to { $until }: { $result }
stats-fees = Total fees: { $fees }
stats-deleted = Of this, deleted bots: { $result }, fees { $fees }, today { $today }
