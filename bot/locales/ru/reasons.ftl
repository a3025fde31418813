# Why a bot stands, an order was refused or an account sends nothing: clauses that follow a colon, without a
# full stop.

reason-none = причина не указана

reason-paused = пауза
reason-edit-not-made = изменение не применено: раньше пришло исполнение
reason-late-fill = исполнение пришло, когда ордер был уже завершен
reason-never-arrived = ордер не дошел до биржи
reason-canceled-there = ордер отменен на бирже
reason-no-offers = в стакане нет цены для закрытия
reason-live-is-off = торговля LIVE выключена (LIVE_TRADING)
reason-live-was-off = торговля LIVE была выключена (LIVE_TRADING)
reason-restored = восстановлен из резервной копии: сначала проверьте биржу
reason-not-heard-yet = счет еще читается в первый раз
reason-time-unknown = биржа еще не сообщила свое время, а без него я не могу отправить ордер
reason-too-early = пока рано судить
reason-unexpected = что-то пошло не так на моей стороне; подробности в логе программы
reason-self-trade = он исполнился бы о другой ордер этого же счета
reason-made-smaller = биржа уменьшила его количество
reason-nothing-offered = по его цене ничего не было
reason-price-limit = его цена вне пределов биржи
reason-pair-closed = пара сейчас не торгуется
reason-margin-needed = его маржа понадобилась для удержания позиции
reason-being-deleveraged = позиция попала под автоделевереджинг (ADL)
reason-nothing-to-reduce = сокращать было уже нечего
reason-canceled-by-exchange = биржа отменила его
reason-name-taken = на бирже уже есть ордер с таким id
reason-namesake-hidden = ордер с таким id существует, но биржа его не показывает
reason-order-hidden = биржа показывает сделку этого ордера, но не сам ордер
reason-stream-broke = поток данных прервался
reason-stream-ended = биржа закрыла поток данных
reason-stream-key-lost = ключ личного потока данных больше не действует
reason-not-subscribed = бот не подписан на свой рынок
reason-refusal-on-its-way = ордер отклонен; подробности еще идут

## An order

reason-order-unknown-there = биржа больше не знает ордер { $order }; проверьте его на сайте биржи
reason-order-contradicts = данные биржи об ордере { $order } противоречат друг другу; проверьте его на сайте биржи
reason-order-accepted-as-is = ордер { $order } принят как есть
reason-order-reappeared = ордер { $order }, который считался недошедшим, появился на бирже
reason-order-from-before-restore = ордер { $order }, выставленный до восстановления копии, еще открыт
reason-order-replaced = ордер { $order } завершен, и его id теперь у другого ордера на бирже; см. /orders
reason-order-fills-missing = по данным биржи исполнено больше ордера { $order }, чем дают его сделки
reason-order-refused = биржа отклонила ордер: { $why }
reason-closing-order-refused = биржа отклонила закрывающий ордер: { $why }
reason-exit-refused = { $refused }. Если на ней нет позиции, которую бот мог бы закрыть, нажмите «{ button-stop }», затем удалите бота
reason-order-ended = биржа сняла ордер: { $why }
reason-orders-did-not-arrive = { $count ->
    [one] подряд не дошел до биржи { $count } ордер
    [few] подряд не дошли до биржи { $count } ордера
    [many] подряд не дошли до биржи { $count } ордеров
   *[other] подряд не дошли до биржи { $count } ордера
}
reason-orders-did-not-arrive-why = { $count ->
    [one] подряд не дошел до биржи { $count } ордер: { $why }
    [few] подряд не дошли до биржи { $count } ордера: { $why }
    [many] подряд не дошли до биржи { $count } ордеров: { $why }
   *[other] подряд не дошли до биржи { $count } ордера: { $why }
}
reason-order-out-of-sight = { $exchange } больше не знает ни { $symbol }, ни ордер { $order }; проверьте его на сайте биржи
reason-several-orders = { $count ->
    [one] ордер на бирже может быть { $order } или чужим: { $listed }
    [few] под { $order } подходят несколько ордеров на бирже: { $listed }
    [many] под { $order } подходят несколько ордеров на бирже: { $listed }
   *[other] под { $order } подходят несколько ордеров на бирже: { $listed }
}
reason-traded-elsewhere-buy = прежний ордер на { $symbol } ({ $mode }, { $account }) купил { $amount } уже после изменения бота; сделка записана там, и бот с ней не работает
reason-traded-elsewhere-sell = прежний ордер на { $symbol } ({ $mode }, { $account }) продал { $amount } уже после изменения бота; сделка записана там, и бот с ней не работает
reason-could-not-close = не удалось закрыть: { $why }

