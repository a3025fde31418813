# Notices. `bot` is #3 BTC/USDT, and `where` is (PAPER, Binance).

message-repeated = <i>Возможно, это повтор: связь прервалась во время отправки.</i>
message-late = <i>С задержкой. От { $begun } { $clock }:</i>
message-late-since = <i>С задержкой. С { $begun } по { $ended } { $clock }:</i>

notice-fill = { $moment ->
    [now] { $traded } { $where }
        { $bot } · комиссия { $fee }
   *[other] { $traded } { $where }
        { $bot } · комиссия { $fee } · { $moment }
}
# Below the notice that ends the cycle of the fill.
notice-fill-inside = { $moment ->
    [now] { $traded } · комиссия { $fee }
   *[other] { $traded } · комиссия { $fee } · { $moment }
}
notice-fill-late = Это исполнение пришло, когда ордер был уже завершен. Оно учтено.
notice-fill-learned-later = Исполнено { $moment } по часам биржи; я узнал об этом позже.

notice-cycle = { $moment ->
    [now] { $mark } <b>Цикл { $cycle } бота { $bot }: { $result }</b> { $where }
        { $costs } Все циклы: { $total }
   *[other] { $mark } <b>Цикл { $cycle } бота { $bot }: { $result }</b> { $where }
        { $costs } Все циклы: { $total } · { $moment }
}
notice-cycle-settled = В { $coin }: { $result }, все циклы { $total }, по курсу биржи { $rate } за 1 { $quote }.
costs-fees = После комиссий { $fees }.
costs-fees-received = После комиссий { $fees } и полученного фандинга { $funding }.
costs-fees-paid = После комиссий { $fees } и уплаченного фандинга { $funding }.
costs-fees-unvalued = После комиссий { $fees }; комиссии { $unvalued } пока без оценки и в результат не вошли.
costs-fees-received-unvalued = После комиссий { $fees } и полученного фандинга { $funding }; комиссии { $unvalued } пока без оценки и в результат не вошли.
costs-fees-paid-unvalued = После комиссий { $fees } и уплаченного фандинга { $funding }; комиссии { $unvalued } пока без оценки и в результат не вошли.
costs-received-unvalued = После полученного фандинга { $funding }; комиссии { $unvalued } пока без оценки и в результат не вошли.
costs-paid-unvalued = После уплаченного фандинга { $funding }; комиссии { $unvalued } пока без оценки и в результат не вошли.
costs-unvalued = Комиссии { $unvalued } пока без оценки и в результат не вошли.

notice-funding = { $total ->
    [no] 💱 <b>{ $bot }: фандинг { $change }</b> { $where }
        Начислен { $moment } за позицию уже закрытого цикла.
   *[other] 💱 <b>{ $bot }: фандинг { $change }</b> { $where }
        Начислен { $moment } за позицию уже закрытого цикла. Все циклы: { $total }
}
notice-funding-deleted = { $total ->
    [no] 💱 <b>{ $bot }: фандинг { $change }</b> { $where }
        Начислен { $moment } за позицию удаленного бота.
   *[other] 💱 <b>{ $bot }: фандинг { $change }</b> { $where }
        Начислен { $moment } за позицию удаленного бота. Все циклы: { $total }
}
notice-fee-valued = { $total ->
    [no] 💱 <b>{ $bot }: комиссии { $change }</b> { $where }
        { $fee } удалось оценить только сейчас, цикл уже закрыт.
   *[other] 💱 <b>{ $bot }: комиссии { $change }</b> { $where }
        { $fee } удалось оценить только сейчас, цикл уже закрыт. Все циклы: { $total }
}
notice-fee-valued-deleted = { $total ->
    [no] 💱 <b>{ $bot }: комиссии { $change }</b> { $where }
        { $fee } удалось оценить только сейчас, бот уже удален.
   *[other] 💱 <b>{ $bot }: комиссии { $change }</b> { $where }
        { $fee } удалось оценить только сейчас, бот уже удален. Все циклы: { $total }
}
notice-fee-corrected = { $total ->
    [no] 💱 <b>{ $bot }: комиссии { $change }</b> { $where }
        Комиссия за исполнение { $fee }, а не { $was }, как сообщалось сначала. Его цикл уже закрыт.
   *[other] 💱 <b>{ $bot }: комиссии { $change }</b> { $where }
        Комиссия за исполнение { $fee }, а не { $was }, как сообщалось сначала. Его цикл уже закрыт. Все циклы: { $total }
}

