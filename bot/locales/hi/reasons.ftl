# Why a bot stands, an order was refused or an account sends nothing: clauses that follow a colon, without a
# full stop.

reason-none = कोई कारण नहीं बताया गया

reason-paused = पॉज़
reason-edit-not-made = बदलाव लागू नहीं हुआ: पहले फ़िल आ गया
reason-late-fill = ऑर्डर खत्म होने के बाद फ़िल आया
reason-never-arrived = ऑर्डर एक्सचेंज तक पहुँचा ही नहीं
reason-canceled-there = ऑर्डर एक्सचेंज पर रद्द किया गया
reason-no-offers = ऑर्डर बुक में क्लोज़ करने का भाव नहीं है
reason-live-is-off = LIVE ट्रेडिंग बंद है (LIVE_TRADING)
reason-live-was-off = LIVE ट्रेडिंग बंद थी (LIVE_TRADING)
reason-restored = बैकअप से बहाल: पहले एक्सचेंज जाँचें
reason-not-heard-yet = अकाउंट अभी पहली बार पढ़ा जा रहा है
reason-time-unknown = एक्सचेंज ने अभी अपना समय नहीं बताया, और उसके बिना मैं ऑर्डर नहीं भेज सकता
reason-too-early = अभी कुछ कहना जल्दबाज़ी होगी
reason-unexpected = मेरी तरफ़ कुछ गड़बड़ हुई; ब्योरा प्रोग्राम के लॉग में है
reason-self-trade = यह इसी अकाउंट के दूसरे ऑर्डर से ट्रेड हो जाता
reason-made-smaller = एक्सचेंज ने इसकी मात्रा घटा दी
reason-nothing-offered = इसके भाव पर कुछ उपलब्ध नहीं था
reason-price-limit = इसका भाव एक्सचेंज की सीमा से बाहर है
reason-pair-closed = इस पेयर में अभी ट्रेड नहीं हो रहा
reason-margin-needed = पोज़ीशन बनाए रखने के लिए इसका मार्जिन चाहिए था
reason-being-deleveraged = पोज़ीशन ऑटो-डीलेवरेज हो रही है (ADL)
reason-nothing-to-reduce = घटाने को कोई पोज़ीशन नहीं बची थी
reason-canceled-by-exchange = एक्सचेंज ने इसे रद्द किया
reason-name-taken = एक्सचेंज पर इस id का ऑर्डर पहले से है
reason-namesake-hidden = इस id का ऑर्डर मौजूद है, पर एक्सचेंज उसे नहीं दिखाता
reason-order-hidden = एक्सचेंज ऑर्डर का ट्रेड दिखाता है, पर ऑर्डर नहीं
reason-stream-broke = डेटा स्ट्रीम टूट गई
reason-stream-ended = एक्सचेंज ने डेटा स्ट्रीम बंद कर दी
reason-stream-key-lost = निजी डेटा स्ट्रीम की key अब मान्य नहीं है
reason-not-subscribed = बॉट अपने मार्केट से जुड़ा नहीं है
reason-refusal-on-its-way = ऑर्डर ठुकराया गया; ब्योरा आ रहा है

## An order

