# The daily summary.

button-summary = Daily summary
summary-off = <b>Daily summary: off.</b> At the hour you choose you get what your bots did since the day before: cycles, result and fees per coin, the best and the worst bot, what is open, and whether all is running. It also comes when nothing happened.
summary-on = <b>Daily summary: at { $hour }, { $zone }.</b> It tells what your bots did since the day before, and comes also when nothing happened. Where clocks skip that hour it comes right after, and where they repeat it, once.
summary-head = 📋 <b>Daily summary</b>, { $begins } to { $ends } ({ $zone })
summary-runs = 🟢 Running since { $since }. Bots: { $active } active, { $paused } paused, { $stopped } stopped, { $failed } in error.
summary-stands = ⚪ Running since { $since }, and no bot is trading. Bots: { $paused } paused, { $stopped } stopped, { $failed } in error.
summary-nothing = Nothing was traded.
summary-best = Best: { $bot } { $result }
summary-worst = Worst: { $bot } { $result }
summary-open = { $bots ->
    [one] Open: { $bots } bot holds coin, unrealised { $result }
   *[other] Open: { $bots } bots hold coin, unrealised { $result }
}
summary-open-no-price = { $bots ->
    [one] Open: { $bots } bot holds coin; there is no price to value it by
   *[other] Open: { $bots } bots hold coin; there is no price to value it by
}
summary-prices = Market data: no gaps.
summary-no-prices = Market data: missing for { $span }.
