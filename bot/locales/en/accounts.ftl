# The real accounts of /accounts.

accounts-none =
    <b>Accounts</b>
    There are no exchange keys, so every bot trades on PAPER and no money moves.
    To trade on an exchange, put its keys into <code>.env</code> (BINANCE_API_KEY and BINANCE_SECRET_KEY, for example) and restart me. Start with a test venue: docs/operating.md explains how.
accounts-none-given =
    <b>Accounts</b>
    No exchange account was given to you, so your bots trade on PAPER and no money moves. An owner of this bot can give you one.
accounts-title = <b>Accounts</b>
accounts-delay = Longest delay inside this program in the last hour: { $delay } ms.
accounts-silent = ⚠️ It is not responding: { $reason }. Try again in a minute.
accounts-balance = Balance: { $balances }
accounts-balance-and-more = { $more ->
    [one] Balance: { $balances } and { $more } other coin
   *[other] Balance: { $balances } and { $more } other coins
}
accounts-balance-none = Balance: nothing
# `rights` are those below, with commas between.
accounts-rights = Key permissions: { $rights }
accounts-rights-unknown = Key permissions: the exchange does not say
right-read = read
right-trade = trade
right-withdraw = withdraw
right-no-trading = no trading
right-no-withdrawals = no withdrawals
accounts-clock = Clock: OK, { $off } ms off
accounts-clock-ahead = Clock: ⚠️ { $seconds } s ahead of the exchange's. Sync this machine's clock with NTP.
accounts-clock-behind = Clock: ⚠️ { $seconds } s behind the exchange's. Sync this machine's clock with NTP.
accounts-foreign = Open orders not placed by me: { $orders }. I never touch those.
accounts-may-withdraw = ⚠️ The key may <b>withdraw</b>. Remove that permission on the exchange: trading does not need it.
accounts-only-closing = ⚠️ Only closing orders are sent there: { $reason }.
accounts-no-entries = ⚠️ No new entries are sent there: { $reason }.
accounts-missed = Fills that its stream missed and my checks found: { $fills }.
accounts-stream-silent = ⚠️ Its order stream is silent since { $since }, though orders fill. I keep reopening it, and check the orders every few seconds.
accounts-problem = ⚠️ { $reason }.
accounts-check-failed = ⚠️ The last check failed: { $reason }.

# Wallets on paper, below the real accounts.

wallets-none = On PAPER each exchange has a wallet of its own. It is shown here once you have a bot there.
wallets-add = To add any amount to a PAPER wallet: <code>{ $example }</code>
wallet-coin-available = { $total }, of which { $available } available
wallet-more-coins = { $more ->
    [one] and { $more } other coin
   *[other] and { $more } other coins
}
wallet-top-up = { $mode } · What shall I add to your wallet at { $exchange }? For any other amount: <code>{ $example }</code>
wallet-top-up-question = { $mode } · Add { $amount } to your wallet at { $exchange }?
wallet-reset-question =
    { $mode } · Reset your wallet at { $exchange }?
    It will have what it began with, and the coins that your bots hold now. Past results and top-ups no longer count in it. Bots and statistics stay as they are.
wallet-topped-up = Added.
wallet-was-reset = The wallet was reset.
wallet-typed = I can top up a PAPER wallet (<code>{ $example }</code>) or reset it (<code>/accounts reset Binance</code>).
button-top-up = Top up { $exchange }
button-reset-wallet = Reset { $exchange }
button-add-it = Add it
button-reset-it = Reset it
