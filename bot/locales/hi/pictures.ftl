# Pictures: what stands in them and below them.

picture-results = नतीजे
picture-compared = बॉट की तुलना
picture-span = { $first } से { $last }, { $zone }
picture-of = { $span } · { $fills }
picture-fills = { $fills ->
    [one] { $fills } फ़िल
   *[other] { $fills } फ़िल
}
picture-fills-more = सबसे नए { $fills } फ़िल
picture-realised = रियलाइज़्ड: { $result }, फ़ीस के बाद
picture-buy = BUY { $price } पर
picture-sell = SELL { $price } पर
picture-last = भाव { $price }
picture-trailing = ट्रेलिंग { $price } पर पलटेगी
picture-bought = खरीदा
picture-sold = बेचा
picture-no-prices = इस समय के भाव पता नहीं हैं।
picture-won = { $percent } लाभ में
picture-fees = फ़ीस { $fees }
picture-best-hour = सबसे अच्छा घंटा { $hour } { $result }
picture-worst-hour = सबसे खराब घंटा { $hour } { $result }
picture-not-drawn = चार्ट नहीं बन सका, इसलिए आँकड़े यहाँ हैं। एक मिनट बाद फिर टैप करें।
