# Why a bot stands, an order was refused or an account sends nothing: clauses that follow a colon, without a
# full stop.

reason-none = no reason given

reason-paused = paused
reason-edit-not-made = the change was not applied: a fill came first
reason-late-fill = a fill came after its order had ended
reason-never-arrived = the order never reached the exchange
reason-canceled-there = the order was cancelled on the exchange
reason-no-offers = there is no price in the order book to close at
reason-live-is-off = LIVE trading is switched off (LIVE_TRADING)
reason-live-was-off = LIVE trading was switched off (LIVE_TRADING)
reason-restored = restored from a backup: check the exchange first
reason-not-heard-yet = the account is still being read for the first time
reason-time-unknown = the exchange has not told me its time yet, and without it I can send no order
reason-too-early = it is too early to tell
reason-unexpected = something went wrong on my side; the program's log has the details
reason-self-trade = it would have traded against another order of this account
reason-made-smaller = the exchange reduced its quantity
reason-nothing-offered = nothing was available at its price
reason-price-limit = its price is outside the exchange's limits
reason-pair-closed = the pair is not trading now
reason-margin-needed = its margin was needed to keep the position
reason-being-deleveraged = the position is being auto-deleveraged (ADL)
reason-nothing-to-reduce = there was no position left to reduce
reason-canceled-by-exchange = the exchange cancelled it
reason-name-taken = the exchange already has an order with that id
reason-namesake-hidden = an order with that id exists, but the exchange does not show it
reason-order-hidden = the exchange shows a trade of the order, but not the order
reason-stream-broke = the data stream was interrupted
reason-stream-ended = the exchange closed the data stream
reason-stream-key-lost = the key of the private data stream is no longer valid
reason-not-subscribed = the bot is not subscribed to its market
reason-refusal-on-its-way = the order was refused; the details are on their way

## An order

reason-order-unknown-there = the exchange no longer knows order { $order }; check it on the exchange's website
reason-order-contradicts = the exchange's reports about order { $order } contradict each other; check it on the exchange's website
reason-order-accepted-as-is = order { $order } was accepted as it is
reason-order-reappeared = order { $order }, thought never to have arrived, has appeared on the exchange
reason-order-from-before-restore = order { $order }, from before the backup was restored, is still open
reason-order-replaced = order { $order } has ended, and another order on the exchange has its id now; see /orders
reason-order-fills-missing = the exchange reports more of order { $order } as filled than its trades add up to

reason-order-refused = the exchange refused the order: { $why }
reason-closing-order-refused = the exchange refused the closing order: { $why }
reason-exit-refused = { $refused }. If it shows no position that this bot could close, tap { button-stop }, then delete the bot
reason-order-ended = the exchange ended the order: { $why }
reason-orders-did-not-arrive = { $count ->
    [one] { $count } order did not reach the exchange
   *[other] { $count } orders in a row did not reach the exchange
}
reason-orders-did-not-arrive-why = { $count ->
    [one] { $count } order did not reach the exchange: { $why }
   *[other] { $count } orders in a row did not reach the exchange: { $why }
}
reason-order-out-of-sight = { $exchange } no longer knows { $symbol }, nor order { $order }; check it on the exchange's website
reason-several-orders = { $count ->
    [one] an order on the exchange could be { $order } or somebody else's: { $listed }
   *[other] several orders on the exchange could be { $order }: { $listed }
}
reason-traded-elsewhere-buy = an earlier order on { $symbol } ({ $mode }, { $account }) has bought { $amount } after the bot was changed; it is booked there, and the bot does not work with it
reason-traded-elsewhere-sell = an earlier order on { $symbol } ({ $mode }, { $account }) has sold { $amount } after the bot was changed; it is booked there, and the bot does not work with it
reason-could-not-close = could not close: { $why }

## A market

reason-symbol-unknown = { $exchange } has no { $symbol }
reason-symbol-halted = trading in { $symbol } is halted on { $exchange }
reason-stands-halted = trading in { $symbol } is halted on { $exchange }; tap { button-replace } once it resumes, or { button-stop }
reason-symbol-delisted = { $exchange } no longer lists { $symbol }; tap { button-stop }, or { button-edit } to go on with another pair, or { button-replace } if it comes back
reason-cross-margin = { $symbol } is on cross margin on { $exchange }; switch it to isolated margin there

reason-too-small = { $quantity } is less than the exchange accepts
reason-too-small-now = { $quantity } is too small now
reason-below-minimum = { $quantity } is below the minimum of { $smallest }
reason-value-too-small = the order value is below the minimum of { $smallest }
reason-off-step-buy = the buy price { $price } does not fit the new price step
reason-off-step-sell = the sell price { $price } does not fit the new price step
reason-no-price = there is no price for { $symbol } yet
reason-book-crossed = the best bid of { $bid } is above the best ask of { $ask }
reason-far-off-buy = the best bid of { $price } is far from the last price of { $last }
reason-far-off-sell = the best ask of { $price } is far from the last price of { $last }
reason-unreadable-rules = { $said ->
    [missing] { $exchange } lists { $symbol } with rules that I cannot read: { $field } is missing
   *[other] { $exchange } lists { $symbol } with rules that I cannot read: { $field } is { $said }
}
reason-rules-changed = { $exchange } has new rules for { $symbol } ({ $changes }): { $problem }; tap { button-edit }, then { button-replace }
# These stand in a list.
rule-changed-price-step = price step { $was } -> { $now }
rule-changed-quantity-step = quantity step { $was } -> { $now }
rule-changed-smallest-quantity = minimum quantity { $was } -> { $now }
rule-changed-smallest-value = minimum order value { $was } -> { $now }

