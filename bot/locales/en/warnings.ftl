# What the review warns of.

caution-fees-eat-spread = The spread does not cover the fees: each cycle loses money.
caution-fees-leave = The spread does not cover the fees: each cycle brings { $net }.
caution-fees-take = The spread does not cover the fees: each cycle loses { $net }.
caution-first-buy-fills = The price is at or below your buy price now: the first BUY fills at once.
caution-first-sell-fills = The price is at or above your sell price now: the first SELL fills at once.
caution-buy-fills = The price is at or below your buy price now: the BUY fills at once.
caution-sell-fills = The price is at or above your sell price now: the SELL fills at once.
caution-needs-base = The first SELL needs { $coin } in your wallet.
caution-paper-short = Your PAPER wallet at { $exchange } has { $available } left, and the first order needs { $needed }: the bot would pause. /accounts adds to the wallet.
caution-may-be-liquidated = At { $leverage }x, a move of about { $percent } against the position liquidates it, and its margin is lost.
caution-buy-price-above = Your buy price is far from the last price: { $percent } above it.
caution-buy-price-below = Your buy price is far from the last price: { $percent } below it.
caution-buy-price-times = { $times ->
    [one] Your buy price is far from the last price: { $times } time as high.
   *[other] Your buy price is far from the last price: { $times } times as high.
}
caution-sell-price-above = Your sell price is far from the last price: { $percent } above it.
caution-sell-price-below = Your sell price is far from the last price: { $percent } below it.
caution-sell-price-times = { $times ->
    [one] Your sell price is far from the last price: { $times } time as high.
   *[other] Your sell price is far from the last price: { $times } times as high.
}
caution-wide-trail = Trailing is wide: an order is sent only once the price has turned back by { $percent }.
caution-above-order-value = One order is worth { $value }, above your limit of { $most } (MAX_ORDER_VALUE): the bot would pause and send nothing.
