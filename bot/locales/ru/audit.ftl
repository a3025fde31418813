# Кто что сделал.

audit-head = <b>Кто что сделал</b>
audit-head-of-bot = <b>Кто что сделал</b> · { $bot }
audit-foot = <i>Время: { $zone }. Эти строки хранятся год, ни одна кнопка их не удаляет.</i>
audit-none = Пока никто ничего не делал.
audit-none-of-bot = С ним пока никто ничего не делал.
audit-not-a-filter = Я не понимаю { $written } после audit. Пример: <code>/logs audit</code> или <code>/logs audit #1</code>
button-audit = Кто что сделал
button-all-lines = « Весь журнал
# `name` is how the person calls themselves.
audit-by-written = { $name } ({ $id }), сообщением, чат { $chat }
audit-by-tapped = { $name } ({ $id }), кнопкой, чат { $chat }
audit-by = человек { $id }

audit-with-changes = { $done } ({ $changes })
audit-paused = пауза
audit-status-active = работает
audit-status-stopped = остановлен
audit-status-error = ошибка

audit-settings = Изменены настройки: { $changes }
audit-alerts-settings = Изменены настройки чата оповещений: { $changes }
audit-setting-language = язык
audit-setting-time-zone = часовой пояс
audit-setting-summary = ежедневная сводка
audit-setting-quiet = тихие часы
audit-setting-smallest-result = наименьший результат
audit-setting-dark-pictures = темные картинки
audit-setting-cycle-pictures = картинки после циклов
audit-setting-masked = бот показан только в процентах, { $about }
audit-setting-notices = уведомления «{ $about }»
audit-setting-muted = «{ $about }» без уведомлений до
audit-setting-alert-chat = чат

audit-refused = Не сделано ({ $act }): { $why }
audit-act-create = создание бота
audit-act-import = импорт ботов
audit-act-start = запуск
audit-act-edit = изменение
audit-act-stop = остановка
audit-act-finish = завершение цикла
audit-act-close = закрытие
audit-act-name = имя
audit-act-alerts = уведомления в чат оповещений
audit-act-delete = удаление
audit-act-stop-all = остановка всех
audit-act-adopt = передача ордера боту
audit-act-cancel-orphan = отмена ордера
audit-act-accept = принятие ордера как есть
audit-act-choose-order = выбор ордера
audit-act-clear-logs = очистка журнала
audit-act-invite = приглашение
audit-act-role = смена роли
audit-act-remove = удаление человека из списка
audit-act-account = доступ к аккаунту
audit-act-share = доступ к боту
audit-act-wallet = изменение кошелька PAPER
audit-act-alert-chat = решение о чате оповещений
audit-act-code = ввод одноразового кода
audit-why = { $error ->
    [ReadOnly] Этот человек может только смотреть.
    [NotAllowed] Нет прав.
    [AccountNotGiven] Этому человеку не дали доступ к аккаунту.
    [BotUnreadable] Записанное о боте не читается.
    [BotNotFound] Такого бота нет.
    [CardOutdated] Бот изменился после того, как его показали.
    [BotsOutdated] Боты изменились после того, как их показали.
    [LiveUnconfirmed] Реальные деньги: задан вопрос.
    [LiveSwitchedOff] Торговля LIVE выключена.
    [LimitReached] Достигнут предел числа ботов на человека.
    [NameTooLong] Имя слишком длинное.
    [InvalidConfig] Недопустимые настройки бота.
    [UnknownExchange] Биржа неизвестна.
    [UnknownAccount] Нет API-ключей этого аккаунта.
    [ModeNotOffered] Этот режим там недоступен.
    [OrderTaken] Ордер принадлежит другому боту.
    [PersonNotFound] Этого человека нет в списке.
    [NotYourself] Себе это изменить нельзя.
    [OwnersAreFixed] Владельцы заданы в настройках.
    [BotsAtWork] Работают боты, которыми этот человек больше не смог бы управлять.
    [AmountNotPossible] Такая сумма невозможна.
    [CodeNeeded] Реальные деньги: запрошен одноразовый код.
    [CodeWrong] Неверный одноразовый код.
    [CodesLocked] Слишком много неверных одноразовых кодов.
   *[other] { $error }
}
