"""`trace ADDRESS` on servers of this machine: credits are chased, claims become confirmed hops, robots and errors are honoured."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from tests.cli.conftest import Run

PARAGRAPHS = (
    "Le dernier phare habité de l'archipel de Kerzu sera automatisé à l'automne, a annoncé vendredi la direction des balises.",
    "« Je descendrai les cent soixante marches une dernière fois », a déclaré le gardien, Yann Le Bihel, en poste depuis vingt-neuf ans.",
    "La lampe, changée l'an dernier, s'allume désormais seule au crépuscule et signale ses pannes par radio au sémaphore voisin.",
    "Une pétition demande que la maison du gardien soit ouverte aux écoles ; elle a réuni quatre mille signatures en une semaine.",
)


def _html(outlet: str, hour: int, foot: str) -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return f"""<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Le phare de Kerzu perd son gardien</title>
<meta property="og:site_name" content="{outlet}"><meta property="article:published_time" content="2031-09-05T{hour:02}:00:00+02:00">
</head><body><article><h1>Le phare de Kerzu perd son gardien</h1>{body}{foot}</article></body></html>""".encode()


class _Press(BaseHTTPRequestHandler):
    """Three outlets on three addresses of this machine; what was asked for is noted."""

    asked: ClassVar[list[str]] = []
    pages: ClassVar[dict[str, bytes]] = {}

    def do_GET(self) -> None:
        key = f"{self.headers['Host'].split(':')[0]}{self.path}"
        self.asked.append(key)
        content = self.pages.get(key)
        self.send_response(200 if content else 404)
        self.send_header("Content-Type", "text/plain" if self.path == "/robots.txt" else "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content or b"")))
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Nothing is printed."""


@pytest.fixture
def press() -> Iterator[dict[str, str]]:
    """The addresses of the three outlets' pages: "phare" printed first, "relais" credits it, "moisson" credits "relais"."""
    _Press.asked, _Press.pages = [], {}
    with ExitStack() as stack:
        hosts = {}
        for name, host in (("phare", "127.0.0.1"), ("relais", "127.0.0.2"), ("moisson", "127.0.0.3")):
            server = ThreadingHTTPServer((host, 0), _Press)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
            hosts[name] = f"http://{host}:{server.server_port}/article"
        _Press.pages = {
            "127.0.0.1/article": _html("Le Phare de Kerzu", 8, ""),
            "127.0.0.2/article": _html("Le Relais", 12, f'<p>Source : <a href="{hosts["phare"]}">Le Phare de Kerzu</a></p>'),
            "127.0.0.3/article": _html(
                "Moisson Presse", 18, f'<p>Source : <a href="{hosts["relais"]}">Lire l\'article complet sur Le Relais</a></p>'
            ),
        }
        yield hosts


def _allowed(press: dict[str, str]) -> list[str]:
    return [part for address in press.values() for part in ("--allow-private", address.split("/")[2])]


def test_credits_are_chased_and_hops_confirmed(run: Run, press: dict[str, str]) -> None:
    ran = run("trace", press["moisson"], *_allowed(press), "--json")
    assert ran.code == 0, ran.err
    hops = [(hop["name"], hop["verdict"]) for hop in ran.json["chain"]]
    assert hops == [("Le Relais", "confirmed"), ("Le Phare de Kerzu", "confirmed")]
    assert [page["address"] for page in ran.json["chased"]] == [press["relais"], press["phare"]]
    assert ran.json["searched"]["articles"] == 3


def test_without_chasing_only_the_page_is_fetched(run: Run, press: dict[str, str]) -> None:
    ran = run("trace", press["moisson"], *_allowed(press), "--no-chase", "--json")
    assert [(hop["name"], hop["verdict"]) for hop in ran.json["chain"]] == [("Le Relais", "claimed")]
    assert {key for key in _Press.asked if not key.endswith("robots.txt")} == {"127.0.0.3/article"}


def test_what_robots_forbid_is_not_fetched(run: Run, press: dict[str, str]) -> None:
    _Press.pages["127.0.0.2/robots.txt"] = b"User-agent: *\nDisallow: /"
    ran = run("trace", press["moisson"], *_allowed(press), "--json")
    assert [hop["verdict"] for hop in ran.json["chain"]] == ["claimed"]
    assert "127.0.0.2/article" not in _Press.asked


def test_a_credited_page_on_a_private_host_is_not_fetched_unless_allowed(run: Run, press: dict[str, str]) -> None:
    ran = run("trace", press["moisson"], "--allow-private", press["moisson"].split("/")[2], "--json")
    assert ran.code == 0
    assert [hop["verdict"] for hop in ran.json["chain"]] == ["claimed"]
    assert {key.split("/")[0] for key in _Press.asked} == {"127.0.0.3"}
