# Whether Telegram could be reached.

span-seconds = { $seconds } s
span-minutes = { $minutes } min
span-hours-minutes = { $hours } h { $minutes } min
span-days-hours = { $days } d { $hours } h
notice-away =
    📡 <b>I was offline for { $span }</b>, from { $begun } to { $ended }: Telegram could not be reached. Trading went on.
notice-away-stood-still =
    📡 <b>I was offline for { $span }</b>, from { $begun } to { $ended }. For part of that time this machine slept: nothing was traded here then, and orders on the exchanges stayed open.
accounts-contact = Telegram has been answering since { $since }.
accounts-contact-again = Telegram has been answering since { $since }; before that it could not be reached for { $span }.
notice-clock-ahead =
    ⚠️ <b>The clock of the server is { $seconds } s ahead</b> of { $exchange }’s. Trading goes by the exchange’s time, but daily jobs and the times that I show do not. Have the server set its clock, on Linux: timedatectl set-ntp true
notice-clock-behind =
    ⚠️ <b>The clock of the server is { $seconds } s behind</b> { $exchange }’s. Trading goes by the exchange’s time, but daily jobs and the times that I show do not. Have the server set its clock, on Linux: timedatectl set-ntp true
# Backups that are sent to a chat. `file` is its name in BACKUP_DIR.
backup-sent = 🗄 Encrypted backup of { $at }. To restore it: python -m bot restore FILE, with its BACKUP_PASSPHRASE set.
notice-backup-too-large =
    ⚠️ <b>Today’s backup was not sent</b>: it has { $megabytes } MB, and Telegram takes files of less than 50. It is in the folder of backups on the server, as { $file }: copy it from there.
notice-backup-refused =
    ⚠️ <b>Today’s backup was not sent</b> to BACKUP_CHAT: { $reason }. It is in the folder of backups on the server, as { $file }.
notice-backup-unanswered =
    ⚠️ <b>Today’s backup was not sent</b>: Telegram did not answer for an hour. It is in the folder of backups on the server, as { $file }.
notice-backup-failed =
    ⚠️ <b>Today’s backup could not be made</b>: { $reason }. The newest one is of { $newest }. Trading goes on. Look at room and rights in the folder of backups on the server, then make one: python -m bot backup
notice-backup-failed-first =
    ⚠️ <b>Today’s backup could not be made</b>: { $reason }. There is no other. Trading goes on. Look at room and rights in the folder of backups on the server, then make one: python -m bot backup
# `folder` is where the server keeps my data or backups.
notice-disk-low =
    ⚠️ <b>The disk of the server is nearly full</b>: { $megabytes } MB are left at { $folder }. A full disk stops all trading: make room before.
# Accounts at exchanges. `bots` are at work there.
notice-account-away =
    ⚠️ <b>{ $account } cannot be read since { $since }</b> ({ $where })
    Reason: { $reason }.
    What is open there stays open. Until it can be read, fills may be told late, and orders may not get there. I keep asking: { $bots ->
        [one] your bot goes on by itself when it answers.
       *[other] your { $bots } bots go on by themselves when it answers.
    }
notice-account-again =
    ▶️ <b>{ $account } can be read again</b> ({ $where })
    It could not since { $since }. What happened there meanwhile is in the books now.
# A bot whose work falls again and again. `real` is yes where its order is at an exchange, no on PAPER.
notice-bot-falls =
    ⚠️ <b>{ $bot } cannot go on</b> { $where }
    Since { $since } it meets a fault of this program again and again, and begins anew each time. Nothing that is booked is lost, and no order is sent twice. I keep trying, and tell you when it works again.
    What to do: ask whoever runs this program to look at its log. { $real ->
        [yes] An order that is open on { $exchange } stays there meanwhile; cancel it there if you do not want that.
       *[no] Its PAPER order rests meanwhile.
    }
# A bot of which what is stored cannot be read. `real` as above.
notice-bot-unreadable =
    ⚠️ <b>{ $bot } is set aside</b> { $where }
    What the database has stored of it cannot be read, so it does nothing. It was left as it is, nothing that is booked is lost, and your other bots go on.
    What to do: ask whoever runs this program to restore a backup from before; its log says what cannot be read. { $real ->
        [yes] An order that is open on { $exchange } stays there meanwhile; cancel it there if you do not want that.
       *[no] It trades nothing meanwhile.
    }
# Stands for a notice of which what is stored cannot be read.
notice-unreadable =
    ⚠️ <b>A message of { $at } cannot be read</b>
    What the database has stored of it is broken. What it was about is in the books: look at /bots and /logs.
notice-bot-works-again =
    ▶️ <b>{ $bot } works again</b> { $where }
    It could not go on since { $since }. Its card shows what it holds and waits for now.
