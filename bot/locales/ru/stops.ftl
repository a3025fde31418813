# Stopping and deleting: what each way will do, and what was done. `order` is BUY 0.01 BTC @ 60000, `bot` a title.

stop-open-order = Открытый ордер: { $order }, выставлен { $age }
stop-placed-at = { $moment }
stop-no-order = Открытый ордер: нет
# `moment` is when that price was made: a day and time, or "unknown".
stop-unrealised = { $moment ->
    [unknown] Не реализовано: { $amount }, до комиссий, по цене { $price }.
   *[other] Не реализовано: { $amount }, до комиссий, по цене { $price } ({ $moment }).
}

## The ways to stop. `order` is "open" or "none"

way-stop-nothing = <b>{ button-stop }</b>: больше не отправляет ордера. «{ button-start }» продолжит с этого места.
way-stop = { $order ->
    [open] <b>{ button-stop }</b>: отменяет открытый ордер, а то, что в наличии, остается. «{ button-start }» продолжит с этого места.
   *[none] <b>{ button-stop }</b>: то, что в наличии, остается. «{ button-start }» продолжит с этого места.
}
way-finish = <b>{ button-finish-cycle }</b>: завершает этот цикл, затем останавливается.
way-finish-idle = { $order ->
    [open] <b>{ button-finish-cycle }</b>: цикл еще не начат, поэтому отменяет открытый ордер и сразу останавливается.
   *[none] <b>{ button-finish-cycle }</b>: цикл еще не начат, поэтому сразу останавливается.
}
way-close-nothing = <b>{ button-close-now }</b>: в наличии ничего нет, поэтому сразу останавливается.
way-close-nothing-closable = <b>{ button-close-now }</b>: закрывать нечего, остаток слишком мал, поэтому сразу останавливается.
way-close-filled = <b>{ button-close-now }</b>: отменяет открытый ордер и сразу закрывает то, что в нем исполнено.
way-close-buys = { $order ->
    [open] <b>{ button-close-now }</b>: отменяет открытый ордер и сразу откупает { $coin } по цене около рыночной.
   *[none] <b>{ button-close-now }</b>: сразу откупает { $coin } по цене около рыночной.
}
way-close-sells = { $order ->
    [open] <b>{ button-close-now }</b>: отменяет открытый ордер и сразу продает все, что в наличии, по цене около рыночной.
   *[none] <b>{ button-close-now }</b>: сразу продает все, что в наличии, по цене около рыночной.
}

## What a stop did: these follow each other

stop-refused = Ничего не сделано: { $why }
stop-finishing = <b>Он завершит этот цикл и остановится.</b>
stop-under-way = <b>Он останавливается.</b>
stop-closed = <b>Закрыт.</b>
stop-stopped = <b>Остановлен.</b>
did-cancel = Отменено: { $order }.
did-fill-some = { $fills ->
    [one] За это время прошло { $fills } исполнение.
    [few] За это время прошло { $fills } исполнения.
    [many] За это время прошло { $fills } исполнений.
   *[other] За это время прошло { $fills } исполнения.
}
did-fill = За это время исполнено: { $fill }.
did-fill-and-more = { $more ->
    [one] За это время исполнено: { $fill } и еще { $more } исполнение.
    [few] За это время исполнено: { $fill } и еще { $more } исполнения.
    [many] За это время исполнено: { $fill } и еще { $more } исполнений.
   *[other] За это время исполнено: { $fill } и еще { $more } исполнения.
}
left-not-settled = Итога еще нет: { $order }.
left-open = Еще открыт: { $order }.
left-dust = Осталось: { $held }.
left-held = Остается в наличии: { $held }.
left-nothing = { $coin } в наличии нет.
# `exchange` is Binance, `time` 12:03:04 UTC.
checked-ended = { $exchange } подтвердила в { $time }: ордер больше не открыт.
checked-booking = { $exchange } в { $time } показала, что ордер завершен; его исполнения я еще учитываю. Загляните снова в /orders.
checked-open = ⚠️ { $exchange } в { $time } все еще показывала ордер открытым. Я продолжаю проверять; если он так и останется, отмените его на сайте биржи. Открытые ордера видны в /orders.
checked-silent = ⚠️ { $exchange } в { $time } не ответила, поэтому подтверждения нет. Загляните снова в /orders.

## All at once

