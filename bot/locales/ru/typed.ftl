# What is wrong with what was typed. Words to be typed (yes, none, loop, trail, first buy) are English everywhere.

typed-too-long = Это число слишком длинное. Пример: { $example }
typed-two-ways = { $typed } можно прочитать двояко. Напишите { $whole } или { $fraction }
typed-not-a-number = «{ $typed }» – не число. Пример: { $example }
typed-not-a-number-comma = «{ $typed }» – не число. Пример: { $example } или { $comma }
typed-other-unit = Здесь нужны { $unit }, а вы написали { $given }. Напишите только число, например { $example }
typed-share-no-price = «{ $typed }» – не цена. Для цены напишите +{ $share } или -{ $share }, для трейлинга trail { $share }
typed-sign-no-price = «{ $typed }» – не цена. Напишите ее без знака или процент со знаком: +1%
typed-not-a-percentage = «{ $typed }» – не процент. Пример: 0.5% или none
typed-not-a-leverage = «{ $typed }» – не плечо. Пример: 3x, а без плеча 1x
typed-not-a-side = «{ $typed }» – не сторона. Напишите BUY или SELL
typed-not-a-mode = «{ $typed }» – не режим. Напишите PAPER, TESTNET или LIVE
typed-no-account = Доступного вам счета «{ $typed }» нет. Выберите один из: { $accounts }
typed-no-named-account = В режиме { $mode } у счетов здесь нет имен. Уберите «account { $typed }».
typed-account-of-what = Счету «{ $typed }» нужна его биржа: назовите ее в строке, например Binance testnet account { $typed }.
typed-not-yes-or-no = «{ $typed }» – ни да, ни нет. Напишите да или нет
typed-not-a-ticker = «{ $typed }» – не тикер. Пример: BTC/USDT
typed-not-an-exchange = Я не знаю биржу «{ $typed }». Выберите одну из: { $offered }
typed-no-buy-price = Нет цены покупки, чтобы считать от нее. Напишите саму цену
typed-no-last-price = Нет последней цены, чтобы считать от нее. Напишите саму цену
typed-no-price-for-worth = Нет цены, чтобы пересчитать { $coin }. Напишите само количество

## In a whole line

typed-and-more = { $left ->
    [one] Я не понимаю это и еще { $left } слово.
    [few] Я не понимаю это и еще { $left } слова.
    [many] Я не понимаю это и еще { $left } слов.
   *[other] Я не понимаю это и еще { $left } слова.
}
typed-half = «{ $typed }» само по себе ничего не значит. Напишите no loop, no trail или first buy.
typed-alone = «{ $typed }» само по себе ничего не значит. Напишите { $typed } { $example }
typed-price-two-ways = «{ $typed }» можно прочитать двояко. Напишите { $side } только перед ценой.
typed-groups-two-ways = «{ $typed }» можно прочитать по-разному: { $one } или { $other }. Напишите каждое число без пробелов.
typed-not-understood = Я не понимаю «{ $typed }».
typed-what-for = Я не знаю, к чему относится { $typed }.
typed-what-for-trail = Я не знаю, к чему относится { $typed }. Для трейлинга напишите trail { $percent }.
typed-side-twice = Сторона указана дважды; я взял первую.
typed-twice-ticker = Тикер указан дважды; я взял первый.
typed-twice-exchange = Биржа указана дважды; я взял первую.
typed-twice-mode = Режим указан дважды; я взял первый.
typed-twice-account = Счет указан дважды; я взял первый.
typed-twice-first-order = Первый ордер указан дважды; я взял то, что раньше.
typed-twice-quantity = Количество указано дважды; я взял первое.
typed-twice-buy-price = Цена покупки указана дважды; я взял первую.
typed-twice-sell-price = Цена продажи указана дважды; я взял первую.
typed-twice-trailing = Трейлинг указан дважды; я взял первый.
typed-twice-loop = Повтор циклов указан дважды; я взял первый.
typed-twice-leverage = Плечо указано дважды; я взял первое.
