# The command menu and /help, and what the chat says of itself.

command-newbot = कदम दर कदम नया बॉट बनाएँ
command-bots = आपके बॉट और उनके कार्ड
command-orders = एक्सचेंज पर खुले ऑर्डर
command-accounts = एक्सचेंज अकाउंट: बैलेंस और key
command-stats = नतीजे, फ़ीस और ट्रेड
command-pnl = कितना कमाया और क्या खुला है
command-price = किसी पेयर का भाव
command-logs = क्या हुआ, नया सबसे ऊपर
command-notices = मैंने आपको क्या बताया, दिन और बॉट के अनुसार
command-export = आपके बॉट और ट्रेड, फ़ाइलों में
command-import = फ़ाइल, कोड या लाइनों से बॉट बनाएँ
command-cancel = खुला फ़ॉर्म बंद करें
command-stop-all = जो भी चल रहा है सब रोकें
command-settings = आपकी भाषा और सूचनाएँ
command-users = लोग: निमंत्रण, भूमिकाएँ, अकाउंट
command-health = प्रोग्राम की स्थिति
command-help = सभी कमांड

answered-in-private = मैंने आपको निजी चैट में जवाब दिया है।
no-private-chat = मैं अभी आपको निजी संदेश नहीं भेज सकता। मेरे साथ चैट खोलें, Start दबाएँ और फिर कोशिश करें।

## /settings

settings =
    <b>सेटिंग्स</b>
    भाषा: { language-name }
settings-changed = हो गया। अब से मैं आपको हिन्दी में लिखूँगा।
zones = <b>टाइम ज़ोन: { $zone }</b>, वहाँ अभी { $time } बजे हैं। आपको हर समय उसी घड़ी से दिखता है, आपका दिन वहाँ की आधी रात को शुरू होता है, और शांत समय भी उसी से चलता है। कोई दूसरा चुनें या शहर लिखें: <code>/settings zone Berlin</code>।
zone-changed = हो गया।

## Greeting and help

greeting = नमस्ते { $name }! मैं आपके लिए स्कैल्पिंग बॉट चलाता हूँ: हर बॉट एक भाव पर खरीदता है और उससे ऊँचे भाव पर बेचता है, बार-बार।
greeting-viewer = नमस्ते { $name }! यहाँ आप वे बॉट देखते हैं जो आपके साथ शेयर किए गए हैं। वे /bots में दिखते हैं।
greeting-begin = /newbot से शुरू करें।
help-head = <b>मैं क्या कर सकता हूँ</b>
help-more =
    <code>/bot 3</code> से बॉट #3 का कार्ड खुलता है। <code>/name 3 सुबह</code> से उसे नाम मिलता है: फिर <code>/bots सुबह</code> से भी वह मिल जाता है।
    <code>/stop_all now</code> बिना पूछे सब रोक देता है।
    <code>/logs add TEXT</code> लॉग में नोट जोड़ता है।
help-paper = 🧪 जब तक आप कुछ और न चुनें, बॉट <b>PAPER</b> पर ट्रेड करते हैं: फ़िल नकली होते हैं और कोई पैसा नहीं लगता।
help-accounts = /accounts दिखाता है कि कौन से एक्सचेंज अकाउंट जुड़े हैं।
help-no-words = मैं नहीं समझा कि { $written } का क्या मतलब है। सिर्फ़ { $command } भेजें।
help-unknown = मैं { $command } नहीं जानता। /help बताता है कि मैं क्या कर सकता हूँ।
help-unknown-near = मैं { $command } नहीं जानता। क्या आपका मतलब { $near } है? /help बताता है कि मैं क्या कर सकता हूँ।
no-form = कोई फ़ॉर्म खुला नहीं है। /newbot से खोलें, /help बताता है कि मैं क्या कर सकता हूँ।
no-form-to-read = कोई फ़ॉर्म खुला नहीं है। जो आपके साथ शेयर किया गया है वह /bots में है, /help बताता है कि मैं क्या कर सकता हूँ।
no-form-but-line = कोई फ़ॉर्म खुला नहीं है। इस लाइन से बॉट बनाने के लिए इसे ऐसे भेजें: <code>{ $line }</code>
nothing-stopped-by-word = कुछ नहीं रोका गया: सिर्फ़ यह शब्द लिखने से कुछ नहीं होता। /stop_all जो भी चल रहा है सब रोकता है; /bots में हर बॉट के कार्ड पर उसका अपना “{ button-stop }” है।
nothing-stopped-by-reader = कुछ नहीं रोका गया: यहाँ आप सिर्फ़ वही देखते हैं जो आपके साथ शेयर किया गया है। बॉट को वही रोक सकता है जिसका वह है, इसलिए उनसे कहें।
edits-not-read = मैं हर संदेश एक बार पढ़ता हूँ, जैसा वह पहली बार आया था: बदलाव से कुछ नहीं हुआ। इसे नए संदेश में भेजें।
form-opens-here = नए बॉट का फ़ॉर्म यहाँ खुलता है।
form-send-line = अपनी लाइन इस्तेमाल करने के लिए उसे यहाँ भेजें: <code>{ $line }</code>
old-button = यह बटन पुराने वर्ज़न का है और अब काम नहीं करता। आपके बॉट /bots में हैं।
sent-ago = आपने यह { $age } भेजा था, जब मैं बंद था, इसलिए मैंने यह नहीं किया।
late-command = क्या अभी करूँ? <code>{ $line }</code>
late-taken-up = मैंने इसे फिर से शुरू किया: <code>{ $line }</code>। जवाब नीचे है।
late-tap = आपने यह बटन तब दबाया था जब मैं बंद था, इसलिए मैंने कुछ नहीं किया। अगर अब भी करना हो, तो फिर से दबाएँ।
figures-in-logs = ये अंक पूरे-पूरे /logs में हैं।
