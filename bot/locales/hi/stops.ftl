# Stopping and deleting: what each way will do, and what was done. `order` is BUY 0.01 BTC @ 60000, `bot` a title.

stop-open-order = खुला ऑर्डर: { $order }, { $age } लगाया गया
stop-placed-at = { $moment } पर
stop-no-order = खुला ऑर्डर: कोई नहीं
# `moment` is when that price was made: a day and time, or "unknown".
stop-unrealised = { $moment ->
    [unknown] अनरियलाइज़्ड: { $amount }, फ़ीस से पहले, भाव { $price } पर।
   *[other] अनरियलाइज़्ड: { $amount }, फ़ीस से पहले, भाव { $price } पर ({ $moment })।
}

## The ways to stop. `order` is "open" or "none"

way-stop-nothing = <b>{ button-stop }</b>: और ऑर्डर नहीं भेजेगा। “{ button-start }” वहीं से आगे चलाएगा।
way-stop = { $order ->
    [open] <b>{ button-stop }</b>: खुला ऑर्डर रद्द करेगा और होल्डिंग रखेगा। “{ button-start }” वहीं से आगे चलाएगा।
   *[none] <b>{ button-stop }</b>: होल्डिंग रखेगा। “{ button-start }” वहीं से आगे चलाएगा।
}
way-finish = <b>{ button-finish-cycle }</b>: यह साइकल पूरी करके रुक जाएगा।
way-finish-idle = { $order ->
    [open] <b>{ button-finish-cycle }</b>: कोई साइकल शुरू नहीं हुई, इसलिए खुला ऑर्डर रद्द करके तुरंत रुक जाएगा।
   *[none] <b>{ button-finish-cycle }</b>: कोई साइकल शुरू नहीं हुई, इसलिए तुरंत रुक जाएगा।
}
way-close-nothing = <b>{ button-close-now }</b>: होल्डिंग कुछ नहीं है, इसलिए तुरंत रुक जाएगा।
way-close-nothing-closable = <b>{ button-close-now }</b>: क्लोज़ करने लायक होल्डिंग नहीं है, इसलिए तुरंत रुक जाएगा।
way-close-filled = <b>{ button-close-now }</b>: खुला ऑर्डर रद्द करके जितना भरा है उसे तुरंत क्लोज़ करेगा।
way-close-buys = { $order ->
    [open] <b>{ button-close-now }</b>: खुला ऑर्डर रद्द करके { $coin } तुरंत वापस खरीदेगा, मार्केट भाव के पास।
   *[none] <b>{ button-close-now }</b>: { $coin } तुरंत वापस खरीदेगा, मार्केट भाव के पास।
}
way-close-sells = { $order ->
    [open] <b>{ button-close-now }</b>: खुला ऑर्डर रद्द करके पूरी होल्डिंग तुरंत बेचेगा, मार्केट भाव के पास।
   *[none] <b>{ button-close-now }</b>: पूरी होल्डिंग तुरंत बेचेगा, मार्केट भाव के पास।
}

## What a stop did: these follow each other

stop-refused = कुछ नहीं किया गया: { $why }
stop-finishing = <b>यह साइकल पूरी करके रुक जाएगा।</b>
stop-under-way = <b>यह रुक रहा है।</b>
stop-closed = <b>क्लोज़ हो गया।</b>
stop-stopped = <b>रुक गया।</b>
did-cancel = रद्द हुआ: { $order }।
did-fill-some = { $fills ->
    [one] इस बीच { $fills } फ़िल हुआ।
   *[other] इस बीच { $fills } फ़िल हुए।
}
did-fill = इस बीच फ़िल: { $fill }।
did-fill-and-more = { $more ->
    [one] इस बीच फ़िल: { $fill } और { $more } अन्य फ़िल।
   *[other] इस बीच फ़िल: { $fill } और { $more } अन्य फ़िल।
}
left-not-settled = नतीजा अभी साफ़ नहीं: { $order }।
left-open = अब भी खुला: { $order }।
left-dust = बचा: { $held }।
left-held = होल्डिंग अब भी है: { $held }।
left-nothing = { $coin } की होल्डिंग नहीं है।
# `exchange` is Binance, `time` 12:03:04 UTC.
checked-ended = { $exchange } ने { $time } पर कन्फ़र्म किया कि इसका ऑर्डर अब खुला नहीं है।
checked-booking = { $exchange } ने { $time } पर इसका ऑर्डर खत्म हुआ दिखाया; उसके फ़िल मैं अभी दर्ज कर रहा हूँ। /orders में फिर देखें।
checked-open = ⚠️ { $exchange } ने { $time } पर इसका ऑर्डर अब भी खुला दिखाया। मैं जाँचता रहूँगा; खुला ही रहे तो उसे एक्सचेंज की वेबसाइट पर रद्द करें। खुले ऑर्डर /orders में दिखते हैं।
checked-silent = ⚠️ { $exchange } ने { $time } पर जवाब नहीं दिया, इसलिए यह कन्फ़र्म नहीं हुआ। /orders में फिर देखें।

