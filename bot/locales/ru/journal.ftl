# The lines of the log. `where` is PAPER, Binance. In a replay `moment` is when it was; else it is "now".

journal-created = Создан ({ $where }): { $plan }
journal-side-first = сначала { $side }
journal-buy-at = покупка по { $price }
journal-sell-at = продажа по { $price }
journal-changed = Изменен ({ $where }): { $changes }
journal-new-rules = Новые правила биржи ({ $where }): { $changes }
journal-begun-started = Запущен ({ $where })
journal-begun-resumed = Продолжает ({ $where })
journal-begun-closing = Закрывает то, что держит ({ $where })

change-ticker = пара { $was } -> { $now }
change-exchange = биржа { $was } -> { $now }
change-mode = режим { $was } -> { $now }
change-first-order = первый ордер { $was } -> { $now }
change-quantity = количество { $was } -> { $now }
change-buy-price = цена покупки { $was } -> { $now }
change-sell-price = цена продажи { $was } -> { $now }
change-trailing-percent = трейлинг в процентах { $was } -> { $now }
change-infinite-loop = повтор цикла { $was } -> { $now }
change-leverage = плечо { $was } -> { $now }
change-account = счет { $was } -> { $now }
value-none = нет
value-on = вкл.
value-off = выкл.

## Orders

journal-order = { $side } { $quantity } по { $price }
journal-order-immediate = { $order }, сразу или отмена (IOC)
journal-order-news-placed = Ордер: { $order } ({ $where })
journal-order-news-adopted = Ордер принят: { $order } ({ $where })
journal-order-news-canceled = { $filled ->
    [none] Ордер отменен ({ $where }): { $order }; ничего не исполнено
   *[other] Ордер отменен ({ $where }): { $order }; исполнено { $filled }
}
journal-order-news-expired = { $filled ->
    [none] Ордер снят биржей ({ $where }): { $order }; ничего не исполнено
   *[other] Ордер снят биржей ({ $where }): { $order }; исполнено { $filled }
}
journal-order-news-rejected = Ордер отклонен ({ $where }): { $order }; { $reason }
journal-order-news-never-sent = Ордер не отправлен ({ $where }): { $order }; { $reason }
journal-order-news-unknown = Нет ответа об ордере, я продолжаю запрашивать ({ $where }): { $order }; { $reason }
journal-order-news-absent = Ордер не дошел до биржи ({ $where }): { $order }
journal-order-news-quarantined = Ордер под сомнением, проверьте его на бирже ({ $where }): { $order }
journal-order-news-accepted-as-it-is = Ордер принят как есть ({ $where }): { $order }; учтено { $filled }
journal-order-changed = Ордер изменен на бирже ({ $where }): { $before } -> { $now }

## What was traded, and what it cost

journal-fill = { $moment ->
    [now] { $fill } ({ $where }), комиссия { $fee }
   *[other] { $fill } ({ $where }), комиссия { $fee }; реплей от { $moment }
}
journal-fill-late = { $moment ->
    [now] { $fill } ({ $where }), комиссия { $fee }, уже после завершения ордера
   *[other] { $fill } ({ $where }), комиссия { $fee }, уже после завершения ордера; реплей от { $moment }
}
journal-cycle = { $moment ->
    [now] Цикл { $cycle } закрыт ({ $where }): { $result }; всего { $total }
   *[other] Цикл { $cycle } закрыт ({ $where }): { $result }; всего { $total }; реплей от { $moment }
}
journal-costs-fees = { $result } после комиссий { $fees }
journal-costs-fees-received = { $result } после комиссий { $fees } и полученного фандинга { $funding }
journal-costs-fees-paid = { $result } после комиссий { $fees } и уплаченного фандинга { $funding }
journal-costs-fees-unvalued = { $result } после комиссий { $fees }, комиссии { $unvalued } пока без оценки и в результат не вошли
journal-costs-fees-received-unvalued = { $result } после комиссий { $fees } и полученного фандинга { $funding }, комиссии { $unvalued } пока без оценки и в результат не вошли
journal-costs-fees-paid-unvalued = { $result } после комиссий { $fees } и уплаченного фандинга { $funding }, комиссии { $unvalued } пока без оценки и в результат не вошли
journal-costs-received-unvalued = { $result } после полученного фандинга { $funding }, комиссии { $unvalued } пока без оценки и в результат не вошли
journal-costs-paid-unvalued = { $result } после уплаченного фандинга { $funding }, комиссии { $unvalued } пока без оценки и в результат не вошли
journal-costs-unvalued = { $result }, комиссии { $unvalued } пока без оценки и в результат не вошли
journal-funding = Фандинг ({ $where }): { $amount }
journal-fee-valued = Комиссии { $fee } ({ $where }) стоят { $value }
journal-fee-corrected = Комиссия за исполнение { $fill } ({ $where }) { $fee }, а не { $was }, как сообщалось сначала
journal-of-closed-cycle = { $line }; его цикл был закрыт раньше: всего { $total }
journal-of-deleted = { $line }; его бот удален: всего { $total }

## How a bot has come to stand

