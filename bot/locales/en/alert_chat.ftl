# The group or topic that alerts go to.

command-alerts = have alerts come to a group or a topic
button-link-alerts = Send alerts here
button-unlink-alerts = Unlink the group
alerts-offer = Shall I send alerts here? Everybody in this chat will read what the bots trade and earn. Only an owner can switch it on.
alerts-offer-topics = For a topic of its own, write /alerts in that topic.
alerts-linked = 🔔 Alerts come here from now on. An owner can unlink this chat in /settings.
alerts-come-already = 🔔 Alerts come here already. An owner can unlink this chat in /settings.
alerts-no-more = 🔕 Alerts come here no more: an owner has changed that. With <code>/alerts</code> an owner can have them come here again.
alerts-linked-toast =
    { $bots ->
        [one] Alerts come here from now on, also those of your bot. Its card turns them off.
       *[other] Alerts come here from now on, also those of your { $bots } bots. Their cards turn them off.
    }
alerts-not-offered = I cannot write there: the topic is closed, or I may send no messages to that group. Change that in the group’s settings, then send /alerts there again.
alerts-not-linked = I cannot reach that group. Add me to it, and write /alerts there.
alerts-to-group = Alerts go to: <b>{ $title }</b>
alerts-to-topic = Alerts go to: <b>{ $title }</b>, topic { $topic }
alerts-to-setting = Alerts go to the chat of TELEGRAM_CHAT_ID. To choose another one, add me to it and tap <i>{ button-link-alerts }</i>.
alerts-to-nobody = Alerts go to no group. To choose one, add me to it and tap <i>{ button-link-alerts }</i>.
alerts-do-not-arrive = I could not write there the last time, so alerts wait. Add me to it again and let me write, or choose another chat.
