"""The chart alone: as a picture, as a specification, and the script that makes it live."""

import gzip
import json
import xml.etree.ElementTree as ET

import pytest

from regard.web.dashboards import jobs
from regard.web.dashboards.interactive import bundle_hash, bundle_path, bundle_url, compressed_path
from regard.web.feedback.drafts import Draft
from regard.web.workspaces import leases
from regard.web.workspaces.models import Lease
from tests.web.dashboards.conftest import moment, nps

SVG, JSON = "/w/qinghe/explore/chart.svg", "/w/qinghe/explore/chart.json"


@pytest.fixture
def answered(tell, today):
    segments = ("new", "loyal")
    tell([
        Draft(str(n), answers=(nps(8 + n % 3),), segment=segments[n % 2], collected_at=moment(today))
        for n in range(80)
    ])  # fmt: skip


@pytest.fixture
def script():
    """A script as the worker leaves it, without the seconds that building it takes."""
    bundle_path().parent.mkdir(parents=True)
    bundle_path().write_text("export const embed = () => {};\n")
    compressed_path().write_bytes(gzip.compress(bundle_path().read_bytes()))
    return bundle_path().read_bytes()


def test_the_picture_is_the_one_on_the_page(client, look, owner, answered):
    page = look(owner, "explore/?metric=nps&by=segment")
    response = client.get(f"{SVG}?metric=nps&by=segment")
    assert response["Content-Type"] == "image/svg+xml"
    svg = response.content.decode()
    assert ET.fromstring(svg).tag.endswith("svg")
    assert svg in page.html


def test_the_specification_holds_the_numbers_that_are_drawn(client, owner, answered):
    client.force_login(owner)
    specification = client.get(f"{JSON}?metric=nps&by=segment").json()
    rows = {row["label"]: row for row in specification["data"]["values"]}
    assert set(rows) == {"new", "loyal"}
    assert all(row["n"] == 40 and row["low"] < row["value"] < row["high"] + 1 for row in rows.values())
    assert "segment=new" in rows["new"]["href"]
    assert specification["$schema"].endswith("v6.json")


def test_it_speaks_the_language_of_the_reader(client, owner, answered):
    client.force_login(owner)
    client.cookies["django_language"] = "zh-hans"
    assert "忠诚度" in json.dumps(client.get(f"{JSON}?metric=nps&by=segment").json(), ensure_ascii=False)


@pytest.mark.parametrize("query", ["metric=ces", "q=tea", "period=undated", "metric=nps&segment=nobody"])
def test_where_there_is_nothing_to_draw_there_is_no_picture(client, owner, answered, query):
    client.force_login(owner)
    assert client.get(f"{SVG}?{query}").status_code == 404
    assert client.get(f"{JSON}?{query}").status_code == 404


def test_charts_stay_behind_the_door(client, stranger, answered):
    assert client.get(SVG).status_code == 302
    client.force_login(stranger)
    assert client.get(SVG).status_code == 404
    assert client.get(JSON).status_code == 404


def test_until_the_script_is_built_the_page_offers_nothing_live(client, look, owner, answered):
    page = look(owner, "explore/?metric=nps")
    assert "data-chart-url" not in page.html
    assert "data-interactive" not in page.html
    assert bundle_url("qinghe") == ""
    assert client.get("/w/qinghe/vega/0123456789abcdef.js").status_code == 404
    assert client.get("/w/qinghe/vega/.js").status_code == 404


def test_the_script_is_kept_for_ever_under_the_name_of_its_content(client, look, owner, answered, script):
    page = look(owner, "explore/?metric=nps")
    figure = next(attrs for tag, attrs in page.tags if tag == "figure")
    assert figure["data-chart-url"] == f"{JSON}?metric=nps"
    plain = client.get(figure["data-bundle-url"])
    assert b"".join(plain.streaming_content) == script
    assert plain["Content-Type"] == "text/javascript; charset=utf-8"
    assert plain["Cache-Control"] == "private, max-age=31536000, immutable"
    small = client.get(figure["data-bundle-url"], headers={"Accept-Encoding": "br, gzip"})
    assert small["Content-Encoding"] == "gzip"
    assert gzip.decompress(b"".join(small.streaming_content)) == script
    assert all("Accept-Encoding" in response["Vary"] for response in (plain, small))


def test_another_content_has_another_address(client, owner, workspace, script):
    client.force_login(owner)
    old = bundle_url("qinghe")
    bundle_path().write_text("export const embed = 2;\n")
    assert bundle_url("qinghe") not in ("", old)
    assert client.get(old).status_code == 404


def test_a_script_without_its_compressed_form_is_not_there_yet(script):
    assert len(bundle_hash()) == 16
    compressed_path().unlink()
    assert bundle_hash() == ""


def test_the_worker_builds_the_script_once(db):
    assert jobs.bundle_due()
    assert gzip.decompress(compressed_path().read_bytes()) == bundle_path().read_bytes()
    assert b"embed" in bundle_path().read_bytes()
    assert bundle_url("qinghe").startswith("/w/qinghe/vega/")
    assert not jobs.bundle_due()
    assert sorted(path.name for path in bundle_path().parent.iterdir()) == ["vega.js", "vega.js.gz"]


def test_a_worker_that_was_killed_between_the_files_is_followed(db, script):
    compressed_path().unlink()
    bundle_path().unlink()
    bundle_path().write_text("half")
    assert jobs.bundle_due()
    assert len(bundle_path().read_bytes()) > 100_000
    assert gzip.decompress(compressed_path().read_bytes()) == bundle_path().read_bytes()


def test_only_one_worker_builds(db, noon):
    from django.utils import timezone

    assert leases.take(jobs.LEASE, at=timezone.now()) is not None
    assert not jobs.bundle_due()
    assert not bundle_path().exists()
    Lease.objects.all().delete()
