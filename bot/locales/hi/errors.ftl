# What could not be done, and the way out.

error-not-now = यह अभी नहीं हो सकता: { $why }
error-not-now-reason = यह अभी नहीं हो सकता: { $reason }।
error-limit = { $most ->
    [one] एक व्यक्ति के लिए { $most } बॉट की सीमा पूरी हो गई। /bots में कोई हटाएँ या MAX_BOTS_PER_USER बढ़ाएँ।
   *[other] एक व्यक्ति के लिए { $most } बॉट की सीमा पूरी हो गई। /bots में कोई हटाएँ या MAX_BOTS_PER_USER बढ़ाएँ।
}
error-amount-not-possible = रकम 0 से ज़्यादा होनी चाहिए, और PAPER वॉलेट में किसी कॉइन का ज़्यादा से ज़्यादा { $most } हो सकता है।
error-name-too-long = नाम में ज़्यादा से ज़्यादा { $most } अक्षर हो सकते हैं।
error-unknown-exchange = मैं { $exchange } एक्सचेंज को नहीं जानता।
error-unknown-exchange-offered = मैं { $exchange } एक्सचेंज को नहीं जानता। उपलब्ध: { $offered }।
error-unknown-account = सेटिंग्स में { $account } की API key नहीं हैं। कुछ नहीं बदला गया; उन्हें जोड़ें और मुझे दोबारा शुरू करें।
error-unknown-ticker = { $exchange } पर { $ticker } नहीं मिला। BTC/USDT की तरह लिखें।
error-unknown-ticker-similar = { $exchange } पर { $ticker } नहीं मिला। क्या आपका मतलब { $similar } है?
error-halted = { $exchange } पर { $ticker } की ट्रेडिंग रुकी हुई है। कुछ नहीं बदला गया; शुरू होने पर फिर कोशिश करें।
error-no-testnet = { $exchange ->
    [none] इस एक्सचेंज के लिए TESTNET उपलब्ध नहीं है: सेटिंग्स में इसके टेस्टनेट की API key चाहिए। { $offered } चुनें।
   *[other] { $exchange } के लिए TESTNET उपलब्ध नहीं है: सेटिंग्स में { $exchange } के टेस्टनेट की API key चाहिए। { $offered } चुनें।
}
error-no-live = { $exchange ->
    [none] इस एक्सचेंज के लिए LIVE उपलब्ध नहीं है: सेटिंग्स में इसकी API key, LIVE_TRADING=true और सीमाएँ चाहिए। { $offered } चुनें।
   *[other] { $exchange } के लिए LIVE उपलब्ध नहीं है: सेटिंग्स में { $exchange } की API key, LIVE_TRADING=true और सीमाएँ चाहिए। { $offered } चुनें।
}
either-mode = { $first } या { $second }
error-venue-silent = { $exchange } जवाब नहीं दे रहा। कुछ खोया नहीं है; एक मिनट बाद फिर कोशिश करें।
error-no-price = { $ticker } का भाव अभी नहीं है। एक मिनट बाद फिर कोशिश करें।
error-doubtful-price = { $symbol } का भाव गलत लगता है: { $reason }। कुछ नहीं किया गया; एक मिनट बाद फिर कोशिश करें।
error-rules-unreadable = { $reason }। दूसरे पेयर पर असर नहीं है। कुछ नहीं बदला गया; बाद में फिर कोशिश करें।
error-not-allowed = आपको इसकी अनुमति नहीं है। कुछ नहीं किया गया; इस बॉट के मालिक से पूछें।
error-read-only = आप सिर्फ़ वही देख सकते हैं जो आपके साथ शेयर किया गया है, इसलिए कुछ नहीं किया गया। इससे ज़्यादा के लिए इस बॉट के मालिक से पूछें।
error-account-not-given = अकाउंट { $account } आपको नहीं दिया गया है, इसलिए कुछ नहीं किया गया। इसके लिए इस बॉट के मालिक से पूछें।
error-person-not-found = यह व्यक्ति अब सूची में नहीं है। कुछ नहीं बदला गया; /users दिखाता है कि कौन है।
error-not-yourself = आप अपने बारे में यह नहीं बदल सकते। कोई दूसरा मालिक बदल सकता है।
error-owners-are-fixed = मालिक कौन हैं, यह सेटिंग्स (TELEGRAM_OWNER_IDS) में लिखा है, इसलिए यहाँ कुछ नहीं बदला गया।
error-bots-at-work = { $bots ->
    [one] कुछ नहीं बदला गया: उनका { $bots } बॉट काम कर रहा है, जिसे वे फिर नहीं चला पाएँगे। पहले उसे रुकवाएँ, या व्यक्ति को सूची से हटाएँ।
   *[other] कुछ नहीं बदला गया: उनके { $bots } बॉट काम कर रहे हैं, जिन्हें वे फिर नहीं चला पाएँगे। पहले उन्हें रुकवाएँ, या व्यक्ति को सूची से हटाएँ।
}
error-gone = यह बॉट अब नहीं है। आपके बॉट /bots में दिखते हैं।
error-outdated = आपके पिछली बार देखने के बाद बॉट बदल गया है। कुछ नहीं किया गया: उसका कार्ड देखें, फिर से फ़ैसला करें।
error-order-taken = वह ऑर्डर किसी दूसरे बॉट का है। कुछ नहीं किया गया; जो खुला है वह /orders में दिखता है।
error-live-unconfirmed = इसमें असली पैसा लगता है, इसलिए आपकी पुष्टि चाहिए। /bots में कार्ड खोलें और फिर दबाएँ।
error-live-switched-off = LIVE ट्रेडिंग बंद है, इसलिए कुछ शुरू नहीं किया गया। LIVE_TRADING=true रखें और मुझे दोबारा शुरू करें; तब तक सिर्फ़ “{ button-stop }” और “{ button-close-now }” हो सकते हैं।
error-lease-lost = Scalper के एक दूसरे प्रोसेस ने आपके बॉट सँभाल लिए हैं और यह बंद हो रहा है। एक मिनट बाद फिर कोशिश करें।
error-dialogs = जहाँ खुले फ़ॉर्म रखे जाते हैं, वहाँ से जवाब नहीं आ रहा। आपका फ़ॉर्म खोया नहीं है: एक मिनट बाद फिर कोशिश करें। आपके बॉट ट्रेड करते रहेंगे और कमांड काम करते हैं।
error-storage = डेटाबेस जवाब नहीं दे रहा। एक मिनट बाद फिर कोशिश करें: कुछ भी दो बार नहीं होगा।
error-other = यह नहीं हो पाया। कुछ नहीं बदला गया; एक मिनट बाद फिर कोशिश करें।
error-unexpected = मेरी तरफ़ कुछ गड़बड़ हुई (संदर्भ <code>{ $reference }</code>)। आपके बॉट चलते रहे। /bots देखें, फिर दोबारा कोशिश करें; ब्योरा प्रोग्राम के लॉग में इसी संदर्भ के साथ है।

