# What a bot does after a start: clauses that follow its name.

resumed-bot = { $bot }: { $doing }
resumed-bot-with-fills = { $fills ->
    [one] { $line }; इस बीच { $fills } फ़िल, आखिरी { $last } पर
   *[other] { $line }; इस बीच { $fills } फ़िल, आखिरी { $last } पर
}
resumed-paused-with-order = { $filled ->
    [no] { $why }; { $order } खुला रहेगा
   *[other] { $why }; { $order }, { $filled } भरा, खुला रहेगा
}
resumed-finished = रुक गया है
resumed-unsettled = आखिरी ऑर्डर का नतीजा अभी साफ़ नहीं है
resumed-watching = भाव का इंतज़ार है
resumed-watching-for = अपने { $side } @ { $price } के भाव का इंतज़ार है
resumed-unconfirmed = ऑर्डर अभी कन्फ़र्म नहीं हुआ
resumed-with-unconfirmed = { $filled ->
    [no] { $order } अभी कन्फ़र्म नहीं हुआ
   *[other] { $order }, { $filled } भरा, अभी कन्फ़र्म नहीं हुआ
}
resumed-order-open = ऑर्डर खुला है
resumed-with-order-open = { $filled ->
    [no] { $order } खुला है
   *[other] { $order }, { $filled } भरा, खुला है
}
resumed-canceling = ऑर्डर रद्द हो रहा है
resumed-closing = क्लोज़ करने का भाव लिया जा रहा है

## The report

notice-resumed = 🔄 <b>मैं दोबारा शुरू हुआ</b>: { $moment }।
resumed-running = चल रहे हैं:
resumed-waiting = आपके फ़ैसले का इंतज़ार है, /bots देखें:
resumed-stopped = रुके हुए:
resumed-fills = { $fills ->
    [one] इस बीच { $fills } फ़िल: /notices देखें।
   *[other] इस बीच { $fills } फ़िल: /notices देखें।
}
resumed-silent = ⚠️ अब तक जवाब नहीं आया: { $accounts }। वहाँ के बॉट के लिए यह पहले की जानकारी है। मैं पूछता रहूँगा।
notice-restored =
    ⚠️ <b>मुझे पुराने बैकअप से शुरू किया गया</b>: { $moment }।
    उस बैकअप के बाद जो हुआ, वह मेरे रिकॉर्ड में नहीं है।
restored-waiting = आपके फ़ैसले का इंतज़ार है: { $bots }। पहले एक्सचेंज पर ऑर्डर और बैलेंस जाँचें। /orders वे खुले ऑर्डर दिखाता है जो किसी बॉट के नहीं: रुका हुआ या पॉज़ बॉट ऐसा ऑर्डर ले सकता है। फिर /bots में कार्ड के बटनों से फ़ैसला करें।
