#!/usr/bin/env python3
"""A server of the legacy dialect, as the original was: one byte for the count of clients, then each in turn.

Usage: legacy_server.py DIRECTORY [ROUNDS]

Prints the port it listens on, serves ROUNDS runs (1 by default) of as many clients as the first of each announces.
"""
import os
import socket
import sys

ERROR = b"File not found. Try again."


def main():
    directory = sys.argv[1]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(listener.getsockname()[1], flush=True)
        for _ in range(rounds):
            remaining = None
            while remaining is None or remaining > 0:
                client, _ = listener.accept()
                with client:
                    client.settimeout(60)
                    count = int(client.recv(1))
                    remaining = count if remaining is None else remaining
                    remaining -= 1
                    serve(client, directory)


def serve(client, directory):
    name, choice = client.recv(1024).decode().split(":")
    client.sendall(b"Done")
    path = os.path.join(directory, name)
    if choice.upper() == "GET":
        try:
            with open(path, "rb") as file:
                client.sendall(file.read())
        except FileNotFoundError:
            client.sendall(ERROR)
        return
    content = bytearray()
    while chunk := client.recv(65536):
        content += chunk
    if bytes(content) != ERROR:
        with open(path, "wb") as file:
            file.write(content)


main()
