# The log in the chat.

logs-head = <b>Журнал</b> · { $which }
logs-all-levels = все уровни
logs-all-bots = все боты
logs-deleted-bot = удаленный бот
logs-page = страница { $page }
logs-many-newer = более { $count } строк новее
logs-foot = <i>Время: { $zone } · обновлено { $time }</i>
logs-none = Здесь нет строк.
logs-too-long = Эти строки слишком длинны для сообщения. Нажмите «{ button-file }», чтобы получить их.
logs-whose =
    <b>Журнал</b>
    Строки какого бота?
logs-following = <i>Слежу: новые строки появляются здесь до 10 минут.</i>
logs-followed = <i>Больше не слежу.</i>
logs-file = Журнал: { $which }. Сначала новое, время UTC.
logs-not-a-filter = Я не понимаю { $written }. Уровни: { $levels }, например <code>/logs WARNING</code>; <code>/logs #1</code> — для одного бота, можно и вместе: <code>/logs WARNING #1</code>. <code>/logs audit</code> покажет, кто что сделал, а <code>/logs add TEXT</code> запишет что-нибудь от вас.
logs-no-such-bot = Бота #{ $number } нет. Ваши боты: /bots.

logs-nothing-to-clear = Здесь нечего удалять
logs-clear = { $lines ->
    [one] <b>Удалить { $lines } строку журнала?</b>
        Выбрано: { $which }. Строки о том, кто что сделал, останутся. Отменить это нельзя.
    [few] <b>Удалить { $lines } строки журнала?</b>
        Выбрано: { $which }. Строки о том, кто что сделал, останутся. Отменить это нельзя.
    [many] <b>Удалить { $lines } строк журнала?</b>
        Выбрано: { $which }. Строки о том, кто что сделал, останутся. Отменить это нельзя.
   *[other] <b>Удалить { $lines } строки журнала?</b>
        Выбрано: { $which }. Строки о том, кто что сделал, останутся. Отменить это нельзя.
}
logs-clear-many =
    <b>Удалить более { $count } строк журнала?</b>
    Выбрано: { $which }. Строки о том, кто что сделал, останутся. Отменить это нельзя.
logs-cleared = { $lines ->
    [one] Удалена { $lines } строка журнала.
    [few] Удалены { $lines } строки журнала.
    [many] Удалено { $lines } строк журнала.
   *[other] Удалено { $lines } строки журнала.
}
button-logs-all = Все { $count }
button-delete-them = Удалить их

note-kept = Записано.
note-empty = Заметке нужен текст. Пример: <code>/logs add комиссии сегодня выросли</code>
note-too-long = В заметке может быть не больше { $most } знаков, а в вашей { $length }. Ничего не сохранено.
