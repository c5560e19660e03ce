"""
Every capability that EHLO names works, and none that works is hidden: each keyword has a probe, which must succeed where the keyword stands and be refused where it
does not.

usage: capabilities.py STAGE PORT RECIPIENT [LOGIN PASSWORD]
where STAGE is one of plain, tls, login, lmtp, and, in a session that may not send mail yet, no-tls and no-login
"""
import base64
import sys

from wire import Client

MECHANISMS = ["PLAIN", "LOGIN", "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS", "OAUTHBEARER", "XOAUTH2", "SCRAM-SHA-1", "CRAM-MD5",
              "DIGEST-MD5", "NTLM", "GSSAPI", "EXTERNAL", "ANONYMOUS"]


class Battery:
    def __init__(self, stage, port, recipient, login="", password=""):
        self.stage, self.port, self.recipient, self.login, self.password = stage, port, recipient, login, password
        self.sender = login or "probe@elsewhere.test"

    def session(self):
        """A session in this stage, and its capabilities."""
        client = Client(self.port)
        capabilities = client.greet("LHLO" if self.stage == "lmtp" else "EHLO")
        if self.stage in ("tls", "login", "no-login"):
            client.start_tls()
            capabilities = client.greet()
        if self.stage == "login":
            plain = base64.b64encode(f"\0{self.login}\0{self.password}".encode()).decode()
            client.expect(235, client.say(f"AUTH PLAIN {plain}"))
            capabilities = client.greet()
        return client, capabilities

    def codes(self, *lines):
        """The codes of the replies to these lines, sent one by one in a session of its own."""
        client, _ = self.session()
        codes = [int(client.say(line)[0][:3]) for line in lines]
        client.close()
        return codes

    def mail(self, parameters):
        """Whether MAIL with these parameters is taken."""
        return self.codes(f"MAIL FROM:<{self.sender}> {parameters}") == [250]

    # Probes: whether the extension works, as far as a client can tell.

    def pipelining(self, _):
        client, _ = self.session()
        group = f"MAIL FROM:<{self.sender}>\r\nRCPT TO:<{self.recipient}>\r\nRSET\r\nFOO\r\nNOOP\r\n"
        client.send(group.encode())
        codes = [client.reply()[0][:3] for _ in range(5)]
        client.close()
        return codes[3:] == ["500", "250"] and (codes[0] == "530" or codes[:3] == ["250"] * 3)

    def size(self, parameters):
        most = int(parameters[0]) if parameters else 1000
        taken = self.mail(f"SIZE={most}")
        return taken and self.codes(f"MAIL FROM:<{self.sender}> SIZE={most + 1}") == [552]

    def enhanced_status_codes(self, _):
        client, _ = self.session()
        replies = [client.say(line)[0] for line in ("NOOP", "RSET", "FOO", "RCPT")]
        client.close()
        return all(reply[4:6] == reply[0] + "." for reply in replies)

    def smtputf8(self, _):
        return self.mail("SMTPUTF8 BODY=8BITMIME")

    def chunking(self, _):
        client, _ = self.session()
        client.expect(250, client.say(f"MAIL FROM:<{self.sender}>"))
        client.expect(250, client.say(f"RCPT TO:<{self.recipient}>"))
        client.send(b"BDAT 19\r\nSubject: chunks\r\n\r\n")
        first = client.reply()
        client.send(b"BDAT 0 LAST\r\n")
        last = client.reply()
        client.close()
        return first[0][:3] == last[0][:3] == "250"

    def dsn(self, _):
        client, _ = self.session()
        mail = client.say(f"MAIL FROM:<{self.sender}> RET=HDRS ENVID=probe+2B1")
        rcpt = client.say(f"RCPT TO:<{self.recipient}> NOTIFY=FAILURE,DELAY ORCPT=rfc822;x+2By@elsewhere.test")
        client.close()
        return mail[0][:3] == rcpt[0][:3] == "250"

    def limits(self, parameters):
        """RFC 9422 s4.2: as many recipients as it says, and not one more."""
        most = int(dict(parameter.split("=") for parameter in parameters)["RCPTMAX"])
        client, _ = self.session()
        client.expect(250, client.say(f"MAIL FROM:<{self.sender}>"))
        client.send(f"RCPT TO:<{self.recipient}>\r\n".encode() * (most + 1))
        codes = [client.reply()[0][:3] for _ in range(most + 1)]
        client.close()
        return codes == ["250"] * most + ["452"]

    def starttls(self, _):
        client, _ = self.session()
        works = client.say("STARTTLS")[0][:3] == "220"
        if works:
            client.shake_hands()
            client.expect(250, client.say("LHLO battery.test" if self.stage == "lmtp" else "EHLO battery.test"))
        client.close()
        return works

    def auth(self, offered):
        """Each mechanism that is offered begins, and can be called off; no other one does."""
        works = False
        for mechanism in MECHANISMS + [name for name in offered if name not in MECHANISMS]:
            client, _ = self.session()
            begun = client.say(f"AUTH {mechanism}")[0][:3] == "334"
            assert begun == (mechanism in offered), f"AUTH {mechanism}: {begun}, offered: {offered}"
            if begun:
                client.expect(501, client.say("*"))
                works = True
            client.close()
        return works

    def xclient(self, _):
        return self.codes("XCLIENT ADDR=192.0.2.1") == [220]


