# What /help says of one command: `/help newbot`.

help-each = <code>/help newbot</code> explains a command; so it is with each of them.
help-for-owners = Only owners can use it.
help-for-readers = You only look at what is shared with you here; an owner of this bot can let you do more.
# What a line for /newbot may have in it.
help-line =
    Or all in one line: <code>{ $example }</code>
    Its words: <code>loop</code> (without it: one cycle), <code>trail 0.5%</code>, <code>first sell</code>, <code>qty</code>, <code>buy</code>, <code>sell</code>, <code>testnet</code>, <code>live</code>, <code>account main</code>, <code>3x</code>. A price may be <code>60000</code>, <code>-0.1%</code> (from the last price; for a sell price from the buy price) or <code>last-0.2%</code>.

command-bot = the card of a bot
command-name = give a bot a name
command-start = greeting and commands

usage-newbot =
    I ask one thing after the other: tap an answer or type it. Before anything is created you see a review with what a cycle brings after fees. Bots are on PAPER unless you choose otherwise.
    What a line leaves out is asked. Several lines make several bots, stopped and on PAPER.
usage-bots =
    Tap a bot for its card: what it waits for, what it holds and has earned, and the buttons that start, stop, edit or delete it.
    <code>/bots active</code>, <code>/bots stopped</code> and <code>/bots error</code> show those alone. <code>/bots BTC/USDT</code>, <code>/bots Bybit</code> and <code>/bots morning</code> find bots by pair, exchange and name.
usage-bot = <code>/bot 3</code> opens the card of bot #3. A name, a pair or an exchange finds bots, too: <code>/bot morning</code>.
usage-name = <code>/name 3 Morning</code> calls bot #3 Morning. <code>/name 3</code> says how to take the name away again.
usage-orders =
    Shows what your bots have open at the exchanges, as the exchanges show it, with age and distance from the price.
    An order that no bot owns has buttons there: a bot can take it over, or it is cancelled. I ask before either.
usage-accounts =
    Shows each exchange account with its balances, what its key may do, and what keeps it from trading; and your PAPER wallets.
    <code>/accounts topup 500 USDT Binance</code> adds 500 USDT to a PAPER wallet, <code>/accounts reset Binance</code> begins it anew. I ask before either.
usage-stats =
    Alone it shows today and all days. <code>/stats week</code>, <code>/stats month</code>, <code>/stats yesterday</code> and <code>/stats 2026-11-28</code> show that period, with buttons to the ones around it.
    Days begin at midnight in your time zone; /settings has it.
usage-pnl = Shows what closed cycles have earned in each quote coin, after fees, and apart from it what is still held, by the prices of now.
usage-price = <code>/price BTC/USDT</code> tells the last price, <code>/price BTC/USDT Bybit</code> that at another exchange.
usage-logs =
    <code>/logs error</code> shows one level, <code>/logs #3</code> one bot. Buttons give it as a file, follow it live or clear it.
    <code>/logs audit</code> shows who did what, from where, before and after. <code>/logs add TEXT</code> adds a note of yours.
usage-notices = Shows all that I have told you, and what was not sent because you have switched it off. <code>/notices 2026-11-28</code> shows one day.
usage-export = Sends two files: your bots as JSON, which /import takes again, and their trades as CSV. No keys are in them.
usage-import =
    Send a file from /export with <code>/import</code> as its caption. Settings codes, and lines like those of /newbot, can stand behind <code>/import</code>, one bot a line.
    You see what would be made before anything is: all of it or nothing, stopped and on PAPER.
usage-cancel = Closes the form for a new bot or for changes. Nothing of it is created or saved; bots and their orders go on as they are.
usage-stop-all =
    Shows what is running, with orders and holdings, and asks in which of three ways all of it shall stop:
    <b>{ button-stop }</b> cancels the open orders and keeps what is held; <b>{ button-finish-cycle }</b> completes each cycle first; <b>{ button-close-now }</b> closes what is held at once, near the market price.
    <code>/stop_all now</code> does not ask: it cancels the open orders at once, and keeps what is held.
usage-settings =
    Your language, your time zone, the hour of your daily summary, and which notices come with sound, silently, once an hour or not at all.
    Typed: <code>/settings zone Berlin</code>, <code>/settings quiet 22:30-07:00</code>, <code>/settings smallest 0.5 USDT</code>; with <code>off</code> in place of the value it is off.
usage-alerts = Add me to a group, and write <code>/alerts</code> there or in the topic that shall have them: I ask there, and one tap of yours is enough. In our private chat it shows where alerts go.
usage-users = Shows who is on the list. You invite people by a link that works once, as trader or viewer (as owner, too, unless the settings name the owners), change roles, give accounts, and take people off.
usage-health = Shows how old prices and checks are, orders with an unknown outcome, notices that wait, the exchanges' limits, the database and Telegram. What is not well has a ⚠️.
usage-start = Greets you and shows the commands. With the code of an invitation behind it, it lets you in.
