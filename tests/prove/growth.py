"""Pages stay quick as the cohort grows: CPU and queries at 250, 1,000 and 4,000 patients."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tests import report
from tests.bench.machine import calibration_ms, stamp
from tests.production import Production, production

if TYPE_CHECKING:
    from clinic.accounts.models import User

SIZES = (250, 1000, 4000)
VISITS_EACH = 10
REQUESTS = 60


def main(arguments: Sequence[str]) -> int:
    with production(WEB_CONCURRENCY="1") as servers:
        rows = grown(servers)
    page = written(rows)
    print(page)
    report.write("growth", page, {"stamp": stamp(), "sizes": rows})
    return 0 if constant(rows) else 1


def grown(servers: Production) -> list[dict[str, Any]]:
    from clinic.accounts.models import Centre
    from clinic.accounts.roles import Role
    from tests.bench import web
    from tests.large_cohort import add_cohort
    from tests.people import make_person

    centre = Centre.objects.create(name="Milan")
    rossi = make_person("rossi", Role.CLINICIAN, centre)
    servers.stack.start_web()
    rows, present = [], 0
    for size in SIZES:
        add_cohort(centre, size - present, VISITS_EACH)
        present = size
        ask = web.views(servers.stack, rossi, "/")
        measured = web.measure(servers.stack, ask, 200, REQUESTS)
        rows.append({"patients": size, "calibration_ms": calibration_ms(), **measured})
        rows[-1] |= {f"queries of {page}": n for page, n in queries(rossi).items()}
    return rows


def queries(user: "User") -> dict[str, int]:
    """How many queries each page takes, session and permissions included."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from clinic.registry.models import Patient

    patient = Patient.objects.order_by("code").first()
    assert patient is not None
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    counted = {}
    pages = {
        "the dashboard": "/",
        "a patient": f"/patients/{patient.uuid}/",
        "the visit form": f"/patients/{patient.uuid}/visits/new/",
    }
    for name, path in pages.items():
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(path).status_code == 200
        counted[name] = len(captured)
    return counted


def constant(rows: Sequence[dict[str, Any]]) -> bool:
    """Whether no page takes more queries for more patients."""
    counts = [{k: v for k, v in row.items() if k.startswith("queries")} for row in rows]
    return all(count == counts[0] for count in counts)


def written(rows: Sequence[dict[str, Any]]) -> str:
    facts = stamp()
    pages = [key for key in rows[0] if key.startswith("queries")]
    heads = ["patients", "CPU ms", "95th percentile", "PostgreSQL, CPU ms", *pages, "calibration"]
    keys = ["patients", "cpu_ms_median", "cpu_ms_p95", "database_cpu_ms_median", *pages]
    lines = [[row[key] for key in (*keys, "calibration_ms")] for row in rows]
    return f"""# Growth

{facts["date"]}, commit {facts["commit"]}. Made by `./run prove growth`.

{report.table(heads, lines)}

{VISITS_EACH} visits a patient. CPU is that of one request of the dashboard in the web worker that
serves it, median of {REQUESTS}, with PostgreSQL's own beside it. Queries include session, account
and permissions; they
{"do not depend on the number of patients" if constant(rows) else "GROW WITH THE PATIENTS"}. The
calibration loop, in ms, is the one of `./run bench`.
"""
