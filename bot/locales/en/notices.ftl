# Notices. `bot` is #3 BTC/USDT, and `where` is (PAPER, Binance).

message-repeated = <i>This may be a repeat: the connection broke while it was being sent.</i>
# Times of the day, or with the date.
message-late = <i>Delayed. From { $begun } { $clock }:</i>
message-late-since = <i>Delayed. From { $begun } to { $ended } { $clock }:</i>

# `moment` is "now" but for a replay.
notice-fill = { $moment ->
    [now] { $traded } { $where }
        { $bot } · fee { $fee }
   *[other] { $traded } { $where }
        { $bot } · fee { $fee } · { $moment }
}
# Below the notice that ends the cycle of the fill.
notice-fill-inside = { $moment ->
    [now] { $traded } · fee { $fee }
   *[other] { $traded } · fee { $fee } · { $moment }
}
notice-fill-late = This fill came after its order had ended. It has been booked.
notice-fill-learned-later = Filled at { $moment } by the exchange's clock; I learned of it later.

# `costs` is one of the sentences below.
notice-cycle = { $moment ->
    [now] { $mark } <b>Cycle { $cycle } of { $bot }: { $result }</b> { $where }
        { $costs } All cycles: { $total }
   *[other] { $mark } <b>Cycle { $cycle } of { $bot }: { $result }</b> { $where }
        { $costs } All cycles: { $total } · { $moment }
}
notice-cycle-settled = In { $coin }: { $result }, all cycles { $total }, at the exchange’s { $rate } for 1 { $quote }.
costs-fees = After { $fees } in fees.
costs-fees-received = After { $fees } in fees and { $funding } of funding received.
costs-fees-paid = After { $fees } in fees and { $funding } of funding paid.
costs-fees-unvalued = After { $fees } in fees, and { $unvalued } in fees, of unknown value, not in the result yet.
costs-fees-received-unvalued = After { $fees } in fees and { $funding } of funding received, and { $unvalued } in fees, of unknown value, not in the result yet.
costs-fees-paid-unvalued = After { $fees } in fees and { $funding } of funding paid, and { $unvalued } in fees, of unknown value, not in the result yet.
costs-received-unvalued = After { $funding } of funding received, and { $unvalued } in fees, of unknown value, not in the result yet.
costs-paid-unvalued = After { $funding } of funding paid, and { $unvalued } in fees, of unknown value, not in the result yet.
costs-unvalued = { $unvalued } in fees, of unknown value, not in the result yet.

# `total` is "no" where the cycle is not closed yet.
notice-funding = { $total ->
    [no] 💱 <b>{ $bot }: funding { $change }</b> { $where }
        Charged at { $moment }, for a position of a cycle that is closed already.
   *[other] 💱 <b>{ $bot }: funding { $change }</b> { $where }
        Charged at { $moment }, for a position of a cycle that is closed already. All cycles: { $total }
}
notice-funding-deleted = { $total ->
    [no] 💱 <b>{ $bot }: funding { $change }</b> { $where }
        Charged at { $moment }, for a position of a bot that is deleted.
   *[other] 💱 <b>{ $bot }: funding { $change }</b> { $where }
        Charged at { $moment }, for a position of a bot that is deleted. All cycles: { $total }
}
notice-fee-valued = { $total ->
    [no] 💱 <b>{ $bot }: fees { $change }</b> { $where }
        { $fee } could be valued only now, of a cycle that is closed already.
   *[other] 💱 <b>{ $bot }: fees { $change }</b> { $where }
        { $fee } could be valued only now, of a cycle that is closed already. All cycles: { $total }
}
notice-fee-valued-deleted = { $total ->
    [no] 💱 <b>{ $bot }: fees { $change }</b> { $where }
        { $fee } could be valued only now, of a bot that is deleted.
   *[other] 💱 <b>{ $bot }: fees { $change }</b> { $where }
        { $fee } could be valued only now, of a bot that is deleted. All cycles: { $total }
}
notice-fee-corrected = { $total ->
    [no] 💱 <b>{ $bot }: fees { $change }</b> { $where }
        A fill cost { $fee }, not { $was } as told at first. Its cycle is closed already.
   *[other] 💱 <b>{ $bot }: fees { $change }</b> { $where }
        A fill cost { $fee }, not { $was } as told at first. Its cycle is closed already. All cycles: { $total }
}

## A bot that has come to stand

# `rest` is one of the sentences below.
notice-stopped-stop =
    ⚪ <b>{ $bot } stopped</b> { $where }
    { $rest }
notice-stopped-finish =
    ⚪ <b>{ $bot } finished and stopped</b> { $where }
    { $rest }
notice-stopped-close =
    ⚪ <b>{ $bot } closed and stopped</b> { $where }
    { $rest }
notice-stopped-loop-off =
    ⚪ <b>{ $bot } completed its one cycle and stopped</b> { $where }
    { $rest }
notice-stopped-settled =
    ⚪ <b>{ $bot } stopped: its position was settled by the exchange (delisting)</b> { $where }
    { $rest }
bot-holds = It holds { $held }.
bot-holds-none = It holds no { $coin }.
stopped-dust-left = { $held }, is left.
stopped-not-closed = { $held } could not be closed and is still held. See /bots.
stopped-holds = It holds { $held }. { button-start } on its card in /bots continues from there.

