# The form in which a bot is made or changed. `mode` is 🧪 PAPER.

form-new = <b>Новый бот</b> · { $mode }
form-edit = <b>Изменение #{ $number }</b> · { $mode }
form-like = <b>Новый бот по образцу #{ $number }</b> · { $mode }

## What it asks. `coin` is "none" while the pair is not known

ask-ticker = <b>Какая торговая пара?</b>
ask-exchange = <b>На какой бирже?</b>
ask-mode = <b>В каком режиме?</b>
ask-first-order = <b>Какой ордер первый?</b>
ask-quantity = { $coin ->
    [none] <b>Какое количество?</b>
   *[other] <b>Сколько { $coin }?</b>
}
ask-buy-price = { $coin ->
    [none] <b>По какой цене покупать?</b>
   *[other] <b>По какой цене в { $coin } покупать?</b>
}
ask-sell-price = { $coin ->
    [none] <b>По какой цене продавать?</b>
   *[other] <b>По какой цене в { $coin } продавать?</b>
}
ask-trailing = <b>Использовать трейлинг?</b>
ask-loop = <b>Начинать заново после каждого цикла?</b>
ask-leverage = <b>Какое плечо?</b>
ask-change = <b>Что вы хотите изменить?</b>

hint-ticker = Нажмите на вариант или введите свой, например <code>{ $example }</code>.
hint-exchange = Нажмите на вариант или введите свой, например <code>{ $example }</code>.
hint-mode = PAPER имитирует исполнения и не трогает деньги. TESTNET торгует на тестовой площадке самой биржи. LIVE торгует на реальные деньги. Нажмите на вариант или введите <code>{ $example }</code>.
hint-first-order = BUY сначала покупает, потом продает; SELL наоборот. Нажмите на вариант или введите <code>{ $example }</code>.
hint-quantity = Нажмите на вариант или введите свой, например <code>{ $example }</code>, либо сумму в валюте котировки, например 100 USDT.
hint-buy-price = Нажмите на отступ от последней цены или введите свой, например -0.2%, либо саму цену, например <code>{ $example }</code>.
hint-sell-price = Нажмите на отступ от цены покупки или введите свой, например +0.2% или last+0.2%, либо саму цену, например <code>{ $example }</code>.
hint-trailing = С трейлингом бот ждет, пока цена развернется на столько процентов: сделка может выйти лучше вашей цены, но не хуже. Нажмите на вариант или введите свой, например <code>{ $example }</code>.
hint-loop = Нажмите на вариант или введите <code>{ $example }</code>.
hint-leverage = При 1x маржа равна полной стоимости позиции. Чем выше плечо, тем меньше маржи нужно и тем меньшее движение против вас ликвидирует позицию. Нажмите на вариант или введите свой, например <code>{ $example }</code>.
hint-step = Нажмите на шаг или введите другое значение.

form-now = Сейчас: { $value }
form-bundle = 1 { $bundle } — это { $many } { $coin }: количество и цена указаны в { $bundle }, как торгует биржа.
form-no-price = Цены пока нет.
# `price` is 60500 USDT (Binance).
form-last-price = Последняя цена { $price }, { $moment }.
# A value that is moved in steps
step-set = Выбрано: <b>{ $value }</b>
step-at-last = Это последняя цена.
step-above-last = Это на { $percent } выше последней цены.
step-below-last = Это на { $percent } ниже последней цены.
step-spread = Это на { $percent } выше цены покупки.
said-first = сначала { $side }
said-quantity = количество { $quantity }
said-worth = количество на { $worth }
value-yes = да
value-no = нет

## Names of fields: labels before a colon

field-ticker = Тикер
field-exchange = Биржа
field-mode = Режим
field-first-order = Первый ордер
field-quantity = Количество
field-buy-price = Цена покупки
field-sell-price = Цена продажи
field-trailing = Трейлинг
field-loop = Повтор циклов
field-leverage = Плечо

## The review

form-draft =
    Тикер: { $ticker } · Биржа: { $exchange }
    Режим: { $mode } · Первый ордер: { $first }
    Количество: { $quantity }
    Цена покупки: { $buy } · Цена продажи: { $sell }
    Трейлинг: { $trailing } · Повтор циклов: { $loop }
