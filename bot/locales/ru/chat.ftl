# The command menu and /help, and what the chat says of itself.

command-newbot = создать бота шаг за шагом
command-bots = ваши боты и их карточки
command-orders = открытые ордера на биржах
command-accounts = счета на биржах: балансы и ключи
command-stats = результаты, комиссии и сделки
command-pnl = сколько заработано и что открыто
command-price = цена пары
command-logs = что происходило, сначала новое
command-notices = о чем я вам сообщал, по дням и ботам
command-export = ваши боты и сделки в файлах
command-import = создать ботов из файла, кодов или строк
command-cancel = закрыть открытую форму
command-stop-all = остановить все, что работает
command-settings = ваш язык и уведомления
command-users = люди: приглашения, роли, счета
command-health = состояние программы
command-help = все команды

answered-in-private = Я ответил вам в личном чате.
no-private-chat = Я пока не могу писать вам лично. Откройте чат со мной, нажмите Start и повторите.

## /settings

settings =
    <b>Настройки</b>
    Язык: { language-name }
settings-changed = Готово. Теперь я пишу вам по-русски.
zones = <b>Часовой пояс: { $zone }</b>, там сейчас { $time }. Все время я показываю по этим часам, ваш день начинается там в полночь, и тихие часы идут по ним же. Выберите другой или напишите город: <code>/settings zone Berlin</code>.
zone-changed = Готово.

## Greeting and help

greeting = Здравствуйте, { $name }! Я веду для вас скальпинг-ботов: каждый покупает по одной цене и продает по более высокой, снова и снова.
greeting-viewer = Здравствуйте, { $name }! Здесь вы смотрите ботов, которыми с вами поделились. Они появляются в /bots.
greeting-begin = Начните с /newbot.
help-head = <b>Что я умею</b>
help-more =
    <code>/bot 3</code> открывает карточку бота #3. <code>/name 3 Утро</code> дает ему имя: тогда его находит и <code>/bots утро</code>.
    <code>/stop_all now</code> останавливает все без вопросов.
    <code>/logs add TEXT</code> добавляет заметку в журнал.
help-paper = 🧪 Боты торгуют в режиме <b>PAPER</b>, если вы не выбрали другой: исполнения симулируются, деньги не участвуют.
help-accounts = /accounts показывает подключенные счета на биржах.
help-no-words = Я не понимаю, что значит { $written }. Отправьте просто { $command }.
help-unknown = Я не знаю { $command }. /help показывает, что я умею.
help-unknown-near = Я не знаю { $command }. Может быть, { $near }? /help показывает, что я умею.
no-form = Открытой формы нет. /newbot откроет ее, /help показывает, что я умею.
no-form-but-line = Открытой формы нет. Чтобы сделать из этой строки бота, отправьте ее так: <code>{ $line }</code>
nothing-stopped-by-word = Ничего не остановлено: одного слова для этого мало. /stop_all останавливает все, что работает; на карточке каждого бота в /bots есть свой «{ button-stop }».
edits-not-read = Я читаю сообщение один раз, каким оно пришло: правка ничего не изменила. Отправьте это новым сообщением.
form-opens-here = Форма нового бота открывается здесь.
form-send-line = Чтобы использовать вашу строку, отправьте ее сюда: <code>{ $line }</code>
old-button = Эта кнопка от старой версии и больше не работает. Ваши боты: /bots.
sent-ago = Вы отправили это { $age }, когда меня не было, поэтому я этого не сделал.
late-command = Сделать это сейчас? <code>{ $line }</code>
late-taken-up = Снова взялся за это: <code>{ $line }</code>. Ответ ниже.
late-tap = Вы нажали эту кнопку, когда меня не было, поэтому ничего не сделано. Если это еще нужно, нажмите снова.
figures-in-logs = Точные цифры есть в /logs.