reason-order-unknown-there = एक्सचेंज अब ऑर्डर { $order } को नहीं जानता; एक्सचेंज की वेबसाइट पर जाँचें
reason-order-contradicts = ऑर्डर { $order } के बारे में एक्सचेंज की जानकारी आपस में मेल नहीं खाती; एक्सचेंज की वेबसाइट पर जाँचें
reason-order-accepted-as-is = ऑर्डर { $order } जैसा है वैसा मान लिया गया
reason-order-reappeared = ऑर्डर { $order }, जो पहुँचा ही नहीं माना गया था, एक्सचेंज पर दिखा
reason-order-from-before-restore = बैकअप बहाल होने से पहले का ऑर्डर { $order } अब भी खुला है
reason-order-replaced = ऑर्डर { $order } खत्म हो चुका है और उसका id अब एक्सचेंज पर दूसरे ऑर्डर का है; /orders देखें
reason-order-fills-missing = एक्सचेंज के मुताबिक ऑर्डर { $order } उसके ट्रेड के जोड़ से ज़्यादा भरा है
reason-order-refused = एक्सचेंज ने ऑर्डर ठुकराया: { $why }
reason-closing-order-refused = एक्सचेंज ने क्लोज़िंग ऑर्डर ठुकराया: { $why }
reason-exit-refused = { $refused }। अगर वहाँ ऐसी कोई पोज़ीशन नहीं दिखती जिसे यह बॉट क्लोज़ कर सके, तो “{ button-stop }” दबाएँ, फिर बॉट हटा दें
reason-order-ended = एक्सचेंज ने ऑर्डर खत्म किया: { $why }
reason-orders-did-not-arrive = { $count ->
    [one] { $count } ऑर्डर एक्सचेंज तक नहीं पहुँचा
   *[other] लगातार { $count } ऑर्डर एक्सचेंज तक नहीं पहुँचे
}
reason-orders-did-not-arrive-why = { $count ->
    [one] { $count } ऑर्डर एक्सचेंज तक नहीं पहुँचा: { $why }
   *[other] लगातार { $count } ऑर्डर एक्सचेंज तक नहीं पहुँचे: { $why }
}
reason-order-out-of-sight = { $exchange } अब न { $symbol } को जानता है, न ऑर्डर { $order } को; एक्सचेंज की वेबसाइट पर जाँचें
reason-several-orders = { $count ->
    [one] एक्सचेंज का एक ऑर्डर { $order } या किसी और का हो सकता है: { $listed }
   *[other] एक्सचेंज के कई ऑर्डर { $order } हो सकते हैं: { $listed }
}
reason-traded-elsewhere-buy = { $symbol } ({ $mode }, { $account }) के एक पुराने ऑर्डर ने बॉट बदले जाने के बाद { $amount } खरीदा; यह वहीं दर्ज है, और बॉट इससे काम नहीं करता
reason-traded-elsewhere-sell = { $symbol } ({ $mode }, { $account }) के एक पुराने ऑर्डर ने बॉट बदले जाने के बाद { $amount } बेचा; यह वहीं दर्ज है, और बॉट इससे काम नहीं करता
reason-could-not-close = क्लोज़ नहीं हो सका: { $why }

## A market

reason-symbol-unknown = { $exchange } पर { $symbol } नहीं है
reason-symbol-halted = { $exchange } पर { $symbol } की ट्रेडिंग रुकी हुई है
reason-stands-halted = { $exchange } पर { $symbol } की ट्रेडिंग रुकी हुई है; शुरू होने पर “{ button-replace }” दबाएँ, या “{ button-stop }”
reason-symbol-delisted = { $exchange } पर अब { $symbol } नहीं है; “{ button-stop }” दबाएँ, या दूसरे पेयर के लिए “{ button-edit }”, या पेयर लौटने पर “{ button-replace }”
reason-cross-margin = { $exchange } पर { $symbol } क्रॉस मार्जिन में है; वहाँ आइसोलेटेड मार्जिन चुनें
reason-too-small = { $quantity } एक्सचेंज की न्यूनतम से कम है
reason-too-small-now = { $quantity } अब बहुत कम है
reason-below-minimum = { $quantity } न्यूनतम { $smallest } से कम है
reason-value-too-small = ऑर्डर का मूल्य न्यूनतम { $smallest } से कम है
reason-off-step-buy = खरीद भाव { $price } नए प्राइस स्टेप से मेल नहीं खाता
reason-off-step-sell = बिक्री भाव { $price } नए प्राइस स्टेप से मेल नहीं खाता
reason-no-price = { $symbol } का भाव अभी नहीं है
reason-book-crossed = सबसे अच्छी बिड { $bid } सबसे अच्छे आस्क { $ask } से ऊपर है
reason-far-off-buy = सबसे अच्छी बिड { $price } आखिरी भाव { $last } से बहुत दूर है
reason-far-off-sell = सबसे अच्छा आस्क { $price } आखिरी भाव { $last } से बहुत दूर है
reason-unreadable-rules = { $said ->
    [missing] { $exchange } पर { $symbol } के नियम पढ़े नहीं जा सके: { $field } नहीं है
   *[other] { $exchange } पर { $symbol } के नियम पढ़े नहीं जा सके: { $field } = { $said }
}
reason-rules-changed = { $exchange } पर { $symbol } के नए नियम हैं ({ $changes }): { $problem }; “{ button-edit }” दबाएँ, फिर “{ button-replace }”
rule-changed-price-step = प्राइस स्टेप { $was } -> { $now }
rule-changed-quantity-step = मात्रा स्टेप { $was } -> { $now }
rule-changed-smallest-quantity = न्यूनतम मात्रा { $was } -> { $now }
rule-changed-smallest-value = ऑर्डर का न्यूनतम मूल्य { $was } -> { $now }

