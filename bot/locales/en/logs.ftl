# The log in the chat.

logs-head = <b>Logs</b> · { $which }
logs-all-levels = all levels
logs-all-bots = all bots
logs-deleted-bot = a deleted bot
logs-page = page { $page }
logs-many-newer = more than { $count } lines are newer
logs-foot = <i>Times in { $zone } · updated { $time }</i>
logs-none = No lines here.
logs-too-long = These lines are too long for a message. Tap { button-file } to get them.
logs-whose =
    <b>Logs</b>
    Which bot's lines?
logs-following = <i>Following: new lines appear here for up to 10 minutes.</i>
logs-followed = <i>No longer following.</i>
logs-file = Logs: { $which }. Newest first, times in UTC.
logs-not-a-filter = I do not understand { $written }. Levels are { $levels }, as in <code>/logs WARNING</code>; <code>/logs #1</code> is one bot, and both go together: <code>/logs WARNING #1</code>. <code>/logs audit</code> is who did what, and <code>/logs add TEXT</code> notes something of your own.
logs-no-such-bot = There is no bot #{ $number }. /bots lists your bots.

logs-nothing-to-clear = There is nothing to delete here
logs-clear = { $lines ->
    [one] <b>Delete { $lines } log line?</b>
        Selected: { $which }. Lines that record who did what are kept. This cannot be undone.
   *[other] <b>Delete { $lines } log lines?</b>
        Selected: { $which }. Lines that record who did what are kept. This cannot be undone.
}
logs-clear-many =
    <b>Delete more than { $count } log lines?</b>
    Selected: { $which }. Lines that record who did what are kept. This cannot be undone.
logs-cleared = { $lines ->
    [one] { $lines } log line deleted.
   *[other] { $lines } log lines deleted.
}
button-logs-all = All { $count }
button-delete-them = Delete them

note-kept = Noted.
note-empty = A note needs some text. Example: <code>/logs add fees were raised today</code>
note-too-long = A note can have at most { $most } characters; yours has { $length }. Nothing was saved.
