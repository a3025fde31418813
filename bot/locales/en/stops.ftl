# Stopping and deleting: what each way will do, and what was done. `order` is BUY 0.01 BTC @ 60000, `bot` a title.

stop-open-order = Open order: { $order }, placed { $age }
stop-placed-at = at { $moment }
stop-no-order = Open order: none
# `moment` is when that price was made: a day and time, or "unknown".
stop-unrealised = { $moment ->
    [unknown] Unrealised: { $amount } before fees, at { $price }.
   *[other] Unrealised: { $amount } before fees, at { $price } ({ $moment }).
}

## The ways to stop. `order` is "open" or "none"

way-stop-nothing = <b>{ button-stop }</b>: sends no more orders. { button-start } continues from there.
way-stop = { $order ->
    [open] <b>{ button-stop }</b>: cancels the open order and keeps what is held. { button-start } continues from there.
   *[none] <b>{ button-stop }</b>: keeps what is held. { button-start } continues from there.
}
way-finish = <b>{ button-finish-cycle }</b>: completes this cycle, then stops.
way-finish-idle = { $order ->
    [open] <b>{ button-finish-cycle }</b>: no cycle has started, so it cancels the open order and stops at once.
   *[none] <b>{ button-finish-cycle }</b>: no cycle has started, so it stops at once.
}
way-close-nothing = <b>{ button-close-now }</b>: nothing is held, so it stops at once.
way-close-nothing-closable = <b>{ button-close-now }</b>: nothing that can be closed is held, so it stops at once.
way-close-filled = <b>{ button-close-now }</b>: cancels the open order and closes at once what it has filled.
way-close-buys = { $order ->
    [open] <b>{ button-close-now }</b>: cancels the open order and buys the { $coin } back at once, near the market price.
   *[none] <b>{ button-close-now }</b>: buys the { $coin } back at once, near the market price.
}
way-close-sells = { $order ->
    [open] <b>{ button-close-now }</b>: cancels the open order and sells what is held at once, near the market price.
   *[none] <b>{ button-close-now }</b>: sells what is held at once, near the market price.
}

## What a stop did: these follow each other

stop-refused = Nothing was done: { $why }
stop-finishing = <b>It completes this cycle, then stops.</b>
stop-under-way = <b>It is stopping.</b>
stop-closed = <b>Closed.</b>
stop-stopped = <b>Stopped.</b>
did-cancel = Cancelled: { $order }.
did-fill-some = { $fills ->
    [one] Filled meanwhile: { $fills } fill.
   *[other] Filled meanwhile: { $fills } fills.
}
did-fill = Filled meanwhile: { $fill }.
did-fill-and-more = { $more ->
    [one] Filled meanwhile: { $fill } and { $more } more fill.
   *[other] Filled meanwhile: { $fill } and { $more } more fills.
}
left-not-settled = Not settled: { $order }.
left-open = Still open: { $order }.
left-dust = Left: { $held }.
left-held = Still held: { $held }.
left-nothing = No { $coin } is held.
# `exchange` is Binance, `time` 12:03:04 UTC.
checked-ended = { $exchange } confirmed at { $time } that its order is no longer open.
checked-booking = { $exchange } showed its order as ended at { $time }; I am still booking what it filled. Look again with /orders.
checked-open = ⚠️ { $exchange } still showed its order as open at { $time }. I keep checking; if it stays there, cancel it on the exchange's website. /orders shows what is open.
checked-silent = ⚠️ { $exchange } did not answer at { $time }, so it has not confirmed this. Look again with /orders.

## All at once

stop-all-question = { $count ->
    [one] <b>Stop { $count } bot?</b>
   *[other] <b>Stop { $count } bots?</b>
}
way-all-stop = <b>{ button-stop }</b>: cancels the open orders and keeps what is held.
way-all-finish = <b>{ button-finish-cycle }</b>: each bot completes its cycle, then stops; one without a cycle stops at once.
way-all-close = <b>{ button-close-now }</b>: cancels the open orders and closes at once what is held, near the market price.
stop-all-no-words = { $written } chooses nothing here: /stop_all is about all that run.
stop-all-running = { $bot }: { $order }, placed { $age }; holds { $held }.
stop-all-running-no-order = { $bot }: no open order; holds { $held }.
nothing-runs = Nothing is running: no bot is active and no order is open. See /bots.
nothing-runs-but-orders = Nothing is running: no bot is active. See /bots.
stop-orphans = { $count ->
    [one] ⚠️ { $count } order with my tag that no bot owns is open as well:
   *[other] ⚠️ { $count } orders with my tag that no bot owns are open as well:
}
stop-orphans-wait = { $count ->
    [one] I leave it alone. /orders shows it with Cancel.
   *[other] I leave them alone. /orders shows them with Cancel.
}
stop-progress = { $count ->
    [one] Stopping { $count } bot: { $done } done
   *[other] Stopping { $count } bots: { $done } done
}
stop-all-report = { $count ->
    [one] <b>Stop all: { $count } bot</b>
   *[other] <b>Stop all: { $count } bots</b>
}
stop-all-still-open = { $count ->
    [one] { $count } order is still open: I keep checking. Look again with /bots.
   *[other] { $count } orders are still open: I keep checking. Look again with /bots.
}
stop-all-failed = ⚠️ May still be running: { $bots }. Send /stop_all again.
# `why` is a whole sentence.
stop-all-unknown = { $bot }: I do not know whether it has stopped. { $why }
stop-all-unforeseen = Something went wrong on my side; the program's log has the details.

## Deleting

delete-question = <b>Delete this bot?</b>
delete-also = { $trades ->
    [one] Also deleted: { $trades } trade. Its result of { $result } stays in /stats, and its log lines are kept.
   *[other] Also deleted: { $trades } trades. Its result of { $result } stays in /stats, and its log lines are kept.
}
delete-dust = It holds { $held }. You keep that.
delete-held = It holds { $held }. Deleting the bot does not close that: you keep it, and no bot will manage it any more.
delete-final = This cannot be undone.
delete-and-keep = Delete and keep { $held }
deleted = Deleted: { $bot }.

## Starting, and alerts

started = <b>Started.</b>
started-to-finish = <b>Started.</b> As you asked before, it completes this cycle, then stops. { button-keep-looping } takes that back.
up-to-date = Up to date
only-bot = This is your only bot
alerts-are-on = Alerts are on
alerts-are-off = Alerts are off
alerts-are-masked = The alert chat sees percent only
alerts-are-full = The alert chat sees all