form-draft-with-leverage =
    Тикер: { $ticker } · Биржа: { $exchange }
    Режим: { $mode } · Первый ордер: { $first }
    Количество: { $quantity }
    Цена покупки: { $buy } · Цена продажи: { $sell }
    Трейлинг: { $trailing } · Повтор циклов: { $loop } · Плечо: { $leverage }
form-changes = <b>Изменения</b>
form-rounded = <b>Округлено до того, что принимает биржа</b>
form-adjusted = { $field }: введено { $typed } → взято { $used }
# `worth` is 100 USDT, `used` what the quantity is worth once it is rounded down.
form-worth = Количество: { $worth } по цене покупки → { $quantity }, на сумму { $used }.
form-carried = Перенесено с { $pair }: цены так же далеки от последней цены, а количество стоит столько же.
form-please-fix = <b>Исправьте, пожалуйста</b>
form-assumed = В вашей строке этого не было, поэтому взято обычное: <b>{ $values }</b>. Чтобы изменить, нажмите ниже.
form-assumed-made = В вашей строке этого не было, поэтому взято обычное: <b>{ $values }</b>. «{ button-edit }» это меняет.
estimate-brings = Каждый цикл <b>приносит { $net }</b> за вычетом комиссий { $fees }.
estimate-loses = Каждый цикл <b>дает убыток { $net }</b> с учетом комиссий { $fees }.
estimate-trailing = Это по вашим ценам. С трейлингом может выйти лучше, но не хуже.
estimate-spread = Ваш спред { $spread }; с обеими комиссиями безубыток при { $even }.
form-check-first = Измените то, что отмечено ⚠️, или нажмите <b>{ button-right-as-shown }</b>, если значения выше верны.

## What it says of answers

form-use-buttons = Нажмите кнопку ниже; <b>{ button-change }</b> позволит ввести другое значение.
form-not-a-line = Я не нашел бота в «{ $typed }». Строка выглядит так: <code>{ $example }</code>; или ответьте на вопрос выше.
form-tap-alone = На это отвечает только нажатие: <b>{ button-go-live }</b> или <b>{ button-back }</b>. Пока ничего не сделано.
form-send-text = Здесь я читаю только текст.
form-code-offered = Это код бота { $ticker } на { $exchange }: { $quantity } · BUY @ { $buy } · SELL @ { $sell }. Нажмите <b>{ button-use-code }</b>, чтобы подставить его вместо введенного; до этого ничего не пропадет.
form-code-in-edit = По коду создается новый бот, а здесь вы меняете уже созданного. Закончите здесь и отправьте код еще раз.
# `problem` is a whole sentence.
form-again = Снова: { $problem }
form-answer = «{ $typed }»: { $problem }

## How it ends

form-created-started = <b>Создан и запущен.</b>
form-created-paused = <b>Создан, но стоит на паузе.</b>
form-created = <b>Создан, не запущен.</b>
form-saved = <b>Изменения сохранены.</b>
form-changed-meanwhile = За это время бот изменился, поэтому ничего не сохранено. Проверьте изменения еще раз и нажмите «{ button-save }».
form-cancelled = Ничего не создано. /newbot откроет новую форму.
form-cancelled-by-word = Форма закрыта; ничего не сделано.
form-ended = <i>Эта форма завершена: смотрите ниже.</i>
form-closed = <i>Эта форма закрыта; ничего не сделано. /newbot откроет новую.</i>
form-closed-toast = Эта форма закрыта
form-done-toast = Эта форма уже завершена
form-lost = Открытая форма потерялась, и я закрыл ее. Отправьте сообщение еще раз или откройте новую форму.

# What a person keeps of their own for the form.

presets =
    <b>Заготовки</b>
    Ваши собственные ответы: в форме они предлагаются со знаком ⭐ у своего вопроса. Нажатие удаляет заготовку. Не больше { $most } каждого вида.
presets-none = Заготовок нет. В форме нажмите «Изменить», затем «В заготовки»: ваши количества, трейлинг, пары и биржи, до { $most } каждого вида, будут предлагаться со знаком ⭐.
preset-keep = Что из этого оставить? Оно будет предлагаться со знаком ⭐ в каждой форме.
preset-nothing-to-keep = Пока нечего оставлять: сначала ответьте на вопрос. В заготовке не больше { $longest } букв.
preset-kept = Оставлено.
preset-too-many = Больше заготовок этого вида не бывает. Удалите одну в /settings.
button-presets = Заготовки
button-keep-preset = В заготовки
