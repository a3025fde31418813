# Two stages: what is needed to install does not come along.
FROM python:3.13-slim AS install
COPY requirements.lock /
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --no-deps -r /requirements.lock

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin scalper \
    && install -d -o scalper -g scalper -m 0700 /data
COPY --from=install /venv /venv
COPY alembic.ini /app/
COPY bot /app/bot
COPY db /app/db
COPY engine /app/engine
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONPATH=/app \
    SCALPER_DATA_DIR=/data
# The database, the logs and a .env, if there is one, live here.
WORKDIR /data
VOLUME /data
USER scalper
STOPSIGNAL SIGTERM
CMD ["python", "-m", "bot"]
