# The lines of the log. `where` is PAPER, Binance. In a replay `moment` is when it was; else it is "now".

journal-created = बनाया गया ({ $where }): { $plan }
journal-side-first = पहले { $side }
journal-buy-at = खरीद { $price } पर
journal-sell-at = बिक्री { $price } पर
journal-changed = बदला गया ({ $where }): { $changes }
journal-new-rules = एक्सचेंज के नए नियम ({ $where }): { $changes }
journal-begun-started = शुरू हुआ ({ $where })
journal-begun-resumed = फिर चालू हुआ ({ $where })
journal-begun-closing = जो पास है उसे क्लोज़ कर रहा है ({ $where })

change-ticker = पेयर { $was } -> { $now }
change-exchange = एक्सचेंज { $was } -> { $now }
change-mode = मोड { $was } -> { $now }
change-first-order = पहला ऑर्डर { $was } -> { $now }
change-quantity = मात्रा { $was } -> { $now }
change-buy-price = खरीद भाव { $was } -> { $now }
change-sell-price = बिक्री भाव { $was } -> { $now }
change-trailing-percent = ट्रेलिंग प्रतिशत { $was } -> { $now }
change-infinite-loop = लूप { $was } -> { $now }
change-leverage = लेवरेज { $was } -> { $now }
change-account = अकाउंट { $was } -> { $now }
value-none = नहीं
value-on = चालू
value-off = बंद

## Orders

journal-order = { $side } { $quantity }, { $price } पर
journal-order-immediate = { $order }, तुरंत या रद्द (IOC)
journal-order-news-placed = ऑर्डर: { $order } ({ $where })
journal-order-news-adopted = ऑर्डर लिया गया: { $order } ({ $where })
journal-order-news-canceled = { $filled ->
    [none] ऑर्डर रद्द ({ $where }): { $order }; कुछ नहीं भरा
   *[other] ऑर्डर रद्द ({ $where }): { $order }; { $filled } भरा
}
journal-order-news-expired = { $filled ->
    [none] ऑर्डर एक्सचेंज ने खत्म किया ({ $where }): { $order }; कुछ नहीं भरा
   *[other] ऑर्डर एक्सचेंज ने खत्म किया ({ $where }): { $order }; { $filled } भरा
}
journal-order-news-rejected = ऑर्डर ठुकराया गया ({ $where }): { $order }; { $reason }
journal-order-news-never-sent = ऑर्डर नहीं भेजा गया ({ $where }): { $order }; { $reason }
journal-order-news-unknown = ऑर्डर के बारे में जवाब नहीं, मैं पूछता रहूँगा ({ $where }): { $order }; { $reason }
journal-order-news-absent = ऑर्डर एक्सचेंज तक पहुँचा ही नहीं ({ $where }): { $order }
journal-order-news-quarantined = ऑर्डर पर संदेह है, एक्सचेंज पर जाँचें ({ $where }): { $order }
journal-order-news-accepted-as-it-is = ऑर्डर जैसा है वैसा माना गया ({ $where }): { $order }; { $filled } दर्ज
journal-order-changed = ऑर्डर एक्सचेंज पर बदला गया ({ $where }): { $before } -> { $now }

## What was traded, and what it cost

