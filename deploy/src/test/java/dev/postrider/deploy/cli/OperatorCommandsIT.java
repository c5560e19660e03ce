package dev.postrider.deploy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.deploy.Cli;
import dev.postrider.mailbox.admin.port.Verification;
import dev.postrider.servicekit.net.InternalTls;
import dev.postrider.servicekit.net.PeerTls;
import dev.postrider.servicekit.net.PeerTlsFiles;
import dev.postrider.servicekit.net.TlsIdentity;
import dev.postrider.testkit.TestAuthority;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The commands as an operator types them, against a real server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OperatorCommandsIT {
    private final AdminServer server = new AdminServer();

    private record Outcome(int exitCode, String out, String err) {
        JsonObject json() {
            return new JsonObject(out);
        }
    }

    @AfterAll
    void stop() {
        server.close();
    }

    /** With address and token of the server. */
    private Outcome run(String... args) {
        return bare(Stream.concat(Stream.of(args), Stream.of("--admin", server.url(), "--token", AdminServer.TOKEN))
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

    private Outcome withInput(String input, String... args) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            return run(args);
        } finally {
            System.setIn(before);
        }
    }

    private static void assertDone(Outcome outcome) {
        assertEquals(0, outcome.exitCode(), outcome.err());
    }

    @Test
    void aDomainComesAndGoes() {
        Outcome added = run("domain", "add", "Bücher.example", "--catch-all", "ops@elsewhere.example");
        assertDone(added);
        assertEquals("domain xn--bcher-kva.example added", added.out().strip());
        Outcome again = run("domain", "add", "bücher.example");
        assertEquals(1, again.exitCode());
        assertEquals(
                "postrider: The domain xn--bcher-kva.example exists already.",
                again.err().strip());
        assertTrue(run("domain", "list").out().contains("xn--bcher-kva.example  enabled  ops@elsewhere.example"));
        assertDone(run("domain", "disable", "bücher.example"));
        assertTrue(run("domain", "list").out().contains("disabled"));
        JsonObject changed =
                run("domain", "catch-all", "bücher.example", "--json").json();
        assertEquals(new JsonArray(), changed.getJsonArray("catchAll"));
        assertFalse(changed.getBoolean("enabled"), "what was not named stays");
        assertDone(run("domain", "remove", "bücher.example"));
        Outcome gone = run("domain", "remove", "bücher.example");
        assertEquals(1, gone.exitCode());
        assertEquals(
                "postrider: There is no domain xn--bcher-kva.example.",
                gone.err().strip());
    }

    @Test
    void overTlsTheServerIsBelievedOnlyWithItsAuthority(@TempDir Path directory) throws IOException {
        TestAuthority.Pem pem = TestAuthority.named("ours").issue(directory, "localhost", "127.0.0.1");
        PeerTls tls = PeerTls.read(new PeerTlsFiles(
                Optional.of(new TlsIdentity.Files(pem.certificate(), pem.key(), List.of())),
                Optional.of(pem.authorities())));
        try (AdminServer secure = new AdminServer(Optional.of(new InternalTls(tls, Set.of("somebody"))))) {
            String[] list = {"domain", "list", "--admin", secure.url(), "--token", AdminServer.TOKEN};
            Outcome listed = bare(Stream.concat(
                            Stream.of(list),
                            Stream.of("--admin-ca", pem.authorities().toString()))
                    .toArray(String[]::new));
            assertDone(listed);
            Outcome unbelieved = bare(list);
            assertNotEquals(0, unbelieved.exitCode());
            assertTrue(unbelieved.err().contains("--admin-ca"), unbelieved.err());
        }
    }

    @Test
    void anAppPasswordComesAndGoes() {
        assertDone(run("domain", "add", "apps.example"));
        assertDone(run("account", "add", "ann@apps.example"));
        Outcome created =
                run("account", "app-password", "create", "ann@apps.example", "--name", "phone", "--scope", "smtp,imap");
        assertDone(created);
        List<String> lines = created.out().lines().toList();
        assertTrue(lines.get(0).endsWith("of ann@apps.example made for smtp, imap"), lines.get(0));
        assertTrue(lines.get(1).matches("password: ([a-z2-7]{4}-){6}[a-z2-7]{4}"), lines.get(1));
        Outcome list = run("account", "app-password", "list", "ann@apps.example");
        assertDone(list);
        assertTrue(list.out().contains("phone"), list.out());
        assertTrue(list.out().contains("never"), list.out());
        assertFalse(list.out().contains(lines.get(1).substring("password: ".length())));
        long id = run("account", "app-password", "list", "ann@apps.example", "--json")
                .json()
                .getJsonArray("items")
                .getJsonObject(0)
                .getLong("id");
        assertDone(run("account", "app-password", "revoke", "ann@apps.example", String.valueOf(id)));
        assertEquals(
                1,
                run("account", "app-password", "revoke", "ann@apps.example", String.valueOf(id))
                        .exitCode());
        assertEquals(
                1,
                run("account", "app-password", "create", "ann@apps.example", "--name", "x", "--scope", "gopher")
                        .exitCode());
        assertEquals(
                2, run("account", "app-password", "create", "ann@apps.example").exitCode());
        assertEquals(
                1, run("account", "app-password", "list", "nobody@apps.example").exitCode());
    }

    @Test
    void anAccountComesAndGoes() {
        assertDone(run("domain", "add", "people.example"));
        Outcome added = run("account", "add", "ann@people.example", "--quota", "2GiB", "--name", "Ann Äpfel");
        assertDone(added);
        String password = added.out()
                .lines()
                .filter(line -> line.startsWith("password: "))
                .findFirst()
                .orElseThrow()
                .substring("password: ".length());
        assertEquals(23, password.length(), password);
        JsonObject ann = run("account", "show", "ANN@people.example", "--json").json();
        assertEquals(2L << 30, ann.getLong("quotaOctets"));
        assertEquals("Ann Äpfel", ann.getString("displayName"));
        assertTrue(ann.getBoolean("hasPassword"));
        assertEquals(1, run("account", "add", "ann@people.example").exitCode());

        Outcome other = withInput("a good password\n", "account", "add", "ben@people.example", "--password-stdin");
        assertDone(other);
        assertFalse(other.out().contains("password"), other.out());
        assertDone(withInput("another good one\n", "account", "passwd", "ben@people.example", "--password-stdin"));
        Outcome tooShort = withInput("short\n", "account", "passwd", "ben@people.example", "--password-stdin");
        assertEquals(1, tooShort.exitCode());
        assertTrue(tooShort.err().contains("at least 8 characters"), tooShort.err());
        assertEquals(
                2,
                withInput("", "account", "passwd", "ben@people.example", "--password-stdin")
                        .exitCode());

        assertEquals(
                "quota of ben@people.example: 1.5 GiB",
                run("account", "quota", "ben@people.example", "1536M").out().strip());
        assertEquals(
                "quota of ben@people.example: none",
                run("account", "quota", "ben@people.example", "none").out().strip());
        assertDone(run("account", "disable", "ben@people.example"));
        String list = run("account", "list", "--domain", "people.example").out();
        assertTrue(list.contains("ben@people.example  disabled  0 B   none"), list);
        assertDone(run("account", "enable", "ben@people.example"));

        assertDone(run("alias", "add", "team@people.example", "ben@people.example"));
        assertEquals(2, run("account", "remove", "ben@people.example").exitCode(), "asks first");
        Outcome removed = run("account", "remove", "ben@people.example", "--yes");
        assertDone(removed);
        assertEquals(
                "note: the alias team@people.example still names it",
                removed.err().strip());
        assertEquals(1, run("account", "show", "ben@people.example").exitCode());
        assertEquals(1, run("domain", "remove", "people.example").exitCode(), "not while it has accounts");
    }

    @Test
    void anAliasComesAndGoes() {
        assertDone(run("domain", "add", "alias.example"));
        Outcome added = run("alias", "add", "info@alias.example", "later@alias.example", "x@elsewhere.example");
        assertDone(added);
        assertEquals(
                "alias info@alias.example added: later@alias.example, x@elsewhere.example",
                added.out().strip());
        assertEquals(
                "note: later@alias.example is not known here yet", added.err().strip());
        assertEquals(
                1,
                run("alias", "add", "info@alias.example", "y@elsewhere.example").exitCode());
        assertDone(run("alias", "set", "info@alias.example", "y@elsewhere.example"));
        assertEquals(
                List.of("y@elsewhere.example"),
                run("alias", "list", "--domain", "alias.example", "--json")
                        .json()
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getJsonArray("targets")
                        .getList());
        assertEquals(
                1, run("alias", "add", "me@alias.example", "me@alias.example").exitCode(), "a loop");
        assertEquals(
                1,
                run("alias", "add", "who@nowhere.example", "y@elsewhere.example")
                        .exitCode(),
                "not our domain");
        Outcome wrong = run("alias", "add", "bad@alias.example", "no address", "neither");
        assertEquals(1, wrong.exitCode());
        assertTrue(wrong.err().contains("targets[1]: an address such as"), wrong.err());
        assertDone(run("alias", "remove", "info@alias.example"));
    }

    @Test
    void listsAreReadToTheirEnd() {
        assertDone(run("domain", "add", "many.example"));
        List<String> made =
                IntStream.range(0, 7).mapToObj(i -> "a" + i + "@many.example").toList();
        made.forEach(address -> assertDone(run("alias", "add", address, "x@elsewhere.example")));
        try (AdminClient client =
                new AdminClient(AdminService.ACCOUNTS, URI.create(server.url()), AdminServer.TOKEN, Optional.empty())) {
            for (int partSize : new int[] {1, 3, 7, 8}) {
                List<String> read = client.list("/aliases", List.of("domain=many.example"), partSize).stream()
                        .map(alias -> alias.getString("address"))
                        .toList();
                assertEquals(made, read, "in parts of " + partSize);
            }
        }
    }

    @Test
    void verifySaysWhatIsBroken() {
        server.verificationFinds(new Verification.Report(3, 14, List.of(), 0));
        Outcome good = run("verify");
        assertDone(good);
        assertEquals(
                "3 accounts and 14 messages looked at: every promise holds",
                good.out().strip());
        server.verificationFinds(new Verification.Report(
                3, 14, List.of(new Verification.Breach("I5", 2, "INBOX has UID 7 above UIDNEXT 7")), 2));
        Outcome bad = run("verify");
        assertEquals(1, bad.exitCode());
        assertTrue(bad.out().startsWith("I5  account 2  INBOX has UID 7 above UIDNEXT 7"), bad.out());
        assertTrue(bad.out().contains("… and 1 more"), bad.out());
        assertEquals(2, run("verify", "--json").json().getLong("breachCount"));
    }

    @Test
    void theTokenIsTakenFromTheDataDirectory(@TempDir Path data) throws IOException {
        Outcome without = bare("domain", "list", "--admin", server.url(), "--data", data.toString());
        assertEquals(2, without.exitCode());
        assertTrue(without.err().contains("POSTRIDER_ADMIN_TOKEN"), without.err());
        Files.writeString(data.resolve("admin-token"), AdminServer.TOKEN + "\n");
        assertDone(bare("domain", "list", "--admin", server.url(), "--data", data.toString()));
    }

    @Test
    void whatGoesWrongIsSaidInOneLine() {
        Outcome foreign = bare("domain", "list", "--admin", server.url(), "--token", "not the right token");
        assertEquals(1, foreign.exitCode());
        assertEquals(
                "postrider: the admin API does not accept this token. Is it that of this server?",
                foreign.err().strip());
        Outcome nobody = bare("domain", "list", "--admin", "http://127.0.0.1:1", "--token", AdminServer.TOKEN);
        assertEquals(3, nobody.exitCode());
        assertTrue(nobody.err().startsWith("postrider: no answer from the admin API"), nobody.err());
        assertFalse(nobody.err().contains("\tat "), "no stack trace");
        assertEquals(
                2, bare("domain", "list", "--admin", "ftp://x", "--token", "x").exitCode());
        Outcome control = bare("domain", "list", "--admin", server.url(), "--token", "line\nbreak");
        assertEquals(2, control.exitCode());
        assertFalse(control.err().contains("break"), "a token is not shown");
        assertEquals(2, run("account", "quota", "ann@people.example", "lots").exitCode());
        assertEquals(2, bare("account").exitCode());
        assertEquals(2, bare("account", "add").exitCode());
        assertNotEquals(0, run("account", "show", "no address").exitCode());
    }
}
