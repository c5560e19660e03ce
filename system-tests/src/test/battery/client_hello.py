"""
ClientHellos that a sane TLS library does not send any more, as testssl.sh makes them: old versions, ciphers without worth, compression.

usage: client_hello.py PORT
"""
import os
import socket
import struct
import sys

from wire import TIMEOUT_SECONDS, Client

GOOD = [0xC02B, 0xC02C, 0xC02F, 0xC030, 0xCCA8, 0xCCA9]
WORTHLESS = {
    "NULL": [0x0001, 0x0002, 0x003B, 0xC001, 0xC006, 0xC00B, 0xC010, 0xC015],
    "export": [0x0003, 0x0006, 0x0008, 0x000B, 0x000E, 0x0011, 0x0014, 0x0017, 0x0019, 0x0026, 0x0062, 0x0064],
    "RC4": [0x0004, 0x0005, 0x0018, 0xC002, 0xC007, 0xC00C, 0xC011, 0xC016],
    "DES and 3DES": [0x0009, 0x000A, 0x000C, 0x000F, 0x0012, 0x0013, 0x0015, 0x0016, 0xC003, 0xC008, 0xC00D, 0xC012],
    "anonymous": [0x0018, 0x001A, 0x001B, 0x0034, 0x003A, 0x006C, 0x006D, 0x00A6, 0x00A7, 0xC017, 0xC018, 0xC019],
    "no forward secrecy": [0x002F, 0x0035, 0x003C, 0x003D, 0x009C, 0x009D, 0xC004, 0xC005, 0xC02D, 0xC031],
    "CBC": [0x0033, 0x0039, 0x0067, 0x006B, 0xC009, 0xC00A, 0xC013, 0xC014, 0xC023, 0xC024, 0xC027, 0xC028],
    "IDEA, SEED and Camellia": [0x0007, 0x0041, 0x0084, 0x0096, 0x009A, 0xC072, 0xC073, 0xC076, 0xC077],
    "PSK": [0x008A, 0x008C, 0x008D, 0x00A8, 0x00A9, 0xC035, 0xC036],
}
SERVER_HELLO = 2
ALERT = 21
HANDSHAKE = 22


def extension(kind, body):
    return struct.pack("!HH", kind, len(body)) + body


def client_hello(version, suites, compressions=b"\0"):
    groups = struct.pack("!4H", 6, 0x001D, 0x0017, 0x0018)
    signatures = struct.pack("!8H", 14, 0x0403, 0x0503, 0x0603, 0x0804, 0x0401, 0x0201, 0x0203)
    extensions = extension(10, groups) + extension(11, b"\1\0") + extension(13, signatures) + extension(0xFF01, b"\0")
    body = struct.pack("!H", version) + os.urandom(32) + b"\0"
    body += struct.pack("!H", 2 * len(suites)) + b"".join(struct.pack("!H", suite) for suite in suites)
    body += bytes([len(compressions)]) + compressions + struct.pack("!H", len(extensions)) + extensions
    hello = b"\1" + struct.pack("!I", len(body))[1:] + body
    return struct.pack("!BHH", HANDSHAKE, min(version, 0x0301), len(hello)) + hello


def answer(port, octets):
    """What comes back behind STARTTLS: the kind of record and what is in it; None if the server only closes."""
    client = Client(port)
    client.greet()
    client.expect(220, client.say("STARTTLS"))
    client.send(octets)
    client.socket.settimeout(TIMEOUT_SECONDS)
    record = b""
    try:
        while len(record) < 5 or len(record) < 5 + struct.unpack("!H", record[3:5])[0]:
            more = client.socket.recv(65536)
            if not more:
                return None
            record += more
    except ConnectionError:
        return None
    finally:
        client.close()
    return record[0], record[5:]


def refused(port, octets):
    """A fatal alert, or no word at all."""
    got = answer(port, octets)
    return got is None or (got[0] == ALERT and got[1][0] == 2)


def chosen(port, octets):
    """Version, cipher and compression of a ServerHello."""
    kind, body = answer(port, octets)
    assert (kind, body[0]) == (HANDSHAKE, SERVER_HELLO), f"no ServerHello but {kind}: {body[:8]}"
    at = 4 + 2 + 32
    at += 1 + body[at]
    return struct.unpack("!H", body[4:6])[0], *struct.unpack("!HB", body[at : at + 3])


def main(port):
    assert chosen(port, client_hello(0x0303, GOOD))[0] == 0x0303, "TLS 1.2 is served, or this proves nothing"
    for version, name in ((0x0300, "SSL 3.0"), (0x0301, "TLS 1.0"), (0x0302, "TLS 1.1")):
        suites = GOOD + [suite for group in WORTHLESS.values() for suite in group]
        assert refused(port, client_hello(version, suites)), name
    # SSL 2.0: a CLIENT-HELLO of its own form.
    assert refused(port, bytes.fromhex("802e0100020015000000100100800200800300800400800500800600400700c0") + bytes(16)), "SSL 2.0"
    for name, suites in WORTHLESS.items():
        assert refused(port, client_hello(0x0303, suites)), name
        _, suite, _ = chosen(port, client_hello(0x0303, suites + GOOD))
        assert suite in GOOD, f"{name} before what is good: {suite:04x}"
    for compressions in (b"\1\0", b"\1"):
        _, _, compression = chosen(port, client_hello(0x0303, GOOD, compressions))
        assert compression == 0, "compression"
    assert refused(port, b"\x16\x03\x01\x00\x05hello"), "no handshake at all"


main(int(sys.argv[1]))
