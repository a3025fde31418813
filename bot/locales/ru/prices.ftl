# Whose prices they are.

prices-made-up = Цены у них тоже вымышленные: это не реальные цены рынка.
prices-file = Цены у них из файла, это реплей: не текущие цены рынка.
# Behind a price.
whose-exchange = ({ $venue })
whose-test-venue = (тестовая площадка { $venue })
whose-made-up = (вымышленная)
whose-file = (реплей из файла)
# What a pair costs: `price` is 60500 USDT (Binance).
price-how = Отправьте команду с парой, а если нужно, и с биржей: <code>/price BTC/USDT</code>, <code>/price BTC/USDT Bybit</code>.
price-now = <b>{ $pair }</b>: { $price } в { $moment }.
price-none = <b>{ $pair }</b> на { $venue }: цены сейчас нет.
