package dev.postrider.mailauth.dkim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The signed messages of RFC 6376 appendix A and RFC 8463 appendix A, with their keys. */
final class RfcExamplesTest {
    private static final String RSA_KEY =
            "v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYt"
                    + "IxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhi"
                    + "tdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB";

    private static final String RSA_KEY_OF_RFC_8463 =
            "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWR"
                    + "iGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutAC"
                    + "DfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3"
                    + "Ip3G+2kryOTIKT+l/K4w3QIDAQAB";

    private static final String ED25519_KEY = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

    private static final String RFC_6376 = """
            DKIM-Signature: v=1; a=rsa-sha256; s=brisbane; d=example.com;
                  c=simple/simple; q=dns/txt; i=joe@football.example.com;
                  h=Received : From : To : Subject : Date : Message-ID;
                  bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
                  b=AuUoFEfDxTDkHlLXSZEpZj79LICEps6eda7W3deTVFOk4yAUoqOB
                  4nujc7YopdG5dWLSdNg6xNAZpOPr+kHxt1IrE+NahM6L/LbvaHut
                  KVdkLLkpVaVVQPzeRDI009SO2Il5Lu7rDNH6mZckBdrIx0orEtZV
                  4bmp/YzhwvcubU4=;
            Received: from client1.football.example.com  [192.0.2.1]
                  by submitserver.example.com with SUBMISSION;
                  Fri, 11 Jul 2003 21:01:54 -0700 (PDT)
            From: Joe SixPack <joe@football.example.com>
            To: Suzie Q <suzie@shopping.example.net>
            Subject: Is dinner ready?
            Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
            Message-ID: <20030712040037.46341.5F8J@football.example.com>

            Hi.

            We lost the game. Are you hungry yet?

            Joe.
            """;

    private static final String RFC_8463 = """
            DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
             d=football.example.com; i=@football.example.com;
             q=dns/txt; s=brisbane; t=1528637909; h=from : to :
             subject : date : message-id : from : subject : date;
             bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
             b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
             Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
            DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
             d=football.example.com; i=@football.example.com;
             q=dns/txt; s=test; t=1528637909; h=from : to : subject :
             date : message-id : from : subject : date;
             bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
             b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
             DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
             dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
            From: Joe SixPack <joe@football.example.com>
            To: Suzie Q <suzie@shopping.example.net>
            Subject: Is dinner ready?
            Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
            Message-ID: <20030712040037.46341.5F8J@football.example.com>

            Hi.

            We lost the game.  Are you hungry yet?

            Joe.
            """;

    private static final KeyZone ZONE = new KeyZone()
            .with("brisbane._domainkey.example.com", RSA_KEY)
            .with("brisbane._domainkey.football.example.com", ED25519_KEY)
            .with("test._domainkey.football.example.com", RSA_KEY_OF_RFC_8463);

    @Test
    void theMessageOfRfc6376Verifies() {
        assertEquals(
                List.of(new DkimResult(
                        DkimReason.VERIFIED,
                        Optional.of("example.com"),
                        Optional.of("joe@football.example.com"),
                        Optional.of("brisbane"),
                        Optional.of("rsa-sha256"),
                        Optional.of("AuUoFEfD"),
                        false)),
                Mails.verify(Mails.octets(RFC_6376), ZONE).results());
    }

    @Test
    void bothSignaturesOfRfc8463Verify() {
        DkimReport report = Mails.verify(Mails.octets(RFC_8463), ZONE);
        assertEquals(
                List.of(DkimReason.VERIFIED, DkimReason.VERIFIED),
                report.results().stream().map(DkimResult::reason).toList());
        assertEquals(List.of("football.example.com"), report.passedDomains());
        assertEquals(0, report.notEvaluated());
    }

    @Test
    void anyChangeOfASignedOctetFails() {
        assertEquals(DkimReason.BODY_HASH_MISMATCH, reason(RFC_6376.replace("hungry", "angry")));
        assertEquals(DkimReason.SIGNATURE_MISMATCH, reason(RFC_6376.replace("Is dinner", "is dinner")));
        assertEquals(DkimReason.SIGNATURE_MISMATCH, reason(RFC_6376.replace("b=AuU", "b=BuU")));
        assertEquals(DkimReason.SIGNATURE_MISMATCH, reason(RFC_6376.replace("q=dns/txt; i", "q=dns/txt;  i")));
        assertEquals(DkimReason.BODY_HASH_MISMATCH, reason(RFC_6376 + "PS\n"));
        assertEquals(DkimReason.VERIFIED, reason(RFC_6376 + "\n\n\n"), "empty lines at the end are not signed");
    }

    private static DkimReason reason(String message) {
        return Mails.verify(Mails.octets(message), ZONE).results().getFirst().reason();
    }
}
