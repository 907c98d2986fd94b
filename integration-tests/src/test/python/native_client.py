#!/usr/bin/env python3
"""A client of the native protocol, written from PROTOCOL.md alone.

Usage: native_client.py HOST PORT

Goes through every choice, one after another and pipelined, on a server whose root has nothing of this name: "python".
Ends with "ok" on standard output, or with an assertion.
"""
import socket
import struct
import sys

PREFACE = b"\xf7FTP\x01"
REQUEST, REPLY, GO, CONTENT, END, ERROR, CANCEL = range(1, 8)
GET, PUT, LIST, STAT, DIGEST, MKDIR, MOVE, DELETE = range(1, 9)
OFFSET, LENGTH, SIZE, MODIFIED, MODE = 0x8001, 0x8002, 0x0003, 0x0004, 0x0005
MODE_RULE = 0x001C
ALGORITHM, DIGEST_OF, VERSION, EXPECT_VERSION, EXPECT_ABSENT = 0x8007, 0x0008, 0x0009, 0x800A, 0x800B
DURABILITY, TARGET, KIND, ASK_FIRST, RECURSIVE, PARENTS = 0x000D, 0x800E, 0x000F, 0x8010, 0x8011, 0x8012
BAD_NAME, NOT_FOUND, NOT_A_FILE, EXISTS, VERSION_MISMATCH = 4, 5, 8, 10, 11
NOT_EMPTY, TRUNCATED, CHECKSUM_MISMATCH, RANGE_NOT_SATISFIABLE, CANCELLED = 12, 16, 17, 18, 27

TABLE = []
for n in range(256):
    for _ in range(8):
        n = (n >> 1) ^ (0x82F63B78 if n & 1 else 0)
    TABLE.append(n)


def crc32c(data, crc=0):
    crc ^= 0xFFFFFFFF
    for byte in data:
        crc = (crc >> 8) ^ TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def option(number, value=b""):
    return struct.pack(">HH", number, len(value)) + value


def u64(number, value):
    return option(number, struct.pack(">Q", value))


def options(data):
    found = {}
    while data:
        number, length = struct.unpack_from(">HH", data)
        assert number not in found
        found[number] = data[4:4 + length]
        data = data[4 + length:]
    return found


def frame(kind, payload=b""):
    return struct.pack(">BI", kind, len(payload)) + payload


def request(choice, name, *extra):
    name = name.encode()
    return frame(REQUEST, struct.pack(">H", len(name)) + name + bytes([choice]) + b"".join(extra))


def end(content):
    return frame(END, struct.pack(">QBI", len(content), 1, crc32c(content)))


def put(name, content, *extra):
    return request(PUT, name, u64(SIZE, len(content)), *extra) + frame(CONTENT, content) + end(content)


class Refused(Exception):
    def __init__(self, code, sentence):
        super().__init__(f"{code}: {sentence}")
        self.code = code


class Connection:
    def __init__(self, host, port):
        self.socket = socket.create_connection((host, port), timeout=60)
        self.stream = self.socket.makefile("rb")
        self.begun = False

    def send(self, *frames):
        preface = b"" if self.begun else PREFACE
        self.socket.sendall(preface + b"".join(frames))
        if not self.begun:
            self.begun = True
            assert self.exactly(5) == PREFACE

    def exactly(self, count):
        data = self.stream.read(count)
        assert len(data) == count, "the connection was cut"
        return data

    def frame(self):
        kind, length = struct.unpack(">BI", self.exactly(5))
        payload = self.exactly(length)
        if kind == ERROR:
            code, flags, size = struct.unpack_from(">HBH", payload)
            assert flags in (0, 1)
            options(payload[5 + size:])
            raise Refused(code, payload[5:5 + size].decode())
        return kind, payload

    def reply(self):
        kind, payload = self.frame()
        assert kind == REPLY, kind
        return options(payload)

    def body(self):
        content = b""
        while True:
            kind, payload = self.frame()
            if kind == END:
                assert struct.unpack(">QBI", payload) == (len(content), 1, crc32c(content))
                return content
            assert kind == CONTENT, kind
            content += payload

    def refused(self):
        try:
            self.frame()
        except Refused as refused:
            return refused.code
        raise AssertionError("not refused")

    def close(self):
        self.socket.close()


