# The form in which a bot is made or changed. `mode` is 🧪 PAPER.

form-new = <b>नया बॉट</b> · { $mode }
form-edit = <b>#{ $number } में बदलाव</b> · { $mode }
form-like = <b>#{ $number } जैसा नया बॉट</b> · { $mode }

## What it asks. `coin` is "none" while the pair is not known

ask-ticker = <b>कौन सा ट्रेडिंग पेयर?</b>
ask-exchange = <b>किस एक्सचेंज पर?</b>
ask-mode = <b>किस मोड में?</b>
ask-first-order = <b>पहले कौन सा ऑर्डर?</b>
ask-quantity = { $coin ->
    [none] <b>कितनी मात्रा?</b>
   *[other] <b>कितना { $coin }?</b>
}
ask-buy-price = { $coin ->
    [none] <b>किस भाव पर खरीदें?</b>
   *[other] <b>{ $coin } में किस भाव पर खरीदें?</b>
}
ask-sell-price = { $coin ->
    [none] <b>किस भाव पर बेचें?</b>
   *[other] <b>{ $coin } में किस भाव पर बेचें?</b>
}
ask-trailing = <b>भाव को ट्रेल करें?</b>
ask-loop = <b>हर साइकल के बाद फिर शुरू करें?</b>
ask-leverage = <b>कितना लेवरेज?</b>
ask-change = <b>आप क्या बदलना चाहते हैं?</b>

hint-ticker = कोई एक दबाएँ, या लिखें, जैसे <code>{ $example }</code>।
hint-exchange = कोई एक दबाएँ, या लिखें, जैसे <code>{ $example }</code>।
hint-mode = PAPER में फ़िल नकली होते हैं और पैसा नहीं लगता। TESTNET एक्सचेंज के अपने टेस्टनेट पर ट्रेड करता है। LIVE असली पैसे से ट्रेड करता है। कोई एक दबाएँ, या लिखें <code>{ $example }</code>।
hint-first-order = BUY पहले खरीदता है, बाद में बेचता है; SELL इसका उल्टा। कोई एक दबाएँ, या लिखें <code>{ $example }</code>।
hint-quantity = कोई एक दबाएँ, या लिखें, जैसे <code>{ $example }</code>, या उसका मूल्य कोट कॉइन में, जैसे 100 USDT।
hint-buy-price = आखिरी भाव से दूरी चुनें, या लिखें, जैसे -0.2%, या सीधे भाव, जैसे <code>{ $example }</code>।
hint-sell-price = खरीद भाव से ऊपर की दूरी चुनें, या लिखें, जैसे +0.2% या last+0.2%, या सीधे भाव, जैसे <code>{ $example }</code>।
hint-trailing = ट्रेलिंग में बॉट भाव के इतना पलटने तक रुकता है: ट्रेड आपके भाव से बेहतर हो सकता है, बदतर कभी नहीं। कोई एक दबाएँ, या लिखें, जैसे <code>{ $example }</code>।
hint-loop = कोई एक दबाएँ, या लिखें <code>{ $example }</code>।
hint-leverage = 1x पर मार्जिन पोज़ीशन के पूरे मूल्य जितना होता है। लेवरेज जितना ज़्यादा, मार्जिन उतना कम, और आपके खिलाफ़ उतनी ही छोटी चाल पोज़ीशन को लिक्विडेट कर देती है। कोई एक दबाएँ, या लिखें, जैसे <code>{ $example }</code>।
hint-step = कोई स्टेप दबाएँ, या दूसरा मान लिखें।

form-now = अभी: { $value }
form-bundle = 1 { $bundle } यानी { $many } { $coin }: मात्रा और भाव { $bundle } में हैं, जैसे एक्सचेंज ट्रेड करता है।
form-no-price = अभी कोई भाव नहीं है।
# `price` is 60500 USDT (Binance).
form-last-price = आखिरी भाव { $price }, { $moment } पर।
# A value that is moved in steps
step-set = अभी चुना: <b>{ $value }</b>
step-at-last = यही आखिरी भाव है।
step-above-last = यह आखिरी भाव से { $percent } ऊपर है।
step-below-last = यह आखिरी भाव से { $percent } नीचे है।
step-spread = यह खरीद भाव से { $percent } ऊपर है।
said-first = पहले { $side }
said-quantity = मात्रा { $quantity }
said-worth = { $worth } जितनी मात्रा
value-yes = हाँ
value-no = नहीं

## Names of fields: labels before a colon

field-ticker = टिकर
field-exchange = एक्सचेंज
field-mode = मोड
field-first-order = पहला ऑर्डर
field-quantity = मात्रा
field-buy-price = खरीद भाव
field-sell-price = बिक्री भाव
field-trailing = ट्रेल
field-loop = लूप
field-leverage = लेवरेज

## The review

form-draft =
    टिकर: { $ticker } · एक्सचेंज: { $exchange }
    मोड: { $mode } · पहला ऑर्डर: { $first }
    मात्रा: { $quantity }
    खरीद भाव: { $buy } · बिक्री भाव: { $sell }
    ट्रेल: { $trailing } · लूप: { $loop }
form-draft-with-leverage =
    टिकर: { $ticker } · एक्सचेंज: { $exchange }
    मोड: { $mode } · पहला ऑर्डर: { $first }
    मात्रा: { $quantity }
    खरीद भाव: { $buy } · बिक्री भाव: { $sell }
    ट्रेल: { $trailing } · लूप: { $loop } · लेवरेज: { $leverage }
