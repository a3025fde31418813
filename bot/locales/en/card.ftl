# The card of one bot.

card-updated = <i>Updated at { $time }</i>
card-held = Held: { $held }
# `funding` says whether a perpetual's result has funding in it.
card-realised = { $funding ->
    [with] Realised: { $amount }, after fees and funding
    [without] Realised: { $amount }, after fees, without funding
   *[none] Realised: { $amount }, after fees
}
card-unrealised = Unrealised: { $amount }, before fees
card-unrealised-no-price = Unrealised: no price yet
card-unrealised-none = Unrealised: { $amount }
# `unrealised` is "none" while nothing is held.
card-settled = { $unrealised ->
    [none] In { $coin }: realised { $realised }, at { $exchange }’s { $rate } for 1 { $quote }
   *[other] In { $coin }: realised { $realised }, unrealised { $unrealised }, at { $exchange }’s { $rate } for 1 { $quote }
}
card-fees = Fees: { $fees }
card-fee-unvalued = { $fee } of unknown value
card-funding = Funding: { $amount }
card-counts = Cycles: { $cycles } · trades: { $trades }
card-last-fill = Last fill: { $fill }, { $when }
card-no-fill = Last fill: none yet
card-cycle-fills = This cycle: { $fills }
card-alerts-on = Alerts to the alert chat: on, in full
card-alerts-masked = Alerts to the alert chat: on, in percent only
card-alerts-off = Alerts to the alert chat: off

# What stands in the place of the card of a bot that is gone.
card-deleted = <b>{ $bot }</b> was deleted.
card-not-shared = <b>{ $bot }</b> is not shared with you any more.

# The plan: these stand in a row.
plan-first = First { $side }
plan-trailing = trailing { $trailing }
plan-no-trailing = trailing none
plan-loop-on = loop on
plan-loop-off = loop off
plan-leverage = leverage { $leverage }
