# /notices: all that was told, and what was not sent. `bot` and `day` say of which.

history = <b>Notices</b>: { $bot }, { $day } ({ $zone })
history-all-bots = all bots
history-all-days = all days
history-gone-bot = a deleted bot
history-empty = No notices here.
history-not-a-day = I do not understand { $written }. Example: <code>/notices 2026-11-28</code>
history-pick-bot = Which bot?
# Above a notice. `moment` is the time, or day and time.
history-sent = <b>{ $moment }</b>
history-not-sent = <b>{ $moment }</b> · not sent
history-not-yet = <b>{ $moment }</b> · not sent yet