form-changes = <b>बदलाव</b>
form-rounded = <b>एक्सचेंज के नियम के अनुसार राउंड किया गया</b>
form-adjusted = { $field }: लिखा { $typed } → लिया { $used }
# `worth` is 100 USDT, `used` what the quantity is worth once it is rounded down.
form-worth = मात्रा: खरीद भाव पर { $worth } → { $quantity }, मूल्य { $used }।
form-carried = { $pair } से लिया गया: भाव आखिरी भाव से उतनी ही दूर हैं, और मात्रा का मूल्य उतना ही है।
form-please-fix = <b>कृपया ठीक करें</b>
form-assumed = आपकी लाइन में यह नहीं था, इसलिए मैंने वही लिया जो आम तौर पर होता है: <b>{ $values }</b>। बदलने के लिए नीचे दबाएँ।
form-assumed-made = आपकी लाइन में यह नहीं था, इसलिए मैंने वही लिया जो आम तौर पर होता है: <b>{ $values }</b>। “{ button-edit }” से बदलें।
estimate-brings = { $fees } फ़ीस काटकर हर साइकल में <b>{ $net } मिलेंगे</b>।
estimate-loses = { $fees } फ़ीस काटकर हर साइकल में <b>{ $net } का नुकसान</b> होगा।
estimate-trailing = यह आपके भावों पर है। ट्रेलिंग से नतीजा बेहतर हो सकता है, बदतर कभी नहीं।
estimate-spread = आपका स्प्रेड { $spread } है; दोनों फ़ीस के साथ ब्रेक-ईवन { $even } पर है।
form-check-first = जिस पर ⚠️ है उसे बदलें, या अगर ऊपर के मान सही हैं तो <b>{ button-right-as-shown }</b> दबाएँ।

## What it says of answers

form-use-buttons = नीचे कोई बटन दबाएँ; दूसरा मान लिखने के लिए <b>{ button-change }</b> है।
form-not-a-line = “{ $typed }” में मुझे कोई बॉट नहीं मिला। लाइन ऐसी होती है: <code>{ $example }</code>; या ऊपर के सवाल का जवाब दें।
form-tap-alone = इसका जवाब सिर्फ़ बटन दबाकर दें: <b>{ button-go-live }</b> या <b>{ button-back }</b>। अभी कुछ नहीं किया गया है।
form-send-text = यहाँ मैं सिर्फ़ टेक्स्ट पढ़ सकता हूँ।
form-code-offered = यह { $exchange } पर { $ticker } के बॉट का कोड है: { $quantity } · BUY @ { $buy } · SELL @ { $sell }। आपने जो भरा है उसकी जगह इसे लाने के लिए <b>{ button-use-code }</b> दबाएँ; तब तक कुछ नहीं मिटेगा।
form-code-in-edit = कोड से नया बॉट बनता है, और यहाँ आप बने हुए बॉट को बदल रहे हैं। यहाँ का काम पूरा करके कोड फिर भेजें।
# `problem` is a whole sentence.
form-again = फिर से: { $problem }
form-answer = “{ $typed }”: { $problem }

## How it ends

form-created-started = <b>बन गया और चालू हो गया।</b>
form-created-paused = <b>बन गया, पर पॉज़ पर है।</b>
form-created = <b>बन गया, चालू नहीं किया।</b>
form-saved = <b>बदलाव सेव हो गए।</b>
form-changed-meanwhile = इस बीच बॉट बदल गया, इसलिए कुछ सेव नहीं हुआ। बदलाव फिर जाँचें, फिर “{ button-save }” दबाएँ।
form-cancelled = कुछ नहीं बनाया गया। /newbot नया फ़ॉर्म खोलता है।
form-cancelled-by-word = फ़ॉर्म बंद कर दिया गया; कुछ नहीं किया गया।
form-ended = <i>यह फ़ॉर्म पूरा हो गया: नीचे देखें।</i>
form-closed = <i>यह फ़ॉर्म बंद है; कुछ नहीं किया गया। /newbot नया खोलता है।</i>
form-closed-toast = यह फ़ॉर्म बंद है
form-done-toast = यह फ़ॉर्म पहले ही पूरा हो चुका है
form-lost = जो फ़ॉर्म खुला था वह खो गया, इसलिए मैंने उसे बंद कर दिया। अपना संदेश फिर भेजें, या नया फ़ॉर्म खोलें।

# What a person keeps of their own for the form.

presets =
    <b>प्रीसेट</b>
    आपके अपने जवाब, जो फ़ॉर्म में अपने सवाल पर ⭐ के साथ दिखते हैं। टैप करने से हट जाता है। हर प्रकार के ज़्यादा से ज़्यादा { $most }।
presets-none = आपका कोई प्रीसेट नहीं है। फ़ॉर्म में “बदलें” और फिर “प्रीसेट में रखें” टैप करें: आपकी मात्राएँ, ट्रेलिंग, पेयर और एक्सचेंज, हर प्रकार के { $most } तक, आगे से ⭐ के साथ दिखेंगे।
preset-keep = इनमें से क्या रखूँ? आगे से हर फ़ॉर्म में ⭐ के साथ दिखेगा।
preset-nothing-to-keep = अभी रखने को कुछ नहीं है: पहले किसी सवाल का जवाब दें। प्रीसेट में ज़्यादा से ज़्यादा { $longest } अक्षर होते हैं।
preset-kept = रख लिया।
preset-too-many = इस प्रकार के और नहीं रखे जा सकते। /settings में एक हटाएँ।
button-presets = प्रीसेट
button-keep-preset = प्रीसेट में रखें
