# Как доставляются уведомления: под /settings.

notice-settings-me = <b>Что я вам присылаю</b>
notice-settings-group = <b>Что я присылаю в чат оповещений</b>
notice-settings-line = { $kind }: <b>{ $delivery }</b>
notice-settings-more = Все, что не отправляется, есть в /notices. Чтобы изменить, нажмите на вид уведомлений. Тихие часы, часовой пояс и наименьший результат пишутся так: <code>/settings quiet 22:30-07:00</code>, <code>/settings zone Europe/Berlin</code>, <code>/settings smallest 0.5</code>.
notice-settings-quiet = Тихие часы: <b>с { $begins } до { $ends }</b>, { $zone }. В это время со звуком приходит только то, что требует решения.
notice-settings-no-quiet = Тихие часы: <b>нет</b>. Часовой пояс: { $zone }.
notice-settings-smallest = Наименьший результат цикла, о котором я пишу: <b>{ $amount }</b>, будь то прибыль или убыток.
settings-not-understood =
    Я не знаю, что задает { $written }. Можно написать:
    <code>/settings quiet 22:30-07:00</code>
    <code>/settings zone Europe/Berlin</code>
    <code>/settings smallest 0.5</code>
    С <code>off</code> каждая из этих настроек отменяется. Остальное есть в /settings.

notice-kind-fills = Исполнения
notice-kind-cycles = Циклы
notice-kind-money = Фандинг и комиссии
notice-kind-stops = Остановки
notice-kind-decisions = Решения, ошибки
notice-kind-market = Цены
notice-kind-service = Сервис

notice-kind-what-fills = Каждое исполнение ордера, пока его цикл не завершен.
notice-kind-what-cycles = Результат цикла, когда выполнены обе его части.
notice-kind-what-money = То, что изменило результат уже после сообщения о цикле.
notice-kind-what-stops = Бот остановился, и что у него осталось.
notice-kind-what-decisions = Бот ждет вашего решения, ошибка и все остальное, что требует вашего участия. Отправляется всегда.
notice-kind-what-market = Текущие цены не приходят или появились снова, и ордера, измененные на бирже.
notice-kind-what-service = Перезапуск и сообщения от посторонних.

delivery-on = со звуком
delivery-silent = без звука
delivery-digest = в сводке раз в час
delivery-off = не отправляются
delivery-with-the-cycle = вместе с циклом

# Times of the day, or with the date.
message-digest = <b>Сводка</b> с { $begun } до { $ended } UTC:
