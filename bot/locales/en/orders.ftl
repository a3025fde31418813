# What is open at the exchanges.

orders-head = { $count ->
    [one] <b>Open orders</b> · { $count } order of your bots
   *[other] <b>Open orders</b> · { $count } orders of your bots
}
orders-none = No orders are open. /bots shows what each bot is waiting for.
orders-orphans = { $count ->
    [one] ⚠️ <b>{ $count } order with my tag that no bot owns</b>
   *[other] ⚠️ <b>{ $count } orders with my tag that no bot owns</b>
}
orders-orphans-wait = They may come from an earlier database. I leave them alone until you tap Adopt or Cancel.
orders-foreign = { $count ->
    [one] Not placed by me, on the same pairs: { $count } order. I never touch those.
   *[other] Not placed by me, on the same pairs: { $count } orders. I never touch those.
}

## Of one order: these stand in a row. `seen` is "paper" where no exchange has shown it

order-since = since { $moment }
order-away = { $seen ->
    [paper] price { $price }, { $away } away
   *[other] price { $price }, { $away } away, as of { $seen }
}
order-no-price = { $seen ->
    [paper] no price now
   *[other] no price now, as of { $seen }
}
order-fate-intent = on its way
order-fate-unknown = ❓ not confirmed by the exchange; I keep asking
order-fate-quarantined = ❓ in doubt, check it on the exchange
order-fate-short = ❓ it has ended, but some of its fills are missing here
order-cancelled = The order is cancelled. /orders shows what is open.
