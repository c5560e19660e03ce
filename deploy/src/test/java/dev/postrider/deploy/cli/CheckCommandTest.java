package dev.postrider.deploy.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.deploy.Cli;
import dev.postrider.testkit.FakeDns;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code postrider check spf|dmarc} as an operator types it, against a DNS server on loopback. */
final class CheckCommandTest {
    private final FakeDns dns = FakeDns.start();

    @TempDir
    private Path directory = Path.of("");

    private record Outcome(int exitCode, String out, String err) {
        JsonObject json() {
            return new JsonObject(out);
        }
    }

    @AfterEach
    void stop() {
        dns.close();
    }

    private Outcome check(String... args) {
        return bare(Stream.concat(
                        Stream.of("check"), Stream.concat(Stream.of(args), Stream.of("--resolver", dns.address())))
                .toArray(String[]::new));
    }

    private static Outcome bare(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Cli.commands()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
        return new Outcome(exitCode, out.toString(), err.toString());
    }

    private Path message(String... lines) throws IOException {
        return Files.writeString(directory.resolve("message.eml"), String.join("\n", lines) + "\n");
    }

    @Test
    void spfAsJson() {
        dns.with("example.org", "TXT", "\"v=spf1 mx -all\"")
                .with("example.org", "MX", "10 mx.example.org.")
                .with("mx.example.org", "A", "192.0.2.3");
        Outcome outcome = check(
                "spf", "--ip", "192.0.2.3", "--mail-from", "alice@example.org", "--helo", "mx.example.org", "--json");
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertEquals(
                new JsonObject()
                        .put("check", "spf")
                        .put("result", "pass")
                        .put(
                                "mailFrom",
                                new JsonObject()
                                        .put("identity", "mailfrom")
                                        .put("result", "pass")
                                        .put("reason", "mechanism-matched")
                                        .put("domain", "example.org")
                                        .put("mechanism", "mx")
                                        .put("lookups", 1)
                                        .put("voidLookups", 0)
                                        .put("detail", "example.org: mx"))
                        .put(
                                "helo",
                                new JsonObject()
                                        .put("identity", "helo")
                                        .put("result", "none")
                                        .put("reason", "no-record")
                                        .put("domain", "mx.example.org")
                                        .put("lookups", 0)
                                        .put("voidLookups", 0)
                                        .put("detail", "mx.example.org")),
                outcome.json());
    }

    @Test
    void spfForPeople() {
        dns.with("example.org", "TXT", "\"v=spf1 -all exp=why.example.org\"")
                .with("why.example.org", "TXT", "\"%{i} may not\"");
        Outcome outcome =
                check("spf", "--ip", "2001:db8::1", "--mail-from", "<alice@example.org>", "--helo", "h.example");
        assertAll(
                () -> assertEquals(1, outcome.exitCode()),
                () -> assertTrue(outcome.out().contains("MAIL FROM alice@example.org: fail"), outcome.out()),
                () -> assertTrue(outcome.out().contains("explanation  2.0.0.1.0.d.b.8."), outcome.out()),
                () -> assertTrue(outcome.out().contains("HELO h.example: none"), outcome.out()));
    }

    @Test
    void theNullSenderIsThatOfHelo() {
        dns.with("mx.example.org", "TXT", "\"v=spf1 ip4:192.0.2.3 -all\"");
        for (List<String> sender :
                List.of(List.<String>of(), List.of("--mail-from", "<>"), List.of("--mail-from", ""))) {
            Outcome outcome = check(Stream.concat(
                            Stream.of("spf", "--json", "--ip", "192.0.2.3", "--helo", "mx.example.org"),
                            sender.stream())
                    .toArray(String[]::new));
            assertEquals(
                    "mx.example.org", outcome.json().getJsonObject("mailFrom").getString("domain"));
            assertEquals(0, outcome.exitCode());
        }
    }

    @Test
    void aResolverThatFailsHasItsOwnExitCode() {
        dns.failing("example.org", FakeDns.Failure.SERVFAIL);
        Outcome outcome = check("spf", "--ip", "192.0.2.3", "--mail-from", "a@example.org", "--helo", "h", "--json");
        assertEquals(3, outcome.exitCode());
        assertEquals("temperror", outcome.json().getString("result"));
    }

