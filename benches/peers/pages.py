"""An agreement's page by Django, for `cargo bench --bench pages -- --peers` to hold ours beside.

    python3 benches/peers/pages.py FOLDER PORT

Makes a Python of its own under target/peers-pages with Django and gunicorn from PyPI, a database
in the folder, and serves on the port, by one worker that keeps lines open:

  /invoices/77    one row as JSON, for anybody: the least that Django does
  /agreement      what our page of an agreement has: who is signed in by a session in the database,
                  the agreement, its statements, its invoices and what is unpaid of them, in a page

Prints the cookie of who is signed in, then serves until it is stopped.
"""

import os
import pathlib
import subprocess
import sys
import venv

HERE = pathlib.Path(__file__).resolve()
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", HERE.parent.parent.parent / "target"))
HOME = TARGET / "peers-pages"
PACKAGES = ["django==5.2.8", "gunicorn==23.0.0"]

PAGE = """<!doctype html><html lang="en-GB"><head><title>{{ agreement.reference }}</title></head>
<body><header><p>{{ person.first_name }}</p><nav><ul>{% for name in sections %}<li><a
href="/{{ name }}">{{ name }}</a></li>{% endfor %}</ul></nav></header>
<main><h1>{{ agreement.title }}</h1><dl><dt>Supplier</dt><dd>{{ agreement.supplier }}</dd>
<dt>Purchaser</dt><dd>{{ agreement.purchaser }}</dd><dt>Term</dt><dd>{{ agreement.starts|date:"j F Y" }}
</dd></dl><table><caption>Statements</caption><thead><tr><th scope="col">Period</th>
<th scope="col">Stage</th><th scope="col">To pay</th></tr></thead><tbody>{% for row in statements %}
<tr><th scope="row"><a href="/statements/{{ row.id }}">{{ row.period }}</a></th><td>{{ row.stage }}</td>
<td>{{ row.pounds }}</td></tr>{% endfor %}</tbody></table>
<table><caption>Invoices</caption><thead><tr><th scope="col">Number</th><th scope="col">Issued</th>
<th scope="col">Due</th><th scope="col">Sum</th><th scope="col">Unpaid</th></tr></thead><tbody>
{% for row in invoices %}<tr><th scope="row"><a href="/invoices/{{ row.id }}">{{ row.number }}</a></th>
<td>{{ row.issued_on|date:"j F Y" }}</td><td>{{ row.due_on|date:"j F Y" }}</td><td>{{ row.pounds }}</td>
<td>{{ row.unpaid }}</td></tr>{% endfor %}</tbody></table></main></body></html>"""


def settle(folder):
    import django
    from django.conf import settings

    middleware = ["security.SecurityMiddleware", "common.CommonMiddleware",
                  "csrf.CsrfViewMiddleware"]
    signed_in = ["django.contrib.sessions.middleware.SessionMiddleware",
                 "django.contrib.auth.middleware.AuthenticationMiddleware"]
    settings.configure(
        DEBUG=False, ALLOWED_HOSTS=["*"], ROOT_URLCONF="pages", SECRET_KEY="of a bench",
        MIDDLEWARE=[f"django.middleware.{name}" for name in middleware] + signed_in,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "CONN_MAX_AGE": None,
                               "NAME": str(pathlib.Path(folder) / "django.db")}},
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes",
                        "django.contrib.sessions"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}], USE_TZ=True)
    django.setup()


if os.environ.get("PAGES_FOLDER"):
    settle(os.environ["PAGES_FOLDER"])
    from django.contrib.auth.decorators import login_required
    from django.core.wsgi import get_wsgi_application
    from django.db import models
    from django.http import HttpResponse, JsonResponse
    from django.template import engines
    from django.urls import path

    class Pounds:
        @property
        def pounds(self):
            return f"£{self.gross / 100:,.2f}"

        @property
        def unpaid(self):
            return f"£{(self.gross - self.paid) / 100:,.2f}"

    class Agreement(models.Model):
        reference = models.TextField()
        title = models.TextField()
        supplier = models.TextField()
        purchaser = models.TextField()
        starts = models.DateField()

        class Meta:
            app_label = "pages"

    class Statement(Pounds, models.Model):
        agreement = models.ForeignKey(Agreement, models.CASCADE)
        period = models.TextField()
        stage = models.TextField()
        gross = models.IntegerField()

        class Meta:
            app_label = "pages"

    class Invoice(Pounds, models.Model):
        agreement = models.ForeignKey(Agreement, models.CASCADE)
        number = models.TextField()
        issued_on = models.DateField()
        due_on = models.DateField()
        gross = models.IntegerField()
        paid = models.IntegerField(default=0)

        class Meta:
            app_label = "pages"

    template = engines["django"].from_string(PAGE)
    SECTIONS = ["Home", "Agreements", "Recharges", "Runs", "Invoices", "Letters"]

    def row(request, number):
        invoice = Invoice.objects.get(pk=number)
        return JsonResponse({"id": invoice.id, "number": invoice.number, "gross": invoice.gross})

    @login_required
    def agreement(request):
        found = Agreement.objects.get(reference="BENCH-00003")
        return HttpResponse(template.render({
            "agreement": found, "person": request.user, "sections": SECTIONS,
            "statements": Statement.objects.filter(agreement=found).order_by("period"),
            "invoices": Invoice.objects.filter(agreement=found).order_by("number")}, request))

    urlpatterns = [path("invoices/<int:number>", row), path("agreement", agreement)]
    app = get_wsgi_application()


def fill():
    from datetime import date

    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    with connection.schema_editor() as tables:
        for model in (Agreement, Statement, Invoice):
            tables.create_model(model)
    for number in range(10):
        one = Agreement.objects.create(
            reference=f"BENCH-{number:05}", title="Shared audit partnership", starts=date(2018, 4, 1),
            supplier="Hampshire County Council", purchaser="Isle of Wight Council")
        Statement.objects.create(agreement=one, period="2018/19-Q1", stage="Issued", gross=1234567)
        for half in range(10):
            Invoice.objects.create(agreement=one, number=f"HCC-INV-{10 * number + half:06}",
                                   issued_on=date(2018, 7, 2), due_on=date(2018, 8, 1), gross=617284)
    Invoice.objects.filter(agreement__reference="BENCH-00003").exclude(id__in=[31, 32]).delete()
    person = User.objects.create_user("ann", first_name="Ann")
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    print(f"sessionid={session.session_key}", flush=True)


def main():
    folder, port = sys.argv[1:]
    if not (HOME / "bin" / "gunicorn").exists():
        venv.create(HOME, with_pip=True)
        pip = [HOME / "bin" / "python", "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, "--disable-pip-version-check", *PACKAGES], check=True)
    environment = {**os.environ, "PAGES_FOLDER": folder, "PYTHONPATH": str(HERE.parent)}
    code = "import pages; pages.fill()"
    subprocess.run([HOME / "bin" / "python", "-c", code], check=True, env=environment)
    gunicorn = str(HOME / "bin" / "gunicorn")
    os.execve(gunicorn, [gunicorn, "--workers", "1", "--worker-class", "gthread", "--threads", "1",
                         "--keep-alive", "60", "--log-level", "error", "--bind",
                         f"127.0.0.1:{port}", "pages:app"], environment)


if __name__ == "__main__":
    main()
