package dev.postrider.system;

import jakarta.mail.Address;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

/** A mail client that submits a message with STARTTLS and a login. */
sealed interface SendingClient {
    String name();

    /** Sends {@code content} as it is. */
    void send(String sender, String recipient, byte[] content) throws Exception;

    /** Every client that this machine has. */
    static List<SendingClient> installed(Endpoints endpoints) {
        List<SendingClient> clients = new ArrayList<>();
        clients.add(new Angus(endpoints));
        ExternalTool.find("curl").ifPresent(tool -> clients.add(new Curl(endpoints, tool)));
        ExternalTool.find("swaks").ifPresent(tool -> clients.add(new Swaks(endpoints, tool)));
        ExternalTool.find("python3").ifPresent(tool -> clients.add(new Smtplib(endpoints, tool)));
        return clients;
    }

    /** Eclipse Angus Mail, the reference implementation of Jakarta Mail. */
    record Angus(Endpoints endpoints) implements SendingClient {
        @Override
        public String name() {
            return "angus";
        }

        @Override
        public void send(String sender, String recipient, byte[] content) throws Exception {
            Properties properties = new Properties();
            properties.put("mail.smtp.starttls.required", "true");
            properties.put("mail.smtp.starttls.enable", "true");
            properties.put("mail.smtp.ssl.trust", "*");
            properties.put("mail.smtp.ssl.checkserveridentity", "false");
            properties.put("mail.smtp.allow8bitmime", "true");
            properties.put("mail.smtp.from", sender);
            Session session = Session.getInstance(properties);
            MimeMessage message = new MimeMessage(session, new ByteArrayInputStream(content));
            try (Transport transport = session.getTransport("smtp")) {
                transport.connect("127.0.0.1", endpoints.submission(), sender, endpoints.password());
                transport.sendMessage(message, new Address[] {new InternetAddress(recipient)});
            }
        }
    }

    /** curl. */
    record Curl(Endpoints endpoints, ExternalTool tool) implements SendingClient {
        @Override
        public String name() {
            return "curl";
        }

        @Override
        public void send(String sender, String recipient, byte[] content) throws Exception {
            tool.run(
                    endpoints.directory(),
                    content,
                    List.of(
                            "--silent",
                            "--show-error",
                            "--ssl-reqd",
                            "--cacert",
                            endpoints.certificate().toString(),
                            "--user",
                            sender + ":" + endpoints.password(),
                            "--mail-from",
                            sender,
                            "--mail-rcpt",
                            recipient,
                            "--upload-file",
                            "-",
                            "smtp://localhost:" + endpoints.submission()));
        }
    }

    /** swaks, the Swiss army knife of SMTP. */
    record Swaks(Endpoints endpoints, ExternalTool tool) implements SendingClient {
        @Override
        public String name() {
            return "swaks";
        }

        @Override
        public void send(String sender, String recipient, byte[] content) throws Exception {
            // It ends the last line by itself.
            Path data =
                    Files.write(endpoints.directory().resolve("swaks.eml"), Arrays.copyOf(content, content.length - 2));
            tool.run(
                    endpoints.directory(),
                    new byte[0],
                    List.of(
                            "--server",
                            "127.0.0.1:" + endpoints.submission(),
                            "--tls",
                            "--auth",
                            "PLAIN",
                            "--auth-user",
                            sender,
                            "--auth-password",
                            endpoints.password(),
                            "--from",
                            sender,
                            "--to",
                            recipient,
                            "--data",
                            "@" + data));
        }
    }

    /** Python's smtplib. */
    record Smtplib(Endpoints endpoints, ExternalTool tool) implements SendingClient {
        private static final String SCRIPT = """
                import smtplib, ssl, sys
                port, user, password, recipient = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
                context = ssl.create_default_context(cafile=sys.argv[5])
                with smtplib.SMTP("localhost", port) as server:
                    server.starttls(context=context)
                    server.login(user, password)
                    refused = server.sendmail(user, [recipient], sys.stdin.buffer.read(), ["BODY=8BITMIME"])
                    assert not refused, refused
                """;

        @Override
        public String name() {
            return "smtplib";
        }

        @Override
        public void send(String sender, String recipient, byte[] content) throws Exception {
            tool.run(
                    endpoints.directory(),
                    content,
                    List.of(
                            "-c",
                            SCRIPT,
                            Integer.toString(endpoints.submission()),
                            sender,
                            endpoints.password(),
                            recipient,
                            endpoints.certificate().toString()));
        }
    }
}
