# What the review warns of.

caution-fees-eat-spread = Спред не покрывает комиссии: каждый цикл убыточен.
caution-fees-leave = Спред не покрывает комиссии: каждый цикл приносит { $net }.
caution-fees-take = Спред не покрывает комиссии: каждый цикл дает убыток { $net }.
caution-first-buy-fills = Цена сейчас не выше вашей цены покупки: первый BUY исполнится сразу.
caution-first-sell-fills = Цена сейчас не ниже вашей цены продажи: первый SELL исполнится сразу.
caution-buy-fills = Цена сейчас не выше вашей цены покупки: BUY исполнится сразу.
caution-sell-fills = Цена сейчас не ниже вашей цены продажи: SELL исполнится сразу.
caution-needs-base = Для первого SELL нужны { $coin } на вашем счете.
caution-paper-short = В вашем кошельке PAPER на { $exchange } осталось { $available }, а первому ордеру нужно { $needed }: бот встанет на паузу. Пополнить кошелек: /accounts.
caution-may-be-liquidated = При { $leverage }x движение примерно на { $percent } против позиции ликвидирует ее, и ее маржа будет потеряна.
caution-buy-price-above = Ваша цена покупки далека от последней цены: на { $percent } выше.
caution-buy-price-below = Ваша цена покупки далека от последней цены: на { $percent } ниже.
caution-buy-price-times = Ваша цена покупки далека от последней цены: больше нее в { $times } раз.
caution-sell-price-above = Ваша цена продажи далека от последней цены: на { $percent } выше.
caution-sell-price-below = Ваша цена продажи далека от последней цены: на { $percent } ниже.
caution-sell-price-times = Ваша цена продажи далека от последней цены: больше нее в { $times } раз.
