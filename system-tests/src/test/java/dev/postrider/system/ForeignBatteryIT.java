package dev.postrider.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every way in, tried with tools that are not ours (swaks, Postfix's smtp-source, Python's smtplib) and with what testers of known attacks send
 * ({@code src/test/battery}).
 */
final class ForeignBatteryIT {
    private static final String PASSWORD = "battery-password";
    private static final String OUTSIDE = "outside@elsewhere.test";
    private static final Path SCRIPTS = Path.of("src/test/battery").toAbsolutePath();
    private static final Duration ARRIVAL = Duration.ofSeconds(60);
    private static final int MESSAGES = 40;
    private static final List<String> FROM_192_0_2_7 = List.of(
            "--proxy-source",
            "192.0.2.7",
            "--proxy-source-port",
            "4711",
            "--proxy-dest",
            "192.0.2.1",
            "--proxy-dest-port",
            "25");

    @TempDir
    static Path directory = Path.of("");

    private static PostriderCluster cluster = PostriderCluster.shared();
    private static BatteryIngress ingress = BatteryIngress.shared();
    private static String account = "";

    @BeforeAll
    static void makeAccount() throws Exception {
        account = cluster.account("battery", PASSWORD);
    }

    /**
     * One message sent by swaks.
     *
     * @param name and subject
     * @param received what its trace header is to tell, a regular expression
     */
    private record Swaks(String name, int port, String sender, String received, List<String> options) {}

    @TestFactory
    Stream<DynamicTest> swaks() {
        List<String> login = List.of("--auth-user", account, "--auth-password", PASSWORD);
        return ExternalTool.find("swaks").stream()
                .flatMap(tool -> Stream.of(
                                swaks("plain", cluster.mxPort(), OUTSIDE, "with ESMTP\r\n"),
                                swaks("helo", cluster.mxPort(), OUTSIDE, "with SMTP\r\n", "--protocol", "SMTP"),
                                swaks("pipelining", cluster.mxPort(), OUTSIDE, "with ESMTP\r\n", "--pipeline"),
                                swaks(
                                        "starttls",
                                        cluster.mxPort(),
                                        OUTSIDE,
                                        "with ESMTPS\r\n\t\\(TLSv1.3 ",
                                        verified()),
                                swaks(
                                        "starttls-1.2",
                                        cluster.mxPort(),
                                        OUTSIDE,
                                        "with ESMTPS\r\n\t\\(TLSv1.2 ",
                                        verified("--tls-protocol", "tlsv1_2", "--pipeline")),
                                swaks(
                                        "submission",
                                        ingress.submission(),
                                        account,
                                        "with ESMTPSA\r\n",
                                        verified(login, "--auth", "PLAIN", "--pipeline")),
                                swaks(
                                        "implicit-tls",
                                        ingress.submissions(),
                                        account,
                                        "with ESMTPSA\r\n",
                                        with(login, "--tls-on-connect", "--auth", "LOGIN")),
                                swaks(
                                        "proxy-1",
                                        ingress.proxied(),
                                        OUTSIDE,
                                        "\\[192\\.0\\.2\\.7]\\)",
                                        with(FROM_192_0_2_7, "--proxy-version", "1", "--proxy-family", "TCP4")),
                                swaks(
                                        "proxy-1-ipv6",
                                        ingress.proxied(),
                                        OUTSIDE,
                                        "\\[IPv6:2001:db8:0:0:0:0:0:7]\\)",
                                        "--proxy-version",
                                        "1",
                                        "--proxy",
                                        "TCP6 2001:db8::7 2001:db8::1 4711 25"),
                                swaks(
                                        "proxy-2-starttls",
                                        ingress.proxied(),
                                        OUTSIDE,
                                        "\\[192\\.0\\.2\\.7]\\)\r\n\tby \\S+ with ESMTPS\r\n",
                                        with(
                                                FROM_192_0_2_7,
                                                "--proxy-version",
                                                "2",
                                                "--proxy-family",
                                                "AF_INET",
                                                "--tls")),
                                swaks("lmtp", ingress.lmtp(), OUTSIDE, "with LMTP\r\n", "--protocol", "LMTP"),
                                swaks(
                                        "lmtps",
                                        ingress.lmtp(),
                                        OUTSIDE,
                                        "with LMTPS\r\n",
                                        "--protocol",
                                        "LMTP",
                                        "--tls"),
                                swaks(
                                        "xclient",
                                        ingress.lmtp(),
                                        OUTSIDE,
                                        "\\(there\\.elsewhere\\.test \\[192\\.0\\.2\\.9]\\)",
                                        "--protocol",
                                        "LMTP",
                                        "--xclient-addr",
                                        "192.0.2.9",
                                        "--xclient-name",
                                        "there.elsewhere.test"))
                        .map(one -> dynamicTest(one.name(), () -> sendAndLook(tool, one))));
    }