journal-stopped-stop = Остановлен ({ $where })
journal-stopped-finish = Завершил цикл и остановлен ({ $where })
journal-stopped-close = Закрыт и остановлен ({ $where })
journal-stopped-loop-off = Выполнил свой единственный цикл и остановлен ({ $where })
journal-stopped-settled = Остановлен: биржа закрыла его позицию (делистинг) ({ $where })
journal-still-held = { $line }; все еще держит { $held }
journal-paused = Пауза ({ $where }): { $reason }
journal-order-stays = { $line }; ордер остается открытым: { $order }
journal-failed = Ошибка ({ $where }): { $reason }
journal-prices-again = Живые цены снова идут ({ $where }); их не было с { $since }
journal-no-prices = Нет живых цен, хотя сделки есть ({ $where }); с { $since }
journal-replay-over = { $since ->
    [unknown] Реплей окончен ({ $where }): { $fills }, { $cycles }, { $result } после комиссий { $fees }
   *[other] Реплей окончен ({ $where }); с { $since } по { $until }: { $fills }, { $cycles }, { $result } после комиссий { $fees }
}
journal-prices-stop = { $since ->
    [unknown] Цены прервались: { $reason } ({ $where }): { $fills }, { $cycles }, { $result } после комиссий { $fees }
   *[other] Цены прервались: { $reason } ({ $where }); с { $since } по { $until }: { $fills }, { $cycles }, { $result } после комиссий { $fees }
}

## What people did

journal-deleted = { $trades ->
    [one] Удален { $bot } ({ $where }): { $trades } сделка, результат { $result }
    [few] Удален { $bot } ({ $where }): { $trades } сделки, результат { $result }
    [many] Удален { $bot } ({ $where }): { $trades } сделок, результат { $result }
   *[other] Удален { $bot } ({ $where }): { $trades } сделки, результат { $result }
}
journal-owner-start = Запущен владельцем.
journal-owner-edit = Изменен владельцем.
journal-owner-stop = Владелец попросил остановить.
journal-owner-finish = Владелец попросил завершить цикл.
journal-owner-close = Владелец попросил закрыть.
journal-owner-name = Имя изменено владельцем.
journal-owner-alerts-on = Уведомления идут и в чат оповещений.
journal-owner-alerts-off = Уведомления больше не идут в чат оповещений.
journal-owner-alerts-masked = Чат оповещений видит только проценты.
journal-owner-alerts-full = Чат оповещений видит все.
journal-orphan-cancelled = Ордер { $order } на { $account } отменен вручную.
journal-orphan-adopted = Ордер { $order } передан боту его владельцем: { $side } { $quantity } по { $price }.
journal-accepted-as-is = { $reported ->
    [unknown] Ордер { $order } принят владельцем как есть: учтено { $booked }, бирже он не известен.
   *[other] Ордер { $order } принят владельцем как есть: учтено { $booked }, биржа сообщает { $reported }.
}
journal-order-chosen = По словам владельца, ордер { $order } на бирже это { $there }.
journal-logs-cleared = { $lines ->
    [one] Владелец удалил { $lines } строку журнала.
    [few] Владелец удалил { $lines } строки журнала.
    [many] Владелец удалил { $lines } строк журнала.
   *[other] Владелец удалил { $lines } строки журнала.
}
journal-wallet-topped-up = Кошелек PAPER на { $exchange }: добавлено { $amount }
journal-wallet-reset = Кошелек PAPER на { $exchange } сброшен
journal-people-invited = Создано приглашение, роль: { $detail }
journal-people-joined = { $name } ({ $id }): теперь в списке, роль: { $detail }
journal-people-role = { $name } ({ $id }): теперь { $detail }
journal-people-removed = { $name } ({ $id }): убран из списка
journal-people-account-given = { $name } ({ $id }): может использовать { $detail }
journal-people-account-taken = { $name } ({ $id }): больше не может использовать { $detail }
journal-people-shared = { $name } ({ $id }): может смотреть { $detail }
journal-people-unshared = { $name } ({ $id }): больше не может смотреть { $detail }
journal-people-code-accepted = { $name } ({ $id }): введен одноразовый код для LIVE
journal-restored = Запуск из более старой копии: у новых ордеров новая серия id
journal-restored-waiting = Запуск из более старой копии: у новых ордеров новая серия id; ждут, пока вы проверите биржу: { $bots }

## What Telegram did not take. `reason` is what it says, "removed" where we are not in the chat any more.

journal-waits = Telegram не принимает сообщения для вас, поэтому они ждут: { $reason }
journal-waits-alerts = { $reason ->
    [removed] Меня удалили из чата оповещений; его сообщения ждут
   *[other] Telegram не принимает сообщения для чата оповещений, поэтому они ждут: { $reason }
}
journal-given-up = { $bot ->
    [none] Уведомление для вас («{ $kind }») не доставлено и больше не отправляется: Telegram его отклоняет: { $reason }
   *[other] Уведомление для вас о { $bot } («{ $kind }») не доставлено и больше не отправляется: Telegram его отклоняет: { $reason }
}
journal-given-up-alerts = { $bot ->
    [none] Уведомление для чата оповещений («{ $kind }») не доставлено и больше не отправляется: Telegram его отклоняет: { $reason }
   *[other] Уведомление для чата оповещений о { $bot } («{ $kind }») не доставлено и больше не отправляется: Telegram его отклоняет: { $reason }
}
