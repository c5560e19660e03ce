"""
What testers of STARTTLS injection send (as in "Why TLS Is Better Without STARTTLS", 2021): a command in plaintext that a careless server answers within TLS; and a
session that must have begun anew behind the handshake.

usage: starttls_injection.py PORT
"""
import ssl
import sys

from wire import Client


def injected(port, before_reply, behind_reply):
    """Sends STARTTLS with octets behind it, then shakes hands. Nothing may be answered within TLS but what was said there."""
    client = Client(port)
    client.greet()
    client.send(b"STARTTLS\r\n" + before_reply)
    try:
        reply = client.reply()
        if reply is None:
            return "closed"
        client.expect(220, reply)
        assert not client.buffer, f"an answer in plaintext: {client.buffer}"
        if behind_reply:
            client.send(behind_reply)
        client.shake_hands()
    except (ssl.SSLError, ConnectionError):
        return "no handshake"
    client.send(b"NOOP\r\nQUIT\r\n")
    replies = [reply[0][:3] for reply in client.rest()]
    assert replies == ["250", "221"], f"answers within TLS: {replies}"
    return "forgotten"


def begins_anew(port):
    """RFC 3207 s4.2: what was said in plaintext is forgotten."""
    client = Client(port)
    client.greet()
    client.start_tls()
    client.expect(503, client.say("MAIL FROM:<a@elsewhere.test>"))
    client.expect(503, client.say("RCPT TO:<a@elsewhere.test>"))
    assert "STARTTLS" not in client.greet()
    client.expect(503, client.say("STARTTLS"))
    client.close()


def not_within_a_transaction(port):
    client = Client(port)
    client.greet()
    if client.say("MAIL FROM:<a@elsewhere.test>")[0][:3] == "250":
        client.expect(503, client.say("STARTTLS"))
    client.close()


def main(port):
    for octets in (b"NOOP\r\n", b"EHLO evil.test\r\n", b"RSET\r\nNOOP\r\n", b"N", b"\r\n", b"QUIT\r\n", b"\0" * 2000):
        for how, outcome in (("same segment", injected(port, octets, b"")), ("later", injected(port, b"", octets))):
            print(how, octets[:20], outcome)
            assert outcome in ("closed", "no handshake"), f"{octets[:20]} in the {how}: {outcome}"
    assert injected(port, b"", b"") == "forgotten"
    begins_anew(port)
    not_within_a_transaction(port)


main(int(sys.argv[1]))
