# What a bot does, and what it waits for. `moment` is "unknown" or "paper" where there is none.

status-paused = <b>Paused</b>
status-active = <b>Active</b>
status-finishing = <b>Active</b>, stops after this cycle
status-stopped = <b>Stopped</b>
status-error = <b>Error</b>

card-reason = Reason: { $reason }.
tap-retry = Tap { button-retry }, { button-edit } or { button-stop }.
edit-pending = Your change will be applied once the current order has ended.
replay-ended = { $moment ->
    [unknown] The replay has ended: there will be no more prices.
   *[other] The replay has ended at { $moment }: there will be no more prices.
}
prices-stop = { $moment ->
    [unknown] ⚠️ The prices stop: { $reason }. Correct that and restart me; the bot goes on where it stands.
   *[other] ⚠️ The prices stop at { $moment }: { $reason }. Correct that and restart me; the bot goes on where it stands.
}

## Its account

account-only-closing = ⚠️ Only closing orders are sent: { $reason }.
account-trouble = { $since ->
    [unknown] ⚠️ Problem with { $account }: { $reason }.
   *[other] ⚠️ Problem with { $account } since { $since }: { $reason }.
}
account-tries-again = { $moment ->
    [unknown] I will try again by myself.
   *[other] I will try again by myself at { $moment }.
}
account-first-look = ⏳ { $account } is being read for the first time, as fast as its rate limits allow: { $read } of { $pairs } pairs so far. Orders are sent after that.
account-no-prices = ⚠️ No live prices since { $since }: the price stream of { $account } is silent, though there are trades. I keep reopening it, and ask for the last trades every few seconds.
account-no-orders = ⚠️ No news of orders since { $since }: the order stream of { $account } is silent, though orders fill. I keep reopening it, and check the orders every few seconds.
account-no-entries = ⚠️ No new entries are sent: { $reason }. See /accounts.

## While it stands

idle-begins = { button-start } begins with a { $side } @ { $price }.
idle-continues = { button-start } continues with the { $side } @ { $price }.
idle-unsettled = Its last order is not settled yet. Check again in a moment.
paused-order-open = { $moment ->
    [paper] Its order stays open: { $order }.
   *[other] Its order stays open: { $order }, as of { $moment }.
}
paused-tap-resume = Its fills are booked; nothing else is sent until you tap { button-resume } or { button-stop }.
paused-tap-replace = No order is placed until you tap { button-replace } or { button-stop }.
settling-run = Its order is being cancelled; then it continues.
settling-edit = Its order is being cancelled; then it continues with the change.
settling-stop = Its order is being cancelled; then it stops.
settling-close = Its order is being cancelled; then it closes.
settling-pause = Its order is being cancelled; then it pauses.
closing-waits = It is getting a price to close at.

# `look` is the label of the button.
look-unconfirmed = Its order { $order } is not confirmed. It could be one of these orders on the exchange:
look-which = Check them on the exchange's website, then tap “{ $look }”.
look-which-or-stop = Check them on the exchange's website, then tap “{ $look }” or { button-stop }.
look-unsettled = { $reported ->
    [none] Its order { $order } is not settled: { $booked } booked.
   *[other] Its order { $order } is not settled: { $booked } booked, but the exchange reported { $reported }.
}
look-check = Check it on the exchange's website, then tap “{ $look }”.
look-check-or-stop = Check it on the exchange's website, then tap “{ $look }” or { button-stop }.

## While it works

watching-buy = Waiting for the price to fall to { $price }.
watching-sell = Waiting for the price to rise to { $price }.
# Where the last price is there already.
touching-buy = Waiting for the next trade at { $price } or below: trailing begins with it.
touching-sell = Waiting for the next trade at { $price } or above: trailing begins with it.
trailing-buy = Lowest price so far { $extreme }: the BUY (limit { $limit }) is sent when the price rises from there by { $percent }, to { $trigger }.
trailing-sell = Highest price so far { $extreme }: the SELL (limit { $limit }) is sent when the price falls from there by { $percent }, to { $trigger }.
order-on-its-way = { $order } is on its way to the exchange.
order-unconfirmed = { $order } was sent at { $moment }; the exchange has not confirmed it yet. I keep asking. Nothing is sent twice.
order-in-doubt = { $order } is in doubt. Check it on the exchange's website.
order-waited-for = { $moment ->
    [paper] Waiting for its order: { $order }.
   *[other] Waiting for its order: { $order }, as of { $moment }.
}
order-was-changed = It was changed on the exchange; it was sent as { $sent }.

no-price-yet = There is no price yet.
# `away` is how far: 500 USDT (0.83%).
price-there = { $moment ->
    [unknown] Price { $price }: right there.
   *[other] Price { $price } at { $moment }: right there.
}
price-above = { $moment ->
    [unknown] Price { $price }: { $away } above it.
   *[other] Price { $price } at { $moment }: { $away } above it.
}
price-below = { $moment ->
    [unknown] Price { $price }: { $away } below it.
   *[other] Price { $price } at { $moment }: { $away } below it.
}
