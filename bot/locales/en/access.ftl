# What people are told before they are let in.

too-fast = That was too much at once, so I did not act on it. Try again in { $seconds } s. /stop_all always works.
nameless = I cannot see who wrote this: it comes without a person’s name. So nothing was done. Write to me in our private chat, or switch off <i>Remain anonymous</i> for yourself in this group and send it again.
stranger-not-on-the-list = This is a private bot and you are not on its list, so nothing was done. Only its owner can invite you. Your Telegram id is { $id }.
stranger-no-owner-yet =
    This bot has no owner yet. To become its owner, send /start with the code that the program shows on its console, for example: /start aBcD1234
    Your Telegram id is { $id }.
code-wrong = That code is wrong or has expired. The program shows the current one on its console. Send it here like this: /start aBcD1234
code-too-many-tries = You have sent too many wrong codes. Wait 15 minutes, then send the code that the program shows on its console at that time.
code-accepted = { $minutes ->
    [one] The code is right, and I deleted it. For { $minutes } minute you can set LIVE bots to work: do it again now.
   *[other] The code is right, and I deleted it. For { $minutes } minutes you can set LIVE bots to work: do it again now.
}
key-deleted = I deleted your message: it looks like an API key, a secret or a bot token. Nothing of it was stored. Keys never belong in a chat; put them into the settings on the server and restart me. If it was a real one, revoke it now and make a new one.
key-not-deleted = Delete your last message now: it looks like an API key, a secret or a bot token, and Telegram does not let me delete it. Nothing of it was stored. Keys never belong in a chat; put them into the settings on the server and restart me. If it was a real one, revoke it now and make a new one.