## A market

reason-symbol-unknown = на { $exchange } нет { $symbol }
reason-symbol-halted = торги { $symbol } на { $exchange } приостановлены
reason-stands-halted = торги { $symbol } на { $exchange } приостановлены; нажмите «{ button-replace }», когда они возобновятся, или «{ button-stop }»
reason-symbol-delisted = на { $exchange } больше нет { $symbol }; нажмите «{ button-stop }», или «{ button-edit }», чтобы перейти на другую пару, или «{ button-replace }», если пара вернется
reason-cross-margin = { $symbol } на { $exchange } в кросс-марже; переключите там на изолированную
reason-too-small = { $quantity } меньше, чем принимает биржа
reason-too-small-now = { $quantity } теперь слишком мало
reason-below-minimum = { $quantity } меньше минимума { $smallest }
reason-value-too-small = стоимость ордера меньше минимума { $smallest }
reason-off-step-buy = цена покупки { $price } не подходит под новый шаг цены
reason-off-step-sell = цена продажи { $price } не подходит под новый шаг цены
reason-no-price = цены для { $symbol } пока нет
reason-book-crossed = лучший бид { $bid } выше лучшего аска { $ask }
reason-far-off-buy = лучший бид { $price } далек от последней цены { $last }
reason-far-off-sell = лучший аск { $price } далек от последней цены { $last }
reason-unreadable-rules = { $said ->
    [missing] { $exchange } дает для { $symbol } правила, которые я не могу прочитать: нет { $field }
   *[other] { $exchange } дает для { $symbol } правила, которые я не могу прочитать: { $field } = { $said }
}
reason-rules-changed = на { $exchange } новые правила для { $symbol } ({ $changes }): { $problem }; нажмите «{ button-edit }», затем «{ button-replace }»
rule-changed-price-step = шаг цены { $was } -> { $now }
rule-changed-quantity-step = шаг количества { $was } -> { $now }
rule-changed-smallest-quantity = минимальное количество { $was } -> { $now }
rule-changed-smallest-value = минимальная стоимость ордера { $was } -> { $now }

## An account

reason-key-may-withdraw = API-ключ { $account } разрешает вывод; возьмите ключ только для торговли или задайте ALLOW_WITHDRAWAL_KEYS=true
reason-key-may-not-trade = API-ключ { $account } не разрешает торговлю; разрешите ее на бирже
reason-keys-missing = в настройках нет API-ключей для { $account }
reason-hedge-mode = { $venue } в режиме хеджирования; переключите там на односторонний режим
reason-wallet-unseen = баланс на { $venue } еще не известен; повторите через минуту
reason-above-max-order-value = стоимость ордера { $value } выше MAX_ORDER_VALUE { $most }
reason-above-max-exposure = экспозиция составила бы { $value }, выше MAX_EXPOSURE { $most }
reason-above-max-daily-loss = сегодняшний убыток { $value } при MAX_DAILY_LOSS { $most }; новые входы возможны с 00:00 UTC
reason-insufficient-funds = для ордера нужно { $needed }, доступно { $available }: не хватает { $short }
reason-limit-missing = для LIVE нужно задать { $limit } для { $coin }
reason-position-occupied = позицию { $symbol } этого счета уже ведет бот { $bot }
reason-clock-ahead = часы этой машины спешат на { $seconds } с относительно { $exchange }; синхронизируйте их по NTP
reason-clock-behind = часы этой машины отстают на { $seconds } с от { $exchange }; синхронизируйте их по NTP
reason-other-leverage = плечо { $symbol } на { $exchange } { $there }, а здесь { $here }; измените его там или здесь кнопкой «{ button-edit }»
reason-not-set-position-mode = { $why ->
    [none] { $exchange }: для { $symbol } включен режим хеджирования; измените это там
   *[other] { $exchange }: для { $symbol } включен режим хеджирования, и я не смог его изменить ({ $why }); измените это там
}
reason-not-set-margin-mode = { $why ->
    [none] { $exchange }: { $symbol } в кросс-марже; измените это там
   *[other] { $exchange }: { $symbol } в кросс-марже, и я не смог это изменить ({ $why }); измените это там
}
reason-not-set-leverage = { $why ->
    [none] { $exchange }: плечо { $symbol } не { $leverage }; измените это там
   *[other] { $exchange }: плечо { $symbol } не { $leverage }, и я не смог его изменить ({ $why }); измените это там
}
reason-position-differs = { $exchange } показывает позицию { $symbol } { $position }, а исполнения бота дают { $held }
reason-position-closed-by-hand = позиция { $symbol } { $position } вместо { $held }: ее закрыли вручную. Если так и задумано, нажмите «{ button-stop }», затем удалите бота
reason-forced-liquidation = ликвидация: биржа закрыла { $quantity } позиции по { $price }
reason-forced-auto-deleveraging = автоделевереджинг: биржа закрыла { $quantity } позиции по { $price }
reason-forced-settlement = расчет контракта: биржа закрыла { $quantity } позиции по { $price }
reason-too-many-refusals = { $count ->
    [one] { $account }: { $count } отклоненный ордер за { $minutes } мин, последний в { $last } ({ $why }); новые входы ждут до { $until }
    [few] { $account }: { $count } отклоненных ордера за { $minutes } мин, последний в { $last } ({ $why }); новые входы ждут до { $until }
    [many] { $account }: { $count } отклоненных ордеров за { $minutes } мин, последний в { $last } ({ $why }); новые входы ждут до { $until }
   *[other] { $account }: { $count } отклоненного ордера за { $minutes } мин, последний в { $last } ({ $why }); новые входы ждут до { $until }
}