## Why something is not possible now: these follow a colon and end with a full stop

refusal-already-running = बॉट पहले से चल रहा है।
refusal-already-stopped = बॉट पहले ही रुक चुका है, या इस साइकल के बाद रुक जाएगा।
refusal-already-paused = बॉट पहले से पॉज़ है।
refusal-order-unresolved = एक ऑर्डर का नतीजा अभी साफ़ नहीं है। थोड़ा रुकें, फिर “{ button-refresh }” दबाएँ। अगर ऐसा ही रहे, तो एक्सचेंज की वेबसाइट पर ऑर्डर जाँचें, फिर कार्ड के बटन इस्तेमाल करें।
refusal-holds-coin = बॉट के पास अभी कॉइन हैं। पहले कार्ड पर “{ button-close-now }” से क्लोज़ करें।
refusal-mid-cycle = साइकल चल रही है, इसलिए पहला ऑर्डर बदला नहीं जा सकता। पहले साइकल पूरी करें या क्लोज़ करें।
refusal-has-traded = बॉट ट्रेड कर चुका है, इसलिए उसका पेयर, एक्सचेंज और मोड वही रहेंगे: उसके ट्रेड और नतीजे इन्हीं के हैं। उसी प्लान से दूसरे पेयर में ट्रेड करने के लिए उसका क्लोन बनाएँ।
refusal-still-running = बॉट चल रहा है। पहले उसे रोकें।
refusal-not-allowed = इस इंस्टॉलेशन की सेटिंग्स इसकी अनुमति नहीं देतीं। /accounts देखें।
refusal-wrong-side = बॉट का अगला ऑर्डर दूसरी साइड का है।
refusal-more-than-held = ऑर्डर बॉट की होल्डिंग से ज़्यादा का है।
refusal-name-not-free = ऑर्डर का id दूसरे बॉट का है, या यह बॉट उसे बाद में इस्तेमाल करेगा।
refusal-replaced-there = एक्सचेंज पर इसी id के दूसरे ऑर्डर ने इसकी जगह ले ली है। इसे रद्द करना बेहतर है।
refusal-order-ended = ऑर्डर अब खुला नहीं है। जो खुला है वह /orders में दिखता है।
refusal-order-open-there = एक्सचेंज के मुताबिक ऑर्डर अभी खुला है। पहले उसे वहाँ रद्द करें, फिर दोबारा दबाएँ।
refusal-nothing-to-settle = इस बॉट का कोई ऑर्डर आपके जाँचने के लिए नहीं है।
