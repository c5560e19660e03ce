package dev.postrider.mailauth.dkim;

import dev.postrider.mail.header.HeaderBlock;
import java.nio.charset.StandardCharsets;

/** Feeds whole messages to the verifier. */
public final class Mails {
    private Mails() {}

    /** A text with LF as the octets of a message with CRLF. */
    public static byte[] octets(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    static DkimReport verify(byte[] message, KeyZone zone) {
        return verify(message, zone, 0, message.length);
    }

    /** With the body in chunks of a size. */
    static DkimReport verify(byte[] message, KeyZone zone, long now, int chunk) {
        HeaderBlock header = HeaderBlock.parse(message);
        BodyHashes body = new BodyHashes();
        DkimVerification dkim = DkimVerification.open(header, body, DkimVerification.MAX_SIGNATURES);
        for (int at = header.length(); at < message.length; at += chunk) {
            body.update(message, at, Math.min(message.length, at + chunk));
        }
        body.finish();
        return dkim.verify(zone, now);
    }
}
