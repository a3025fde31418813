# What is wrong with a field of a draft, with an example. `field` is its name.

complaint-missing = <b>{ $field }</b>: еще не указано. Пример: <code>{ $example }</code>
complaint-not-positive = <b>{ $field }</b>: значение должно быть больше 0. Пример: <code>{ $example }</code>
complaint-too-many-digits = <b>{ $field }</b>: слишком много цифр: до точки не больше 20, после нее не больше 18. Пример: <code>{ $example }</code>
complaint-below-tick = <b>{ $field }</b>: наименьший шаг цены здесь { $limit }. Пример: <code>{ $example }</code>
complaint-below-step = <b>{ $field }</b>: наименьший шаг количества здесь { $limit }. Пример: <code>{ $example }</code>
complaint-below-minimum = <b>{ $field }</b>: минимум { $limit }. Пример: <code>{ $example }</code>
complaint-above-maximum = <b>{ $field }</b>: максимум { $limit }. Пример: <code>{ $example }</code>
complaint-below-notional = <b>{ $field }</b>: сумма ордера должна быть не меньше { $limit }. Возьмите количество побольше. Пример: <code>{ $example }</code>
complaint-not-above-buy = <b>{ $field }</b>: должна быть выше цены покупки { $limit }. Пример: <code>{ $example }</code>
complaint-not-a-percent = <b>{ $field }</b>: значение должно быть больше 0% и не больше 100%, с шагом 0.01%. Пример: <code>{ $example }</code>
complaint-not-a-leverage = <b>{ $field }</b>: нужно целое число от 1x до 125x. Пример: <code>{ $example }</code>
complaint-no-leverage-here = <b>{ $field }</b>: плечо есть только у бессрочных контрактов в TESTNET и LIVE; здесь 1x. Пример: <code>{ $example }</code>