## An account

reason-key-may-withdraw = { $account } की API key से विदड्रॉ हो सकता है; सिर्फ़ ट्रेड वाली key लें, या ALLOW_WITHDRAWAL_KEYS=true रखें
reason-key-may-not-trade = { $account } की API key से ट्रेड नहीं हो सकता; एक्सचेंज पर अनुमति दें
reason-keys-missing = सेटिंग्स में { $account } की API key नहीं हैं
reason-hedge-mode = { $venue } हेज मोड में है; वहाँ वन-वे मोड चुनें
reason-wallet-unseen = { $venue } का बैलेंस अभी पता नहीं; एक मिनट बाद फिर कोशिश करें
reason-above-max-order-value = ऑर्डर का मूल्य { $value } है, MAX_ORDER_VALUE { $most } से ज़्यादा
reason-above-max-exposure = एक्सपोज़र { $value } हो जाता, MAX_EXPOSURE { $most } से ज़्यादा
reason-above-max-daily-loss = आज का नुकसान { $value } है और MAX_DAILY_LOSS { $most }; नई एंट्री 00:00 UTC से हो सकेंगी
reason-insufficient-funds = ऑर्डर को { $needed } चाहिए, पर { $available } ही उपलब्ध है: { $short } कम
reason-limit-missing = LIVE के लिए { $coin } का { $limit } सेट होना चाहिए
reason-position-occupied = इस अकाउंट की { $symbol } पोज़ीशन पहले से बॉट { $bot } के पास है
reason-clock-ahead = इस मशीन की घड़ी { $exchange } से { $seconds } सेकंड आगे है; NTP से मिलाएँ
reason-clock-behind = इस मशीन की घड़ी { $exchange } से { $seconds } सेकंड पीछे है; NTP से मिलाएँ
reason-other-leverage = { $symbol } का लेवरेज { $exchange } पर { $there } है और यहाँ { $here }; वहाँ बदलें, या यहाँ “{ button-edit }” से
reason-not-set-position-mode = { $why ->
    [none] { $exchange }: { $symbol } के लिए हेज मोड चालू है; वहाँ बदलें
   *[other] { $exchange }: { $symbol } के लिए हेज मोड चालू है और मैं उसे बदल नहीं सका ({ $why }); वहाँ बदलें
}
reason-not-set-margin-mode = { $why ->
    [none] { $exchange }: { $symbol } क्रॉस मार्जिन में है; वहाँ बदलें
   *[other] { $exchange }: { $symbol } क्रॉस मार्जिन में है और मैं उसे बदल नहीं सका ({ $why }); वहाँ बदलें
}
reason-not-set-leverage = { $why ->
    [none] { $exchange }: { $symbol } का लेवरेज { $leverage } नहीं है; वहाँ बदलें
   *[other] { $exchange }: { $symbol } का लेवरेज { $leverage } नहीं है और मैं उसे बदल नहीं सका ({ $why }); वहाँ बदलें
}
reason-position-differs = { $exchange } पर { $symbol } पोज़ीशन { $position } दिखती है, पर बॉट के अपने फ़िल का जोड़ { $held } है
reason-position-closed-by-hand = { $symbol } पोज़ीशन { $held } की जगह { $position } है: उसे हाथ से क्लोज़ किया गया। अगर यही चाहा था, तो “{ button-stop }” दबाएँ, फिर बॉट हटा दें
reason-forced-liquidation = लिक्विडेशन: एक्सचेंज ने पोज़ीशन का { $quantity } { $price } पर क्लोज़ किया
reason-forced-auto-deleveraging = ऑटो-डीलेवरेजिंग: एक्सचेंज ने पोज़ीशन का { $quantity } { $price } पर क्लोज़ किया
reason-forced-settlement = सेटलमेंट: एक्सचेंज ने पोज़ीशन का { $quantity } { $price } पर क्लोज़ किया
reason-too-many-refusals = { $count ->
    [one] { $account } ने { $minutes } मिनट में { $count } ऑर्डर ठुकराया, आखिरी { $last } पर ({ $why }); नई एंट्री { $until } तक रुकी हैं
   *[other] { $account } ने { $minutes } मिनट में { $count } ऑर्डर ठुकराए, आखिरी { $last } पर ({ $why }); नई एंट्री { $until } तक रुकी हैं
}

