# /health: how the program is doing, for owners.

health-title = <b>Состояние</b>
health-running = Работаю { $span }
health-bots = Ботов в работе: { $bots }, из них на паузе: { $paused }
health-aside = Отложены: { $bots }. То, что о них сохранено, не читается; причина — в журнале.
health-orders = Ордера: открыто { $open }, ждут ответа { $flight }, с неизвестным исходом { $unknown }
health-telegram = Telegram: последний ответ { $age }
health-database = База данных: чтение { $read } мс, последняя запись { $commit } мс
health-database-away = База данных не отвечает. Новые ордера не отправляются, пока она не вернется.
health-notices-none = Уведомлений в очереди: 0
health-notices = Уведомлений в очереди: { $notices }, самое старое { $age }
health-tasks-none = Перезапусков фоновых задач: 0
# `task` is a name from the program's log.
health-tasks = Перезапусков фоновых задач: { $count }, последний { $at }: { $task }
health-checked = Последняя полная проверка: { $age }
health-unchecked = Полной проверки еще не было
health-check-failed = Последняя проверка не удалась. Причина в /accounts.
health-orders-stream-open = Поток ордеров: открыт
health-orders-stream-starting = Поток ордеров: запускается
health-orders-stream-silent = Поток ордеров: молчит, хотя ордера исполняются
health-orders-stream-closed = Поток ордеров: оборвался, я переподключаюсь
health-prices = <b>Цены</b>
# `market`: symbol, exchange and mode.
health-price = { $market }: последняя сделка { $age }
health-price-starting = { $market }: последняя сделка { $age }, поток запускается
health-price-silent = { $market }: последняя сделка { $age }, поток молчит
health-price-closed = { $market }: последняя сделка { $age }, поток оборвался
health-price-none = { $market }: сделок еще не было
health-limits = <b>Лимиты бирж</b>
health-limit = { $limit }: { $used } из { $most } использовано за { $seconds } с
health-limit-held = { $pool }: биржа просит подождать еще { $seconds } с.
health-jobs = <b>Задачи по расписанию</b>
# `job` is one of those below.
health-job-done = { $job }: выполнено { $age }, следующий раз { $next }
health-job-failed = { $job }: не удалось { $age }, следующая попытка { $next }
health-job-never = { $job }: еще не выполнялось, следующий раз { $next }
job-backup = Резервная копия
job-backup-chat = Отправка копии в чат
job-cleanup = Очистка
job-clock = Проверка часов
job-disk = Проверка диска
job-heartbeat = Сигнал монитору
job-rules = Правила рынков
job-summaries = Проверка, не пора ли отправить сводки
