# /health: how the program is doing, for owners.

health-title = <b>Health</b>
health-running = Running for { $span }
health-bots = Bots at work: { $bots }, of these paused: { $paused }
health-aside = Set aside: { $bots }. What is stored of them cannot be read; the log says why.
health-orders = Orders: { $open } open, { $flight } awaiting an answer, { $unknown } with an unknown outcome
health-telegram = Telegram: last answer { $age }
health-database = Database: a read takes { $read } ms, the last commit took { $commit } ms
health-database-away = The database is not responding. No new order is sent until it is back.
health-notices-none = Notices waiting: 0
health-notices = Notices waiting: { $notices }, the oldest from { $age }
health-tasks-none = Background tasks restarted: 0
# `task` is a name from the program's log.
health-tasks = Background tasks restarted: { $count }, the last one at { $at }: { $task }
health-checked = Last full check: { $age }
health-unchecked = No full check yet
health-check-failed = The last check failed. /accounts says why.
health-orders-stream-open = Order stream: open
health-orders-stream-starting = Order stream: starting
health-orders-stream-silent = Order stream: silent, although orders fill
health-orders-stream-closed = Order stream: down, I am reconnecting
health-prices = <b>Prices</b>
# `market`: symbol, exchange and mode.
health-price = { $market }: last trade { $age }
health-price-starting = { $market }: last trade { $age }, the stream is starting
health-price-silent = { $market }: last trade { $age }, the stream is silent
health-price-closed = { $market }: last trade { $age }, the stream is down
health-price-none = { $market }: no trade yet
health-limits = <b>Exchange limits</b>
health-limit = { $limit }: { $used } of { $most } used within { $seconds } s
health-limit-held = { $pool }: the exchange wants to be left alone for { $seconds } s more.
health-jobs = <b>Scheduled jobs</b>
# `job` is one of those below.
health-job-done = { $job }: done { $age }, next at { $next }
health-job-failed = { $job }: failed { $age }, next attempt at { $next }
health-job-never = { $job }: not done yet, next at { $next }
job-backup = Backup
job-backup-chat = Backup sent to a chat
job-cleanup = Cleanup
job-clock = Clock check
job-disk = Disk check
job-heartbeat = Heartbeat
job-rules = Market rules
job-summaries = Check for daily summaries
