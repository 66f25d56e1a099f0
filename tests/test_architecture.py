"""What import-linter cannot see: sizes, drawers, string references, walls, doors."""

import ast
import os
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "regard"
APPS = [
    "accounts", "workspaces", "customers", "feedback", "listening", "surveys", "contacts", "answering",
    "channels", "widget", "insights", "dashboards", "tiers", "positioning", "loyalty",
    "changes", "alerts", "reports", "results", "api",
]  # fmt: skip
DRAWERS = {
    "utils", "util", "helpers", "helper", "common", "core", "misc", "manager", "managers", "service",
    "services", "handler", "handlers", "constants", "data", "info", "mixins", "signals", "process",
}  # fmt: skip
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
NAMES = [str(path.relative_to(ROOT)) for path in SOURCES]


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("path", SOURCES, ids=NAMES)
def test_files_and_functions_stay_small(path):
    text = path.read_text("utf-8")
    assert sum(1 for line in text.splitlines() if line.strip()) <= 400
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    found = [node for node in ast.walk(ast.parse(text)) if isinstance(node, functions)]
    assert [node.name for node in found if body_lines(node) > 40] == []


def test_there_are_no_drawers():
    rooms = {part.removesuffix(".py") for name in NAMES for part in Path(name).parts}
    assert rooms & DRAWERS == set()


def test_nothing_is_left_for_later():
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    assert [name for name, path in zip(NAMES, SOURCES, strict=True) if marks.search(path.read_text())] == []


def test_an_app_names_only_apps_above_it_in_its_relations():
    below = []
    for model in apps.get_models():
        if model._meta.app_label not in APPS:
            continue
        for field in model._meta.get_fields():
            other = getattr(field.related_model, "_meta", None)
            if field.auto_created or other is None or other.app_label not in APPS:
                continue
            if APPS.index(other.app_label) > APPS.index(model._meta.app_label):
                below.append(f"{model.__name__}.{field.name}")
    assert below == []


def test_an_app_does_not_name_a_lower_app_in_a_string():
    """Dotted paths that Django or import_string would follow past the import contracts."""
    found = []
    for app in APPS[:-1]:
        lower = "|".join(APPS[APPS.index(app) + 1 :])
        pattern = re.compile(rf"[\"']regard\.web\.({lower})\b")
        found += [
            str(path) for path in (PACKAGE / "web" / app).rglob("*.py") if pattern.search(path.read_text())
        ]
    assert found == []


def test_the_committed_files_name_no_registry_and_no_machine():
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    hosts = ["pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "deb.debian" + ".org"]
    places = ["/wor" + "k/main", "/ro" + "ot/"]
    bad = []
    for name in filter(None, tracked.decode().split("\0")):
        path = ROOT / name
        if path.suffix in {".mo", ".png", ".npz"} or not path.is_file():
            continue
        text = path.read_text("utf-8", "ignore")
        bad += [f"{name}: {word}" for word in hosts + places if word in text]
    assert bad == []


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> list[tuple[str, URLPattern]]:
    found: list[tuple[str, URLPattern]] = []
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        found += patterns(entry, route) if isinstance(entry, URLResolver) else [(route, entry)]
    return found


ROUTES = patterns()
# what anybody may open, and why
OPEN = {
    "": "sends everybody on",
    "healthz": "says that the database answers",
    "language/": "a choice of language",
    "sign-in/": "the sign-in page itself",
    "sign-out/": "sends those who are not signed in on",
    "people/theme/": "a choice of colours",
    "setup/": "404 as soon as there is a user",
    "join/<str:token>/": "404 without a valid invitation",
    "api/v1/openapi.json": "the description of the API",
}
OPEN |= {route: "401 without a token" for route, _ in ROUTES if route.startswith("api/v1/")}  # tests/web/api
SAMPLES = {
    "slug": "qinghe",
    "uuid": "0192d0d0-0000-7000-8000-000000000000",
    "str": "x",
    "int": "1",
    "path": "x",
}


def filled(route: str) -> str:
    route = re.sub(r"<slug:slug>", SAMPLES["slug"], route)
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda match: SAMPLES[match[1] or "str"], route)


def test_the_list_of_open_addresses_is_true():
    assert OPEN.keys() - {route for route, _pattern in ROUTES} == set()


@pytest.mark.parametrize("route", sorted({route for route, _ in ROUTES} - OPEN.keys()))
def test_every_address_answers_a_stranger_with_404_or_the_sign_in_page(
    route, client, workspace, owner, stranger
):
    for method in (client.get, client.post):
        response = method(filled(route))
        assert response.status_code in (302, 404, 405)
        if response.status_code == 302:
            assert response.url.startswith("/sign-in/")
    if route.startswith("w/"):
        client.force_login(stranger)
        for method in (client.get, client.post):
            assert method(filled(route)).status_code in (404, 405)


def test_every_address_of_a_workspace_asks_for_a_permission():
    bare = [route for route, entry in ROUTES if route.startswith("w/") and not has_permission(entry.callback)]
    assert bare == []


def has_permission(view: object) -> bool:
    while view is not None:
        if hasattr(view, "permission"):
            return True
        view = getattr(view, "__wrapped__", None)
    return False


def test_ci_requires_the_optional_parts():
    if os.environ.get("CI") == "true":
        assert Path("/usr/bin/chromium").exists()