    private static Swaks swaks(String name, int port, String sender, String received, String... options) {
        return swaks(name, port, sender, received, List.of(options));
    }

    private static Swaks swaks(String name, int port, String sender, String received, List<String> options) {
        return new Swaks("battery-" + name, port, sender, received, options);
    }

    private static List<String> with(List<String> options, String... more) {
        return Stream.concat(options.stream(), Stream.of(more)).toList();
    }

    /** STARTTLS with the certificate checked. */
    private static List<String> verified(String... more) {
        return verified(List.of(), more);
    }

    private static List<String> verified(List<String> options, String... more) {
        return with(
                with(options, more),
                "--tls",
                "--tls-verify",
                "--tls-sni",
                "localhost",
                "--tls-ca-path",
                cluster.certificate().toString());
    }

    private static void sendAndLook(ExternalTool tool, Swaks message) throws Exception {
        tool.run(directory, new byte[0], arguments(message));
        String header = StoredMessage.of(awaitMessage(account, message.name())).trace().stream()
                .filter(field -> field.startsWith("Received:"))
                .findFirst()
                .orElse("");
        assertTrue(Pattern.compile(message.received()).matcher(header).find(), header);
    }

    private static List<String> arguments(Swaks message) {
        return with(
                message.options(),
                "--server",
                "127.0.0.1:" + message.port(),
                "--from",
                message.sender(),
                "--to",
                account,
                "--h-Subject",
                message.name());
    }

    /** Without its header nobody is listened to behind a proxy, and a header is nothing to who expects none. */
    @Test
    void aProxyHeaderIsTakenWhereItIsDueAndNowhereElse() throws Exception {
        Optional<ExternalTool> tool = ExternalTool.find("swaks");
        if (tool.isPresent()) {
            for (Swaks wrong : List.of(
                    swaks("without-header", ingress.proxied(), OUTSIDE, ""),
                    swaks(
                            "header-for-nobody",
                            cluster.mxPort(),
                            OUTSIDE,
                            "",
                            with(FROM_192_0_2_7, "--proxy-version", "1", "--proxy-family", "TCP4")),
                    swaks(
                            "nonsense",
                            ingress.proxied(),
                            OUTSIDE,
                            "",
                            "--proxy-version",
                            "1",
                            "--proxy",
                            "TCP4 x y 1 2"))) {
                assertNotEquals(
                        0,
                        tool.get()
                                .result(directory, new byte[0], ExternalTool.Input.ENDS, arguments(wrong))
                                .status(),
                        wrong.name());
            }
        }
    }

    /** Many sessions at once, and many messages in one. */
    @TestFactory
    Stream<DynamicTest> smtpSource() {
        return ExternalTool.find("smtp-source").stream()
                .flatMap(tool -> Stream.of(
                        dynamicTest("a session each", () -> flood(tool, "source", cluster.mxPort(), List.of())),
                        dynamicTest("long sessions", () -> flood(tool, "source-long", cluster.mxPort(), List.of("-d"))),
                        dynamicTest("LMTP", () -> flood(tool, "source-lmtp", ingress.lmtp(), List.of("-L", "-d")))));
    }

    private static void flood(ExternalTool tool, String name, int port, List<String> options) throws Exception {
        String recipient = cluster.account("battery-" + name, PASSWORD);
        tool.run(
                directory,
                new byte[0],
                with(
                        options,
                        "-s",
                        "8",
                        "-m",
                        Integer.toString(MESSAGES),
                        "-l",
                        "5000",
                        "-f",
                        OUTSIDE,
                        "-t",
                        recipient,
                        "127.0.0.1:" + port));
        assertEquals(MESSAGES, awaitMessages(recipient, MESSAGES));
    }

