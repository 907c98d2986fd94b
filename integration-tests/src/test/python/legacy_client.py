#!/usr/bin/env python3
"""A client of the legacy dialect, as the original was: no length, no checksum, end of stream is the end.

Usage: legacy_client.py HOST PORT COUNT NAME CHOICE FILE [--glued] [--patient] [--half-close]

GET writes what came to FILE, or prints the server's error text and exits with 3. PUT sends FILE, or the error text when
there is no such file.
"""
import socket
import sys
import time

ERROR = b"File not found. Try again."


def main():
    host, port, count, name, choice, path = sys.argv[1:7]
    glued = "--glued" in sys.argv
    request = f"{name}:{choice}".encode()
    with socket.create_connection((host, int(port)), timeout=60) as sock:
        if glued:
            sock.sendall(count.encode() + request)
        else:
            sock.sendall(count.encode())
            time.sleep(2 if "--patient" in sys.argv else 0.05)
            sock.sendall(request)
        # The original compares one whole receive with "Done", and asks again when it is anything else.
        answer = sock.recv(1024)
        if answer != b"Done":
            print("answered", answer, file=sys.stderr)
            sys.exit(4)
        if choice.upper() == "GET":
            sys.exit(get(sock, path))
        put(sock, path, "--half-close" in sys.argv)


def get(sock, path):
    content = bytearray()
    while chunk := sock.recv(65536):
        content += chunk
    if bytes(content) == ERROR:
        print(ERROR.decode())
        return 3
    with open(path, "wb") as file:
        file.write(content)
    return 0


def put(sock, path, half_close):
    try:
        with open(path, "rb") as file:
            while chunk := file.read(65536):
                sock.sendall(chunk)
    except FileNotFoundError:
        sock.sendall(ERROR)
    if half_close:
        sock.shutdown(socket.SHUT_WR)
        while sock.recv(1024):
            pass


main()
