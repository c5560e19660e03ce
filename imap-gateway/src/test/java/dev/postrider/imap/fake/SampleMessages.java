package dev.postrider.imap.fake;

import java.util.Map;

/** Messages by name, for dialogues. Lines end with CRLF. */
public final class SampleMessages {
    private SampleMessages() {}

    private static final String RFC3501 = """
            Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)
            From: Terry Gray <gray@cac.washington.edu>
            Subject: IMAP4rev1 WG mtg summary and minutes
            To: imap@cac.washington.edu
            cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>
            Message-Id: <B27397-0100000@cac.washington.edu>
            MIME-Version: 1.0
            Content-Type: TEXT/PLAIN; CHARSET=US-ASCII

            The meeting was held.
            """;

    private static final String MULTIPART = """
            From: Fred <fred@example.org>
            Subject: two parts
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/plain

            one
            --b
            Content-Type: message/rfc822

            From: inner@example.org
            Subject: inner

            hello
            --b--
            """;

    private static final Map<String, String> BY_NAME = Map.of("rfc3501", RFC3501, "multipart", MULTIPART);

    /** A small message; {@code name} is its subject if there is no sample of that name. */
    public static String named(String name) {
        String text = BY_NAME.getOrDefault(
                name,
                "From: fred@example.org\nTo: bob@example.org\nSubject: " + name + "\n\nThe body of " + name + ".\n");
        return text.replace("\n", "\r\n");
    }
}
