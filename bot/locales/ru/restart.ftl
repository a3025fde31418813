# What a bot does after a start: clauses that follow its name.

resumed-bot = { $bot }: { $doing }
resumed-bot-with-fills = { $fills ->
    [one] { $line }; за это время { $fills } исполнение, последнее { $last }
    [few] { $line }; за это время { $fills } исполнения, последнее { $last }
    [many] { $line }; за это время { $fills } исполнений, последнее { $last }
   *[other] { $line }; за это время { $fills } исполнения, последнее { $last }
}
resumed-paused-with-order = { $filled ->
    [no] { $why }; ордер { $order } остается открытым
   *[other] { $why }; ордер { $order }, исполнено { $filled }, остается открытым
}
resumed-finished = остановлен
resumed-unsettled = по последнему ордеру еще нет итога
resumed-watching = ждет цену
resumed-watching-for = ждет цену своего { $side } @ { $price }
resumed-unconfirmed = ордер еще не подтвержден
resumed-with-unconfirmed = { $filled ->
    [no] ордер { $order } еще не подтвержден
   *[other] ордер { $order }, исполнено { $filled }, еще не подтвержден
}
resumed-order-open = ордер открыт
resumed-with-order-open = { $filled ->
    [no] ордер { $order } открыт
   *[other] ордер { $order }, исполнено { $filled }, открыт
}
resumed-canceling = ордер отменяется
resumed-closing = получает цену для закрытия

## The report

notice-resumed = 🔄 <b>Я перезапустился</b> { $moment }.
resumed-running = Работают:
resumed-waiting = Ждут вашего решения, см. /bots:
resumed-stopped = Остановлены:
resumed-fills = { $fills ->
    [one] За это время { $fills } исполнение: см. /notices.
    [few] За это время { $fills } исполнения: см. /notices.
    [many] За это время { $fills } исполнений: см. /notices.
   *[other] За это время { $fills } исполнения: см. /notices.
}
resumed-silent = ⚠️ Пока нет ответа: { $accounts }. Для ботов там показано то, что я знал раньше. Я продолжаю запрашивать.
notice-restored =
    ⚠️ <b>Я запущен из более старой резервной копии</b> { $moment }.
    Всего, что было после этой копии, в моих записях нет.
restored-waiting = Ждут вашего решения: { $bots }. Сначала проверьте ордера и балансы на бирже. /orders показывает открытые ордера без бота: остановленный бот или бот на паузе может принять такой ордер. Затем решите кнопками на карточках в /bots.