## An account

reason-key-may-withdraw = the API key of { $account } may withdraw; use one that may only trade, or set ALLOW_WITHDRAWAL_KEYS=true
reason-key-may-not-trade = the API key of { $account } may not trade; allow it on the exchange
reason-keys-missing = there are no API keys for { $account } in the settings
reason-hedge-mode = { $venue } is in hedge mode; switch it to one-way mode there
reason-wallet-unseen = the balance on { $venue } is not known yet; try again in a minute
reason-above-max-order-value = the order is worth { $value }, above MAX_ORDER_VALUE of { $most }
reason-above-max-exposure = the exposure would be { $value }, above MAX_EXPOSURE of { $most }
reason-above-max-daily-loss = today's loss is { $value } and MAX_DAILY_LOSS is { $most }; new entries are possible from 00:00 UTC
reason-insufficient-funds = the order needs { $needed }, but { $available } is available: { $short } short
reason-limit-missing = LIVE needs { $limit } to be set for { $coin }
reason-position-occupied = bot { $bot } already has this account's { $symbol } position
reason-clock-ahead = this machine's clock is { $seconds } s ahead of { $exchange }'s; sync it with NTP
reason-clock-behind = this machine's clock is { $seconds } s behind { $exchange }'s; sync it with NTP
reason-other-leverage = the leverage of { $symbol } is { $there } on { $exchange } and { $here } here; change it there, or here with { button-edit }
reason-not-set-position-mode = { $why ->
    [none] { $exchange }: hedge mode is on for { $symbol }; change it there
   *[other] { $exchange }: hedge mode is on for { $symbol }, and I could not change it ({ $why }); change it there
}
reason-not-set-margin-mode = { $why ->
    [none] { $exchange }: { $symbol } is on cross margin; change it there
   *[other] { $exchange }: { $symbol } is on cross margin, and I could not change it ({ $why }); change it there
}
reason-not-set-leverage = { $why ->
    [none] { $exchange }: the leverage of { $symbol } is not { $leverage }; change it there
   *[other] { $exchange }: the leverage of { $symbol } is not { $leverage }, and I could not change it ({ $why }); change it there
}
reason-position-differs = { $exchange } shows a { $symbol } position of { $position }, but the bot's own fills add up to { $held }
reason-position-closed-by-hand = the { $symbol } position is { $position } instead of { $held }: it was closed by hand. Tap { button-stop }, then delete the bot if that was intended
reason-forced-liquidation = liquidation: the exchange closed { $quantity } of the position at { $price }
reason-forced-auto-deleveraging = auto-deleveraging: the exchange closed { $quantity } of the position at { $price }
reason-forced-settlement = settlement: the exchange closed { $quantity } of the position at { $price }
reason-too-many-refusals = { $count ->
    [one] { $account } refused { $count } order within { $minutes } min, the last at { $last } ({ $why }); new entries wait until { $until }
   *[other] { $account } refused { $count } orders within { $minutes } min, the last at { $last } ({ $why }); new entries wait until { $until }
}

## A file of prices

feed-unreadable = it cannot be read ({ $found })
feed-not-text = it is not text in UTF-8
feed-compressed = it is compressed; unpack it first
feed-no-rows = there are no rows below the header
feed-row-gone = the file ends before price no. { $found }, where the bot stands; it may have been changed
feed-header = the header must be { $trades } (trades) or { $candles } (candles), it is { $found }
feed-header-again = the header stands here again; files may have been put together
feed-columns = it has { $found } as the header has; it may be cut off
feed-empty-cell = a cell is empty ({ $found })
feed-no-timestamp = the timestamp must be whole milliseconds since 1970, it is “{ $found }”
feed-not-milliseconds = the timestamp must be in milliseconds, like 1570752011620; it is { $found }
feed-time-order = it is earlier than the row before; sort the file by time
feed-not-a-number = the price must be a number such as 0.00141342, it is “{ $found }”
feed-not-above-zero = the price must be above zero, it is { $found }
feed-out-of-range = the price is out of range: { $found }
feed-candle-again = it is a second candle of the same time
feed-candle = open and close do not lie between low and high ({ $found })
reason-feed-row = { $file }, row { $row }: { $problem }
reason-other-file-of-trades = { $file } is another file than the one that the bot replays, whose first trade is { $price } at { $moment }. Put the first one back, or make another bot for this one
reason-other-file-of-candles = { $file } is another file than the one that the bot replays, whose first candle is { $price } at { $moment }. Put the first one back, or make another bot for this one
reason-other-pair = { $file } has prices of { $symbol }, as REPLAY_SYMBOL says, and not of { $wanted }: set REPLAY_SYMBOL={ $wanted }, or MARKET_DATA to a file of that pair
reason-other-pair-made-up = the made-up market has no { $wanted }: set REPLAY_SYMBOL={ $wanted }

## A call to an exchange

reason-unreadable-answer = its answer could not be read
reason-asked-and-told = it was asked about order { $asked } and answered about { $told }
reason-asked-and-told-another = it was asked about order { $asked } and answered about another one
reason-rate-limited = the exchange's rate limit requires a wait of { $seconds } s
reason-timed-out = no answer within { $seconds } s
