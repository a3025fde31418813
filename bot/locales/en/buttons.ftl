# The labels of buttons. Sentences that name one refer to it here.

button-replace = Re-place
button-stop = Stop
button-edit = Edit
button-name = Name
button-retry = Retry
button-resume = Resume
button-start = Start
button-cancel-order = Cancel the order
button-open-card = Open card
button-close-now = Close now
button-checked = I have checked it
button-which-order = Which order is it?
button-delete = Delete
button-keep-looping = Keep looping
button-finish-cycle = Finish cycle
button-accept-as-is = Accept it as it is
button-none-of-them = None of them
button-cancel = Cancel
button-leave-it = Leave it as it is
button-do-it-now = Do it now
button-refresh = Refresh
button-bring-down = Move down
button-back = Back
button-back-to-list = Back to list
button-new-bot = New bot
button-alerts-on = Turn alerts on
button-alerts-off = Turn alerts off
button-alerts-masked = Group: percent only
button-alerts-full = Group: in full
button-exact = Exact
button-rounded = Rounded
button-mute = Mute…
button-mute-hour = 🔕 { $what }: 1 h
button-mute-until = 🔕 { $what }: until { $until }
button-unmute = 🔔 Unmute: { $what }
button-newer = « Newer
button-older = Older »
button-notices = Notices
button-time-zone = Time zone
button-stats-day = Day
button-stats-week = Week
button-stats-month = Month
button-stats-all = All
button-stats-by-bot = By bot
button-stats-by-coin = By coin
button-notices-group = The alert chat
button-notices-me = My own notices
button-all-days = All days

## The log

button-logs = Logs
button-file = File
button-follow = Follow
button-unfollow = Stop following
button-clear = Clear
button-of-all = Bot: all
button-of-bot = Bot: { $bot }
button-all-bots = All bots
button-back-to-logs = Back to logs

## The form

button-create-and-start = Create and start
button-create-stopped = Create stopped
button-save = Save
button-right-as-shown = Right as shown
button-change = Change
button-refresh-price = Refresh price
button-clone = Clone with another pair
button-clone-bot = Clone
button-code = Code
button-import = Create
button-same-as = Same as { $bot }
button-same-again = Same again
button-step = Step by step
button-use = Use this
button-use-code = Use the code
button-go-live = Trade with real money

## People

button-people = People
button-invite-owner = Invite an owner
button-invite-trader = Invite a trader
button-invite-viewer = Invite a viewer
button-make-owner = Make owner
button-make-trader = Make trader
button-make-viewer = Make viewer
button-remove-person = Take off the list
button-leaving-stop = Stop the bots
button-leaving-keep = Let the bots go on
button-share = Share

## Pictures

button-picture = Picture
button-figures = Figures
button-stretch-minutes = 10 min
button-stretch-hour = 1 h
button-stretch-day = 24 h
button-stretch-week = 7 d
button-stretch-month = 30 d
button-theme-light = Light pictures
button-theme-dark = Dark pictures
button-picture-after-on = Picture after cycles: on
button-picture-after-off = Picture after cycles: off
