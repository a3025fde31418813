# /notices: все, о чем сообщено, и то, что не отправлено. `bot` и `day` говорят, о чем именно.

history = <b>Уведомления</b>: { $bot }, { $day } ({ $zone })
history-all-bots = все боты
history-all-days = все дни
history-gone-bot = удаленный бот
history-empty = Здесь нет уведомлений.
history-not-a-day = Я не понимаю { $written }. Пример: <code>/notices 2026-11-28</code>
history-pick-bot = Какой бот?
# Над уведомлением. `moment` – время или день и время.
history-sent = <b>{ $moment }</b>
history-not-sent = <b>{ $moment }</b> · не отправлено
history-not-yet = <b>{ $moment }</b> · пока не отправлено