    @Test
    void wrongUsageIsSaidInOneLine() {
        List<List<String>> wrong = List.of(
                List.of("spf", "--ip", "example.org", "--helo", "h"),
                List.of("spf", "--ip", "192.0.2.300", "--helo", "h"),
                List.of("spf", "--ip", "192.0.2.3", "--helo", "h", "--mail-from", "nobody"),
                List.of("spf", "--ip", "192.0.2.3", "--helo", "h", "--resolver", "dns.example:53"),
                List.of("spf", "--ip", "192.0.2.3", "--helo", "h", "--resolver", "127.0.0.1"),
                List.of("dmarc", directory.resolve("missing.eml").toString()),
                List.of("dmarc", directory.toString()));
        for (List<String> args : wrong) {
            Outcome outcome = check(args.toArray(String[]::new));
            assertEquals(2, outcome.exitCode(), args::toString);
            assertEquals("", outcome.out(), args::toString);
            assertTrue(outcome.err().startsWith("postrider: "), () -> args + ": " + outcome.err());
            assertEquals(1, outcome.err().lines().count(), () -> args + ": " + outcome.err());
        }
        assertEquals(2, bare("check").exitCode());
        assertEquals(2, bare("check", "spf").exitCode());
    }

    @Test
    void dmarcBySpf() throws IOException {
        dns.with("_dmarc.example.org", "TXT", "\"v=DMARC1; p=reject; sp=quarantine\"")
                .with("bounces.example.org", "TXT", "\"v=spf1 ip4:192.0.2.3 -all\"");
        Path file = message("From: Alice <alice@news.example.org>", "Subject: hello", "", "text");
        Outcome aligned =
                check("dmarc", file.toString(), "--ip", "192.0.2.3", "--mail-from", "b@bounces.example.org", "--json");
        assertEquals(0, aligned.exitCode(), aligned.err());
        assertAll(
                () -> assertEquals("pass", aligned.json().getString("result")),
                () -> assertEquals("news.example.org", aligned.json().getString("authorDomain")),
                () -> assertEquals("example.org", aligned.json().getString("organizationalDomain")),
                () -> assertEquals("none", aligned.json().getString("disposition")),
                () -> assertEquals("quarantine", aligned.json().getString("policy")),
                () -> assertTrue(aligned.json().getJsonObject("spf").getBoolean("aligned")),
                () -> assertFalse(aligned.json().getJsonObject("dkim").getBoolean("aligned")));
        Outcome failed = check("dmarc", file.toString(), "--json");
        assertAll(
                () -> assertEquals(1, failed.exitCode()),
                () -> assertEquals("fail", failed.json().getString("result")),
                () -> assertEquals("quarantine", failed.json().getString("disposition")),
                () -> assertEquals(
                        "not-evaluated", failed.json().getJsonObject("spf").getString("result")));
    }

    /** The signature of RFC 8463 A.3, whose lines a file ends with LF alone. */
    @Test
    void dmarcByDkim() throws IOException {
        dns.with("_dmarc.football.example.com", "TXT", "\"v=DMARC1; p=reject; adkim=s\"")
                .with(
                        "brisbane._domainkey.football.example.com",
                        "TXT",
                        "\"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"");
        Path file = message(
                "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;",
                " d=football.example.com; i=@football.example.com;",
                " q=dns/txt; s=brisbane; t=1528637909; h=from : to :",
                " subject : date : message-id : from : subject : date;",
                " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;",
                " b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus",
                " Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==",
                "From: Joe SixPack <joe@football.example.com>",
                "To: Suzie Q <suzie@shopping.example.net>",
                "Subject: Is dinner ready?",
                "Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)",
                "Message-ID: <20030712040037.46341.5F8J@football.example.com>",
                "",
                "Hi.",
                "",
                "We lost the game.  Are you hungry yet?",
                "",
                "Joe.");
        Outcome outcome = check("dmarc", file.toString());
        assertEquals(0, outcome.exitCode(), outcome::toString);
        assertTrue(outcome.out().startsWith("DMARC of football.example.com: pass"), outcome.out());
        assertTrue(outcome.out().contains("DKIM         pass for football.example.com"), outcome.out());
    }
}
