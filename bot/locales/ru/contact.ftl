# Whether Telegram could be reached.

span-seconds = { $seconds } с
span-minutes = { $minutes } мин
span-hours-minutes = { $hours } ч { $minutes } мин
span-days-hours = { $days } д { $hours } ч
notice-away =
    📡 <b>Я был не в сети { $span }</b>, с { $begun } до { $ended }: Telegram был недоступен. Торговля продолжалась.
notice-away-stood-still =
    📡 <b>Я был не в сети { $span }</b>, с { $begun } до { $ended }. Часть этого времени компьютер был в спящем режиме: торговли здесь не было, а ордера на биржах оставались открытыми.
accounts-contact = Telegram отвечает с { $since }.
accounts-contact-again = Telegram отвечает с { $since }; до этого он был недоступен { $span }.
notice-clock-ahead =
    ⚠️ <b>Часы сервера спешат на { $seconds } с</b> относительно { $exchange }. Торговля идет по времени биржи, а ежедневные задачи и время в сообщениях нет. Включите синхронизацию времени на сервере, в Linux: timedatectl set-ntp true
notice-clock-behind =
    ⚠️ <b>Часы сервера отстают на { $seconds } с</b> относительно { $exchange }. Торговля идет по времени биржи, а ежедневные задачи и время в сообщениях нет. Включите синхронизацию времени на сервере, в Linux: timedatectl set-ntp true
# Backups that are sent to a chat. `file` is its name in BACKUP_DIR.
backup-sent = 🗄 Зашифрованная резервная копия от { $at }. Восстановить: python -m bot restore FILE, с ее BACKUP_PASSPHRASE.
notice-backup-too-large =
    ⚠️ <b>Сегодняшняя резервная копия не отправлена</b>: в ней { $megabytes } МБ, а Telegram принимает файлы меньше 50. Она лежит на сервере в папке резервных копий под именем { $file }: скопируйте ее оттуда.
notice-backup-refused =
    ⚠️ <b>Сегодняшняя резервная копия не отправлена</b> в BACKUP_CHAT: { $reason }. Она лежит на сервере в папке резервных копий под именем { $file }.
notice-backup-unanswered =
    ⚠️ <b>Сегодняшняя резервная копия не отправлена</b>: Telegram не отвечал целый час. Она лежит на сервере в папке резервных копий под именем { $file }.
notice-backup-failed =
    ⚠️ <b>Сегодняшнюю резервную копию сделать не удалось</b>: { $reason }. Последняя копия от { $newest }. Торговля продолжается. Проверьте на сервере место и права в папке резервных копий и сделайте копию: python -m bot backup
notice-backup-failed-first =
    ⚠️ <b>Сегодняшнюю резервную копию сделать не удалось</b>: { $reason }. Других копий нет. Торговля продолжается. Проверьте на сервере место и права в папке резервных копий и сделайте копию: python -m bot backup
# `folder` is where the server keeps my data or backups.
notice-disk-low =
    ⚠️ <b>На диске сервера почти не осталось места</b>: { $megabytes } МБ в { $folder }. Когда диск заполнится, вся торговля встанет: освободите место заранее.
# Accounts at exchanges. `bots` are at work there.
notice-account-away =
    ⚠️ <b>{ $account }: счет не читается с { $since }</b> ({ $where })
    Причина: { $reason }.
    Открытые ордера там остаются открытыми. Пока счет не читается, об исполнениях я могу сообщить поздно, а новые ордера могут не дойти. Я продолжаю спрашивать: { $bots ->
        [one] когда биржа ответит, ваш { $bots } бот продолжит сам.
        [few] когда биржа ответит, ваши { $bots } бота продолжат сами.
        [many] когда биржа ответит, ваши { $bots } ботов продолжат сами.
       *[other] когда биржа ответит, ваши { $bots } бота продолжат сами.
    }
notice-account-again =
    ▶️ <b>{ $account }: счет снова читается</b> ({ $where })
    Он не читался с { $since }. Все, что случилось за это время, уже учтено.
# A bot whose work falls again and again. `real` is yes where its order is at an exchange, no on PAPER.
notice-bot-falls =
    ⚠️ <b>{ $bot } не может продолжать</b> { $where }
    С { $since } он снова и снова натыкается на ошибку этой программы и каждый раз начинает заново. Ничего из учтенного не теряется, и ни один ордер не отправляется дважды. Я продолжаю попытки и сообщу, когда бот снова заработает.
    Что делать: попросите того, кто ведет эту программу, посмотреть ее лог. { $real ->
        [yes] Ордер, открытый на { $exchange }, пока остается там; если вам это не нужно, отмените его там.
       *[no] Его ордер PAPER пока остается.
    }
notice-bot-works-again =
    ▶️ <b>{ $bot } снова работает</b> { $where }
    Он не мог продолжать с { $since }. Что он держит и чего ждет сейчас — на его карточке.
