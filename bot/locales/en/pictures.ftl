# Pictures: what stands in them and below them. Prices and results come with their digits and coins.

picture-results = Results
picture-compared = Bots compared
# `first` and `last` are 2026-11-28 13:00.
picture-span = { $first } to { $last }, { $zone }
picture-of = { $span } · { $fills }
picture-fills = { $fills ->
    [one] { $fills } fill
   *[other] { $fills } fills
}
picture-fills-more = the newest { $fills } fills
picture-realised = Realised: { $result }, after fees
picture-buy = BUY at { $price }
picture-sell = SELL at { $price }
picture-last = Price { $price }
picture-trailing = Trailing turns at { $price }
picture-bought = Bought
picture-sold = Sold
picture-no-prices = No prices are known of this time.
picture-won = { $percent } won
picture-fees = fees { $fees }
# `hour` is 14:00, an hour of the day.
picture-best-hour = best hour { $hour } { $result }
picture-worst-hour = worst hour { $hour } { $result }
picture-not-drawn = The picture could not be drawn, so here are the figures. Tap again in a minute.
