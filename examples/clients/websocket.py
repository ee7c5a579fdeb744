#!/usr/bin/env python3
"""Prints a stream over WebSocket, taken up again where it was lost: python3 websocket.py [query] [server]

Python 3.8 or newer, and its standard library, which has no WebSocket: what a client needs of RFC 6455 is here.
"""
import base64
import hashlib
import json
import os
import random
import socket
import ssl
import struct
import sys
import time
import urllib.parse

SILENCE = 15 + 6  # seconds: the server's heartbeat, and how late it may be
LONGEST_WAIT = 30
LONGEST_MESSAGE = 64 << 20
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


class Refused(Exception):
    """The server did not agree to a WebSocket; `status` is its answer."""

    def __init__(self, status, body):
        super().__init__(f"{status} {body}")
        self.status = status


class WebSocket:
    """One connection. OSError says that it is lost, or was silent for too long."""

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        secure = parts.scheme == "wss"
        self._socket = socket.create_connection((parts.hostname, parts.port or (443 if secure else 80)), timeout=SILENCE)
        if secure:
            self._socket = ssl.create_default_context().wrap_socket(self._socket, server_hostname=parts.hostname)
        self._stream = self._socket.makefile("rb")
        try:
            self._shake_hands(parts)
        except BaseException:
            self.close()
            raise

    def _shake_hands(self, parts):
        key = base64.b64encode(os.urandom(16)).decode()
        self._socket.sendall((
            f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Protocol: pulseboard.json.v1\r\n\r\n"
        ).encode())
        status = int((self._stream.readline().split() + [b"0", b"0"])[1])
        headers = {}
        for line in iter(self._stream.readline, b"\r\n"):
            if not line:
                raise ConnectionError("the server hung up")
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        if status != 101:
            raise Refused(status, self._stream.read(int(headers.get("content-length", 0))).decode("utf-8", "replace"))
        # Whoever can say this has understood that it is a WebSocket (section 4.2.2).
        proof = hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
        if headers.get("sec-websocket-accept") != base64.b64encode(proof).decode():
            raise ConnectionError("the server does not speak WebSocket")

    def send(self, opcode, payload):
        """A frame; what a client sends is masked (section 5.3)."""
        length = len(payload)
        if length < 126:
            head = struct.pack("!BB", 0x80 | opcode, 0x80 | length)
        elif length < 1 << 16:
            head = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, length)
        else:
            head = struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, length)
        mask = os.urandom(4)
        self._socket.sendall(head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload)))

    def messages(self):
        """The texts, until the server closes. Control frames may come between the frames of one message (section 5.4)."""
        text = b""
        while True:
            final, opcode, payload = self._frame(LONGEST_MESSAGE - len(text))
            if opcode == PING:
                self.send(PONG, payload)
            elif opcode == CLOSE:
                self.send(CLOSE, payload[:2])
                return
            elif opcode in (TEXT, CONTINUATION):
                text += payload
                if final:
                    yield text.decode("utf-8")
                    text = b""

    def _frame(self, longest):
        first, second = self._read(2)
        if first & 0x70 or second & 0x80:
            raise ConnectionError("a frame with reserved bits or a mask")
        length = second & 0x7F
        if length == 126:
            (length,) = struct.unpack("!H", self._read(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", self._read(8))
        if length > longest:
            raise ConnectionError(f"a message with more than {LONGEST_MESSAGE} bytes")
        return first & 0x80, first & 0x0F, self._read(length)

    def _read(self, length):
        data = self._stream.read(length)
        if len(data) < length:
            raise ConnectionError("the server hung up")
        return data

    def close(self):
        self._stream.close()
        self._socket.close()


def main():
    query = sys.argv[1] if len(sys.argv) > 1 else "node_memory_MemAvailable_bytes"
    server = sys.argv[2] if len(sys.argv) > 2 else "http://localhost:8080"
    url = server.replace("http", "ws", 1) + "/metrics/ws?"
    after, attempt = None, 0
    while True:
        wait = random.uniform(0, min(LONGEST_WAIT, 2 ** min(attempt, 5)))  # full jitter
        web_socket = None
        try:
            web_socket = WebSocket(url + urllib.parse.urlencode({"query": query, **({"after": after} if after else {})}))
            for text in web_socket.messages():
                attempt, message = 0, json.loads(text)
                print(message["type"], message.get("id", ""), message.get("values", ""), flush=True)
                # A snapshot in several parts counts once the last is there. An annotation's id is no position.
                if message["type"] in ("snapshot", "update", "heartbeat") and message.get("part", 1) == message.get("parts", 1):
                    after = message["id"]
                if message["type"] == "error":
                    sys.exit("refused: " + message["message"])
                if message["type"] == "bye":
                    if not message["reconnect"]:
                        sys.exit("ended by the server: " + message["reason"])
                    wait = message.get("retry", 1000) / 1000
        except Refused as refusal:
            if refusal.status < 500 and refusal.status not in (408, 429):  # asking again would not help
                sys.exit(f"refused: {refusal}")
        except OSError as lost:
            print(f"lost: {lost!r}", file=sys.stderr)
        finally:
            if web_socket:
                web_socket.close()
        attempt += 1
        time.sleep(wait)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
