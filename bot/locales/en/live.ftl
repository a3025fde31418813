# The question before money is put to work.

live-start = <b>Start this bot with real money?</b>
live-change = <b>Change #{ $number }, which trades with real money?</b>
live-let-trade = <b>Let #{ $number } trade with real money?</b>
live-order-worth = One order is worth <b>{ $value }</b>.
live-worst-falls = Worst case: the price falls by about { $percent }, the position is liquidated, and its margin of up to { $margin } is lost. There is no stop loss.
live-worst-rises = Worst case: the price rises by about { $percent }, the position is liquidated, and its margin of up to { $margin } is lost. There is no stop loss.
live-worst-buy = Worst case: { $coin } falls to zero and all { $value } is lost. There is no stop loss.
live-worst-sell = Worst case: { $amount } is sold for { $value }, the price rises, and you cannot buy it back for that. There is no stop loss.
live-limits = Your limits: one order: { $order }; exposure of all bots on the account: { $exposure }; loss per UTC day, then no new entries: { $loss }.
live-limits-missing = The limits for { $coin } are not complete, so the bot will pause at once: see docs/operating.md.
live-no-more = This can no longer be traded. Tap { button-back } and check the review.