stop-all-question = { $count ->
    [one] <b>Остановить { $count } бота?</b>
    [few] <b>Остановить { $count } ботов?</b>
    [many] <b>Остановить { $count } ботов?</b>
   *[other] <b>Остановить { $count } бота?</b>
}
way-all-stop = <b>{ button-stop }</b>: отменяет открытые ордера, а то, что в наличии, остается.
way-all-finish = <b>{ button-finish-cycle }</b>: каждый бот завершает свой цикл и останавливается; бот, который цикл не начал, останавливается сразу.
way-all-close = <b>{ button-close-now }</b>: отменяет открытые ордера и сразу закрывает все, что в наличии, по цене около рыночной.
stop-all-no-words = { $written } здесь ничего не выбирает: /stop_all касается всех, кто работает.
stop-all-running = { $bot }: { $order }, выставлен { $age }; в наличии { $held }.
stop-all-running-no-order = { $bot }: открытого ордера нет; в наличии { $held }.
nothing-runs = Ничего не работает: активных ботов и открытых ордеров нет. См. /bots.
nothing-runs-but-orders = Ничего не работает: активных ботов нет. См. /bots.
stop-orphans = { $count ->
    [one] ⚠️ Открыт также { $count } ордер с моей меткой без бота:
    [few] ⚠️ Открыты также { $count } ордера с моей меткой без бота:
    [many] ⚠️ Открыты также { $count } ордеров с моей меткой без бота:
   *[other] ⚠️ Открыты также { $count } ордера с моей меткой без бота:
}
stop-orphans-wait = { $count ->
    [one] Я его не трогаю. В /orders его можно отменить.
    [few] Я их не трогаю. В /orders их можно отменить.
    [many] Я их не трогаю. В /orders их можно отменить.
   *[other] Я их не трогаю. В /orders их можно отменить.
}
stop-progress = { $count ->
    [one] Останавливаю { $count } бота: готово { $done }
    [few] Останавливаю { $count } ботов: готово { $done }
    [many] Останавливаю { $count } ботов: готово { $done }
   *[other] Останавливаю { $count } бота: готово { $done }
}
stop-all-report = { $count ->
    [one] <b>Остановка всех: { $count } бот</b>
    [few] <b>Остановка всех: { $count } бота</b>
    [many] <b>Остановка всех: { $count } ботов</b>
   *[other] <b>Остановка всех: { $count } бота</b>
}
stop-all-still-open = { $count ->
    [one] { $count } ордер еще открыт: я продолжаю проверять. Загляните снова в /bots.
    [few] { $count } ордера еще открыты: я продолжаю проверять. Загляните снова в /bots.
    [many] { $count } ордеров еще открыты: я продолжаю проверять. Загляните снова в /bots.
   *[other] { $count } ордера еще открыты: я продолжаю проверять. Загляните снова в /bots.
}
stop-all-failed = ⚠️ Возможно, еще работают: { $bots }. Отправьте /stop_all снова.
# `why` is a whole sentence.
stop-all-unknown = { $bot }: я не знаю, остановился ли он. { $why }
stop-all-unforeseen = Что-то пошло не так на моей стороне; подробности в логе программы.

## Deleting

delete-question = <b>Удалить этого бота?</b>
delete-also = { $trades ->
    [one] Вместе с ним удалится { $trades } сделка. Его результат { $result } останется в /stats, строки журнала сохранятся.
    [few] Вместе с ним удалятся { $trades } сделки. Его результат { $result } останется в /stats, строки журнала сохранятся.
    [many] Вместе с ним удалятся { $trades } сделок. Его результат { $result } останется в /stats, строки журнала сохранятся.
   *[other] Вместе с ним удалятся { $trades } сделки. Его результат { $result } останется в /stats, строки журнала сохранятся.
}
delete-dust = Он держит { $held }. Это остается у вас.
delete-held = Он держит { $held }. Удаление этого не закрывает: все останется у вас, и ни один бот больше не будет этим управлять.
delete-final = Отменить это нельзя.
delete-and-keep = Удалить и оставить { $held }
deleted = Удален: { $bot }.

## Starting, and alerts

started = <b>Запущен.</b>
started-to-finish = <b>Запущен.</b> Как вы просили раньше, он завершит этот цикл и остановится. Кнопка «{ button-keep-looping }» отменит это.
up-to-date = Все актуально
only-bot = Это ваш единственный бот
alerts-are-on = Оповещения включены
alerts-are-off = Оповещения выключены
alerts-are-masked = Чат оповещений видит только проценты
alerts-are-full = Чат оповещений видит все
