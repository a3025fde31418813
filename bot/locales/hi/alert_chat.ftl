# The group or topic that alerts go to.

command-alerts = अलर्ट किसी ग्रुप या टॉपिक में भेजें
button-link-alerts = अलर्ट यहाँ भेजें
button-unlink-alerts = ग्रुप अनलिंक करें
alerts-offer = क्या मैं अलर्ट यहाँ भेजूँ? तब बॉट जो खरीदते-बेचते और कमाते हैं, वह इस चैट में सब पढ़ेंगे। इसे केवल मालिक चालू कर सकते हैं।
alerts-offer-topics = किसी एक टॉपिक में अलर्ट पाने के लिए उसी टॉपिक में /alerts लिखें।
alerts-linked = 🔔 अब से अलर्ट यहाँ आएँगे। मालिक इसे /settings में अनलिंक कर सकते हैं।
alerts-linked-toast =
    { $bots ->
        [one] अब से अलर्ट यहाँ आएँगे, आपके बॉट के भी। इन्हें उसके कार्ड पर बंद किया जा सकता है।
       *[other] अब से अलर्ट यहाँ आएँगे, आपके { $bots } बॉट के भी। इन्हें उनके कार्ड पर बंद किया जा सकता है।
    }
alerts-not-linked = मैं उस ग्रुप तक नहीं पहुँच पा रहा। मुझे उसमें जोड़ें और वहाँ /alerts लिखें।
alerts-to-group = अलर्ट यहाँ जाते हैं: <b>{ $title }</b>
alerts-to-topic = अलर्ट यहाँ जाते हैं: <b>{ $title }</b>, टॉपिक { $topic }
alerts-to-setting = अलर्ट TELEGRAM_CHAT_ID वाली चैट में जाते हैं। दूसरी चैट चुनने के लिए मुझे उसमें जोड़ें और <i>{ button-link-alerts }</i> दबाएँ।
alerts-to-nobody = अलर्ट किसी ग्रुप में नहीं जाते। ग्रुप चुनने के लिए मुझे उसमें जोड़ें और <i>{ button-link-alerts }</i> दबाएँ।
