# The command menu and /help, and what the chat says of itself.

command-newbot = create a bot, step by step
command-bots = your bots and their cards
command-orders = open orders on the exchanges
command-accounts = exchange accounts: balances and keys
command-stats = results, fees and trades
command-pnl = what you earned, and what is open
command-price = the price of a pair
command-logs = what happened, newest first
command-notices = what I have told you, by day and by bot
command-export = your bots and trades as files
command-import = make bots from a file, codes or lines
command-cancel = close the form that is open
command-stop-all = stop everything that is running
command-settings = your language and what I tell you
command-users = people: invite, roles, accounts
command-health = how the program is doing
command-help = all commands

answered-in-private = I have answered you in our private chat.
no-private-chat = I cannot send you private messages yet. Open a chat with me, press Start, and try again.

## /settings

settings =
    <b>Settings</b>
    Language: { language-name }
settings-changed = Done. From now on I write to you in English.
zones = <b>Time zone: { $zone }</b>, it is { $time } there. Every time that I show you is by that clock, your days begin at midnight there, and your quiet hours go by it. Tap another one, or type a city: <code>/settings zone Berlin</code>.
zone-changed = Done.

## Greeting and help

greeting = Hello { $name }! I run scalping bots for you: each buys at one price and sells at a higher one, again and again.
greeting-viewer = Hello { $name }! Here you read the bots that are shared with you. They appear in /bots.
greeting-begin = Begin with /newbot.
help-head = <b>What I can do</b>
help-more =
    <code>/bot 3</code> opens the card of bot #3. <code>/name 3 Morning</code> gives it a name: then <code>/bots morning</code> finds it, too.
    <code>/stop_all now</code> stops everything without asking.
    <code>/logs add TEXT</code> adds a note to the log.
help-paper = 🧪 Bots trade on <b>PAPER</b> unless you choose otherwise: fills are simulated and no money moves.
help-accounts = /accounts shows which exchange accounts are set up.
help-no-words = I do not know what { $written } asks of me. Send { $command } alone.
help-unknown = I do not know { $command }. /help lists what I can do.
help-unknown-near = I do not know { $command }. Did you mean { $near }? /help lists what I can do.
no-form = No form is open. /newbot opens one, /help lists what I can do.
no-form-to-read = No form is open. /bots shows what is shared with you, /help lists what I can do.
no-form-but-line = No form is open. To make a bot of this line, send it so: <code>{ $line }</code>
nothing-stopped-by-word = Nothing was stopped: that word alone does nothing. /stop_all stops everything that is running; each bot’s card in /bots has its own { button-stop }.
nothing-stopped-by-reader = Nothing was stopped: you only look at what is shared with you here. Whose bot it is can stop it, so ask them.
edits-not-read = I read a message once, as it was first sent: the change did nothing. Please send it as a new message.
form-opens-here = The form for a new bot opens here.
form-send-line = To use your line, send it here: <code>{ $line }</code>
old-button = This button is from an older version and no longer works. /bots shows your bots.
sent-ago = You sent this { $age }, while I was away, so I have not done it.
late-command = Shall I do it now? <code>{ $line }</code>
late-taken-up = I have taken this up again: <code>{ $line }</code>. The answer is below.
late-tap = You tapped this while I was away, so I have not done it. Tap again if it should still be done.
figures-in-logs = /logs has these figures exactly.