journal-fill = { $moment ->
    [now] { $fill } ({ $where }), फ़ीस { $fee }
   *[other] { $fill } ({ $where }), फ़ीस { $fee }; { $moment } का रीप्ले
}
journal-fill-late = { $moment ->
    [now] { $fill } ({ $where }), फ़ीस { $fee }, ऑर्डर खत्म होने के बाद
   *[other] { $fill } ({ $where }), फ़ीस { $fee }, ऑर्डर खत्म होने के बाद; { $moment } का रीप्ले
}
journal-cycle = { $moment ->
    [now] साइकल { $cycle } बंद ({ $where }): { $result }; कुल { $total }
   *[other] साइकल { $cycle } बंद ({ $where }): { $result }; कुल { $total }; { $moment } का रीप्ले
}
journal-costs-fees = { $fees } फ़ीस काटकर { $result }
journal-costs-fees-received = { $fees } फ़ीस काटकर और { $funding } मिली फ़ंडिंग जोड़कर { $result }
journal-costs-fees-paid = { $fees } फ़ीस और { $funding } दी गई फ़ंडिंग काटकर { $result }
journal-costs-fees-unvalued = { $fees } फ़ीस काटकर { $result }, { $unvalued } की फ़ीस का मूल्य अभी पता नहीं, वह नतीजे में नहीं है
journal-costs-fees-received-unvalued = { $fees } फ़ीस काटकर और { $funding } मिली फ़ंडिंग जोड़कर { $result }, { $unvalued } की फ़ीस का मूल्य अभी पता नहीं, वह नतीजे में नहीं है
journal-costs-fees-paid-unvalued = { $fees } फ़ीस और { $funding } दी गई फ़ंडिंग काटकर { $result }, { $unvalued } की फ़ीस का मूल्य अभी पता नहीं, वह नतीजे में नहीं है
journal-costs-received-unvalued = { $funding } मिली फ़ंडिंग जोड़कर { $result }, { $unvalued } की फ़ीस का मूल्य अभी पता नहीं, वह नतीजे में नहीं है
journal-costs-paid-unvalued = { $funding } दी गई फ़ंडिंग काटकर { $result }, { $unvalued } की फ़ीस का मूल्य अभी पता नहीं, वह नतीजे में नहीं है
journal-costs-unvalued = { $result }, { $unvalued } की फ़ीस का मूल्य अभी पता नहीं, वह नतीजे में नहीं है
journal-funding = फ़ंडिंग ({ $where }): { $amount }
journal-fee-valued = { $fee } की फ़ीस ({ $where }) का मूल्य { $value } है
journal-fee-corrected = फ़िल { $fill } की फ़ीस ({ $where }) { $fee } थी, पहले बताई गई { $was } नहीं
journal-of-closed-cycle = { $line }; उसकी साइकल पहले ही बंद हो चुकी थी: कुल { $total }
journal-of-deleted = { $line }; उसका बॉट हटाया जा चुका है: कुल { $total }

## How a bot has come to stand

journal-stopped-stop = रुक गया ({ $where })
journal-stopped-finish = साइकल पूरी करके रुक गया ({ $where })
journal-stopped-close = क्लोज़ करके रुक गया ({ $where })
journal-stopped-loop-off = अपनी एक साइकल पूरी करके रुक गया ({ $where })
journal-stopped-settled = रुक गया: एक्सचेंज ने उसकी पोज़ीशन सेटल कर दी (डीलिस्टिंग) ({ $where })
journal-still-held = { $line }; अब भी पास है: { $held }
journal-paused = पॉज़ ({ $where }): { $reason }
journal-order-stays = { $line }; ऑर्डर खुला रहेगा: { $order }
journal-failed = एरर ({ $where }): { $reason }
journal-prices-again = फिर लाइव भाव ({ $where }); { $since } से नहीं थे
journal-no-prices = लाइव भाव नहीं, जबकि ट्रेड हो रहे हैं ({ $where }); { $since } से
journal-replay-over = { $since ->
    [unknown] रीप्ले पूरा हुआ ({ $where }): { $fills }, { $cycles }, { $fees } फ़ीस काटकर { $result }
   *[other] रीप्ले पूरा हुआ ({ $where }); { $since } से { $until } तक: { $fills }, { $cycles }, { $fees } फ़ीस काटकर { $result }
}
journal-prices-stop = { $since ->
    [unknown] भाव रुक गए: { $reason } ({ $where }): { $fills }, { $cycles }, { $fees } फ़ीस काटकर { $result }
   *[other] भाव रुक गए: { $reason } ({ $where }); { $since } से { $until } तक: { $fills }, { $cycles }, { $fees } फ़ीस काटकर { $result }
}

## What people did

