# The labels of buttons. Sentences that name one refer to it here.

button-replace = Выставить снова
button-stop = Стоп
button-edit = Изменить
button-name = Имя
button-retry = Повторить
button-resume = Продолжить
button-start = Старт
button-cancel-order = Отменить ордер
button-open-card = Открыть карточку
button-close-now = Закрыть сейчас
button-checked = Проверено
button-which-order = Какой это ордер?
button-delete = Удалить
button-keep-looping = Продолжать циклы
button-finish-cycle = Завершить цикл
button-accept-as-is = Принять как есть
button-none-of-them = Ни один из них
button-cancel = Отмена
button-leave-it = Оставить как есть
button-do-it-now = Сделать сейчас
button-refresh = Обновить
button-bring-down = Вниз
button-back = Назад
button-back-to-list = К списку
button-new-bot = Новый бот
button-alerts-on = Включить оповещения
button-alerts-off = Выключить оповещения
button-alerts-masked = В группе: проценты
button-alerts-full = В группе: все
button-exact = Точно
button-rounded = Округленно
button-mute = Заглушить…
button-mute-hour = 🔕 { $what }: 1 ч
button-mute-until = 🔕 { $what }: до { $until }
button-unmute = 🔔 Включить: { $what }
button-newer = « Новее
button-older = Старее »
button-notices = Уведомления
button-time-zone = Часовой пояс
button-stats-day = День
button-stats-week = Неделя
button-stats-month = Месяц
button-stats-all = Все
button-stats-by-bot = По ботам
button-stats-by-coin = По монетам
button-notices-group = Чат оповещений
button-notices-me = Мои уведомления
button-all-days = Все дни

## The log

button-logs = Журнал
button-file = Файл
button-follow = Следить
button-unfollow = Не следить
button-clear = Очистить
button-of-all = Бот: все
button-of-bot = Бот: { $bot }
button-all-bots = Все боты
button-back-to-logs = К журналу

## The form

button-create-and-start = Создать и запустить
button-create-stopped = Создать без старта
button-save = Сохранить
button-right-as-shown = Все верно
button-change = Изменить
button-refresh-price = Обновить цену
button-clone = Клон с другой парой
button-clone-bot = Клон
button-code = Код
button-import = Создать
button-same-as = Как { $bot }
button-same-again = Еще раз так же
button-step = По шагам
button-use = Применить
button-use-code = Применить код
button-go-live = Да, на реальные деньги

## Люди

button-people = Люди
button-invite-owner = Пригласить владельца
button-invite-trader = Пригласить трейдера
button-invite-viewer = Пригласить зрителя
button-make-owner = Сделать владельцем
button-make-trader = Сделать трейдером
button-make-viewer = Сделать зрителем
button-remove-person = Убрать из списка
button-leaving-stop = Остановить ботов
button-leaving-keep = Пусть работают
button-share = Поделиться

## Pictures

button-picture = График
button-figures = Цифры
button-stretch-minutes = 10 мин
button-stretch-hour = 1 ч
button-stretch-day = 24 ч
button-stretch-week = 7 дн.
button-stretch-month = 30 дн.
button-theme-light = Светлые графики
button-theme-dark = Темные графики
button-picture-after-on = График после цикла: вкл.
button-picture-after-off = График после цикла: выкл.
