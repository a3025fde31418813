# How notices are told: below /settings.

notice-settings-me = <b>What I send you</b>
notice-settings-group = <b>What I send to the alert chat</b>
notice-settings-line = { $kind }: <b>{ $delivery }</b>
notice-settings-more = What is not sent is in /notices. Tap a kind to change it. Your own quiet hours, time zone and smallest result are typed: <code>/settings quiet 22:30-07:00</code>, <code>/settings zone Europe/Berlin</code>, <code>/settings smallest 0.5 USDT</code>.
notice-settings-quiet = Quiet hours: <b>{ $begins } to { $ends }</b>, { $zone }. Only what needs a decision makes a sound then.
notice-settings-no-quiet = Quiet hours: <b>none</b>. Time zone: { $zone }.
notice-settings-smallest = Smallest result of a cycle that is sent: <b>{ $amount }</b>, won or lost. In any other coin every result is sent.
settings-which-coin = { $amount } of which coin? { $coins ->
        [none] {""}
       *[other] Your bots have results in: { $coins }.
    } Write the coin, as in <code>/settings smallest { $example }</code>. Nothing has been changed.
settings-which-zone = Several time zones are called { $typed }: { $zones }. Write yours, as in <code>/settings zone { $example }</code>. Nothing has been changed.
settings-not-understood =
    I do not understand { $written }. You can write:
    <code>/settings quiet 22:30-07:00</code>
    <code>/settings zone Europe/Berlin</code>
    <code>/settings smallest 0.5 USDT</code>
    With <code>off</code> at the end, such as <code>/settings quiet off</code>, that setting is taken back. For the rest, send /settings alone.

notice-kind-fills = Fills
notice-kind-cycles = Cycles
notice-kind-money = Funding and fees
notice-kind-stops = Stops
notice-kind-decisions = Decisions, errors
notice-kind-market = Exchanges
notice-kind-service = Service

notice-kind-what-fills = Each execution of an order, while its cycle is under way.
notice-kind-what-cycles = The result of a cycle once it has both bought and sold.
notice-kind-what-money = What changed a result after its cycle was told.
notice-kind-what-stops = A bot that has stopped, and what it holds then.
notice-kind-what-decisions = A bot that waits for you, an error, and whatever else needs you. It is always sent.
notice-kind-what-market = Live prices that stay away or are back, accounts that cannot be read for minutes, and orders that were changed on the exchange.
notice-kind-what-service = A restart, a time without Telegram, and strangers who write to me.

delivery-on = with sound
delivery-silent = without sound
delivery-digest = in an hourly digest
delivery-off = not sent
delivery-with-the-cycle = with their cycle

# Times of the day, or with the date.
message-digest = <b>Digest</b>, { $begun } to { $ended } { $clock }:

# What is muted for a while. $what is a kind of notices, or a bot.
muted = { $what }: muted until { $until }. What needs a decision still comes.
unmuted = { $what }: sent again.
mute-owners-only = Only owners choose what this chat is sent.
mute-elsewhere = I no longer know what this message told. See /settings.
notice-settings-muted = 🔕 { $what }: <b>muted until { $until }</b>
