# Two stages: what is needed to install does not come along.
FROM python:3.13-slim AS install
COPY requirements.lock /
RUN python -m venv --without-pip /venv \
    && pip --python /venv/bin/python install --no-cache-dir --disable-pip-version-check \
        --require-hashes --no-deps -r /requirements.lock \
    && find /venv/lib -path '*/babel/locale-data/*' \
        ! -name 'root.dat' ! -name 'en*.dat' ! -name 'hi*.dat' ! -name 'ru*.dat' -delete
COPY alembic.ini /app/
COPY bot /app/bot
COPY db /app/db
COPY engine /app/engine
# The root of the container may be read-only: what is compiled has to be there.
RUN python -m compileall -q -j 0 /app

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin scalper \
    && install -d -o scalper -g scalper -m 0700 /data
COPY --from=install /venv /venv
COPY --from=install /app /app
# One heap for all threads: what one of them has freed can be used by the others.
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/app \
    MALLOC_ARENA_MAX=1 \
    SCALPER_DATA_DIR=/data \
    MONITORING_PORT=9464
# The database, its backups, and a .env, if there is one, live here. Nothing else is written but /tmp.
WORKDIR /data
VOLUME /data
USER scalper
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=90s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"MONITORING_PORT\"]}/healthz', timeout=4)"]
CMD ["python", "-m", "bot"]
