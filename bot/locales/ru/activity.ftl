# What a bot does, and what it waits for. `moment` is "unknown" or "paper" where there is none.

status-paused = <b>На паузе</b>
status-active = <b>Работает</b>
status-finishing = <b>Работает</b>, остановится после этого цикла
status-stopped = <b>Остановлен</b>
status-error = <b>Ошибка</b>

card-reason = Причина: { $reason }.
tap-retry = Нажмите «{ button-retry }», «{ button-edit }» или «{ button-stop }».
edit-pending = Изменение применится, когда завершится текущий ордер.
replay-ended = { $moment ->
    [unknown] Реплей окончен: цен больше не будет.
   *[other] Реплей окончен { $moment }: цен больше не будет.
}
prices-stop = { $moment ->
    [unknown] ⚠️ Цены прервались: { $reason }. Исправьте это и перезапустите меня; бот продолжит с того же места.
   *[other] ⚠️ Цены прервались { $moment }: { $reason }. Исправьте это и перезапустите меня; бот продолжит с того же места.
}

## Its account

account-only-closing = ⚠️ Отправляются только закрывающие ордера: { $reason }.
account-trouble = { $since ->
    [unknown] ⚠️ Проблема на { $account }: { $reason }.
   *[other] ⚠️ Проблема на { $account } с { $since }: { $reason }.
}
account-tries-again = { $moment ->
    [unknown] Я повторю попытку сам.
   *[other] Следующая попытка, сама собой: { $moment }.
}
account-first-look = ⏳ { $account } читается в первый раз, так быстро, как позволяют лимиты запросов: пока { $read } из { $pairs } пар. Ордера пойдут после этого.
account-no-prices = ⚠️ Нет живых цен с { $since }: поток цен { $account } молчит, хотя сделки есть. Я переоткрываю его и каждые несколько секунд запрашиваю последние сделки.
account-no-orders = ⚠️ Нет новостей об ордерах с { $since }: поток ордеров { $account } молчит, хотя ордера исполняются. Я переоткрываю его и каждые несколько секунд проверяю ордера.
account-no-entries = ⚠️ Новые входы не отправляются: { $reason }. См. /accounts.

## While it stands

idle-begins = «{ button-start }» начнет с { $side } @ { $price }.
idle-continues = «{ button-start }» продолжит с { $side } @ { $price }.
idle-unsettled = По последнему ордеру еще нет итога. Посмотрите снова чуть позже.
paused-order-open = { $moment ->
    [paper] Ордер остается открытым: { $order }.
   *[other] Ордер остается открытым: { $order }, на { $moment }.
}
paused-tap-resume = Исполнения учитываются; больше ничего не отправляется, пока вы не нажмете «{ button-resume }» или «{ button-stop }».
paused-tap-replace = Ордера не выставляются, пока вы не нажмете «{ button-replace }» или «{ button-stop }».
settling-run = Ордер отменяется; затем бот продолжит.
settling-edit = Ордер отменяется; затем бот продолжит с изменением.
settling-stop = Ордер отменяется; затем бот остановится.
settling-close = Ордер отменяется; затем бот закроет позицию.
settling-pause = Ордер отменяется; затем бот встанет на паузу.
closing-waits = Бот получает цену для закрытия.

look-unconfirmed = Ордер { $order } не подтвержден. Это может быть один из этих ордеров на бирже:
look-which = Проверьте их на сайте биржи, затем нажмите «{ $look }».
look-which-or-stop = Проверьте их на сайте биржи, затем нажмите «{ $look }» или «{ button-stop }».
look-unsettled = { $reported ->
    [none] По ордеру { $order } нет итога: учтено { $booked }.
   *[other] По ордеру { $order } нет итога: учтено { $booked }, а биржа сообщила { $reported }.
}
look-check = Проверьте его на сайте биржи, затем нажмите «{ $look }».
look-check-or-stop = Проверьте его на сайте биржи, затем нажмите «{ $look }» или «{ button-stop }».

## While it works

watching-buy = Ждет падения цены до { $price }.
watching-sell = Ждет роста цены до { $price }.
# Where the last price is there already.
touching-buy = Ждет следующей сделки по { $price } или ниже: с нее начнется трейлинг.
touching-sell = Ждет следующей сделки по { $price } или выше: с нее начнется трейлинг.
trailing-buy = Минимум пока { $extreme }: BUY (лимит { $limit }) уйдет, когда цена вырастет от него на { $percent }, до { $trigger }.
trailing-sell = Максимум пока { $extreme }: SELL (лимит { $limit }) уйдет, когда цена упадет от него на { $percent }, до { $trigger }.
order-on-its-way = { $order } отправляется на биржу.
order-unconfirmed = { $order } отправлен { $moment }; биржа его еще не подтвердила. Я продолжаю запрашивать. Дважды ничего не отправляется.
order-in-doubt = { $order } под сомнением. Проверьте его на сайте биржи.
order-waited-for = { $moment ->
    [paper] Ждет исполнения ордера: { $order }.
   *[other] Ждет исполнения ордера: { $order }, на { $moment }.
}
order-was-changed = Он изменен на бирже; отправлен был как { $sent }.

no-price-yet = Цены пока нет.
price-there = { $moment ->
    [unknown] Цена { $price }: ровно на месте.
   *[other] Цена { $price }, { $moment }: ровно на месте.
}
price-above = { $moment ->
    [unknown] Цена { $price }: выше на { $away }.
   *[other] Цена { $price }, { $moment }: выше на { $away }.
}
price-below = { $moment ->
    [unknown] Цена { $price }: ниже на { $away }.
   *[other] Цена { $price }, { $moment }: ниже на { $away }.
}
