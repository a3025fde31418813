# The figures of /stats.

stats-head = <b>Statistics</b>
stats-bots = Bots: { $all } · 🟢 active { $active } · ⚪ stopped { $stopped } · 🔴 error { $error }
stats-none = No trades yet. Results appear here after the first fill.
stats-none-shared = You have no bots of your own. Those that are shared with you, and their results, are in /bots.
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
stats-not-a-period = { $written } is no period I know. There are <code>/stats day</code>, <code>/stats week</code>, <code>/stats month</code>, <code>/stats all</code>, and a day: <code>/stats { $day }</code>.

## A day, a week, a month. `days` is 2026-11-29, or stats-days

stats-days = { $first } to { $last }
stats-when-day = { $days } ({ $zone })
stats-now-day = Today, { $days } ({ $zone })
stats-when-week = Week of { $days } ({ $zone })
stats-now-week = This week, { $days } ({ $zone })
stats-when-month = Month of { $days } ({ $zone })
stats-now-month = This month, { $days } ({ $zone })
stats-when-all = All days, by bot
stats-replayed = On PAPER the days are those of the replay: { $days }.
stats-none-then = Nothing was traded then.
stats-result = Result: { $result }
stats-fees-then = Fees: { $fees }
stats-deleted-then = Of this, deleted bots: { $result }, fees { $fees }
# `bot` is #7 BTC/USDT, or stats-deleted-bots.
stats-bot = { $bot }: { $result }, fees { $fees }
stats-deleted-bots = Deleted bots

## /pnl

pnl-head = <b>Profit and loss</b>
pnl-open = Open at the prices of now, before fees: { $amount }
pnl-open-bot = { $bot } holds { $held }: { $amount }
pnl-open-no-price = { $bot } holds { $held }; there is no price now
pnl-nothing-open = Open: nothing
