# The lines of the log. `where` is PAPER, Binance. In a replay `moment` is when it was; else it is "now".

journal-created = Created ({ $where }): { $plan }
journal-side-first = { $side } first
journal-buy-at = buy at { $price }
journal-sell-at = sell at { $price }
journal-changed = Changed ({ $where }): { $changes }
journal-new-rules = New rules of the exchange ({ $where }): { $changes }
journal-begun-started = Started ({ $where })
journal-begun-resumed = Resumed ({ $where })
journal-begun-closing = Closing what is held ({ $where })

# What has changed of a plan: these stand in a list.
change-ticker = ticker { $was } -> { $now }
change-exchange = exchange { $was } -> { $now }
change-mode = mode { $was } -> { $now }
change-first-order = first order { $was } -> { $now }
change-quantity = quantity { $was } -> { $now }
change-buy-price = buy price { $was } -> { $now }
change-sell-price = sell price { $was } -> { $now }
change-trailing-percent = trailing percent { $was } -> { $now }
change-infinite-loop = loop { $was } -> { $now }
change-leverage = leverage { $was } -> { $now }
change-account = account { $was } -> { $now }
value-none = none
value-on = on
value-off = off

## Orders

journal-order = { $side } { $quantity } at { $price }
journal-order-immediate = { $order }, immediate or cancel
journal-order-news-placed = Order: { $order } ({ $where })
journal-order-news-adopted = Order adopted: { $order } ({ $where })
journal-order-news-canceled = { $filled ->
    [none] Order cancelled ({ $where }): { $order }; none of it filled
   *[other] Order cancelled ({ $where }): { $order }; { $filled } of it filled
}
journal-order-news-expired = { $filled ->
    [none] Order ended by the exchange ({ $where }): { $order }; none of it filled
   *[other] Order ended by the exchange ({ $where }): { $order }; { $filled } of it filled
}
journal-order-news-rejected = Order refused ({ $where }): { $order }; { $reason }
journal-order-news-never-sent = Order not sent ({ $where }): { $order }; { $reason }
journal-order-news-unknown = No answer about an order; I keep asking ({ $where }): { $order }; { $reason }
journal-order-news-absent = Order never reached the exchange ({ $where }): { $order }
journal-order-news-quarantined = Order in doubt; check it on the exchange ({ $where }): { $order }
journal-order-news-accepted-as-it-is = Order accepted as it is ({ $where }): { $order }; { $filled } of it booked
journal-order-changed = Its order was changed on the exchange ({ $where }): { $before } -> { $now }

## What was traded, and what it cost

journal-fill = { $moment ->
    [now] { $fill } ({ $where }), fee { $fee }
   *[other] { $fill } ({ $where }), fee { $fee }; replayed from { $moment }
}
journal-fill-late = { $moment ->
    [now] { $fill } ({ $where }), fee { $fee }, after its order had ended
   *[other] { $fill } ({ $where }), fee { $fee }, after its order had ended; replayed from { $moment }
}
# `result` is one of the clauses below.
journal-cycle = { $moment ->
    [now] Cycle { $cycle } closed ({ $where }): { $result }; { $total } in total
   *[other] Cycle { $cycle } closed ({ $where }): { $result }; { $total } in total; replayed from { $moment }
}
journal-costs-fees = { $result } after { $fees } in fees
journal-costs-fees-received = { $result } after { $fees } in fees and { $funding } of funding received
journal-costs-fees-paid = { $result } after { $fees } in fees and { $funding } of funding paid
journal-costs-fees-unvalued = { $result } after { $fees } in fees, and { $unvalued } in fees, of unknown value, not in the result yet
journal-costs-fees-received-unvalued = { $result } after { $fees } in fees and { $funding } of funding received, and { $unvalued } in fees, of unknown value, not in the result yet
journal-costs-fees-paid-unvalued = { $result } after { $fees } in fees and { $funding } of funding paid, and { $unvalued } in fees, of unknown value, not in the result yet
journal-costs-received-unvalued = { $result } after { $funding } of funding received, and { $unvalued } in fees, of unknown value, not in the result yet
journal-costs-paid-unvalued = { $result } after { $funding } of funding paid, and { $unvalued } in fees, of unknown value, not in the result yet
journal-costs-unvalued = { $result }, { $unvalued } in fees, of unknown value, not in the result yet
journal-funding = Funding ({ $where }): { $amount }
journal-fee-valued = { $fee } in fees ({ $where }) are worth { $value }
journal-fee-corrected = Fill { $fill } cost { $fee } ({ $where }), not { $was } as told at first
# `line` is one of those three.
journal-of-closed-cycle = { $line }; its cycle was closed before: { $total } in total
journal-of-deleted = { $line }; its bot is deleted: { $total } in total

