#!/usr/bin/env python3
"""Prints a stream over Server-Sent Events, taken up again where it was lost: python3 sse.py [query] [server]

Python 3.8 or newer, and its standard library.
"""
import http.client
import json
import random
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

SILENCE = 15 + 6  # seconds: the server's heartbeat, and how late it may be
LONGEST_WAIT = 30


def events(url, after):
    """The messages of one connection, each with its position or None, until it is lost or silent for too long."""
    headers = {"Accept": "text/event-stream", **({"Last-Event-ID": after} if after else {})}
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=SILENCE) as response:
        position, data = None, []
        for line in response:
            name, _, value = line.decode("utf-8").rstrip("\r\n").partition(":")
            value = value[1:] if value.startswith(" ") else value
            if name == "id":
                position = value
            elif name == "data":
                data.append(value)
            elif not name and not value:  # an empty line ends the event
                if data:
                    yield position, json.loads("\n".join(data))
                position, data = None, []


def main():
    query = sys.argv[1] if len(sys.argv) > 1 else "node_memory_MemAvailable_bytes"
    server = sys.argv[2] if len(sys.argv) > 2 else "http://localhost:8080"
    url = server + "/metrics/stream?" + urllib.parse.urlencode({"query": query})
    after, attempt = None, 0
    while True:
        wait = random.uniform(0, min(LONGEST_WAIT, 2 ** min(attempt, 5)))  # full jitter
        try:
            for position, message in events(url, after):
                after, attempt = position or after, 0
                print(message["type"], message.get("id", ""), message.get("values", ""), flush=True)
                if message["type"] == "bye":
                    if not message["reconnect"]:
                        sys.exit("ended by the server: " + message["reason"])
                    wait = message.get("retry", 1000) / 1000
        except urllib.error.HTTPError as refusal:
            if refusal.code < 500 and refusal.code not in (408, 429):  # asking again would not help
                sys.exit(f"refused: {refusal.code} {refusal.read().decode('utf-8', 'replace')}")
            retry_after = refusal.headers.get("Retry-After") or ""
            wait = max(wait, int(retry_after) if retry_after.isdigit() else 0)
        except (OSError, http.client.HTTPException) as lost:
            print(f"lost: {lost!r}", file=sys.stderr)
        attempt += 1
        time.sleep(wait)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
