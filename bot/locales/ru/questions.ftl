# What comes of a question that is answered with no, too late, or twice.

nothing-stopped = Ничего не остановлено.
nothing-deleted = Ничего не удалено.
nothing-started = Ничего не запущено, и ни один ордер не отправлен.
nothing-cancelled = Ничего не отменено.
nothing-adopted = Ничего не передано боту.
nothing-changed = Ничего не изменено.
question-sixty-seconds = На ответ у вас 60 с.
question-expired = Срок этого вопроса истек: он ждал ответа 60 с. Ничего не сделано.
question-under-way = Я еще этим занимаюсь. Если ответа не будет, проверьте /bots.
question-interrupted = Меня прервали, пока я это делал. Проверьте в /bots и /orders, что сделано.
