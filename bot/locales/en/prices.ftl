# Whose prices they are.

prices-made-up = Their prices are made up too: they are not real market prices.
prices-file = Their prices are replayed from a file: they are not current market prices.
# Behind a price.
whose-exchange = ({ $venue })
whose-test-venue = (test venue of { $venue })
whose-made-up = (made up)
whose-file = (replayed from a file)
# What a pair costs: `price` is 60500 USDT (Binance).
price-how = Send the pair behind the command, and the exchange if you like: <code>/price BTC/USDT</code>, <code>/price BTC/USDT Bybit</code>.
price-now = <b>{ $pair }</b>: { $price } at { $moment }.
price-none = <b>{ $pair }</b> at { $venue }: there is no price now.
