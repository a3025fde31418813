# The list of bots.

bots-none =
    <b>Your bots</b>
    You have no bots yet. /newbot creates one on PAPER: no money moves.
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
bots-not-a-list = I do not understand { $written }. There are { $lists }.
button-bots-all = All { $count }
button-bots-active = Active { $count }
button-bots-stopped = Stopped { $count }
button-bots-error = Error { $count }
