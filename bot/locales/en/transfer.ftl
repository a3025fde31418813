# Bots that are taken along: /export, /import, codes of settings and lists

transfer-in-private = Send { $command } here, where nobody else reads it.

## Out

export-none = You have no bots yet, so there is nothing to export.
export-bots = { $bots ->
    [one] Your bot as JSON: settings and name, no keys and no ids. /import makes it again, stopped and on 🧪 PAPER.
   *[other] Your { $bots } bots as JSON: settings and names, no keys and no ids. /import makes them again, stopped and on 🧪 PAPER.
}
export-no-trades = Your bots have not traded yet, so there is no file of trades.
export-trades = The trades of your bots as CSV: one row for each fill, times in UTC; PAPER, TESTNET or LIVE stands in each row. Trades of deleted bots are not in it; their results are in /stats.
code-what-for = Tap the code to copy it. Sent behind /newbot it opens the form with these settings, on 🧪 PAPER. It holds no keys and nothing of your account.

## In

import-how = Send me the file from /export with <code>/import</code> as its caption, or answer such a file with /import. Codes of settings and lines like those of /newbot can stand behind /import, one bot a line. You see what would be made before anything is.
import-question = { $bots ->
    [one] <b>Make this bot?</b>
   *[other] <b>Make these { $bots } bots?</b>
}
import-how-they-arrive = { $bots ->
    [one] It arrives stopped, on 🧪 PAPER and at 1x, whatever it was before.
   *[other] They arrive stopped, on 🧪 PAPER and at 1x, whatever they were before. All of them are made, or none.
}
imported = { $bots ->
    [one] <b>{ $bots } bot made</b>, stopped, on 🧪 PAPER.
   *[other] <b>{ $bots } bots made</b>, stopped, on 🧪 PAPER.
}
nothing-imported = Nothing was made.

## What is wrong with it. `problem` is a whole sentence

import-in-bot = Bot { $place }: { $problem }
import-too-large = That is too large: I read at most { $most } KiB.
import-too-many = There are { $count } bots in it; I take at most { $most } at once.
import-no-json = This is not JSON that I can read.
import-no-bots-file = This is not a file from /export.
import-version = This file is of version { $version }, which I cannot read.
import-unknown-key = I do not know what “{ $key }” means, and take nothing that I do not understand.
import-empty = There is no bot in it.
import-missing = “{ $field }” is missing.
import-wrong-type = “{ $field }” is not what it should be.
import-no-number = “{ $field }”: { $typed } is not a number that I can use.
code-none = “{ $typed }” is not a code of settings.
code-version = This code is of version { $version }, which I cannot read.
code-damaged = This code was cut or changed on its way: “{ $typed }”. Please ask for it again.