## A file of prices

feed-unreadable = его не удается прочитать ({ $found })
feed-not-text = это не текст в UTF-8
feed-compressed = он сжат; сначала распакуйте его
feed-no-rows = под заголовком нет строк
feed-row-gone = файл кончается раньше цены № { $found }, на которой стоит бот; возможно, его меняли
feed-header = заголовок должен быть { $trades } (сделки) или { $candles } (свечи), а здесь { $found }
feed-header-again = здесь снова заголовок; возможно, файлы склеили
feed-columns = ячеек не столько, сколько в заголовке ({ $found }); возможно, файл обрезан
feed-empty-cell = пустая ячейка ({ $found })
feed-no-timestamp = время должно быть целым числом миллисекунд с 1970 года, а здесь «{ $found }»
feed-not-milliseconds = время должно быть в миллисекундах, например 1570752011620, а здесь { $found }
feed-time-order = время раньше, чем в строке выше; отсортируйте файл по времени
feed-not-a-number = цена должна быть числом, например 0.00141342, а здесь «{ $found }»
feed-not-above-zero = цена должна быть больше нуля, а здесь { $found }
feed-out-of-range = цена вне допустимых пределов: { $found }
feed-candle-again = вторая свеча за то же время
feed-candle = открытие и закрытие не лежат между минимумом и максимумом ({ $found })
reason-feed-row = { $file }, строка { $row }: { $problem }
reason-other-file-of-trades = { $file } не тот файл, который проигрывает бот: в его файле первая сделка { $price }, { $moment }. Верните прежний файл или создайте для этого другого бота
reason-other-file-of-candles = { $file } не тот файл, который проигрывает бот: в его файле первая свеча { $price }, { $moment }. Верните прежний файл или создайте для этого другого бота
reason-other-pair = в { $file } цены { $symbol }, как сказано в REPLAY_SYMBOL, а не { $wanted }: задайте REPLAY_SYMBOL={ $wanted } или укажите в MARKET_DATA файл этой пары
reason-other-pair-made-up = на вымышленном рынке нет { $wanted }: задайте REPLAY_SYMBOL={ $wanted }

## A call to an exchange

reason-unreadable-answer = ее ответ не удалось прочитать
reason-asked-and-told = запрос был об ордере { $asked }, а ответ о { $told }
reason-asked-and-told-another = запрос был об ордере { $asked }, а ответ о другом
reason-rate-limited = лимит запросов биржи требует подождать { $seconds } с
reason-timed-out = нет ответа за { $seconds } с
