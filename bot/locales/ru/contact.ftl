# Whether Telegram could be reached.

span-minutes = { $minutes } мин
span-hours-minutes = { $hours } ч { $minutes } мин
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