def entries(data):
    found = {}
    while data:
        (size,) = struct.unpack_from(">H", data)
        name = data[2:2 + size].decode()
        (rest,) = struct.unpack_from(">H", data, 2 + size)
        found[name] = options(data[4 + size:4 + size + rest])
        data = data[4 + size + rest:]
    return found


def main(host, port):
    assert crc32c(b"123456789") == 0xE3069283
    content = bytes(range(256)) * 400 + b"the end"
    connection = Connection(host, port)
    one_by_one(connection, content)
    pipelined(connection, content)
    refusals(connection)
    connection.close()
    half_closed(host, port)
    print("ok")


def one_by_one(c, content):
    c.send(request(MKDIR, "python/deep/er", option(PARENTS)))
    assert c.reply()[DURABILITY] == b"\1"

    modified = struct.pack(">qI", 1_000_000_000, 5_000_000)
    c.send(put("python/small", b"hello", option(MODIFIED, modified), option(MODE, struct.pack(">H", 0o640))))
    put_reply = c.reply()
    assert put_reply[SIZE] == struct.pack(">Q", 5)
    assert put_reply[DIGEST_OF] == b"\1" + struct.pack(">I", crc32c(b"hello"))
    assert put_reply[MODIFIED] == modified
    assert put_reply[MODE] == struct.pack(">H", 0o640)
    assert 1 <= len(put_reply[VERSION]) <= 64

    c.send(request(PUT, "python/big", u64(SIZE, len(content)), option(ASK_FIRST)))
    assert c.frame() == (GO, b"")
    middle = len(content) // 2
    c.send(frame(CONTENT, content[:middle]), frame(CONTENT), frame(CONTENT, content[middle:]), end(content))
    assert c.reply()[SIZE] == struct.pack(">Q", len(content))

    c.send(request(GET, "python/small"))
    head = c.reply()
    assert head[VERSION] == put_reply[VERSION] and head[DIGEST_OF] == put_reply[DIGEST_OF]
    assert c.body() == b"hello"
    c.send(request(GET, "/python/big"))
    c.reply()
    assert c.body() == content

    c.send(request(GET, "python/small", u64(OFFSET, 3), u64(LENGTH, 100), option(EXPECT_VERSION, head[VERSION])))
    head = c.reply()
    assert head[SIZE] == struct.pack(">Q", 5)
    assert head[OFFSET] == struct.pack(">Q", 3) and head[LENGTH] == struct.pack(">Q", 2)
    assert c.body() == b"lo"
    c.send(request(GET, "python/small", u64(OFFSET, 5)))
    c.reply()
    assert c.body() == b""

    c.send(request(STAT, "python/small"))
    about = c.reply()
    assert about[KIND] == b"\1" and about[SIZE] == struct.pack(">Q", 5) and about[MODIFIED] == modified
    c.send(request(STAT, "/"))
    assert c.reply()[KIND] == b"\2"

    c.send(request(DIGEST, "python/small", option(ALGORITHM, b"\2")))
    assert c.reply()[DIGEST_OF].hex() == "02" + "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

    c.send(request(LIST, "python"))
    never, always = struct.unpack(">HH", c.reply()[MODE_RULE])
    assert never & always == 0 and never | always <= 0o7777
    found = entries(c.body())
    assert sorted(found) == ["big", "deep", "small"]
    assert found["deep"][KIND] == b"\2" and found["small"][SIZE] == struct.pack(">Q", 5)
    c.send(request(LIST, "python", option(RECURSIVE)))
    c.reply()
    assert sorted(entries(c.body())) == ["big", "deep", "deep/er", "small"]

    c.send(request(MOVE, "python/small", option(TARGET, b"python/deep/moved"), option(EXPECT_ABSENT)))
    assert DURABILITY in c.reply()
    c.send(request(DELETE, "python/deep", option(RECURSIVE)))
    assert DURABILITY in c.reply()


