# The figures of /stats.

stats-head = <b>आँकड़े</b>
stats-bots = बॉट: { $all } · 🟢 चालू { $active } · ⚪ रुके { $stopped } · 🔴 एरर { $error }
stats-none = अभी कोई ट्रेड नहीं। पहले फ़िल के बाद नतीजे यहाँ दिखेंगे।
stats-none-shared = आपका अपना कोई बॉट नहीं है। जो बॉट आपके साथ शेयर किए गए हैं, वे और उनके नतीजे /bots में हैं।
stats-day = <i>आज का दिन { $moment } पर शुरू हुआ।</i>
stats-today = आज का नतीजा: { $result }
stats-newest = { $day } का नतीजा, रीप्ले का सबसे नया दिन: { $result }
stats-total = कुल नतीजा: { $result }
stats-total-from = { $day } से कुल नतीजा: { $result }
stats-total-of = { $day } का कुल नतीजा: { $result }
stats-total-span = { $day } से { $until } तक कुल नतीजा: { $result }
stats-fees = कुल फ़ीस: { $fees }
stats-deleted = इसमें से हटाए गए बॉट: { $result }, फ़ीस { $fees }, आज { $today }
stats-not-a-period = { $written } कोई अवधि नहीं है। अवधियाँ: <code>/stats दिन</code>, <code>/stats सप्ताह</code>, <code>/stats महीना</code>, <code>/stats सब</code>, और कोई दिन: <code>/stats { $day }</code>।

## A day, a week, a month. `days` is 2026-11-29, or stats-days

stats-days = { $first } से { $last }
stats-when-day = { $days } ({ $zone })
stats-now-day = आज, { $days } ({ $zone })
stats-when-week = हफ़्ता { $days } ({ $zone })
stats-now-week = यह हफ़्ता, { $days } ({ $zone })
stats-when-month = महीना { $days } ({ $zone })
stats-now-month = यह महीना, { $days } ({ $zone })
stats-when-all = सभी दिन, बॉट के अनुसार
stats-replayed = PAPER में दिन रीप्ले के हैं: { $days }।
stats-none-then = तब कोई ट्रेड नहीं हुआ।
stats-result = नतीजा: { $result }
stats-fees-then = फ़ीस: { $fees }
stats-deleted-then = इसमें से हटाए गए बॉट: { $result }, फ़ीस { $fees }
stats-bot = { $bot }: { $result }, फ़ीस { $fees }
stats-deleted-bots = हटाए गए बॉट

## /pnl

pnl-head = <b>मुनाफ़ा और नुकसान</b>
pnl-open = अभी के भाव पर खुला, फ़ीस से पहले: { $amount }
pnl-open-bot = { $bot } के पास { $held } है: { $amount }
pnl-open-no-price = { $bot } के पास { $held } है; अभी कोई भाव नहीं है
pnl-nothing-open = खुला: कुछ नहीं
