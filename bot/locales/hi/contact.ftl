# Whether Telegram could be reached.

span-seconds = { $seconds } सेकंड
span-minutes = { $minutes } मिनट
span-hours-minutes = { $hours } घंटे { $minutes } मिनट
span-days-hours = { $days } दिन { $hours } घंटे
notice-away =
    📡 <b>मैं { $span } तक ऑफ़लाइन था</b>, { $begun } से { $ended } तक: Telegram से संपर्क नहीं हो पा रहा था। ट्रेडिंग चलती रही।
notice-away-stood-still =
    📡 <b>मैं { $span } तक ऑफ़लाइन था</b>, { $begun } से { $ended } तक। इस दौरान कुछ समय यह मशीन स्लीप में थी: तब यहाँ कोई ट्रेडिंग नहीं हुई, और एक्सचेंज पर ऑर्डर खुले रहे।
accounts-contact = Telegram { $since } से जवाब दे रहा है।
accounts-contact-again = Telegram { $since } से जवाब दे रहा है; उससे पहले { $span } तक संपर्क नहीं हो पाया।
notice-clock-ahead =
    ⚠️ <b>सर्वर की घड़ी { $exchange } से { $seconds } सेकंड आगे है</b>। ट्रेडिंग एक्सचेंज के समय से चलती है, पर रोज़ के काम और दिखाए गए समय नहीं। सर्वर की घड़ी ठीक करवाएँ, Linux पर: timedatectl set-ntp true
notice-clock-behind =
    ⚠️ <b>सर्वर की घड़ी { $exchange } से { $seconds } सेकंड पीछे है</b>। ट्रेडिंग एक्सचेंज के समय से चलती है, पर रोज़ के काम और दिखाए गए समय नहीं। सर्वर की घड़ी ठीक करवाएँ, Linux पर: timedatectl set-ntp true
# Backups that are sent to a chat. `file` is its name in BACKUP_DIR.
backup-sent = 🗄 { $at } का एन्क्रिप्टेड बैकअप। वापस लाने के लिए: python -m bot restore FILE, उसके BACKUP_PASSPHRASE के साथ।
notice-backup-too-large =
    ⚠️ <b>आज का बैकअप नहीं भेजा गया</b>: वह { $megabytes } MB का है, और Telegram 50 से छोटी फ़ाइलें ही लेता है। वह सर्वर पर बैकअप के फ़ोल्डर में { $file } नाम से है: वहाँ से कॉपी करें।
notice-backup-refused =
    ⚠️ <b>आज का बैकअप BACKUP_CHAT में नहीं भेजा गया</b>: { $reason }। वह सर्वर पर बैकअप के फ़ोल्डर में { $file } नाम से है।
notice-backup-unanswered =
    ⚠️ <b>आज का बैकअप नहीं भेजा गया</b>: Telegram ने एक घंटे तक जवाब नहीं दिया। वह सर्वर पर बैकअप के फ़ोल्डर में { $file } नाम से है।
notice-backup-failed =
    ⚠️ <b>आज का बैकअप नहीं बन सका</b>: { $reason }। सबसे नया बैकअप { $newest } का है। ट्रेडिंग चलती रहेगी। सर्वर पर बैकअप के फ़ोल्डर में जगह और अनुमतियाँ देखें, फिर बैकअप बनाएँ: python -m bot backup
notice-backup-failed-first =
    ⚠️ <b>आज का बैकअप नहीं बन सका</b>: { $reason }। और कोई बैकअप नहीं है। ट्रेडिंग चलती रहेगी। सर्वर पर बैकअप के फ़ोल्डर में जगह और अनुमतियाँ देखें, फिर बैकअप बनाएँ: python -m bot backup
# `folder` is where the server keeps my data or backups.
notice-disk-low =
    ⚠️ <b>सर्वर की डिस्क लगभग भर गई है</b>: { $folder } में सिर्फ़ { $megabytes } MB बचे हैं। डिस्क भरने पर सारी ट्रेडिंग रुक जाती है: पहले ही जगह बनाएँ।
# Accounts at exchanges. `bots` are at work there.
notice-account-away =
    ⚠️ <b>{ $account } का खाता { $since } से पढ़ा नहीं जा रहा</b> ({ $where })
    कारण: { $reason }।
    वहाँ जो ऑर्डर खुले हैं, वे खुले रहते हैं। जब तक खाता पढ़ा नहीं जाता, पूरे हुए ऑर्डर की ख़बर देर से आ सकती है, और नए ऑर्डर शायद न पहुँचें। मैं पूछता रहूँगा: { $bots ->
        [one] जवाब मिलते ही आपका बॉट अपने आप आगे बढ़ेगा।
       *[other] जवाब मिलते ही आपके { $bots } बॉट अपने आप आगे बढ़ेंगे।
    }
notice-account-again =
    ▶️ <b>{ $account } का खाता फिर पढ़ा जा रहा है</b> ({ $where })
    { $since } से पढ़ा नहीं जा सका था। इस बीच जो हुआ, वह अब दर्ज है।
# A bot whose work falls again and again. `real` is yes where its order is at an exchange, no on PAPER.
notice-bot-falls =
    ⚠️ <b>{ $bot } आगे नहीं बढ़ पा रहा</b> { $where }
    { $since } से वह बार-बार इस प्रोग्राम की एक ही ख़राबी पर रुकता है और हर बार नए सिरे से शुरू होता है। जो दर्ज है उसमें से कुछ नहीं खोता, और कोई ऑर्डर दो बार नहीं भेजा जाता। मैं कोशिश करता रहूँगा, और काम फिर चलने पर बताऊँगा।
    क्या करें: जो यह प्रोग्राम चलाता है उससे इसका लॉग देखने को कहें। { $real ->
        [yes] { $exchange } पर खुला ऑर्डर तब तक वहीं रहेगा; न चाहें तो उसे वहीं रद्द करें।
       *[no] इसका PAPER ऑर्डर तब तक बना रहेगा।
    }
# A bot of which what is stored cannot be read. `real` as above.
notice-bot-unreadable =
    ⚠️ <b>{ $bot } अलग रखा गया है</b> { $where }
    डेटाबेस में इसका जो दर्ज है वह पढ़ा नहीं जा सकता, इसलिए यह कुछ नहीं कर रहा। उसे जैसा है वैसा ही छोड़ा गया है, जो दर्ज है उसमें से कुछ नहीं खोता, और आपके बाकी बॉट चलते रहेंगे।
    क्या करें: जो यह प्रोग्राम चलाता है उससे पहले का बैकअप वापस लाने को कहें; क्या पढ़ा नहीं जा सका, यह लॉग में है। { $real ->
        [yes] { $exchange } पर खुला ऑर्डर तब तक वहीं रहेगा; न चाहें तो उसे वहीं रद्द करें।
       *[no] तब तक यह कोई ट्रेड नहीं करेगा।
    }
# Stands for a notice of which what is stored cannot be read.
notice-unreadable =
    ⚠️ <b>{ $at } का एक संदेश पढ़ा नहीं जा सकता</b>
    डेटाबेस में उसका जो दर्ज है वह टूटा हुआ है। वह जिस बारे में था, वह दर्ज है: /bots और /logs देखें।
notice-bot-works-again =
    ▶️ <b>{ $bot } फिर चल रहा है</b> { $where }
    वह { $since } से आगे नहीं बढ़ पा रहा था। अभी उसके पास क्या है और वह किसका इंतज़ार कर रहा है, यह उसके कार्ड पर है।
