package dev.postrider.system;

import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.UIDFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.eclipse.angus.mail.imap.IMAPMessage;

/** A mail client that reads one message of an INBOX. */
sealed interface ReadingClient {
    String name();

    /** The message with a UID, as the client got it. */
    byte[] read(String login, long uid) throws Exception;

    /** What a client that keeps messages in another form is expected to show. */
    default byte[] normalised(byte[] stored) {
        return stored;
    }

    /** Every client that this machine has. */
    static List<ReadingClient> installed(Endpoints endpoints) {
        List<ReadingClient> clients = new ArrayList<>();
        clients.add(new Angus(endpoints));
        ExternalTool.find("curl").ifPresent(tool -> clients.add(new Curl(endpoints, tool)));
        ExternalTool.find("mbsync").ifPresent(tool -> clients.add(new Mbsync(endpoints, tool)));
        ExternalTool.find("python3").ifPresent(tool -> clients.add(new Imaplib(endpoints, tool)));
        return clients;
    }

    /** Eclipse Angus Mail over IMAP with STARTTLS. */
    record Angus(Endpoints endpoints) implements ReadingClient {
        @Override
        public String name() {
            return "angus";
        }

        @Override
        public byte[] read(String login, long uid) throws Exception {
            Properties properties = new Properties();
            properties.put("mail.imap.starttls.enable", "true");
            properties.put("mail.imap.starttls.required", "true");
            properties.put("mail.imap.ssl.trust", "*");
            properties.put("mail.imap.ssl.checkserveridentity", "false");
            try (Store store = Session.getInstance(properties).getStore("imap")) {
                store.connect("127.0.0.1", endpoints.imap(), login, endpoints.password());
                Folder inbox = store.getFolder("INBOX");
                inbox.open(Folder.READ_ONLY);
                Message message = Optional.ofNullable(((UIDFolder) inbox).getMessageByUID(uid))
                        .orElseThrow(() -> new AssertionError("angus finds no UID " + uid));
                try (InputStream content = ((IMAPMessage) message).getMimeStream()) {
                    return content.readAllBytes();
                }
            }
        }
    }

    /** curl over IMAPS. */
    record Curl(Endpoints endpoints, ExternalTool tool) implements ReadingClient {
        @Override
        public String name() {
            return "curl";
        }

        @Override
        public byte[] read(String login, long uid) throws Exception {
            return tool.run(
                    endpoints.directory(),
                    new byte[0],
                    List.of(
                            "--silent",
                            "--show-error",
                            "--cacert",
                            endpoints.certificate().toString(),
                            "--user",
                            login + ":" + endpoints.password(),
                            "imaps://localhost:" + endpoints.imaps() + "/INBOX;UID=" + uid));
        }
    }

    /** Python's imaplib over IMAPS. */
    record Imaplib(Endpoints endpoints, ExternalTool tool) implements ReadingClient {
        private static final String SCRIPT = """
                import imaplib, ssl, sys
                port, user, password, uid = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
                context = ssl.create_default_context(cafile=sys.argv[5])
                with imaplib.IMAP4_SSL("localhost", port, ssl_context=context) as server:
                    server.login(user, password)
                    status, _ = server.select("INBOX", readonly=True)
                    assert status == "OK"
                    status, data = server.uid("FETCH", uid, "(BODY.PEEK[])")
                    assert status == "OK", data
                    sys.stdout.buffer.write(data[0][1])
                """;

        @Override
        public String name() {
            return "imaplib";
        }

        @Override
        public byte[] read(String login, long uid) throws Exception {
            return tool.run(
                    endpoints.directory(),
                    new byte[0],
                    List.of(
                            "-c",
                            SCRIPT,
                            Integer.toString(endpoints.imaps()),
                            login,
                            endpoints.password(),
                            Long.toString(uid),
                            endpoints.certificate().toString()));
        }
    }

    /** mbsync into a Maildir. */
    record Mbsync(Endpoints endpoints, ExternalTool tool) implements ReadingClient {
        @Override
        public String name() {
            return "mbsync";
        }

        /** A Maildir has lines that end with LF. */
        @Override
        public byte[] normalised(byte[] stored) {
            return new String(stored, StandardCharsets.ISO_8859_1)
                    .replace("\r\n", "\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public byte[] read(String login, long uid) throws Exception {
            Path home = Files.createTempDirectory(endpoints.directory(), "mbsync-");
            Path maildir = Files.createDirectory(home.resolve("mail"));
            Path configuration = Files.writeString(home.resolve("mbsyncrc"), """
                    IMAPAccount postrider
                    Host localhost
                    Port %d
                    User %s
                    Pass %s
                    SSLType IMAPS
                    CertificateFile %s

                    IMAPStore far
                    Account postrider

                    MaildirStore near
                    Path %s/
                    Inbox %s/INBOX

                    Channel inbox
                    Far :far:INBOX
                    Near :near:INBOX
                    Create Near
                    Sync Pull
                    SyncState %s/state
                    """.formatted(
                    endpoints.imaps(), login, endpoints.password(), endpoints.certificate(), maildir, maildir, home));
            Files.setPosixFilePermissions(configuration, PosixFilePermissions.fromString("rw-------"));
            tool.run(home, new byte[0], List.of("--config", configuration.toString(), "inbox"));
            try (Stream<Path> files = Files.walk(maildir)) {
                Path message = files.filter(Files::isRegularFile)
                        .filter(file -> file.getFileName().toString().contains(",U=") || isMessage(file))
                        .findFirst()
                        .orElseThrow(() -> new IOException("mbsync brought no message"));
                return withoutMark(Files.readAllBytes(message));
            }
        }

        /** mbsync puts a field of its own into each message, by which it knows it again. */
        private static byte[] withoutMark(byte[] message) {
            return new String(message, StandardCharsets.ISO_8859_1)
                    .replaceFirst("\nX-TUID: [^\n]*\n", "\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
        }

        private static boolean isMessage(Path file) {
            return file.getNameCount() > 1
                    && List.of("new", "cur")
                            .contains(file.getName(file.getNameCount() - 2).toString());
        }
    }
}
