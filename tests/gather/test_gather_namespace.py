"""In a network of its own, where every address answers, nothing that must not be reached is ever connected to.

The whole of the address space leads to this machine there, and a server listens at every address: a connection that is made by any
way at all (page, redirect, robots.txt, feed, webhook, name) is seen with the address that it was made to.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import textwrap

import pytest

PUBLIC = {"93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"}

SCRIPT = textwrap.dedent(
    """
    import asyncio, json, socket, socketserver, sys, threading
    from urllib.parse import unquote
    from sourcier.errors import GatherError
    from sourcier.gather.http import Fetcher, Limits

    made = []  # where connections went

    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            made.append(self.request.getsockname()[0].removeprefix("::ffff:"))
            head = self.request.recv(65536).decode("latin-1")
            path = head.split(" ")[1] if " " in head else "/"
            if path.startswith("/to/"):
                answer = f"HTTP/1.1 302 Found\\r\\nLocation: {unquote(path[4:])}\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n"
            else:
                answer = "HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\nContent-Length: 2\\r\\nConnection: close\\r\\n\\r\\n<p"
            self.request.sendall(answer.encode())

    class Server(socketserver.ThreadingTCPServer):
        address_family, allow_reuse_address, daemon_threads = socket.AF_INET6, True, True
        def server_bind(self):
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            super().server_bind()

    for port in (80, 8080):
        threading.Thread(target=Server(("::", port), Handler).serve_forever, daemon=True).start()

    given = json.load(sys.stdin)
    asked = {}

    def look_up(host, port, *_, **__):
        name = host.decode() if isinstance(host, bytes) else host
        numbers = given["names"].get(name, [name])
        if name.startswith("turn"):  # another answer each time: what was vetted must be what is connected to
            asked[name] = asked.get(name, 0) + 1
            numbers = [numbers[min(asked[name], len(numbers)) - 1]]
        return [
            (socket.AF_INET6 if ":" in n else socket.AF_INET, socket.SOCK_STREAM, 6, "", (n, port, 0, 0) if ":" in n else (n, port))
            for n in numbers
        ]

    socket.getaddrinfo = look_up

    async def main():
        outcomes = {}
        async with Fetcher(gap=0.0, limits=Limits(seconds=5.0), respect_robots=given["robots"]) as fetcher:
            for address in given["addresses"]:
                try:
                    answer = await fetcher.ask(address)
                    outcomes[address] = answer.status
                except GatherError as error:
                    outcomes[address] = type(error).__name__
                try:
                    await fetcher.send(address, b"{}", {})
                except GatherError:
                    pass
        print(json.dumps({"made": made, "outcomes": outcomes}))

    asyncio.run(main())
    """
)

REFUSED = (
    "127.0.0.1",
    "127.8.9.1",
    "0.0.0.0",  # noqa: S104 - nothing is bound to it
    "10.0.0.1",
    "172.16.3.4",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "198.18.0.1",
    "192.88.99.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "168.63.129.16",
    "[::1]",
    "[::]",
    "[::ffff:10.0.0.1]",
    "[::ffff:93.184.216.34]",
    "[64:ff9b::a00:1]",
    "[64:ff9b:1::a00:1]",
    "[2002:a00:1::1]",
    "[2001:0:a00:1::1]",
    "[fe80::1]",
    "[fec0::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[ff02::1]",
    "[2001:db8::1]",
    "[100::1]",
    "127.1",
    "0x7f.1",
    "2130706433",
    "017700000001",
)


def _namespace() -> list[str]:
    """How a command is run in a network of its own; the test is skipped where the machine does not allow it."""
    if shutil.which("unshare") and shutil.which("ip"):
        for options in (["-n"], ["-r", "-n"]):
            if subprocess.run(["unshare", *options, "true"], capture_output=True, check=False).returncode == 0:
                return ["unshare", *options]
    pytest.skip("this machine allows no network namespace")


def _reached(addresses: list[str], names: dict[str, list[str]], *, robots: bool = False) -> tuple[set[str], dict[str, object]]:
    """The addresses that were connected to, and what came of each asking."""
    ready = "ip link set lo up && ip route add local 0.0.0.0/0 dev lo && ip -6 route add local ::/0 dev lo"
    command = [*_namespace(), "sh", "-c", f'{ready} && exec "$0" -c "$1"', sys.executable, SCRIPT]
    given = json.dumps({"addresses": addresses, "names": names, "robots": robots})
    done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        pytest.skip("this machine allows no routes in a network namespace") if "RTNETLINK" in done.stderr else pytest.fail(done.stderr)
    told = json.loads(done.stdout)
    return set(told["made"]), told["outcomes"]


def test_the_canary_sings_where_a_connection_may_be_made() -> None:
    made, outcomes = _reached(["http://93.184.216.34/", "http://[2606:2800:220:1:248:1893:25c8:1946]:8080/x"], {})
    assert made == PUBLIC
    assert set(outcomes.values()) == {200}


@pytest.mark.parametrize("robots", [False, True])
def test_no_address_that_is_refused_is_connected_to(*, robots: bool) -> None:
    direct = [f"http://{host}{port}/" for host in REFUSED for port in ("", ":8080")]
    redirected = [f"http://93.184.216.34/to/http://{host}/" for host in REFUSED]
    made, outcomes = _reached([*direct, *redirected], {}, robots=robots)
    assert made <= {"93.184.216.34"}
    assert {outcomes[address] for address in [*direct, *redirected]} == {"RefusedError"}


def test_no_name_leads_to_an_address_that_is_refused() -> None:
    names = {f"n{n}.phare.example": [host.strip("[]")] for n, host in enumerate(REFUSED[:31])}
    names |= {
        "mixed.phare.example": ["93.184.216.34", "10.0.0.1"],
        "turned.phare.example": ["10.0.0.1", "93.184.216.34"],
        "turn.phare.example": ["93.184.216.34", "127.0.0.1", "127.0.0.1"],
    }
    addresses = [f"http://{name}/" for name in names] + [f"http://93.184.216.34/to/http://{name}/" for name in names if name[0] == "n"]
    made, outcomes = _reached(addresses, names)
    assert made <= {"93.184.216.34"}
    assert {outcome for address, outcome in outcomes.items() if "turn." not in address} == {"RefusedError"}
