# Orders with our tag that no bot owns. `bot` is #3, and `order` BUY @ 60000 or a whole line.

orphan-gone = That order is no longer open. Nothing was done.
orphan-adopted = <b>Adopted.</b> The fills of this order are booked to this bot.
orphan-no-bot = You have no bot for { $symbol } there that could adopt it.
# `reasons` are those below, with semicolons between.
orphan-unfit = None of your bots can adopt it: { $reasons }.
unfit-running = { $bot } is running, stop it first
unfit-unsettled = the last order of { $bot } is not settled
unfit-other-side = { $bot } waits for a { $side }
unfit-more-than-held = { $bot } holds only { $held }
unfit-live-off = LIVE trading is switched off
unfit-id = its id is not one { $bot } can use
unfit-other = { $bot }: { $why }
orphan-cancel = Cancel { $order }
orphan-adopt = Adopt for { $bot }: { $order }
orphan-adopt-yes = Adopt for { $bot }
orphan-adopt-yes-live = Adopt for { $bot } with real money
orphan-cancel-question =
    <b>Cancel this order?</b>
    { $order }
    What has already filled stays filled.
orphan-adopt-question = <b>Adopt this order for { $bot }?</b>
orphan-adopt-question-live = <b>Adopt this order for { $bot }, with real money?</b>
# `filled` is "no" where nothing is.
orphan-adopt-does = { $filled ->
    [no] It becomes the current order of { $bot }, as it is. What it has already filled and what it fills from now on is booked to { $bot }, which then continues with its plan: { $plan }. No new order is sent now.
   *[other] It becomes the current order of { $bot }, as it is. What it has already filled ({ $filled }) and what it fills from now on is booked to { $bot }, which then continues with its plan: { $plan }. No new order is sent now.
}
