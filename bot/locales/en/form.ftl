# The form in which a bot is made or changed. `mode` is 🧪 PAPER.

form-new = <b>New bot</b> · { $mode }
form-edit = <b>Edit #{ $number }</b> · { $mode }
form-like = <b>New bot like #{ $number }</b> · { $mode }

## What it asks. `coin` is "none" while the pair is not known

ask-ticker = <b>Which trading pair?</b>
ask-exchange = <b>On which exchange?</b>
ask-mode = <b>In which mode?</b>
ask-first-order = <b>Which order comes first?</b>
ask-quantity = { $coin ->
    [none] <b>How much?</b>
   *[other] <b>How much { $coin }?</b>
}
ask-buy-price = { $coin ->
    [none] <b>Buy at which price?</b>
   *[other] <b>Buy at which price in { $coin }?</b>
}
ask-sell-price = { $coin ->
    [none] <b>Sell at which price?</b>
   *[other] <b>Sell at which price in { $coin }?</b>
}
ask-trailing = <b>Trail the price?</b>
ask-loop = <b>Start again after each cycle?</b>
ask-leverage = <b>Which leverage?</b>
ask-change = <b>What do you want to change?</b>

hint-ticker = Tap one, or type one like <code>{ $example }</code>.
hint-exchange = Tap one, or type one like <code>{ $example }</code>.
hint-mode = PAPER simulates fills and moves no money. TESTNET trades on the exchange's own test venue. LIVE trades with real money. Tap one, or type <code>{ $example }</code>.
hint-first-order = BUY buys first and sells later; SELL is the other way round. Tap one, or type <code>{ $example }</code>.
hint-quantity = Tap one, or type one like <code>{ $example }</code>, or what it shall be worth in the quote coin, like 100 USDT.
hint-buy-price = Tap a step away from the last price, or type one like -0.2%, or a price like <code>{ $example }</code>.
hint-sell-price = Tap a step above the buy price, or type one like +0.2%, or last+0.2%, or a price like <code>{ $example }</code>.
hint-trailing = With trailing, the bot waits until the price turns by that much, so it may do better than your price, never worse. Tap one, or type one like <code>{ $example }</code>.
hint-loop = Tap one, or type <code>{ $example }</code>.
hint-leverage = At 1x the margin is the full value of the position. Higher leverage needs less margin, and a smaller move against you liquidates the position. Tap one, or type one like <code>{ $example }</code>.
hint-step = Tap a step, or type another value.

form-now = Now: { $value }
# An exchange trades some coins by the thousand: `bundle` is 1000PEPE, `many` 1000.
form-bundle = 1 { $bundle } is { $many } { $coin }: quantity and price are in { $bundle }, as the exchange trades it.
form-no-price = There is no price yet.
# `price` is 60500 USDT (Binance).
form-last-price = Last price { $price } at { $moment }.
# A value that is moved in steps
step-set = Set to <b>{ $value }</b>.
step-at-last = That is the last price.
step-above-last = That is { $percent } above the last price.
step-below-last = That is { $percent } below the last price.
step-spread = That is { $percent } above the buy price.
said-first = { $side } first
said-quantity = quantity { $quantity }
said-worth = quantity for { $worth }
value-yes = yes
value-no = no

## Names of fields: labels before a colon

field-ticker = Ticker
field-exchange = Exchange
field-mode = Mode
field-first-order = First order
field-quantity = Quantity
field-buy-price = Buy price
field-sell-price = Sell price
field-trailing = Trailing
field-loop = Loop
field-leverage = Leverage

## The review

form-draft =
    Ticker: { $ticker } · Exchange: { $exchange }
    Mode: { $mode } · First order: { $first }
    Quantity: { $quantity }
    Buy price: { $buy } · Sell price: { $sell }
    Trailing: { $trailing } · Loop: { $loop }
form-draft-with-leverage =
    Ticker: { $ticker } · Exchange: { $exchange }
    Mode: { $mode } · First order: { $first }
    Quantity: { $quantity }
    Buy price: { $buy } · Sell price: { $sell }
    Trailing: { $trailing } · Loop: { $loop } · Leverage: { $leverage }
form-changes = <b>Changes</b>
form-rounded = <b>Rounded to what the exchange accepts</b>
form-adjusted = { $field }: typed { $typed } → used { $used }
# `worth` is 100 USDT, `used` what the quantity is worth once it is rounded down.
form-worth = Quantity: { $worth } at the buy price → { $quantity }, worth { $used }.
form-carried = Carried over from { $pair }: prices are as far from the last price as there, and the quantity is worth the same.
form-please-fix = <b>Please fix</b>
form-assumed = Your line did not say this, so I took what is usual: <b>{ $values }</b>. Tap it below to change it.
form-assumed-made = Your line did not say this, so I took what is usual: <b>{ $values }</b>. { button-edit } changes it.
estimate-brings = Each cycle <b>brings { $net }</b> after { $fees } in fees.
estimate-loses = Each cycle <b>loses { $net }</b> after { $fees } in fees.
estimate-trailing = That is at your prices. Trailing may do better, never worse.
estimate-spread = Your spread is { $spread }; with both fees you break even at { $even }.
form-check-first = Please change what is marked ⚠️, or tap <b>{ button-right-as-shown }</b> if the values above are what you mean.

## What it says of answers

form-use-buttons = Tap a button below; <b>{ button-change }</b> lets you type another value.
form-not-a-line = I find no bot in “{ $typed }”. A line looks like <code>{ $example }</code>; or answer the question above.
form-tap-alone = Only a tap answers this: <b>{ button-go-live }</b> or <b>{ button-back }</b>. Nothing has been done yet.
form-send-text = I can only read text here.
form-code-offered = This code is a bot on { $ticker } at { $exchange }: { $quantity } · BUY @ { $buy } · SELL @ { $sell }. Tap <b>{ button-use-code }</b> to have it here in place of what you have entered; until then nothing is lost.
form-code-in-edit = Codes make new bots, and this form changes one. Send the code again when you are done here.
# `problem` is a whole sentence.
form-again = Again: { $problem }
form-answer = “{ $typed }”: { $problem }

## How it ends

form-created-started = <b>Created and started.</b>
form-created-paused = <b>Created, but paused.</b>
form-created = <b>Created, not started.</b>
form-saved = <b>Changes saved.</b>
form-changed-meanwhile = The bot has changed in the meantime, so nothing was saved. Check the changes again, then tap { button-save }.
form-cancelled = Nothing was created. /newbot opens a new form.
form-cancelled-by-word = The form is closed; nothing was done.
form-ended = <i>This form has ended: see below.</i>
form-closed = <i>This form is closed; nothing was done. /newbot opens a new one.</i>
form-closed-toast = This form is closed
form-done-toast = This form is already done
form-lost = The form that was open was lost, so I closed it. Please send your message again, or open a new form.

# What a person keeps of their own for the form.

presets =
    <b>Presets</b>
    Your own answers, offered with ⭐ at their question in the form. A tap removes one. At most { $most } of each kind.
presets-none = You have no presets. In a form tap Change, then Keep as preset: your own quantities, trailing values, pairs and exchanges, up to { $most } of each, are offered with ⭐ from then on.
preset-keep = Which of these shall I keep? It is offered with ⭐ in every form from then on.
preset-nothing-to-keep = There is nothing to keep yet: answer a question first. A preset has at most { $longest } letters.
preset-kept = Kept.
preset-too-many = You have as many of this kind as there can be. Remove one in /settings.
button-presets = Presets
button-keep-preset = Keep as preset