notice-paused =
    ⏸ <b>{ $bot } paused</b> { $where }
    Reason: { $reason }.
paused-order-stays = Its order stays open: { $order }. Its fills are booked.
paused-look-there = Check its order on the exchange's website. It places no order until you decide: tap “{ $look }” or { button-stop }, here or on its card in /bots.
paused-live-off = It sends nothing while LIVE trading is off. Its card in /bots has { button-stop } and { button-close-now }.
paused-decide = It places no order until you decide: tap { button-replace } or { button-stop }, here or on its card in /bots.
paused-decide-on-order = It sends nothing else until you decide: tap { button-resume } or { button-cancel-order }, or see /bots.

notice-failed =
    🔴 <b>{ $bot } has an error</b> { $where }
    Reason: { $reason }.
    It sends nothing more until you decide: open its card in /bots and tap { button-retry }, { button-edit } or { button-stop }.

notice-order-changed =
    ✏️ <b>Its order was changed on the exchange</b>: { $bot } { $where }
    { $before } -> { $now }, as of { $moment }.
    By hand, or by the exchange where the price was outside its limits. The bot continues with it as it is; its next orders follow its plan.

## Prices

notice-prices-again =
    ▶️ <b>{ $bot } has live prices again</b> { $where }
    There were none since { $since }. What was missed has moved its trail.
notice-no-prices =
    ⚠️ <b>{ $bot }: no live prices since { $since }</b> { $where }
    There are trades on { $exchange }, but its price stream is silent. I keep reopening it, and ask for the last trades every few seconds until then: the trail goes on, some seconds late.
notice-no-prices-testnet =
    ⚠️ <b>{ $bot }: no live prices since { $since }</b> { $where }
    There are trades on the test venue of { $exchange }, but its price stream is silent. I keep reopening it, and ask for the last trades every few seconds until then: the trail goes on, some seconds late.

# `did` says what it has traded, and `held` what it holds.
notice-replay-over =
    🏁 <b>The replay of { $bot } is over</b> { $where }
    { $did } { $held }
notice-prices-stop =
    ⚠️ <b>The prices of { $bot } stop</b> { $where }
    Reason: { $reason }.
    { $did } { $held }
    Correct that and restart me: the bot goes on where it stands.
replay-fills = { $fills ->
    [one] { $fills } fill
   *[other] { $fills } fills
}
replay-cycles = { $cycles ->
    [one] { $cycles } cycle
   *[other] { $cycles } cycles
}
# `traded` is how many fills and cycles, with a comma between.
replay-did = { $since } to { $until }: { $traded }, result { $result } after { $fees } in fees.
replay-did-sometime = { $traded }, result { $result } after { $fees } in fees.

## This installation

notice-joined = 👤 { $name } (id { $id }) followed an invitation and is on the list now, as { $role }. /users shows everybody.
notice-stranger =
    👤 Someone who is not on the list wrote to me: { $name } (id <code>{ $id }</code>).
    They saw nothing of your bots, and nothing was done. To let them in, invite them in /users, as a trader or a viewer. You are told only once about each person.
notice-alerts-lost =
    ⚠️ <b>I cannot write to the alert chat</b> (TELEGRAM_CHAT_ID).
    Telegram says: { $reason }.
    Add me to it again, or change the setting. Its messages wait until then; trading continues.
notice-linked-lost =
    ⚠️ <b>I cannot write to { $title }</b>, where the alerts go.
    Telegram says: { $reason }.
    Add me to it again, link another group, or unlink this one in /settings. Its messages wait until then; trading continues.
notice-alerts-removed =
    ⚠️ <b>I was removed from the alert chat</b> (TELEGRAM_CHAT_ID).
    Add me to it again, or change the setting. Its messages wait until then; trading continues.
notice-linked-removed =
    ⚠️ <b>I was removed from { $title }</b>, where the alerts go.
    Add me to it again, link another group, or unlink this one in /settings. Its messages wait until then; trading continues.
notice-topic-closed =
    ⚠️ <b>The topic in { $title } that the alerts go to is closed or deleted.</b>
    Until it is open again they come to the group itself. Open it, or write /alerts in another topic.
notice-topic-open = ✅ The topic in { $title } is open again: alerts go there.
notice-webhook =
    ⚠️ <b>A webhook at { $host } takes my messages</b>, so your commands do not reach me. Trading continues.
    It may serve another program. To remove it, set TELEGRAM_TAKE_OVER=true and restart me; or give one of us the token of another bot.
notice-codes-refused =
    ⚠️ <b>{ $name } (id <code>{ $id }</code>) has sent wrong one-time codes</b> for LIVE bots, so none of theirs is looked at for { $minutes } min. Trading continues.
    If it was not them, somebody else has their phone: take them off the list in /users. Stopping and closing are possible all the time.
notice-token-shared =
    ⚠️ <b>Another program asks for my messages with the same token</b>, so some of your commands do not reach me. Trading continues.
    Stop that program. If you do not know it, revoke the token with @BotFather and give me the new one.

## Below a notice whose cause has come more than once

storm-again = { $times ->
    [one] 🔁 { $times } time since { $since }
   *[other] 🔁 { $times } times since { $since }
}
storm-over = { $times ->
    [one] ✅ Recovered. It happened { $times } time in { $span }.
   *[other] ✅ Recovered. It happened { $times } times in { $span }.
}
