# What the alert chat is told of a bot that is shown in percent only. `mode` and `bot` stand in each.

group-fill = { $mode } <b>{ $bot }</b>: { $side } filled
group-cycle = { $mode } <b>{ $bot }</b>: cycle closed, { $percent }
group-cycle-won = { $mode } <b>{ $bot }</b>: cycle closed without a loss
group-cycle-lost = { $mode } <b>{ $bot }</b>: cycle closed at a loss
group-stopped = { $mode } <b>{ $bot }</b>: stopped
group-paused = { $mode } <b>{ $bot }</b>: paused, its owner decides
group-failed = { $mode } <b>{ $bot }</b>: stopped by an error, its owner knows
group-prices-away = { $mode } <b>{ $bot }</b>: no live prices
group-prices-again = { $mode } <b>{ $bot }</b>: live prices again
group-order-changed = { $mode } <b>{ $bot }</b>: its order was changed on the exchange
group-replay-over = { $mode } <b>{ $bot }</b>: its replay is over
group-prices-stop = { $mode } <b>{ $bot }</b>: its prices stop
group-other = { $mode } <b>{ $bot }</b>: its books have changed