## A bot that has come to stand

notice-stopped-stop =
    ⚪ <b>{ $bot } остановлен</b> { $where }
    { $rest }
notice-stopped-finish =
    ⚪ <b>{ $bot } завершил цикл и остановлен</b> { $where }
    { $rest }
notice-stopped-close =
    ⚪ <b>{ $bot } закрыт и остановлен</b> { $where }
    { $rest }
notice-stopped-loop-off =
    ⚪ <b>{ $bot } выполнил свой единственный цикл и остановлен</b> { $where }
    { $rest }
notice-stopped-settled =
    ⚪ <b>{ $bot } остановлен: биржа закрыла его позицию (делистинг)</b> { $where }
    { $rest }
bot-holds = Он держит { $held }.
bot-holds-none = { $coin } он не держит.
stopped-dust-left = Осталось { $held }.
stopped-not-closed = Не удалось закрыть { $held }, он все еще держит их. См. /bots.
stopped-holds = Он держит { $held }. «{ button-start }» на его карточке в /bots продолжит с этого места.

notice-paused =
    ⏸ <b>{ $bot } на паузе</b> { $where }
    Причина: { $reason }.
paused-order-stays = Его ордер остается открытым: { $order }. Исполнения учитываются.
paused-look-there = Проверьте его ордер на сайте биржи. Пока вы не решите, он не выставляет ордера: нажмите «{ $look }» или «{ button-stop }» здесь либо на его карточке в /bots.
paused-live-off = Пока торговля LIVE выключена, он ничего не отправляет. На его карточке в /bots есть «{ button-stop }» и «{ button-close-now }».
paused-decide = Пока вы не решите, он не выставляет ордера: нажмите «{ button-replace }» или «{ button-stop }» здесь либо на его карточке в /bots.
paused-decide-on-order = Пока вы не решите, он больше ничего не отправляет: нажмите «{ button-resume }» или «{ button-cancel-order }» либо откройте /bots.

notice-failed =
    🔴 <b>{ $bot }: ошибка</b> { $where }
    Причина: { $reason }.
    Пока вы не решите, он больше ничего не отправляет: откройте его карточку в /bots и нажмите «{ button-retry }», «{ button-edit }» или «{ button-stop }».

notice-order-changed =
    ✏️ <b>Ордер изменен на бирже</b>: { $bot } { $where }
    { $before } -> { $now }, на { $moment }.
    Вручную или самой биржей, если цена вышла за ее пределы. Бот продолжает с таким ордером; следующие ордера пойдут по его плану.

## Prices

notice-prices-again =
    ▶️ <b>{ $bot }: цены снова идут</b> { $where }
    Их не было с { $since }. Пропущенное учтено в трейлинге.
notice-no-prices =
    ⚠️ <b>{ $bot }: нет живых цен с { $since }</b> { $where }
    Сделки на { $exchange } есть, но поток цен молчит. Я переоткрываю его, а пока каждые несколько секунд запрашиваю последние сделки: трейлинг работает с опозданием в несколько секунд.
notice-no-prices-testnet =
    ⚠️ <b>{ $bot }: нет живых цен с { $since }</b> { $where }
    Сделки на тестовой площадке { $exchange } есть, но поток цен молчит. Я переоткрываю его, а пока каждые несколько секунд запрашиваю последние сделки: трейлинг работает с опозданием в несколько секунд.

notice-replay-over =
    🏁 <b>Реплей бота { $bot } окончен</b> { $where }
    { $did } { $held }
notice-prices-stop =
    ⚠️ <b>Цены для { $bot } прервались</b> { $where }
    Причина: { $reason }.
    { $did } { $held }
    Исправьте это и перезапустите меня: бот продолжит с того же места.
