# What a bot does after a start: clauses that follow its name.

resumed-bot = { $bot }: { $doing }
resumed-bot-with-fills = { $fills ->
    [one] { $line }; { $fills } fill meanwhile, the last at { $last }
   *[other] { $line }; { $fills } fills meanwhile, the last at { $last }
}
# `filled` is "no" while nothing of the order is.
resumed-paused-with-order = { $filled ->
    [no] { $why }; { $order } stays open
   *[other] { $why }; { $order }, { $filled } of it filled, stays open
}
resumed-finished = it has stopped
resumed-unsettled = its last order is not settled yet
resumed-watching = waits
resumed-watching-for = waits for the price of its { $side } @ { $price }
resumed-unconfirmed = its order is not confirmed yet
resumed-with-unconfirmed = { $filled ->
    [no] { $order } is not confirmed yet
   *[other] { $order }, { $filled } of it filled, is not confirmed yet
}
resumed-order-open = its order is open
resumed-with-order-open = { $filled ->
    [no] { $order } is open
   *[other] { $order }, { $filled } of it filled, is open
}
resumed-canceling = its order is being cancelled
resumed-closing = is getting a price to close at

## The report

notice-resumed = 🔄 <b>I restarted</b> at { $moment }.
resumed-running = Running:
resumed-waiting = Waiting for you, see /bots:
resumed-stopped = Stopped:
resumed-fills = { $fills ->
    [one] { $fills } fill meanwhile: see /notices.
   *[other] { $fills } fills meanwhile: see /notices.
}
resumed-silent = ⚠️ No answer yet from { $accounts }: for bots there, this is what I knew before. I keep asking.
notice-restored =
    ⚠️ <b>I was started from an older backup</b> at { $moment }.
    Anything that happened after that backup is missing from my records.
restored-waiting = Waiting for you: { $bots }. Check the orders and balances on the exchange first. /orders shows open orders that no bot owns: a stopped or paused bot can adopt one. Then decide with the buttons on the cards in /bots.