## All at once

stop-all-question = { $count ->
    [one] <b>{ $count } बॉट रोकें?</b>
   *[other] <b>{ $count } बॉट रोकें?</b>
}
way-all-stop = <b>{ button-stop }</b>: खुले ऑर्डर रद्द करेगा और होल्डिंग रखेगा।
way-all-finish = <b>{ button-finish-cycle }</b>: हर बॉट अपनी साइकल पूरी करके रुकेगा; जिसकी साइकल शुरू नहीं हुई, वह तुरंत रुकेगा।
way-all-close = <b>{ button-close-now }</b>: खुले ऑर्डर रद्द करके पूरी होल्डिंग तुरंत क्लोज़ करेगा, मार्केट भाव के पास।
stop-all-no-words = { $written } से यहाँ कुछ नहीं चुना जाता: /stop_all सभी चल रहे बॉट के लिए है।
stop-all-running = { $bot }: { $order }, { $age } लगाया गया; होल्डिंग { $held }।
stop-all-running-no-order = { $bot }: खुला ऑर्डर नहीं; होल्डिंग { $held }।
nothing-runs = कुछ नहीं चल रहा: कोई बॉट चालू नहीं और कोई ऑर्डर खुला नहीं। /bots देखें।
nothing-runs-but-orders = कुछ नहीं चल रहा: कोई बॉट चालू नहीं। /bots देखें।
stop-orphans = { $count ->
    [one] ⚠️ मेरे टैग वाला { $count } ऑर्डर भी खुला है जो किसी बॉट का नहीं:
   *[other] ⚠️ मेरे टैग वाले { $count } ऑर्डर भी खुले हैं जो किसी बॉट के नहीं:
}
stop-orphans-wait = { $count ->
    [one] मैं इसे नहीं छूता। /orders में इसे रद्द किया जा सकता है।
   *[other] मैं इन्हें नहीं छूता। /orders में इन्हें रद्द किया जा सकता है।
}
stop-progress = { $count ->
    [one] { $count } बॉट रोका जा रहा है। पूरे हुए: { $done }
   *[other] { $count } बॉट रोके जा रहे हैं। पूरे हुए: { $done }
}
stop-all-report = { $count ->
    [one] <b>सब रोकना: { $count } बॉट</b>
   *[other] <b>सब रोकना: { $count } बॉट</b>
}
stop-all-still-open = { $count ->
    [one] { $count } ऑर्डर अब भी खुला है: मैं जाँचता रहूँगा। /bots में फिर देखें।
   *[other] { $count } ऑर्डर अब भी खुले हैं: मैं जाँचता रहूँगा। /bots में फिर देखें।
}
stop-all-failed = ⚠️ शायद अब भी चल रहे हैं: { $bots }। /stop_all फिर भेजें।
# `why` is a whole sentence.
stop-all-unknown = { $bot }: मुझे नहीं पता कि यह रुका या नहीं। { $why }
stop-all-unforeseen = मेरी तरफ़ कुछ गड़बड़ हुई; ब्योरा प्रोग्राम के लॉग में है।

## Deleting

delete-question = <b>यह बॉट हटाएँ?</b>
delete-also = { $trades ->
    [one] साथ में { $trades } ट्रेड हटेगा। इसका नतीजा { $result } /stats में रहेगा और इसके लॉग बने रहेंगे।
   *[other] साथ में { $trades } ट्रेड हटेंगे। इसका नतीजा { $result } /stats में रहेगा और इसके लॉग बने रहेंगे।
}
delete-dust = इसकी होल्डिंग { $held } है। वह आपके पास रहेगी।
delete-held = इसकी होल्डिंग { $held } है। बॉट हटाने से वह क्लोज़ नहीं होगी: वह आपके पास रहेगी और कोई बॉट उसे नहीं सँभालेगा।
delete-final = इसे वापस नहीं लिया जा सकता।
delete-and-keep = हटाएँ, { $held } रखें
deleted = हटाया गया: { $bot }।

## Starting, and alerts

started = <b>चालू हो गया।</b>
started-to-finish = <b>चालू हो गया।</b> जैसा आपने पहले कहा था, यह साइकल पूरी करके रुक जाएगा। “{ button-keep-looping }” से यह वापस लिया जा सकता है।
up-to-date = सब ताज़ा है
only-bot = यह आपका इकलौता बॉट है
alerts-are-on = अलर्ट चालू हैं
alerts-are-off = अलर्ट बंद हैं
alerts-are-masked = अलर्ट चैट को सिर्फ़ प्रतिशत दिखेगा
alerts-are-full = अलर्ट चैट को सब दिखेगा
