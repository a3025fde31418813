# The figures of /stats.

stats-head = <b>आँकड़े</b>
stats-bots = बॉट: { $all } · 🟢 चालू { $active } · ⚪ रुके { $stopped } · 🔴 एरर { $error }
stats-none = अभी कोई ट्रेड नहीं। पहले फ़िल के बाद नतीजे यहाँ दिखेंगे।
stats-day = <i>आज का दिन { $moment } पर शुरू हुआ।</i>
stats-today = आज का नतीजा: { $result }
stats-newest = { $day } का नतीजा, रीप्ले का सबसे नया दिन: { $result }
stats-total = कुल नतीजा: { $result }
stats-total-from = { $day } से कुल नतीजा: { $result }
stats-total-of = { $day } का कुल नतीजा: { $result }
stats-total-span = { $day } से { $until } तक कुल नतीजा: { $result }
stats-fees = कुल फ़ीस: { $fees }
stats-deleted = इसमें से हटाए गए बॉट: { $result }, फ़ीस { $fees }, आज { $today }
