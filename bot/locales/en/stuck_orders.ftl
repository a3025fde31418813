# An order that a bot cannot settle by itself. `stays` is "paused" or "stopped".

stuck-order = Created at { $moment }, order id <code>{ $id }</code>.
stuck-booked = Booked here: <b>{ $amount }</b>
stuck-unknown-there = The exchange does not know this order now.
stuck-reported = The exchange reports: <b>{ $amount }</b>
stuck-reported-earlier = It reported earlier: <b>{ $amount }</b>
stuck-missing = Missing here: <b>{ $amount }</b>

accept-question = <b>Accept this order as it is?</b>
accept-does = { $stays ->
    [paused] If you accept, the order ends with { $booked } filled and no more. A fill that the exchange shows later will still be booked. The bot stays paused and sends nothing. Compare with the exchange's website first.
   *[stopped] If you accept, the order ends with { $booked } filled and no more. A fill that the exchange shows later will still be booked. The bot stays stopped and sends nothing. Compare with the exchange's website first.
}
accepted = <b>Accepted as it is</b>, with { $booked } booked.

choice-question = <b>{ button-which-order }</b>
choice-could-be = The exchange has not confirmed it and does not know its id. It could be one of these orders:
choice-does = { $stays ->
    [paused] The one you tap becomes the order of { $bot }: all its fills, past and future, are booked to { $bot }, which then continues with its plan. “{ button-none-of-them }” means that the order never arrived: the bot stays paused and sends nothing. Compare with the exchange’s website first.
   *[stopped] The one you tap becomes the order of { $bot }: all its fills, past and future, are booked to { $bot }, which then continues with its plan. “{ button-none-of-them }” means that the order never arrived: the bot stays stopped and sends nothing. Compare with the exchange’s website first.
}
chosen = <b>Chosen.</b> The fills of this order are booked to this bot.
chosen-none = <b>None of them.</b> The order ends with { $booked } booked.
