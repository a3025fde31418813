# The real accounts of /accounts.

accounts-none =
    <b>Счета</b>
    Ключей бирж нет, поэтому все боты торгуют в режиме PAPER, без денег.
    Чтобы торговать на бирже, укажите ее ключи в <code>.env</code> (например, BINANCE_API_KEY и BINANCE_SECRET_KEY) и перезапустите меня. Начните с тестовой площадки: как, сказано в docs/operating.md.
accounts-none-given =
    <b>Счета</b>
    Счета на биржах вам не выданы, поэтому ваши боты торгуют в режиме PAPER, без денег. Выдать счет может владелец этого бота.
accounts-title = <b>Счета</b>
accounts-delay = Самая долгая задержка внутри программы за последний час: { $delay } мс.
accounts-silent = ⚠️ Биржа не отвечает: { $reason }. Повторите через минуту.
accounts-balance = Баланс: { $balances }
accounts-balance-and-more = { $more ->
    [one] Баланс: { $balances } и еще { $more } монета
    [few] Баланс: { $balances } и еще { $more } монеты
    [many] Баланс: { $balances } и еще { $more } монет
   *[other] Баланс: { $balances } и еще { $more } монеты
}
accounts-balance-none = Баланс: пусто
accounts-rights = Права ключа: { $rights }
accounts-rights-unknown = Права ключа: биржа не сообщает
right-read = чтение
right-trade = торговля
right-withdraw = вывод
right-no-trading = без торговли
right-no-withdrawals = без вывода
accounts-clock = Часы: в порядке, разница { $off } мс
accounts-clock-ahead = Часы: ⚠️ спешат на { $seconds } с относительно биржи. Синхронизируйте часы этой машины по NTP.
accounts-clock-behind = Часы: ⚠️ отстают на { $seconds } с от биржи. Синхронизируйте часы этой машины по NTP.
accounts-foreign = Открытых ордеров, выставленных не мной: { $orders }. Их я не трогаю.
accounts-may-withdraw = ⚠️ Ключ разрешает <b>вывод</b>. Уберите это право на бирже: для торговли оно не нужно.
accounts-only-closing = ⚠️ Туда отправляются только закрывающие ордера: { $reason }.
accounts-no-entries = ⚠️ Новые входы туда не отправляются: { $reason }.
accounts-missed = Исполнений, которые поток пропустил, а мои проверки нашли: { $fills }.
accounts-stream-silent = ⚠️ Поток ордеров молчит с { $since }, хотя ордера исполняются. Я переоткрываю его и проверяю ордера каждые несколько секунд.
accounts-problem = ⚠️ { $reason }.
accounts-check-failed = ⚠️ Последняя проверка не удалась: { $reason }.

# Wallets on paper, below the real accounts.

wallets-none = В режиме PAPER у каждой биржи свой кошелек. Он появится здесь, когда у вас будет там бот.
wallets-add = Пополнить кошелек PAPER на любую сумму: <code>{ $example }</code>
wallet-coin-available = { $total }, из них доступно { $available }
wallet-more-coins = { $more ->
    [one] и еще { $more } монета
    [few] и еще { $more } монеты
    [many] и еще { $more } монет
   *[other] и еще { $more } монеты
}
wallet-top-up = { $mode } · Что добавить в ваш кошелек на { $exchange }? Любая другая сумма: <code>{ $example }</code>
wallet-top-up-question = { $mode } · Добавить { $amount } в ваш кошелек на { $exchange }?
wallet-reset-question =
    { $mode } · Сбросить ваш кошелек на { $exchange }?
    В нем будет начальная сумма и монеты, которые сейчас держат ваши боты. Прошлые результаты и пополнения больше не учитываются. Боты и статистика останутся как есть.
wallet-topped-up = Добавлено.
wallet-was-reset = Кошелек сброшен.
wallet-typed = Я могу пополнить кошелек PAPER (<code>{ $example }</code>) или сбросить его (<code>/accounts reset Binance</code>).
button-top-up = Пополнить { $exchange }
button-reset-wallet = Сбросить { $exchange }
button-add-it = Добавить
button-reset-it = Сбросить
