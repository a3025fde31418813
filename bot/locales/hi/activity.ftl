# What a bot does, and what it waits for. `moment` is "unknown" or "paper" where there is none.

status-paused = <b>पॉज़</b>
status-active = <b>चालू</b>
status-finishing = <b>चालू</b>, इस साइकल के बाद रुकेगा
status-stopped = <b>रुका हुआ</b>
status-error = <b>एरर</b>

card-reason = कारण: { $reason }।
tap-retry = “{ button-retry }”, “{ button-edit }” या “{ button-stop }” दबाएँ।
edit-pending = मौजूदा ऑर्डर खत्म होते ही आपका बदलाव लागू होगा।
replay-ended = { $moment ->
    [unknown] रीप्ले पूरा हुआ: अब और भाव नहीं आएँगे।
   *[other] रीप्ले { $moment } पर पूरा हुआ: अब और भाव नहीं आएँगे।
}
prices-stop = { $moment ->
    [unknown] ⚠️ भाव रुक गए: { $reason }। इसे ठीक करके मुझे दोबारा शुरू करें; बॉट वहीं से आगे चलेगा।
   *[other] ⚠️ भाव { $moment } पर रुक गए: { $reason }। इसे ठीक करके मुझे दोबारा शुरू करें; बॉट वहीं से आगे चलेगा।
}

## Its account

account-only-closing = ⚠️ सिर्फ़ क्लोज़िंग ऑर्डर भेजे जा रहे हैं: { $reason }।
account-trouble = { $since ->
    [unknown] ⚠️ { $account } में दिक्कत: { $reason }।
   *[other] ⚠️ { $since } से { $account } में दिक्कत: { $reason }।
}
account-tries-again = { $moment ->
    [unknown] मैं खुद फिर कोशिश करूँगा।
   *[other] मैं { $moment } पर खुद फिर कोशिश करूँगा।
}
account-first-look = ⏳ { $account } पहली बार पढ़ा जा रहा है, जितनी तेज़ी उसकी रेट लिमिट दे: अब तक { $pairs } में से { $read } पेयर। ऑर्डर उसके बाद भेजे जाएँगे।
account-no-prices = ⚠️ { $since } से लाइव भाव नहीं: { $account } की भाव स्ट्रीम चुप है, जबकि ट्रेड हो रहे हैं। मैं उसे बार-बार खोल रहा हूँ और हर कुछ सेकंड में आखिरी ट्रेड पूछ रहा हूँ।
account-no-orders = ⚠️ { $since } से ऑर्डर की खबर नहीं: { $account } की ऑर्डर स्ट्रीम चुप है, जबकि ऑर्डर भर रहे हैं। मैं उसे बार-बार खोल रहा हूँ और हर कुछ सेकंड में ऑर्डर जाँच रहा हूँ।
account-no-entries = ⚠️ नई एंट्री नहीं भेजी जा रहीं: { $reason }। /accounts देखें।

## While it stands

idle-begins = “{ button-start }” { $side } @ { $price } से शुरू करेगा।
idle-continues = “{ button-start }” { $side } @ { $price } से आगे चलेगा।
idle-unsettled = आखिरी ऑर्डर का नतीजा अभी साफ़ नहीं है। थोड़ी देर में फिर देखें।
paused-order-open = { $moment ->
    [paper] ऑर्डर खुला रहेगा: { $order }।
   *[other] ऑर्डर खुला रहेगा: { $order }, { $moment } की स्थिति।
}
paused-tap-resume = इसके फ़िल दर्ज होते रहेंगे; जब तक आप “{ button-resume }” या “{ button-stop }” नहीं दबाते, और कुछ नहीं भेजा जाएगा।
paused-tap-replace = जब तक आप “{ button-replace }” या “{ button-stop }” नहीं दबाते, कोई ऑर्डर नहीं लगेगा।
settling-run = ऑर्डर रद्द हो रहा है; फिर बॉट आगे चलेगा।
settling-edit = ऑर्डर रद्द हो रहा है; फिर बॉट बदलाव के साथ आगे चलेगा।
settling-stop = ऑर्डर रद्द हो रहा है; फिर बॉट रुकेगा।
settling-close = ऑर्डर रद्द हो रहा है; फिर बॉट क्लोज़ करेगा।
settling-pause = ऑर्डर रद्द हो रहा है; फिर बॉट पॉज़ होगा।
closing-waits = क्लोज़ करने का भाव लिया जा रहा है।

