# What could not be done, and the way out.

error-not-now = Сейчас это невозможно: { $why }
error-not-now-reason = Сейчас это невозможно: { $reason }.
error-limit = { $most ->
    [one] Вы достигли предела: { $most } бот на человека. Удалите одного в /bots или увеличьте MAX_BOTS_PER_USER.
    [few] Вы достигли предела: { $most } бота на человека. Удалите одного в /bots или увеличьте MAX_BOTS_PER_USER.
    [many] Вы достигли предела: { $most } ботов на человека. Удалите одного в /bots или увеличьте MAX_BOTS_PER_USER.
   *[other] Вы достигли предела: { $most } бота на человека. Удалите одного в /bots или увеличьте MAX_BOTS_PER_USER.
}
error-name-too-long = В имени может быть не больше { $most } знаков.
error-unknown-exchange = Я не знаю биржу { $exchange }.
error-unknown-exchange-offered = Я не знаю биржу { $exchange }. Есть: { $offered }.
error-unknown-account = В настройках нет API-ключей для { $account }. Ничего не изменено; добавьте их и перезапустите меня.
error-unknown-ticker = Я не нахожу { $ticker } на { $exchange }. Напишите так: BTC/USDT.
error-unknown-ticker-similar = Я не нахожу { $ticker } на { $exchange }. Может быть, { $similar }?
error-halted = Торги { $ticker } на { $exchange } приостановлены. Ничего не изменено; повторите, когда они возобновятся.
error-no-testnet = { $exchange ->
    [none] TESTNET для этой биржи недоступен: нужны API-ключи ее тестовой площадки в настройках. Выберите { $offered }.
   *[other] TESTNET для { $exchange } недоступен: нужны API-ключи тестовой площадки { $exchange } в настройках. Выберите { $offered }.
}
error-no-live = { $exchange ->
    [none] LIVE для этой биржи недоступен: в настройках нужны ее API-ключи, LIVE_TRADING=true и лимиты. Выберите { $offered }.
   *[other] LIVE для { $exchange } недоступен: в настройках нужны API-ключи { $exchange }, LIVE_TRADING=true и лимиты. Выберите { $offered }.
}
either-mode = { $first } или { $second }
error-venue-silent = { $exchange } не отвечает. Ничего не потеряно; повторите через минуту.
error-no-price = Цены для { $ticker } пока нет. Повторите через минуту.
error-doubtful-price = Цена { $symbol } выглядит неверной: { $reason }. Ничего не сделано; повторите через минуту.
error-rules-unreadable = { $reason }. Другие пары это не затрагивает. Ничего не изменено; повторите позже.
error-not-allowed = Вам это не разрешено. Ничего не сделано; обратитесь к владельцу этого бота.
error-read-only = Вы можете только смотреть то, чем с вами поделились, поэтому ничего не сделано. Если нужно больше прав, обратитесь к владельцу этого бота.
error-account-not-given = У вас нет доступа к счету { $account }, поэтому ничего не сделано. Обратитесь к владельцу этого бота.
error-gone = Этого бота больше нет. /bots покажет тех, что у вас есть.
error-outdated = С тех пор, как вы смотрели, бот изменился. Ничего не сделано: взгляните на его карточку и решите заново.
error-order-taken = Этот ордер принадлежит другому боту. Ничего не сделано; /orders покажет, что открыто.
error-live-unconfirmed = Здесь торгуют реальные деньги, поэтому нужно ваше подтверждение. Откройте карточку в /bots и нажмите еще раз.
error-live-switched-off = Торговля LIVE выключена, поэтому ничего не запущено. Задайте LIVE_TRADING=true и перезапустите меня; до тех пор доступны только «{ button-stop }» и «{ button-close-now }».
error-lease-lost = Вашими ботами теперь управляет другой процесс Scalper, а этот завершается. Повторите через минуту.
error-storage = База данных не отвечает. Повторите через минуту: ничего не будет сделано дважды.
error-other = Не получилось. Ничего не изменено; повторите через минуту.
error-unexpected = Что-то пошло не так на моей стороне (номер <code>{ $reference }</code>). Ваши боты работают без перерыва. Проверьте /bots и повторите; подробности в логе программы под этим номером.

## Why something is not possible now: these follow a colon and end with a full stop

refusal-already-running = бот уже работает.
refusal-already-stopped = бот уже остановлен или остановится после этого цикла.
refusal-already-paused = бот уже на паузе.
refusal-order-unresolved = по одному ордеру еще нет итога. Подождите немного и нажмите «{ button-refresh }». Если ничего не изменится, проверьте ордер на сайте биржи и воспользуйтесь кнопками на карточке.
refusal-holds-coin = бот еще держит монеты. Сначала закройте их: «{ button-close-now }» на его карточке.
refusal-mid-cycle = цикл еще идет, поэтому первый ордер изменить нельзя. Сначала завершите или закройте цикл.
refusal-has-traded = бот уже торговал, поэтому пара, биржа и режим остаются за ним: к ним относятся его сделки и результаты. Клонируйте его, чтобы торговать другой парой по тому же плану.
refusal-still-running = бот работает. Сначала остановите его.
refusal-not-allowed = настройки этой установки этого не разрешают. См. /accounts.
refusal-wrong-side = следующий ордер бота на другой стороне.
refusal-more-than-held = ордер больше того, что держит бот.
refusal-name-not-free = id ордера принадлежит другому боту или понадобится этому боту позже.
refusal-replaced-there = на бирже этот ордер заменен другим с тем же id. Лучше отмените его.
refusal-order-ended = ордер больше не открыт. /orders покажет, что открыто.
refusal-order-open-there = по данным биржи ордер еще открыт. Сначала отмените его там, потом нажмите еще раз.
refusal-nothing-to-settle = у этого бота нет ордера, который вам нужно проверить.