# RFC, or where it is from: keyword and probe. What stands in a second list is never served.
PROBES = {
    "PIPELINING": Battery.pipelining,
    "SIZE": Battery.size,
    "8BITMIME": lambda battery, _: battery.mail("BODY=8BITMIME"),
    "SMTPUTF8": Battery.smtputf8,
    "ENHANCEDSTATUSCODES": Battery.enhanced_status_codes,
    "CHUNKING": Battery.chunking,
    "BINARYMIME": lambda battery, _: battery.mail("BODY=BINARYMIME"),
    "DSN": Battery.dsn,
    "LIMITS": Battery.limits,
    "STARTTLS": Battery.starttls,
    "AUTH": Battery.auth,
    "REQUIRETLS": lambda battery, _: battery.mail("REQUIRETLS"),
    "MT-PRIORITY": lambda battery, _: battery.mail("MT-PRIORITY=3"),
    "DELIVERBY": lambda battery, _: battery.mail("BY=120;R"),
    "FUTURERELEASE": lambda battery, _: battery.mail("HOLDFOR=60"),
    "XCLIENT": Battery.xclient,
    "ETRN": lambda battery, _: battery.codes("ETRN system.test") in ([250], [251], [252], [253]),
    "EXPN": lambda battery, _: battery.codes("EXPN staff") == [250],
    "BURL": lambda battery, _: battery.codes("BURL imap://x@system.test/INBOX LAST")[0] < 500,
    "XFORWARD": lambda battery, _: battery.codes("XFORWARD ADDR=192.0.2.1") == [250],
    "PRDR": lambda battery, _: battery.mail("PRDR"),
    "VERP": lambda battery, _: battery.mail("XVERP"),
    "NO-SOLICITING": lambda battery, _: battery.mail("SOLICIT=test:ADV"),
    "CONPERM": lambda battery, _: battery.mail("CONPERM"),
    "RRVS": lambda battery, _: battery.codes(
        f"MAIL FROM:<{battery.sender}>", f"RCPT TO:<{battery.recipient}> RRVS=2014-04-03T23:01:00Z") == [250, 250],
}
# Without mail there is nothing to try most of them with.
WITHOUT_MAIL = ("PIPELINING", "STARTTLS", "AUTH", "XCLIENT", "ETRN", "EXPN", "BURL", "XFORWARD")


def main(battery):
    client, capabilities = battery.session()
    client.close()
    assert len(capabilities) > 5, capabilities
    unknown = capabilities.keys() - PROBES.keys()
    assert not unknown, f"no probe for {unknown}"
    for keyword, probe in PROBES.items():
        if battery.stage in ("no-tls", "no-login") and keyword not in WITHOUT_MAIL:
            continue
        named = keyword in capabilities
        if not named and keyword == "LIMITS":
            continue  # to have limits and not to tell them is no service
        works = probe(battery, capabilities.get(keyword, []))
        print(keyword, "named" if named else "not named", "works" if works else "does not work")
        assert works == named, f"{keyword}: named {named}, works {works}"


main(Battery(sys.argv[1], int(sys.argv[2]), *sys.argv[3:]))