look-unconfirmed = ऑर्डर { $order } कन्फ़र्म नहीं हुआ। यह एक्सचेंज के इन ऑर्डर में से एक हो सकता है:
look-which = एक्सचेंज की वेबसाइट पर जाँचें, फिर “{ $look }” दबाएँ।
look-which-or-stop = एक्सचेंज की वेबसाइट पर जाँचें, फिर “{ $look }” या “{ button-stop }” दबाएँ।
look-unsettled = { $reported ->
    [none] ऑर्डर { $order } का नतीजा साफ़ नहीं: { $booked } दर्ज है।
   *[other] ऑर्डर { $order } का नतीजा साफ़ नहीं: { $booked } दर्ज है, पर एक्सचेंज ने { $reported } बताया।
}
look-check = एक्सचेंज की वेबसाइट पर इसे जाँचें, फिर “{ $look }” दबाएँ।
look-check-or-stop = एक्सचेंज की वेबसाइट पर इसे जाँचें, फिर “{ $look }” या “{ button-stop }” दबाएँ।

## While it works

watching-buy = भाव के { $price } तक गिरने का इंतज़ार है।
watching-sell = भाव के { $price } तक चढ़ने का इंतज़ार है।
# Where the last price is there already.
touching-buy = { $price } या उससे नीचे के अगले ट्रेड का इंतज़ार है: उसी से ट्रेल शुरू होगा।
touching-sell = { $price } या उससे ऊपर के अगले ट्रेड का इंतज़ार है: उसी से ट्रेल शुरू होगा।
trailing-buy = अब तक का सबसे कम भाव { $extreme }: भाव वहाँ से { $percent } चढ़कर { $trigger } होने पर BUY (लिमिट { $limit }) भेजा जाएगा।
trailing-sell = अब तक का सबसे ऊँचा भाव { $extreme }: भाव वहाँ से { $percent } गिरकर { $trigger } होने पर SELL (लिमिट { $limit }) भेजा जाएगा।
order-on-its-way = { $order } एक्सचेंज को भेजा जा रहा है।
order-unconfirmed = { $order } { $moment } पर भेजा गया; एक्सचेंज ने अभी कन्फ़र्म नहीं किया। मैं पूछता रहूँगा। कुछ भी दो बार नहीं भेजा जाता।
order-in-doubt = { $order } पर संदेह है। एक्सचेंज की वेबसाइट पर जाँचें।
order-waited-for = { $moment ->
    [paper] अपने ऑर्डर के भरने का इंतज़ार है: { $order }।
   *[other] अपने ऑर्डर के भरने का इंतज़ार है: { $order }, { $moment } की स्थिति।
}
order-was-changed = इसे एक्सचेंज पर बदला गया; भेजा गया था { $sent }।

no-price-yet = भाव अभी नहीं है।
price-there = { $moment ->
    [unknown] भाव { $price }: ठीक वहीं।
   *[other] भाव { $price }, { $moment } पर: ठीक वहीं।
}
price-above = { $moment ->
    [unknown] भाव { $price }: { $away } ऊपर।
   *[other] भाव { $price }, { $moment } पर: { $away } ऊपर।
}
price-below = { $moment ->
    [unknown] भाव { $price }: { $away } नीचे।
   *[other] भाव { $price }, { $moment } पर: { $away } नीचे।
}
