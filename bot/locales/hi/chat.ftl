# The command menu and /help, and what the chat says of itself.

command-newbot = कदम दर कदम नया बॉट बनाएँ
command-bots = आपके बॉट और उनके कार्ड
command-orders = एक्सचेंज पर खुले ऑर्डर
command-accounts = एक्सचेंज अकाउंट: बैलेंस और key
command-stats = नतीजे, फ़ीस और ट्रेड
command-logs = क्या हुआ, नया सबसे ऊपर
command-cancel = खुला फ़ॉर्म बंद करें
command-stop-all = जो भी चल रहा है सब रोकें
command-settings = आपकी भाषा
command-help = सभी कमांड

answered-in-private = मैंने आपको निजी चैट में जवाब दिया है।
no-private-chat = मैं अभी आपको निजी संदेश नहीं भेज सकता। मेरे साथ चैट खोलें, Start दबाएँ और फिर कोशिश करें।

## /settings

settings =
    <b>सेटिंग्स</b>
    भाषा: { language-name }
settings-changed = हो गया। अब से मैं आपको हिन्दी में लिखूँगा।
