"""A client that sends just the octets that it is told to send. On OpenSSL, so that TLS is not our own at both ends."""
import re
import socket
import ssl

TIMEOUT_SECONDS = 20


class Client:
    """One connection, greeted."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), TIMEOUT_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.expect(220, self.reply())

    def send(self, octets):
        self.socket.sendall(octets)

    def say(self, line):
        """Sends one line. Returns the reply to it."""
        self.send(line.encode() + b"\r\n")
        return self.reply()

    def reply(self):
        """The lines of the next reply, or None if the server has closed."""
        lines = []
        while True:
            while b"\r\n" not in self.buffer:
                try:
                    more = self.socket.recv(65536)
                except (ConnectionError, ssl.SSLError):
                    more = b""
                if not more:
                    assert not self.buffer, f"half a line: {self.buffer}"
                    return None
                self.buffer += more
            line, self.buffer = self.buffer.split(b"\r\n", 1)
            assert re.fullmatch(rb"[2-5]\d\d[- ][^\r\n]*", line), f"not a reply: {line}"
            lines.append(line.decode())
            if line[3:4] == b" ":
                return lines

    def rest(self):
        """Every reply up to the end of the connection."""
        replies = []
        while (reply := self.reply()) is not None:
            replies.append(reply)
        return replies

    def greet(self, verb="EHLO"):
        """Returns the capabilities: keyword to parameters."""
        lines = self.expect(250, self.say(f"{verb} battery.test"))
        return {words[0]: words[1:] for words in (line[4:].split(" ") for line in lines[1:])}

    def start_tls(self):
        self.expect(220, self.say("STARTTLS"))
        assert not self.buffer, f"octets behind the reply to STARTTLS: {self.buffer}"
        self.shake_hands()

    def shake_hands(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        self.socket = context.wrap_socket(self.socket, server_hostname="localhost")

    def close(self):
        self.socket.close()

    @staticmethod
    def expect(code, reply):
        assert reply is not None and reply[0].startswith(str(code)), f"{code} was due, but it said {reply}"
        return reply
