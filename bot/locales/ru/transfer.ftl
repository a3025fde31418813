# Bots that are taken along: /export, /import, codes of settings and lists

transfer-in-private = Отправьте { $command } сюда, где больше никто не читает.

## Out

export-none = У вас пока нет ботов, экспортировать нечего.
export-bots = { $bots ->
    [one] { $bots } ваш бот в JSON: настройки и имена, без ключей и идентификаторов. /import создаст его снова, остановленным и на 🧪 PAPER.
    [few] { $bots } ваших бота в JSON: настройки и имена, без ключей и идентификаторов. /import создаст их снова, остановленными и на 🧪 PAPER.
    [many] { $bots } ваших ботов в JSON: настройки и имена, без ключей и идентификаторов. /import создаст их снова, остановленными и на 🧪 PAPER.
   *[other] { $bots } вашего бота в JSON: настройки и имена, без ключей и идентификаторов. /import создаст их снова, остановленными и на 🧪 PAPER.
}
export-no-trades = Ваши боты еще не торговали, поэтому файла сделок нет.
export-trades = Сделки ваших ботов в CSV: одна строка на каждое исполнение, время в UTC; в каждой строке указано PAPER, TESTNET или LIVE. Сделок удаленных ботов в нем нет; их результаты в /stats.
code-what-for = Нажмите на код, чтобы скопировать его. Отправленный после /newbot, он откроет форму с этими настройками, на 🧪 PAPER. В нем нет ни ключей, ни данных вашего счета.

## In

import-how = Отправьте мне файл из /export с подписью <code>/import</code> или ответьте на такой файл командой /import. После /import могут стоять и коды настроек, и строки как для /newbot, по одному боту в строке. Вы увидите, что будет создано, прежде чем что-либо появится.
import-question = { $bots ->
    [one] <b>Создать { $bots } бота?</b>
    [few] <b>Создать { $bots } бота?</b>
    [many] <b>Создать { $bots } ботов?</b>
   *[other] <b>Создать { $bots } бота?</b>
}
import-how-they-arrive = { $bots ->
    [1] Он появится остановленным, на 🧪 PAPER и с плечом 1x, каким бы ни был раньше.
   *[other] Они появятся остановленными, на 🧪 PAPER и с плечом 1x, какими бы ни были раньше. Будут созданы все или ни одного.
}
imported = { $bots ->
    [one] <b>Создан { $bots } бот</b>, остановлен, на 🧪 PAPER.
    [few] <b>Создано { $bots } бота</b>, остановлены, на 🧪 PAPER.
    [many] <b>Создано { $bots } ботов</b>, остановлены, на 🧪 PAPER.
   *[other] <b>Создано { $bots } бота</b>, остановлены, на 🧪 PAPER.
}
nothing-imported = Ничего не создано.

## What is wrong with it. `problem` is a whole sentence

import-in-bot = Бот { $place }: { $problem }
import-too-large = Слишком много данных: я читаю не больше { $most } КиБ.
import-too-many = Здесь ботов: { $count }; за один раз я беру не больше { $most }.
import-no-json = Это не JSON, который я могу прочитать.
import-no-bots-file = Это не файл из /export.
import-version = Это файл версии { $version }, ее я прочитать не могу.
import-unknown-key = Я не знаю, что значит «{ $key }», и не принимаю того, чего не понимаю.
import-empty = Здесь нет ни одного бота.
import-missing = Не указано «{ $field }».
import-wrong-type = В поле «{ $field }» не то, что должно быть.
import-no-number = «{ $field }»: { $typed } – не то число, которое здесь подходит.
code-none = «{ $typed }» – не код настроек.
code-version = Это код версии { $version }, ее я прочитать не могу.
code-damaged = Этот код по дороге обрезан или изменен: «{ $typed }». Попросите прислать его снова.
