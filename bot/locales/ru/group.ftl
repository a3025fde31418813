# What the alert chat is told of a bot that is shown in percent only. `mode` and `bot` stand in each.

group-fill = { $mode } <b>{ $bot }</b>: { $side } исполнен
group-cycle = { $mode } <b>{ $bot }</b>: цикл закрыт, { $percent }
group-cycle-won = { $mode } <b>{ $bot }</b>: цикл закрыт без убытка
group-cycle-lost = { $mode } <b>{ $bot }</b>: цикл закрыт с убытком
group-stopped = { $mode } <b>{ $bot }</b>: остановлен
group-paused = { $mode } <b>{ $bot }</b>: на паузе, решает владелец
group-failed = { $mode } <b>{ $bot }</b>: остановлен из-за ошибки, владелец знает
group-prices-away = { $mode } <b>{ $bot }</b>: нет живых цен
group-prices-again = { $mode } <b>{ $bot }</b>: живые цены снова есть
group-order-changed = { $mode } <b>{ $bot }</b>: его ордер изменен на бирже
group-replay-over = { $mode } <b>{ $bot }</b>: его реплей закончен
group-prices-stop = { $mode } <b>{ $bot }</b>: поток его цен прервался
group-other = { $mode } <b>{ $bot }</b>: изменились записи
