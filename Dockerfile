# The application as web server, worker or beat: docker-compose.yml says which.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    RISPOSTA_COLLECTED_STATIC=1 \
    RISPOSTA_DATA=/tmp \
    HOST=0.0.0.0

RUN useradd --system --uid 10001 --no-create-home risposta
WORKDIR /app

COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes --requirement requirements.txt

COPY . ./
# The key of this one command signs nothing; the real one comes from the environment.
RUN SECRET_KEY=only-for-collecting-the-static-files-while-the-image-is-built \
    python manage.py collectstatic --no-input \
    && python -m compileall -q clinic scoring literature

USER 10001
EXPOSE 8000
CMD ["gunicorn", "clinic.wsgi", "--config", "clinic/gunicorn.py"]
