"""
What scanners for SMTP smuggling send: a message with something in it that some server takes for the end of data, and commands behind. It must be one message, or
none. Prints how many messages were accepted.

usage: smuggling.py PORT RECIPIENT
"""
import sys
from concurrent.futures import ThreadPoolExecutor

from wire import Client

AT_ONCE = 8
ENDS = [b"\n", b"\r", b"\r\n", b"\r\r\n", b"\n\r", b"\r\n\0", b"\n\n", b"\r\n ", b"\r\n\t", b"\x85", b"\xe2\x80\xa8"]
STARTS = [b"\n", b"\r", b"\r\n", b"\r\r\n", b"\n\r", b"\0\r\n", b" \r\n", b"\t\r\n", b"\x85", b"\xe2\x80\xa8"]
SEQUENCES = [end + b"." + start for end in ENDS for start in STARTS if end + start != b"\r\n\r\n"]


def message(sequence, recipient):
    smuggled = f"MAIL FROM:<evil@elsewhere.test>\r\nRCPT TO:<{recipient}>\r\nDATA\r\nSubject: smuggled\r\n\r\nevil"
    return b"Subject: outer\r\n\r\nfirst" + sequence + smuggled.encode()


def envelope(port, recipient):
    client = Client(port)
    client.greet()
    client.expect(250, client.say("MAIL FROM:<scanner@elsewhere.test> BODY=8BITMIME"))
    client.expect(250, client.say(f"RCPT TO:<{recipient}>"))
    return client


def by_data(port, recipient, sequence):
    """All in one segment, as a server that has been deceived sends it on. Returns the codes behind 354."""
    client = envelope(port, recipient)
    client.expect(354, client.say("DATA"))
    client.send(message(sequence, recipient) + b"\r\n.\r\nQUIT\r\n")
    return codes(client)


def by_chunks(port, recipient, sequence):
    """The same in one chunk; then cut in two within the sequence."""
    content = message(sequence, recipient) + b"\r\n"
    middle = content.index(sequence) + len(sequence) // 2
    for chunks in ([content], [content[:middle], content[middle:]]):
        client = envelope(port, recipient)
        for number, chunk in enumerate(chunks, 1):
            last = b" LAST" if number == len(chunks) else b""
            client.send(b"BDAT %d%s\r\n%s" % (len(chunk), last, chunk))
        client.send(b"QUIT\r\n")
        yield len(chunks), codes(client)


def codes(client):
    found = [int(reply[0][:3]) for reply in client.rest()]
    client.close()
    return found


def probe(port, recipient, sequence):
    """Returns how many messages were accepted, and what is wrong with that."""
    wrong = []
    got = by_data(port, recipient, sequence)
    # One reply to the message and one to QUIT; or the message was refused, and nothing behind it is read.
    if got not in ([250, 221], [550, 221], [550]):
        wrong.append(f"DATA {sequence}: {got}")
    accepted = got.count(250)
    for count, got in by_chunks(port, recipient, sequence):
        allowed = [[250] * count + [221], [550, 221]] + ([[250, 550, 221], [550, 503, 221]] if count == 2 else [])
        if got not in allowed:
            wrong.append(f"BDAT {sequence} in {count}: {got}")
        accepted += got[count - 1] == 250
    return accepted, wrong


def main(port, recipient):
    with ThreadPoolExecutor(AT_ONCE) as threads:
        results = list(threads.map(lambda sequence: probe(port, recipient, sequence), SEQUENCES))
    wrong = [line for _, lines in results for line in lines]
    assert not wrong, "\n".join(wrong)
    print(sum(accepted for accepted, _ in results))


main(int(sys.argv[1]), sys.argv[2])