journal-deleted = { $trades ->
    [one] { $bot } हटाया गया ({ $where }): { $trades } ट्रेड, नतीजा { $result }
   *[other] { $bot } हटाया गया ({ $where }): { $trades } ट्रेड, नतीजा { $result }
}
journal-owner-start = मालिक ने शुरू किया।
journal-owner-edit = मालिक ने बदला।
journal-owner-stop = मालिक ने रोकने को कहा।
journal-owner-finish = मालिक ने साइकल पूरी करने को कहा।
journal-owner-close = मालिक ने क्लोज़ करने को कहा।
journal-owner-name = मालिक ने नाम बदला।
journal-owner-alerts-on = सूचनाएँ अब अलर्ट चैट में भी जाएँगी।
journal-owner-alerts-off = सूचनाएँ अब अलर्ट चैट में नहीं जाएँगी।
journal-owner-alerts-masked = अलर्ट चैट को सिर्फ़ प्रतिशत दिखेंगे।
journal-owner-alerts-full = अलर्ट चैट को सब कुछ दिखेगा।
journal-orphan-cancelled = { $account } का ऑर्डर { $order } हाथ से रद्द किया गया।
journal-orphan-adopted = ऑर्डर { $order } मालिक ने बॉट को दिया: { $side } { $quantity }, { $price } पर।
journal-accepted-as-is = { $reported ->
    [unknown] मालिक ने ऑर्डर { $order } को जैसा है वैसा माना: { $booked } दर्ज, एक्सचेंज उसे नहीं जानता।
   *[other] मालिक ने ऑर्डर { $order } को जैसा है वैसा माना: { $booked } दर्ज, एक्सचेंज ने { $reported } बताया।
}
journal-order-chosen = मालिक के मुताबिक ऑर्डर { $order } एक्सचेंज पर { $there } है।
journal-logs-cleared = { $lines ->
    [one] मालिक ने लॉग की { $lines } लाइन हटाई।
   *[other] मालिक ने लॉग की { $lines } लाइनें हटाईं।
}
journal-wallet-topped-up = { $exchange } के PAPER वॉलेट में { $amount } जोड़ा गया
journal-wallet-reset = { $exchange } का PAPER वॉलेट रीसेट किया गया
journal-people-invited = निमंत्रण बनाया गया, भूमिका: { $detail }
journal-people-joined = { $name } ({ $id }) सूची में आए, भूमिका: { $detail }
journal-people-role = { $name } ({ $id }) की भूमिका अब: { $detail }
journal-people-removed = { $name } ({ $id }) को सूची से हटाया गया
journal-people-account-given = { $name } ({ $id }) अब { $detail } इस्तेमाल कर सकते हैं
journal-people-account-taken = { $name } ({ $id }) अब { $detail } इस्तेमाल नहीं कर सकते
journal-people-shared = { $name } ({ $id }) अब { $detail } देख सकते हैं
journal-people-unshared = { $name } ({ $id }) अब { $detail } नहीं देख सकते
journal-people-code-accepted = { $name } ({ $id }) ने LIVE के लिए एक बार का कोड दिया
journal-restored = पुराने बैकअप से शुरू: नए ऑर्डर को id की नई सीरीज़ मिलेगी
journal-restored-waiting = पुराने बैकअप से शुरू: नए ऑर्डर को id की नई सीरीज़ मिलेगी; आपके एक्सचेंज जाँचने का इंतज़ार है: { $bots }

## What Telegram did not take. `reason` is what it says, "removed" where we are not in the chat any more.

journal-waits = Telegram आपके लिए संदेश नहीं ले रहा, इसलिए वे रुके हुए हैं: { $reason }
journal-waits-alerts = { $reason ->
    [removed] मुझे अलर्ट चैट से हटा दिया गया; उसके संदेश रुके हुए हैं
   *[other] Telegram अलर्ट चैट के संदेश नहीं ले रहा, इसलिए वे रुके हुए हैं: { $reason }
}
journal-given-up = { $bot ->
    [none] आपके लिए एक सूचना (“{ $kind }”) नहीं पहुँची और अब नहीं भेजी जाएगी, क्योंकि Telegram उसे नहीं ले रहा: { $reason }
   *[other] { $bot } के बारे में आपके लिए एक सूचना (“{ $kind }”) नहीं पहुँची और अब नहीं भेजी जाएगी, क्योंकि Telegram उसे नहीं ले रहा: { $reason }
}
journal-given-up-alerts = { $bot ->
    [none] अलर्ट चैट के लिए एक सूचना (“{ $kind }”) नहीं पहुँची और अब नहीं भेजी जाएगी, क्योंकि Telegram उसे नहीं ले रहा: { $reason }
   *[other] { $bot } के बारे में अलर्ट चैट के लिए एक सूचना (“{ $kind }”) नहीं पहुँची और अब नहीं भेजी जाएगी, क्योंकि Telegram उसे नहीं ले रहा: { $reason }
}