replay-fills = { $fills ->
    [one] { $fills } исполнение
    [few] { $fills } исполнения
    [many] { $fills } исполнений
   *[other] { $fills } исполнения
}
replay-cycles = { $cycles ->
    [one] { $cycles } цикл
    [few] { $cycles } цикла
    [many] { $cycles } циклов
   *[other] { $cycles } цикла
}
replay-did = С { $since } по { $until }: { $traded }, результат { $result } после комиссий { $fees }.
replay-did-sometime = Итог: { $traded }, результат { $result } после комиссий { $fees }.

## This installation

notice-joined = 👤 { $name } (id { $id }): вошел по приглашению и теперь в списке, роль: { $role }. /users показывает всех.
notice-stranger =
    👤 Мне написал кто-то не из списка: { $name } (id <code>{ $id }</code>).
    Ваших ботов он не видел, и ничего не сделано. Чтобы дать доступ, пригласите его в /users трейдером или зрителем. О каждом человеке я сообщаю только один раз.
notice-alerts-lost =
    ⚠️ <b>Я не могу писать в чат оповещений</b> (TELEGRAM_CHAT_ID).
    Telegram отвечает: { $reason }.
    Добавьте меня туда снова или измените настройку. До тех пор сообщения ждут; торговля продолжается.
notice-linked-lost =
    ⚠️ <b>Я не могу писать в { $title }</b>, куда приходят оповещения.
    Telegram отвечает: { $reason }.
    Добавьте меня туда снова, привяжите другую группу или отвяжите эту в /settings. До тех пор сообщения ждут; торговля продолжается.
notice-alerts-removed =
    ⚠️ <b>Меня удалили из чата оповещений</b> (TELEGRAM_CHAT_ID).
    Добавьте меня туда снова или измените настройку. До тех пор сообщения ждут; торговля продолжается.
notice-linked-removed =
    ⚠️ <b>Меня удалили из { $title }</b>, куда приходят оповещения.
    Добавьте меня туда снова, привяжите другую группу или отвяжите эту в /settings. До тех пор сообщения ждут; торговля продолжается.
notice-topic-closed =
    ⚠️ <b>Тема в { $title }, куда приходят оповещения, закрыта или удалена.</b>
    Пока ее не откроют, они приходят в саму группу. Откройте ее или напишите /alerts в другой теме.
notice-topic-open = ✅ Тема в { $title } снова открыта: оповещения приходят туда.
notice-webhook =
    ⚠️ <b>Мои сообщения забирает вебхук на { $host }</b>, поэтому ваши команды до меня не доходят. Торговля продолжается.
    Возможно, он нужен другой программе. Чтобы снять его, задайте TELEGRAM_TAKE_OVER=true и перезапустите меня; или дайте одному из нас токен другого бота.
notice-codes-refused =
    ⚠️ <b>{ $name } (id <code>{ $id }</code>): пришли неверные одноразовые коды</b> для ботов LIVE, поэтому { $minutes } мин. я не смотрю ни на один код от этого человека. Торговля продолжается.
    Если это был кто-то другой, значит, телефон в чужих руках: уберите человека из списка в /users. Остановить и закрыть можно в любое время.
notice-token-shared =
    ⚠️ <b>Другая программа забирает мои сообщения с тем же токеном</b>, поэтому часть ваших команд до меня не доходит. Торговля продолжается.
    Остановите ту программу. Если вы ее не знаете, отзовите токен у @BotFather и дайте мне новый.

storm-again = { $times ->
    [one] 🔁 { $times } раз с { $since }
    [few] 🔁 { $times } раза с { $since }
    [many] 🔁 { $times } раз с { $since }
   *[other] 🔁 { $times } раз с { $since }
}
storm-over = { $times ->
    [one] ✅ Все восстановилось. За { $span } это произошло { $times } раз.
    [few] ✅ Все восстановилось. За { $span } это произошло { $times } раза.
    [many] ✅ Все восстановилось. За { $span } это произошло { $times } раз.
   *[other] ✅ Все восстановилось. За { $span } это произошло { $times } раз.
}
