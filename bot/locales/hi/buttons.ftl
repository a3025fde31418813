# The labels of buttons. Sentences that name one refer to it here.

button-replace = दोबारा लगाएँ
button-stop = स्टॉप
button-edit = बदलें
button-name = नाम
button-retry = फिर कोशिश करें
button-resume = जारी रखें
button-start = स्टार्ट
button-cancel-order = ऑर्डर रद्द करें
button-open-card = कार्ड खोलें
button-close-now = अभी क्लोज़ करें
button-checked = मैंने जाँच लिया
button-which-order = कौन सा ऑर्डर है?
button-delete = हटाएँ
button-keep-looping = लूप चालू रखें
button-finish-cycle = साइकल पूरी करें
button-accept-as-is = जैसा है वैसा मान लें
button-none-of-them = इनमें से कोई नहीं
button-cancel = रहने दें
button-leave-it = जैसा है रहने दें
button-do-it-now = अभी करें
button-refresh = रिफ़्रेश
button-bring-down = नीचे लाएँ
button-back = वापस
button-back-to-list = सूची पर वापस
button-new-bot = नया बॉट
button-alerts-on = अलर्ट चालू करें
button-alerts-off = अलर्ट बंद करें
button-alerts-masked = ग्रुप: सिर्फ़ प्रतिशत
button-alerts-full = ग्रुप: सब कुछ
button-exact = पूरे अंक
button-rounded = राउंड अंक
button-mute = म्यूट…
button-mute-hour = 🔕 { $what }: 1 घंटा
button-mute-until = 🔕 { $what }: { $until } तक
button-unmute = 🔔 { $what }: फिर भेजें
button-newer = « नए
button-older = पुराने »
button-notices = सूचनाएँ
button-time-zone = टाइम ज़ोन
button-stats-day = दिन
button-stats-week = हफ़्ता
button-stats-month = महीना
button-stats-all = सब
button-stats-by-bot = बॉट के अनुसार
button-stats-by-coin = कॉइन के अनुसार
button-notices-group = अलर्ट चैट
button-notices-me = मेरी सूचनाएँ
button-all-days = सभी दिन

## The log

button-logs = लॉग
button-file = फ़ाइल
button-follow = फ़ॉलो करें
button-unfollow = फ़ॉलो बंद करें
button-clear = साफ़ करें
button-of-all = बॉट: सभी
button-of-bot = बॉट: { $bot }
button-all-bots = सभी बॉट
button-back-to-logs = लॉग पर वापस

## The form

button-create-and-start = बनाएँ और स्टार्ट करें
button-create-stopped = बनाएँ, स्टार्ट नहीं
button-save = सेव करें
button-right-as-shown = यही सही है
button-change = बदलें
button-refresh-price = भाव रिफ़्रेश करें
button-clone = दूसरे पेयर के साथ क्लोन
button-clone-bot = क्लोन
button-code = कोड
button-import = बनाएँ
button-same-as = { $bot } जैसा ही
button-same-again = फिर वैसा ही
button-step = स्टेप से बदलें
button-use = यही लें
button-use-code = कोड लें
button-go-live = असली पैसे से ट्रेड करें

## लोग

button-people = लोग
button-invite-owner = मालिक बुलाएँ
button-invite-trader = ट्रेडर बुलाएँ
button-invite-viewer = दर्शक बुलाएँ
button-make-owner = मालिक बनाएँ
button-make-trader = ट्रेडर बनाएँ
button-make-viewer = दर्शक बनाएँ
button-remove-person = सूची से हटाएँ
button-leaving-stop = बॉट रोकें
button-leaving-keep = बॉट चलने दें
button-share = शेयर करें

## Pictures

button-picture = चार्ट
button-figures = आँकड़े
button-stretch-minutes = 10 मिनट
button-stretch-hour = 1 घंटा
button-stretch-day = 24 घंटे
button-stretch-week = 7 दिन
button-stretch-month = 30 दिन
button-theme-light = हल्के चार्ट
button-theme-dark = गहरे चार्ट
button-picture-after-on = साइकल के बाद चार्ट: चालू
button-picture-after-off = साइकल के बाद चार्ट: बंद
