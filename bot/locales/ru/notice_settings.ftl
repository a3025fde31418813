# Как доставляются уведомления: под /settings.

notice-settings-me = <b>Что я вам присылаю</b>
notice-settings-group = <b>Что я присылаю в чат оповещений</b>
notice-settings-line = { $kind }: <b>{ $delivery }</b>
notice-settings-more = Все, что не отправляется, есть в /notices. Чтобы изменить, нажмите на вид уведомлений. Тихие часы, часовой пояс и наименьший результат для себя задайте сообщением: <code>/settings quiet 22:30-07:00</code>, <code>/settings zone Europe/Berlin</code>, <code>/settings smallest 0.5 USDT</code>.
notice-settings-quiet = Тихие часы: <b>с { $begins } до { $ends }</b>, { $zone }. В это время со звуком приходит только то, что требует решения.
notice-settings-no-quiet = Тихие часы: <b>нет</b>. Часовой пояс: { $zone }.
notice-settings-smallest = Наименьший результат цикла, о котором я пишу: <b>{ $amount }</b>, будь то прибыль или убыток. В остальных монетах пишу о каждом.
settings-which-coin = { $amount } чего? { $coins ->
        [none] {""}
       *[other] Результаты ваших ботов: { $coins }.
    } Укажите монету, например <code>/settings smallest { $example }</code>. Ничего не изменено.
settings-which-zone = Так называют несколько часовых поясов ({ $typed }): { $zones }. Напишите свой, например <code>/settings zone { $example }</code>. Ничего не изменено.
settings-not-understood =
    Я не понимаю { $written }. Можно написать:
    <code>/settings quiet 22:30-07:00</code>
    <code>/settings zone Europe/Berlin</code>
    <code>/settings smallest 0.5 USDT</code>
    С <code>off</code> на конце, например <code>/settings quiet off</code>, настройка отменяется. Для остального отправьте просто /settings.

notice-kind-fills = Исполнения
notice-kind-cycles = Циклы
notice-kind-money = Фандинг и комиссии
notice-kind-stops = Остановки
notice-kind-decisions = Решения, ошибки
notice-kind-market = Биржи
notice-kind-service = Служебные

notice-kind-what-fills = Каждое исполнение ордера, пока его цикл еще идет.
notice-kind-what-cycles = Результат цикла, когда прошли и покупка, и продажа.
notice-kind-what-money = То, что изменило результат уже после сообщения о цикле.
notice-kind-what-stops = Остановка бота и то, что он при этом держит.
notice-kind-what-decisions = Бот, который ждет вашего решения, ошибки и все остальное, что требует вашего участия. Отправляются всегда.
notice-kind-what-market = Живые цены пропали или снова идут; счет минутами не читается; ордер изменен на бирже.
notice-kind-what-service = Перезапуск, время без Telegram и посторонние, которые мне пишут.

delivery-on = со звуком
delivery-silent = без звука
delivery-digest = в сводке раз в час
delivery-off = не отправляются
delivery-with-the-cycle = вместе с циклом

# Times of the day, or with the date.
message-digest = <b>Сводка</b> с { $begun } до { $ended } { $clock }:

# Что заглушено на время. $what – вид уведомлений или бот.
muted = { $what }: заглушено до { $until }. То, что требует решения, приходит.
unmuted = { $what }: снова присылаю.
mute-owners-only = Что приходит в этот чат, выбирают только владельцы.
mute-elsewhere = Я уже не знаю, о чем было это сообщение. Загляните в /settings.
notice-settings-muted = 🔕 { $what }: <b>заглушено до { $until }</b>
