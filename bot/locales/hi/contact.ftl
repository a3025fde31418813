# Whether Telegram could be reached.

span-minutes = { $minutes } मिनट
span-hours-minutes = { $hours } घंटे { $minutes } मिनट
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