## How a bot has come to stand

journal-stopped-stop = Stopped ({ $where })
journal-stopped-finish = Finished and stopped ({ $where })
journal-stopped-close = Closed and stopped ({ $where })
journal-stopped-loop-off = Completed its one cycle and stopped ({ $where })
journal-stopped-settled = Stopped: its position was settled by the exchange (delisting) ({ $where })
journal-still-held = { $line }; still held: { $held }
journal-paused = Paused ({ $where }): { $reason }
journal-order-stays = { $line }; its order stays open: { $order }
journal-failed = Error ({ $where }): { $reason }
journal-prices-again = Live prices again ({ $where }); none since { $since }
journal-no-prices = No live prices, though there are trades ({ $where }); none since { $since }
journal-replay-over = { $since ->
    [unknown] The replay is over ({ $where }): { $fills }, { $cycles }, { $result } after { $fees } fees
   *[other] The replay is over ({ $where }); { $since } to { $until }: { $fills }, { $cycles }, { $result } after { $fees } fees
}
journal-prices-stop = { $since ->
    [unknown] The prices stop: { $reason } ({ $where }): { $fills }, { $cycles }, { $result } after { $fees } fees
   *[other] The prices stop: { $reason } ({ $where }); { $since } to { $until }: { $fills }, { $cycles }, { $result } after { $fees } fees
}

## What people did

journal-deleted = { $trades ->
    [one] Deleted { $bot } ({ $where }): { $trades } trade, result { $result }
   *[other] Deleted { $bot } ({ $where }): { $trades } trades, result { $result }
}
journal-owner-start = Started by its owner.
journal-owner-edit = Edited by its owner.
journal-owner-stop = Stop requested by its owner.
journal-owner-finish = Finish requested by its owner.
journal-owner-close = Close requested by its owner.
journal-owner-name = Name changed by its owner.
journal-owner-alerts-on = Notices go to the alert chat, too.
journal-owner-alerts-off = Notices no longer go to the alert chat.
journal-owner-alerts-masked = The alert chat is shown percent only.
journal-owner-alerts-full = The alert chat is shown all.
journal-orphan-cancelled = Order { $order } on { $account } cancelled by hand.
journal-orphan-adopted = Order { $order } adopted by its owner: { $side } { $quantity } at { $price }.
journal-accepted-as-is = { $reported ->
    [unknown] Order { $order } accepted as it is by its owner: { $booked } booked, unknown to the exchange.
   *[other] Order { $order } accepted as it is by its owner: { $booked } booked, { $reported } reported.
}
journal-order-chosen = Order { $order } is { $there } on the exchange, according to its owner.
journal-logs-cleared = { $lines ->
    [one] { $lines } log line cleared by their owner.
   *[other] { $lines } log lines cleared by their owner.
}
journal-wallet-topped-up = PAPER wallet at { $exchange }: { $amount } added
journal-wallet-reset = PAPER wallet at { $exchange } reset
journal-people-invited = Invitation made, as { $detail }
journal-people-joined = { $name } ({ $id }) has joined as { $detail }
journal-people-role = { $name } ({ $id }) is now { $detail }
journal-people-removed = { $name } ({ $id }) taken off the list
journal-people-account-given = { $name } ({ $id }) may use { $detail }
journal-people-account-taken = { $name } ({ $id }) may not use { $detail } any more
journal-people-shared = { $name } ({ $id }) may read { $detail }
journal-people-unshared = { $name } ({ $id }) may not read { $detail } any more
journal-people-code-accepted = { $name } ({ $id }) has given a one-time code for LIVE
journal-restored = Started from an older backup: new orders get a new series of ids
journal-restored-waiting = Started from an older backup: new orders get a new series of ids; waiting until you have checked the exchange: { $bots }

## What Telegram did not take. `reason` is what it says, "removed" where we are not in the chat any more.

journal-waits = Telegram does not take messages to you, so they wait: { $reason }
journal-waits-alerts = { $reason ->
    [removed] I was removed from the alert chat; its messages wait
   *[other] Telegram does not take messages to the alert chat, so they wait: { $reason }
}
journal-given-up = { $bot ->
    [none] A notice to you (“{ $kind }”) was given up, because Telegram refuses it: { $reason }
   *[other] A notice to you about { $bot } (“{ $kind }”) was given up, because Telegram refuses it: { $reason }
}
journal-given-up-alerts = { $bot ->
    [none] A notice to the alert chat (“{ $kind }”) was given up, because Telegram refuses it: { $reason }
   *[other] A notice to the alert chat about { $bot } (“{ $kind }”) was given up, because Telegram refuses it: { $reason }
}
