# The figures of /stats.

stats-head = <b>Статистика</b>
stats-bots = Боты: { $all } · 🟢 работают { $active } · ⚪ остановлены { $stopped } · 🔴 ошибка { $error }
stats-none = Сделок пока нет. Результаты появятся здесь после первого исполнения.
stats-day = <i>Сегодня началось { $moment }.</i>
stats-today = Результат за сегодня: { $result }
stats-newest = Результат за { $day }, последний день реплея: { $result }
stats-total = Общий результат: { $result }
stats-total-from = Общий результат с { $day }: { $result }
stats-total-of = Общий результат за { $day }: { $result }
stats-total-span = Общий результат с { $day } по { $until }: { $result }
stats-fees = Всего комиссий: { $fees }
stats-deleted = Из них удаленные боты: { $result }, комиссии { $fees }, сегодня { $today }
