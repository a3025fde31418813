# Who did what.

audit-head = <b>Who did what</b>
audit-head-of-bot = <b>Who did what</b> · { $bot }
audit-foot = <i>Times in { $zone }. These lines are kept for a year and no button deletes them.</i>
audit-none = Nobody has done anything yet.
audit-none-of-bot = Nobody has done anything with it yet.
audit-not-a-filter = I do not understand { $written } behind audit. Example: <code>/logs audit</code> or <code>/logs audit #1</code>
button-audit = Who did what
button-all-lines = « All log lines
# `name` is how the person calls themselves.
audit-by-written = { $name } ({ $id }), in writing, chat { $chat }
audit-by-tapped = { $name } ({ $id }), by a button, chat { $chat }
audit-by = person { $id }

audit-with-changes = { $done } ({ $changes })
audit-paused = paused
audit-status-active = active
audit-status-stopped = stopped
audit-status-error = error

audit-settings = Settings changed: { $changes }
audit-alerts-settings = Settings of the alert chat changed: { $changes }
audit-setting-language = language
audit-setting-time-zone = time zone
audit-setting-summary = daily summary
audit-setting-quiet = quiet hours
audit-setting-smallest-result = smallest result
audit-setting-dark-pictures = dark pictures
audit-setting-cycle-pictures = pictures after cycles
audit-setting-masked = bot shown in percent only, { $about }
audit-setting-notices = notices “{ $about }”
audit-setting-muted = “{ $about }” muted until
audit-setting-alert-chat = the chat

audit-refused = Not done ({ $act }): { $why }
audit-act-create = making a bot
audit-act-import = importing bots
audit-act-start = start
audit-act-edit = edit
audit-act-stop = stop
audit-act-finish = finish
audit-act-close = close
audit-act-name = name
audit-act-alerts = notices to the alert chat
audit-act-delete = delete
audit-act-stop-all = stop all
audit-act-adopt = adopting an order
audit-act-cancel-orphan = cancelling an order
audit-act-accept = accepting an order as it is
audit-act-choose-order = choosing an order
audit-act-clear-logs = clearing the log
audit-act-invite = invitation
audit-act-role = changing a role
audit-act-remove = taking somebody off the list
audit-act-account = giving or taking an account
audit-act-share = sharing a bot
audit-act-wallet = changing a PAPER wallet
audit-act-alert-chat = deciding about the alert chat
audit-act-code = giving a one-time code
audit-why = { $error ->
    [ReadOnly] This person only reads.
    [NotAllowed] Not allowed.
    [AccountNotGiven] The account was not given to this person.
    [BotUnreadable] What is stored of the bot cannot be read.
    [BotNotFound] There is no such bot.
    [CardOutdated] The bot had changed since it was shown.
    [BotsOutdated] The bots had changed since they were shown.
    [LiveUnconfirmed] Real money: asked for confirmation.
    [LiveSwitchedOff] LIVE trading is switched off.
    [LimitReached] The limit of bots per person is reached.
    [NameTooLong] The name is too long.
    [InvalidConfig] The settings of the bot are not valid.
    [UnknownExchange] The exchange is not known.
    [UnknownAccount] There are no API keys of that account.
    [ModeNotOffered] The mode is not offered there.
    [OrderTaken] The order belongs to another bot.
    [PersonNotFound] That person is not on the list.
    [NotYourself] Nobody can change that about themselves.
    [OwnersAreFixed] The settings say who the owners are.
    [BotsAtWork] Bots are at work that this person could not command any more.
    [AmountNotPossible] That amount is not possible.
    [CodeNeeded] Real money: asked for a one-time code.
    [CodeWrong] The one-time code was wrong.
    [CodesLocked] There were too many wrong one-time codes.
   *[other] { $error }
}
