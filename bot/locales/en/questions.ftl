# What comes of a question that is answered with no, too late, or twice.

nothing-stopped = Nothing was stopped.
nothing-deleted = Nothing was deleted.
nothing-started = Nothing was started, and no order was sent.
nothing-cancelled = Nothing was cancelled.
nothing-adopted = Nothing was adopted.
nothing-changed = Nothing was changed.
question-sixty-seconds = You have 60 s to answer.
question-expired = This question has expired: it was open for 60 s. Nothing was done.
question-under-way = I am still working on that. If no answer comes, check /bots.
question-interrupted = I was interrupted while doing this. Check /bots and /orders to see what was done.
