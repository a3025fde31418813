# The card of one bot.

card-updated = <i>Обновлено в { $time }</i>
card-held = В наличии: { $held }
card-realised = { $funding ->
    [with] Реализовано: { $amount }, после комиссий и фандинга
    [without] Реализовано: { $amount }, после комиссий, без фандинга
   *[none] Реализовано: { $amount }, после комиссий
}
card-unrealised = Не реализовано: { $amount }, до комиссий
card-unrealised-no-price = Не реализовано: цены пока нет
card-unrealised-none = Не реализовано: { $amount }
card-settled = { $unrealised ->
    [none] В { $coin }: реализовано { $realised }, по курсу { $exchange } { $rate } за 1 { $quote }
   *[other] В { $coin }: реализовано { $realised }, не реализовано { $unrealised }, по курсу { $exchange } { $rate } за 1 { $quote }
}
card-fees = Комиссии: { $fees }
card-fee-unvalued = { $fee } без оценки
card-funding = Фандинг: { $amount }
card-counts = Циклы: { $cycles } · сделки: { $trades }
card-last-fill = Последнее исполнение: { $fill }, { $when }
card-no-fill = Последнее исполнение: пока нет
card-cycle-fills = Этот цикл: { $fills }
card-alerts-on = Чат оповещений: включен, с суммами
card-alerts-masked = Чат оповещений: включен, только проценты
card-alerts-off = Чат оповещений: выключен

card-deleted = <b>{ $bot }</b> удален.
card-not-shared = У вас больше нет доступа к боту <b>{ $bot }</b>.

plan-first = Сначала { $side }
plan-trailing = трейлинг { $trailing }
plan-no-trailing = без трейлинга
plan-loop-on = цикл повторяется
plan-loop-off = один цикл
plan-leverage = плечо { $leverage }
