# What is open at the exchanges.

orders-head = { $count ->
    [one] <b>खुले ऑर्डर</b> · आपके बॉट का { $count } ऑर्डर
   *[other] <b>खुले ऑर्डर</b> · आपके बॉट के { $count } ऑर्डर
}
orders-none = कोई ऑर्डर खुला नहीं है। हर बॉट किसका इंतज़ार कर रहा है, यह /bots में दिखता है।
orders-orphans = { $count ->
    [one] ⚠️ <b>मेरे टैग वाला { $count } ऑर्डर किसी बॉट का नहीं है</b>
   *[other] ⚠️ <b>मेरे टैग वाले { $count } ऑर्डर किसी बॉट के नहीं हैं</b>
}
orders-orphans-wait = शायद ये किसी पुराने डेटाबेस के हैं। जब तक आप नीचे इन्हें किसी बॉट को न सौंपें या रद्द न करें, मैं इन्हें नहीं छूता।
orders-foreign = { $count ->
    [one] इन्हीं पेयर पर जो मैंने नहीं लगाया: { $count } ऑर्डर। मैं उसे कभी नहीं छूता।
   *[other] इन्हीं पेयर पर जो मैंने नहीं लगाए: { $count } ऑर्डर। मैं उन्हें कभी नहीं छूता।
}

## Of one order: these stand in a row. `seen` is "paper" where no exchange has shown it

order-since = { $moment } से
order-away = { $seen ->
    [paper] भाव { $price }, दूरी { $away }
   *[other] भाव { $price }, दूरी { $away }, { $seen } तक की जानकारी
}
order-no-price = { $seen ->
    [paper] अभी भाव नहीं है
   *[other] अभी भाव नहीं है, { $seen } तक की जानकारी
}
order-fate-intent = भेजा जा रहा है
order-fate-unknown = ❓ एक्सचेंज ने अभी कन्फ़र्म नहीं किया; मैं पूछ रहा हूँ
order-fate-quarantined = ❓ साफ़ नहीं है, एक्सचेंज पर जाँचें
order-fate-short = ❓ यह खत्म हो चुका है, पर इसके कुछ फ़िल यहाँ नहीं आए
order-cancelled = ऑर्डर रद्द हो गया। जो खुला है वह /orders में दिखता है।
