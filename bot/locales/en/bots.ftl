# The list of bots.

bots-none =
    <b>Your bots</b>
    You have no bots yet. /newbot creates one on PAPER: no money moves.
bots-none-shared =
    <b>Your bots</b>
    No bot is shared with you yet. An owner of a bot shares it with you on its card.
bots-head-all = { $count ->
    [one] <b>Your bots</b> · all: { $count } bot
   *[other] <b>Your bots</b> · all: { $count } bots
}
bots-head-active = { $count ->
    [one] <b>Your bots</b> · active: { $count } bot
   *[other] <b>Your bots</b> · active: { $count } bots
}
bots-head-stopped = { $count ->
    [one] <b>Your bots</b> · stopped: { $count } bot
   *[other] <b>Your bots</b> · stopped: { $count } bots
}
bots-head-error = { $count ->
    [one] <b>Your bots</b> · error: { $count } bot
   *[other] <b>Your bots</b> · error: { $count } bots
}
page-of = page { $page } of { $pages }
bots-none-here = None here. Choose another list below.
bots-tap = Tap a bot to open its card.
bots-trades = { $trades ->
    [one] { $trades } trade
   *[other] { $trades } trades
}
bots-not-a-list = I know no list and no bot called { $written }. There are { $lists }; a bot is found by its number, name, pair or exchange.
bots-fit = Several bots fit { $written }. Which one?
bots-fit-first = Below are the first { $shown } of { $count }: more of the name finds fewer.
name-how =
    <b>{ $bot }</b>
    Answer this message with the name, at most { $most } characters, or send it behind <code>/name { $number }</code>. <code>/name { $number } -</code> takes the name away.
name-no-bot = You have no bot with the number { $written }. /bots shows your bots.
name-which = Send the bot’s number and its name: <code>/name 3 Morning</code>. /bots shows your bots.
named = It has its new name.
unnamed = It has no name any more.
button-bots-all = All { $count }
button-bots-active = Active { $count }
button-bots-stopped = Stopped { $count }
button-bots-error = Error { $count }