## A file of prices

feed-unreadable = इसे पढ़ा नहीं जा सका ({ $found })
feed-not-text = यह UTF-8 टेक्स्ट नहीं है
feed-compressed = यह कंप्रेस्ड है; पहले खोलें
feed-no-rows = हेडर के नीचे कोई पंक्ति नहीं है
feed-row-gone = फ़ाइल भाव नं. { $found } से पहले खत्म हो जाती है, जहाँ बॉट है; शायद वह बदली गई है
feed-header = हेडर { $trades } (ट्रेड) या { $candles } (कैंडल) होना चाहिए, यहाँ { $found } है
feed-header-again = यहाँ हेडर दोबारा है; शायद फ़ाइलें जोड़ी गई हैं
feed-columns = सेल हेडर जितने नहीं हैं ({ $found }); शायद वह कट गई है
feed-empty-cell = एक सेल खाली है ({ $found })
feed-no-timestamp = समय 1970 से पूरे मिलीसेकंड में होना चाहिए, यहाँ “{ $found }” है
feed-not-milliseconds = समय मिलीसेकंड में होना चाहिए, जैसे 1570752011620; यहाँ { $found } है
feed-time-order = समय ऊपर वाली पंक्ति से पहले का है; फ़ाइल को समय से सॉर्ट करें
feed-not-a-number = भाव संख्या होना चाहिए, जैसे 0.00141342; यहाँ “{ $found }” है
feed-not-above-zero = भाव शून्य से ऊपर होना चाहिए, यहाँ { $found } है
feed-out-of-range = भाव सीमा से बाहर है: { $found }
feed-candle-again = यह उसी समय की दूसरी कैंडल है
feed-candle = ओपन और क्लोज़ लो और हाई के बीच नहीं हैं ({ $found })
reason-feed-row = { $file }, पंक्ति { $row }: { $problem }
reason-other-file-of-trades = { $file } वह फ़ाइल नहीं है जिसे बॉट रीप्ले करता है; बॉट वाली फ़ाइल का पहला ट्रेड { $price } है, { $moment } पर। पहले वाली फ़ाइल वापस रखें, या इसके लिए दूसरा बॉट बनाएँ
reason-other-file-of-candles = { $file } वह फ़ाइल नहीं है जिसे बॉट रीप्ले करता है; बॉट वाली फ़ाइल की पहली कैंडल { $price } है, { $moment } पर। पहले वाली फ़ाइल वापस रखें, या इसके लिए दूसरा बॉट बनाएँ
reason-other-pair = { $file } में REPLAY_SYMBOL के मुताबिक { $symbol } के भाव हैं, { $wanted } के नहीं: REPLAY_SYMBOL={ $wanted } रखें, या MARKET_DATA में उस पेयर की फ़ाइल दें
reason-other-pair-made-up = बनावटी मार्केट में { $wanted } नहीं है: REPLAY_SYMBOL={ $wanted } रखें

## A call to an exchange

reason-unreadable-answer = उसका जवाब पढ़ा नहीं जा सका
reason-asked-and-told = ऑर्डर { $asked } के बारे में पूछा गया, जवाब { $told } के बारे में आया
reason-asked-and-told-another = ऑर्डर { $asked } के बारे में पूछा गया, जवाब किसी और के बारे में आया
reason-rate-limited = एक्सचेंज की रेट लिमिट के कारण { $seconds } सेकंड रुकना है
reason-timed-out = { $seconds } सेकंड में जवाब नहीं आया
