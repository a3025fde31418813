# The figures of /stats.

stats-head = <b>Статистика</b>
stats-bots = Боты: { $all } · 🟢 работают { $active } · ⚪ остановлены { $stopped } · 🔴 ошибка { $error }
stats-none = Сделок пока нет. Результаты появятся здесь после первого исполнения.
stats-none-shared = Своих ботов у вас нет. Те, которыми с вами поделились, и их результаты есть в /bots.
stats-day = <i>Сегодняшний день начался { $moment }.</i>
stats-today = Результат за сегодня: { $result }
stats-newest = Результат за { $day }, последний день реплея: { $result }
stats-total = Общий результат: { $result }
stats-total-from = Общий результат с { $day }: { $result }
stats-total-of = Общий результат за { $day }: { $result }
stats-total-span = Общий результат с { $day } по { $until }: { $result }
stats-fees = Всего комиссий: { $fees }
stats-deleted = В том числе удаленные боты: { $result }, комиссии { $fees }, сегодня { $today }
stats-not-a-period = { $written } — не период. Есть <code>/stats день</code>, <code>/stats неделя</code>, <code>/stats месяц</code>, <code>/stats все</code> и день: <code>/stats { $day }</code>.

## A day, a week, a month. `days` is 2026-11-29, or stats-days

stats-days = { $first } – { $last }
stats-when-day = { $days } ({ $zone })
stats-now-day = Сегодня, { $days } ({ $zone })
stats-when-week = Неделя { $days } ({ $zone })
stats-now-week = Эта неделя, { $days } ({ $zone })
stats-when-month = Месяц { $days } ({ $zone })
stats-now-month = Этот месяц, { $days } ({ $zone })
stats-when-all = Все дни, по ботам
stats-replayed = В PAPER дни взяты из реплея: { $days }.
stats-none-then = В это время сделок не было.
stats-result = Результат: { $result }
stats-fees-then = Комиссии: { $fees }
stats-deleted-then = В том числе удаленные боты: { $result }, комиссии { $fees }
stats-bot = { $bot }: { $result }, комиссии { $fees }
stats-deleted-bots = Удаленные боты

## /pnl

pnl-head = <b>Прибыль и убыток</b>
pnl-open = Открыто по текущим ценам, до комиссий: { $amount }
pnl-open-bot = { $bot } держит { $held }: { $amount }
pnl-open-no-price = { $bot } держит { $held }; цены сейчас нет
pnl-nothing-open = Открыто: ничего
