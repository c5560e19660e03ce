package dev.postrider.deploy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.deploy.Cli;
import dev.postrider.testkit.FakeDns;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code postrider check dkim} and {@code check arc} against a DNS server; the message is that of RFC 8463 appendix A. */
final class CheckSignaturesTest {
    private static final String KEY = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    private static final String MESSAGE = """
            DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
             d=football.example.com; i=@football.example.com;
             q=dns/txt; s=brisbane; t=1528637909; h=from : to :
             subject : date : message-id : from : subject : date;
             bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
             b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
             Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
            From: Joe SixPack <joe@football.example.com>
            To: Suzie Q <suzie@shopping.example.net>
            Subject: Is dinner ready?
            Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
            Message-ID: <20030712040037.46341.5F8J@football.example.com>

            Hi.

            We lost the game.  Are you hungry yet?

            Joe.
            """;

    @TempDir
    private Path directory = Path.of("");

    private final StringWriter out = new StringWriter();

    @Test
    void aSignedMessagePasses() throws IOException {
        try (FakeDns dns = dns()) {
            assertEquals(0, check(dns, "dkim", MESSAGE, "--json"));
            JsonObject signature = new JsonObject()
                    .put("result", "pass")
                    .put("reason", "verified")
                    .put("detail", "signature verified")
                    .put("domain", "football.example.com")
                    .put("identity", "@football.example.com")
                    .put("selector", "brisbane")
                    .put("algorithm", "ed25519-sha256")
                    .put("signature", "/gCrinpc")
                    .put("testing", false);
            assertEquals(
                    new JsonObject()
                            .put("check", "dkim")
                            .put("lineEnds", "lf")
                            .put("passedDomains", new JsonArray().add("football.example.com"))
                            .put("signatures", new JsonArray().add(signature))
                            .put("notEvaluated", 0),
                    new JsonObject(out.toString()));
        }
    }

    @Test
    void aChangedMessageDoesNot() throws IOException {
        try (FakeDns dns = dns()) {
            assertEquals(
                    1, check(dns, "dkim", MESSAGE.replace("hungry", "angry").replace("\n", "\r\n")));
            assertTrue(out.toString().startsWith("DKIM of football.example.com: fail"), out.toString());
            assertTrue(out.toString().contains("line ends of the file: crlf"), out.toString());
        }
    }

    @Test
    void anUnsealedMessageIsNoneAndABrokenChainSaysWhere() throws IOException {
        try (FakeDns dns = dns()) {
            assertEquals(1, check(dns, "arc", MESSAGE, "--json"));
            assertEquals("none", new JsonObject(out.toString()).getString("result"));
            out.getBuffer().setLength(0);
            assertEquals(1, check(dns, "arc", "ARC-Seal: i=1\n" + MESSAGE));
            assertTrue(out.toString().startsWith("ARC: fail"), out.toString());
            assertTrue(out.toString().contains("ARC sets incomplete"), out.toString());
        }
    }

    private int check(FakeDns dns, String what, String message, String... options) throws IOException {
        Path file = directory.resolve("message.eml");
        Files.writeString(file, message, StandardCharsets.US_ASCII);
        return Cli.commands()
                .setOut(new PrintWriter(out))
                .execute(arguments(what, file.toString(), dns.address(), options));
    }

    private static String[] arguments(String what, String file, String resolver, String... options) {
        List<String> arguments = new ArrayList<>(List.of("check", what, file, "--resolver", resolver));
        arguments.addAll(List.of(options));
        return arguments.toArray(new String[0]);
    }

    private static FakeDns dns() {
        return FakeDns.start().with("brisbane._domainkey.football.example.com", "TXT", '"' + KEY + '"');
    }
}
