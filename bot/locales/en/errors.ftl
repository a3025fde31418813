# What could not be done, and the way out.

error-not-now = That is not possible right now: { $why }
error-not-now-reason = That is not possible right now: { $reason }.
error-limit = { $most ->
    [one] You have reached the limit of { $most } bot per person. Delete one in /bots or raise MAX_BOTS_PER_USER.
   *[other] You have reached the limit of { $most } bots per person. Delete one in /bots or raise MAX_BOTS_PER_USER.
}
error-amount-not-possible = An amount must be above 0, and a PAPER wallet has at most { $most } of a coin.
error-name-too-long = A name has at most { $most } characters.
error-unknown-exchange = I do not know the exchange { $exchange }.
error-unknown-exchange-offered = I do not know the exchange { $exchange }. Available: { $offered }.
error-unknown-account = The settings have no API keys for { $account }. Nothing was changed; add them and restart me.
error-unknown-ticker = I cannot find { $ticker } on { $exchange }. Write it like BTC/USDT.
error-unknown-ticker-similar = I cannot find { $ticker } on { $exchange }. Did you mean { $similar }?
error-halted = Trading in { $ticker } is halted on { $exchange }. Nothing was changed; try again once it resumes.
# `exchange` is "none" while none was named, and `offered` what can be chosen.
error-no-testnet = { $exchange ->
    [none] TESTNET is not available for this exchange: it needs API keys of this exchange's test venue in the settings. Choose { $offered }.
   *[other] TESTNET is not available for { $exchange }: it needs API keys of { $exchange }'s test venue in the settings. Choose { $offered }.
}
error-no-live = { $exchange ->
    [none] LIVE is not available for this exchange: it needs API keys of this exchange, LIVE_TRADING=true and limits in the settings. Choose { $offered }.
   *[other] LIVE is not available for { $exchange }: it needs API keys of { $exchange }, LIVE_TRADING=true and limits in the settings. Choose { $offered }.
}
either-mode = { $first } or { $second }
error-venue-silent = { $exchange } is not responding. Nothing was lost; try again in a minute.
error-no-price = There is no price for { $ticker } yet. Try again in a minute.
error-doubtful-price = The price of { $symbol } looks wrong: { $reason }. Nothing was done; try again in a minute.
error-rules-unreadable = { $reason }. Other symbols are not affected. Nothing was changed; try again later.
error-not-allowed = You are not allowed to do that. Nothing was done; ask an owner of this bot.
error-read-only = You can only look at what was shared with you, so nothing was done. To do more, ask an owner of this bot.
error-account-not-given = The account { $account } was not given to you, so nothing was done. Ask an owner of this bot for it.
error-person-not-found = That person is not on the list any more. Nothing was changed; /users shows who is.
error-not-yourself = You cannot change this about yourself. Another owner can.
error-owners-are-fixed = The settings say who the owners are (TELEGRAM_OWNER_IDS), so nothing was changed here.
error-bots-at-work = { $bots ->
    [one] Nothing was changed: { $bots } bot of theirs is at work that they could not command any more. Have it stopped first, or take the person off the list.
   *[other] Nothing was changed: { $bots } bots of theirs are at work that they could not command any more. Have them stopped first, or take the person off the list.
}
error-gone = This bot no longer exists. /bots shows the ones you have.
error-bot-unreadable = What is stored of this bot cannot be read, so it does nothing and nothing was changed. Ask whoever runs this program to restore a backup from before; its log says what is wrong.
error-outdated = The bot has changed since you last looked. Nothing was done: check its card, then decide again.
error-bots-outdated = Your bots have changed since you last looked, so nothing was done. This is how they stand now. { button-stop } and { button-finish-cycle } are carried out whatever has changed.
error-order-taken = That order belongs to another bot. Nothing was done; /orders shows what is open.
error-live-unconfirmed = This trades real money, so it needs your confirmation. Open the card in /bots and tap again.
error-code-needed = This trades real money (LIVE), so it needs a one-time code. Send me the six digits that your authenticator app shows now, then do this again. I delete your message at once.
error-code-wrong = { $left ->
    [one] That code is wrong, was used before, or has just run out, so no LIVE bot was changed. Wait for the next one and send it: { $left } try is left.
   *[other] That code is wrong, was used before, or has just run out, so no LIVE bot was changed. Wait for the next one and send it: { $left } tries are left.
}
error-codes-locked = { $minutes ->
    [one] There were too many wrong codes, so I look at none of yours for { $minutes } minute, and LIVE bots are not set to work. Stopping and closing are possible all the time.
   *[other] There were too many wrong codes, so I look at none of yours for { $minutes } minutes, and LIVE bots are not set to work. Stopping and closing are possible all the time.
}
error-live-switched-off = LIVE trading is switched off, so nothing was started. Set LIVE_TRADING=true and restart me; until then only { button-stop } and { button-close-now } are possible.
error-lease-lost = Another Scalper process has taken over your bots, and this one is shutting down. Try again in a minute.
error-dialogs = I cannot reach the place where open forms are kept. Your form is not lost: try again in a minute. Your bots trade on, and commands work.
error-storage = The database is not responding. Try again in a minute: nothing will be done twice.
error-other = That did not work. Nothing was changed; try again in a minute.
error-unexpected = Something went wrong on my side (reference <code>{ $reference }</code>). Your bots were not interrupted. Check /bots, then try again; the program's log has the details under that reference.

## Why something is not possible now: these follow a colon and end with a full stop

refusal-already-running = the bot is already running.
refusal-already-stopped = the bot has already stopped, or stops after this cycle.
refusal-already-paused = the bot is already paused.
refusal-order-unresolved = an order is not settled yet. Wait a moment, then tap { button-refresh }. If it stays that way, check the order on the exchange's website, then use the buttons on the card.
refusal-holds-coin = the bot still holds coin. Close it first: { button-close-now } is on its card, or behind { button-stop } while it is active.
refusal-mid-cycle = a cycle is in progress, so the first order cannot be changed. Finish or close the cycle first.
refusal-has-traded = the bot has traded, so it keeps its pair, exchange and mode: its trades and results belong to them. Clone it to trade another pair by the same plan.
refusal-still-running = the bot is running. Stop it first.
refusal-not-allowed = the settings of this installation do not allow it. See /accounts.
refusal-wrong-side = the bot's next order is on the other side.
refusal-more-than-held = the order is for more than the bot holds.
refusal-name-not-free = the order's id belongs to another bot, or is one that this bot will use later.
refusal-replaced-there = the order was replaced on the exchange by another one with its id. Cancel it instead.
refusal-order-ended = the order is no longer open. /orders shows what is.
refusal-order-open-there = the exchange says that the order is still open. Cancel it there first, then tap again.
refusal-nothing-to-settle = this bot has no order for you to check.
