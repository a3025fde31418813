# The command menu and /help, and what the chat says of itself.

command-newbot = создать бота шаг за шагом
command-bots = ваши боты и их карточки
command-orders = открытые ордера на биржах
command-accounts = счета на биржах: балансы и ключи
command-stats = результаты, комиссии и сделки
command-logs = что происходило, сначала новое
command-cancel = закрыть открытую форму
command-stop-all = остановить все, что работает
command-settings = ваш язык
command-help = все команды

answered-in-private = Я ответил вам в личном чате.
no-private-chat = Я пока не могу писать вам лично. Откройте чат со мной, нажмите Start и повторите.

## /settings

settings =
    <b>Настройки</b>
    Язык: { language-name }
settings-changed = Готово. Теперь я пишу вам по-русски.
