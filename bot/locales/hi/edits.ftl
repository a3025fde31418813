# What a change of a bot means. `order` is BUY 0.01 BTC @ 60000.

edit-none = अभी कुछ नहीं बदला है।
edit-change = { $field }: { $before } → { $after }
edit-change-when-cycle-ends = { $field }: { $before } → { $after }, साइकल पूरी होने पर
edit-change-next-cycle = { $field }: { $before } → { $after }, अगली साइकल से
edit-change-following-order = { $field }: { $before } → { $after }, इसके बाद वाले ऑर्डर के लिए
edit-stays-paused = “{ button-save }” इसका ऑर्डर { $order } रद्द करेगा। बॉट पॉज़ पर रहेगा।
edit-stays-paused-with-order = “{ button-save }” इसका ऑर्डर { $order } वैसा ही छोड़ेगा। बॉट पॉज़ पर रहेगा।
edit-when-started = “{ button-save }” कुछ नहीं भेजता। बदलाव बॉट स्टार्ट करने पर लागू होगा।
edit-when-replaced = “{ button-save }” कुछ नहीं भेजता। बदलाव “{ button-replace }” दबाने पर लागू होगा।
edit-at-once-watching = तुरंत लागू होगा: बॉट नए सिरे से भाव का इंतज़ार करेगा।
edit-wait-stays = “{ button-save }” कुछ नहीं भेजता: बॉट उसी भाव का इंतज़ार करता रहेगा, और ट्रेल जहाँ तक पहुँचा है वहीं रहेगा।
edit-closing = बॉट अपनी होल्डिंग क्लोज़ कर रहा है। उसके रुकने तक इंतज़ार करें।
edit-order-stays = “{ button-save }” ऑर्डर { $order } वैसा ही छोड़ेगा, इसलिए कतार में उसकी जगह बनी रहेगी।
edit-at-once = तुरंत लागू होगा: “{ button-save }” ऑर्डर { $order } रद्द करके नया भेजेगा।
edit-at-once-trailing = तुरंत लागू होगा: “{ button-save }” ऑर्डर { $order } रद्द करेगा, और बॉट ट्रेल के लिए भाव का फिर से इंतज़ार करेगा।
edit-at-once-done = तुरंत लागू होगा: “{ button-save }” ऑर्डर { $order } रद्द करेगा। जितना भरा है वह काफ़ी है, इसलिए आगे { $side } लगेगा।
edit-at-once-sends = तुरंत लागू होगा: “{ button-save }” { $side } ऑर्डर भेजेगा।
