# What is wrong with what was typed. Words to be typed (yes, none, loop, trail, first buy) are English everywhere.

typed-too-long = That number is too long. Example: { $example }
typed-two-ways = { $typed } can be read in two ways. Write { $whole } or { $fraction }
typed-not-a-number = “{ $typed }” is not a number. Example: { $example }
typed-not-a-number-comma = “{ $typed }” is not a number. Example: { $example } or { $comma }
typed-other-unit = This is in { $unit }, but you wrote { $given }. Write only the number, like { $example }
typed-share-no-price = “{ $typed }” is no price. Write +{ $share } or -{ $share } for one, or trail { $share }
typed-sign-no-price = “{ $typed }” is no price. Write it without the sign, or with one a percentage: +1%
typed-not-a-percentage = “{ $typed }” is not a percentage. Example: 0.5%, or none
typed-not-a-leverage = “{ $typed }” is not a leverage. Example: 3x, or 1x for none
typed-not-a-side = “{ $typed }” is not a side. Write BUY or SELL
typed-not-a-mode = “{ $typed }” is not a mode. Write PAPER, TESTNET or LIVE
typed-no-account = There is no account “{ $typed }” that you may use. Choose one of: { $accounts }
typed-no-named-account = On { $mode } no account has a name here. Leave “account { $typed }” out.
typed-account-of-what = The account “{ $typed }” needs its exchange: name it in the line, as in Binance testnet account { $typed }.
typed-not-yes-or-no = “{ $typed }” is neither. Write yes or no
typed-not-a-ticker = “{ $typed }” is not a ticker. Example: BTC/USDT
typed-not-an-exchange = “{ $typed }” is not an exchange I know. Choose one of: { $offered }
typed-no-buy-price = There is no buy price to count from. Write the price itself
typed-no-last-price = There is no last price to count from. Write the price itself
typed-no-price-for-worth = There is no price to count { $coin } with. Write the quantity itself

## In a whole line

typed-and-more = { $left ->
    [one] I do not understand this, and { $left } more thing.
   *[other] I do not understand this, and { $left } more things.
}
typed-half = “{ $typed }” says nothing by itself. Write no loop, no trail, or first buy.
typed-alone = “{ $typed }” says nothing by itself. Write { $typed } { $example }
typed-price-two-ways = “{ $typed }” can be read in two ways. Write { $side } before the price alone.
typed-groups-two-ways = “{ $typed }” can be read in several ways, as { $one } or as { $other }. Write each number without spaces.
typed-not-understood = I do not understand “{ $typed }”.
typed-what-for = I do not know what { $typed } is for.
typed-what-for-trail = I do not know what { $typed } is for. Write trail { $percent } to trail.
typed-side-twice = The side is given twice; I took the first.
typed-twice-ticker = The ticker is given twice; I took the first.
typed-twice-exchange = The exchange is given twice; I took the first.
typed-twice-mode = The mode is given twice; I took the first.
typed-twice-account = The account is given twice; I took the first.
typed-twice-first-order = The first order is given twice; I took the first.
typed-twice-quantity = The quantity is given twice; I took the first.
typed-twice-buy-price = The buy price is given twice; I took the first.
typed-twice-sell-price = The sell price is given twice; I took the first.
typed-twice-trailing = The trailing is given twice; I took the first.
typed-twice-loop = The loop is given twice; I took the first.
typed-twice-leverage = The leverage is given twice; I took the first.