    @Test
    void smtplibSendsAddressesAndHeadersInUtf8() throws Exception {
        Optional<ExternalTool> python = ExternalTool.find("python3");
        if (python.isPresent()) {
            run(python.get(), "smtputf8.py", Integer.toString(cluster.mxPort()), account);
            String message = new String(awaitMessage(account, "battery-smtputf8"), StandardCharsets.UTF_8);
            assertTrue(message.startsWith("Return-Path: <grüße@elsewhere.test>\r\n"), message);
            assertTrue(message.contains(" with UTF8SMTPS\r\n"), message);
            assertTrue(message.contains("\r\nFrom: Grüße <grüße@elsewhere.test>\r\n"), message);
        }
    }

    /** Every keyword of EHLO works, and nothing works that it does not name: on each kind of listener, in each state of a session. */
    @TestFactory
    Stream<DynamicTest> capabilities() {
        String mx = Integer.toString(cluster.mxPort());
        String submission = Integer.toString(ingress.submission());
        return ExternalTool.find("python3").stream()
                .flatMap(python -> Stream.of(
                        script(python, "capabilities.py", "plain", mx, account),
                        script(python, "capabilities.py", "tls", mx, account),
                        script(python, "capabilities.py", "lmtp", Integer.toString(ingress.lmtp()), account),
                        script(python, "capabilities.py", "no-tls", submission, account),
                        script(python, "capabilities.py", "no-login", submission, account),
                        script(python, "capabilities.py", "login", submission, account, account, PASSWORD)));
    }

    @TestFactory
    Stream<DynamicTest> starttlsTakesNothingAlong() {
        return ExternalTool.find("python3").stream()
                .flatMap(python -> Stream.of(
                        script(python, "starttls_injection.py", Integer.toString(cluster.mxPort())),
                        script(python, "starttls_injection.py", Integer.toString(ingress.submission()))));
    }

    @Test
    void nothingBecomesTwoMessages() throws Exception {
        Optional<ExternalTool> python = ExternalTool.find("python3");
        if (python.isPresent()) {
            String victim = cluster.account("battery-victim", PASSWORD);
            String said = run(python.get(), "smuggling.py", Integer.toString(cluster.mxPort()), victim);
            int accepted = Integer.parseInt(said.strip());
            assertTrue(accepted > 0, "what is harmless is accepted, or this proves nothing");
            assertEquals(accepted, awaitMessages(victim, accepted));
            try (ImapReader reader = ImapReader.login(cluster.imapsPort(), victim, PASSWORD)) {
                reader.examine();
                assertEquals(accepted, reader.search("SUBJECT outer").size());
                assertEquals(0, reader.search("SUBJECT smuggled").size());
            }
        }
    }

    private static DynamicTest script(ExternalTool python, String name, String... arguments) {
        return dynamicTest(name + " " + arguments[0], () -> run(python, name, arguments));
    }

    private static String run(ExternalTool python, String name, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of("-B", SCRIPTS.resolve(name).toString()));
        line.addAll(List.of(arguments));
        return new String(python.run(directory, new byte[0], line), StandardCharsets.UTF_8);
    }

    private static byte[] awaitMessage(String recipient, String subject) throws Exception {
        try (ImapReader reader = ImapReader.login(cluster.imapsPort(), recipient, PASSWORD)) {
            return Waiting.until(subject, ARRIVAL, () -> {
                reader.examine();
                SortedSet<Long> found = reader.search("HEADER Subject \"" + subject + "\"");
                for (long uid : found) {
                    byte[] octets = reader.fetch(Long.toString(uid)).getFirst().octets();
                    // One subject may begin with another.
                    if (new String(octets, StandardCharsets.ISO_8859_1).contains("\r\nSubject: " + subject + "\r\n")) {
                        return Optional.of(octets);
                    }
                }
                return Optional.empty();
            });
        }
    }

    private static long awaitMessages(String recipient, int count) throws Exception {
        try (ImapReader reader = ImapReader.login(cluster.imapsPort(), recipient, PASSWORD)) {
            return Waiting.until("mail of " + recipient, ARRIVAL, () -> {
                long messages = reader.status().messages();
                return messages >= count ? Optional.of(messages) : Optional.empty();
            });
        }
    }
}
