"""
One message with addresses and header fields in UTF-8 (RFC 6531), by Python's own client.

usage: smtputf8.py PORT RECIPIENT
"""
import smtplib
import ssl
import sys
from email.message import EmailMessage
from email.policy import SMTPUTF8

message = EmailMessage(SMTPUTF8)
message["From"] = "Grüße <grüße@elsewhere.test>"
message["To"] = sys.argv[2]
message["Subject"] = "battery-smtputf8"
message.set_content("世界\n", cte="8bit")
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
with smtplib.SMTP("127.0.0.1", int(sys.argv[1])) as server:
    server.starttls(context=context)
    assert not server.send_message(message)