def pipelined(c, content):
    names = [f"python/p{i}" for i in range(200)]
    # Everything in one go: the server answers in this order, and each sees what those before it did.
    c.send(*(put(name, name.encode()) for name in names), request(GET, names[7]),
           request(MOVE, names[7], option(TARGET, b"python/seven")), request(STAT, names[7]),
           request(GET, "python/seven"), put("python/seven", b"7"), request(GET, "python/seven"),
           request(GET, "python/big"), request(DELETE, "python/seven"), request(GET, "python/seven"))
    for name in names:
        assert c.reply()[SIZE] == struct.pack(">Q", len(name))
    c.reply()
    assert c.body() == names[7].encode()
    c.reply()
    assert c.refused() == NOT_FOUND
    c.reply()
    assert c.body() == names[7].encode()
    c.reply()
    c.reply()
    assert c.body() == b"7"
    c.reply()
    assert c.body() == content
    c.reply()
    assert c.refused() == NOT_FOUND
    # More than a server reads ahead, and answers as they come.
    c.send(*(request(DELETE, name) for name in names if name != names[7]))
    for _ in names[1:]:
        c.reply()


def refusals(c):
    hello = b"hello"
    c.send(request(MKDIR, "python/full/er", option(PARENTS)), put("python/there", hello))
    c.reply()
    version = c.reply()[VERSION]
    checks = [
        (request(GET, "python/nothing"), NOT_FOUND),
        (request(GET, "python"), NOT_A_FILE),
        (request(GET, "../python"), BAD_NAME),
        (request(GET, "python/a\nb"), NOT_FOUND),
        (request(GET, "python/a/../b"), BAD_NAME),
        (request(GET, "python/there", u64(OFFSET, 6)), RANGE_NOT_SATISFIABLE),
        (request(GET, "python/there", option(EXPECT_VERSION, version + b"x")), VERSION_MISMATCH),
        (request(DELETE, "python/full"), NOT_EMPTY),
        (request(MKDIR, "python/full"), EXISTS),
        (put("python/there", b"x", option(EXPECT_ABSENT)), EXISTS),
        (put("python/no/parent", b"x"), NOT_FOUND),
        (put("python/full", b"x"), NOT_A_FILE),
        (request(PUT, "python/new", u64(SIZE, 6)) + frame(CONTENT, hello) + end(hello), TRUNCATED),
        (request(PUT, "python/new") + frame(CONTENT, hello) + end(b"jello"), CHECKSUM_MISMATCH),
        (request(PUT, "python/new") + frame(CONTENT, hello) + frame(CANCEL, struct.pack(">I", 0)), CANCELLED),
    ]
    c.send(request(PUT, "python/there", option(EXPECT_ABSENT), option(ASK_FIRST)))
    assert c.refused() == EXISTS
    # The last one's number: one_by_one, pipelined and this function have sent so many requests before.
    before = 14 + 209 + 199 + 2 + 1 + len(checks) - 1
    checks[-1] = (checks[-1][0][:-4] + struct.pack(">I", before), CANCELLED)
    for sent, _ in checks:
        c.send(sent)
    for sent, code in checks:
        answer = c.refused()
        assert answer == code, (sent, answer, code)
    c.send(request(STAT, "python/new"), request(GET, "python/there"))
    assert c.refused() == NOT_FOUND
    c.reply()
    assert c.body() == hello


def half_closed(host, port):
    c = Connection(host, port)
    c.send(put("python/last", b"words"), request(GET, "python/last"))
    c.socket.shutdown(socket.SHUT_WR)
    c.reply()
    c.reply()
    assert c.body() == b"words"
    assert c.stream.read() == b"", "the server closes after the last answer"
    c.close()


main(sys.argv[1], int(sys.argv[2]))
