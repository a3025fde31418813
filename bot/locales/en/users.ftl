# /users: who is on the list, as what, and with which accounts; and who may read a bot.

role-owner = owner
role-trader = trader
role-viewer = viewer

users-title = <b>People</b>
user-line = { $bots ->
    [one] { $name }: { $role }, { $bots } bot
   *[other] { $name }: { $role }, { $bots } bots
}
users-foot = Tap a name to change what somebody may do, or invite somebody by a link that works once.
user-page =
    <b>{ $name }</b>: { $role }
    Telegram id: { $id }
user-bots = Bots: { $bots }, at work now: { $working }
user-accounts-all = May use every exchange account.
user-accounts-viewer = Only reads what is shared with them.
user-accounts-none = Trades on PAPER only: no exchange account was given to them.
user-accounts = May use { $accounts }, and PAPER.
user-reads = { $bots ->
    [one] May read { $bots } bot of others.
   *[other] May read { $bots } bots of others.
}
user-by-settings = The settings say that they are an owner, so it cannot be changed here.
user-changed = Done.
user-in-care = Done. Their bots are in your care now: you find them in /bots, and I tell you what they do.

# `role` is one of the names above.
invitation =
    This link lets one person in, as { $role }, within { $hours } hours:
    https://t.me/{ $bot }?start={ $token }
    Or they send me: <code>/start { $token }</code>
    I show it only once. Give it to nobody else.
invitation-void = This invitation does not work: it was used already, or it has expired. Ask for a new one. Nothing was done; your Telegram id is { $id }.

remove-question = Take { $name } off the list? They can do nothing here any more.
remove-question-standing = Take { $name } off the list? They can do nothing here any more. Their bots stand, and are in your care then: you find them in /bots.
remove-question-bots =
    Take { $name } off the list? They can do nothing here any more.
    At work now: { $bots }. What shall become of these bots? In either case they are in your care: you find them in /bots, and I tell you what they do.
removed = { $name } is off the list.
removed-bots-stopped = Stopped, and in your care: { $bots }.
removed-bots-run = They go on, in your care: { $bots }.
removed-bots-not-stopped = ⚠️ Not stopped yet: { $bots }. Look at their cards in /bots.

# What somebody is told about themselves.
told-role-owner = You are an owner here now: you use every account, and /users says who is on the list. /help shows what you can do.
told-role-trader = You are a trader here now: you have bots of your own. /help shows what you can do.
told-role-viewer = You only read here from now on: what is shared with you is in /bots.
told-removed = You are not on the list of this bot any more: it does nothing for you from now on, and only its owner can invite you again.
told-bots-in-care = Your bots are in the care of an owner now, who is told what they do; you are not.

share = Who may read { $bot }? Tap a name to share it, and again to take it back. • marks who reads it now.
share-nobody = There is no viewer with whom { $bot } could be shared. An owner invites one in /users.
