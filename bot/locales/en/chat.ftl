# The command menu and /help, and what the chat says of itself.

command-newbot = create a bot, step by step
command-bots = your bots and their cards
command-orders = open orders on the exchanges
command-accounts = exchange accounts: balances and keys
command-stats = results, fees and trades
command-logs = what happened, newest first
command-cancel = close the form that is open
command-stop-all = stop everything that is running
command-settings = your language
command-help = all commands

answered-in-private = I have answered you in our private chat.
no-private-chat = I cannot send you private messages yet. Open a chat with me, press Start, and try again.

## /settings

settings =
    <b>Settings</b>
    Language: { language-name }
settings-changed = Done. From now on I write to you in English.
