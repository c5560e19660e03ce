package dev.postrider.deploy;

import dev.postrider.servicekit.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * The domain and the two accounts of a first start, with random passwords in a file that only the owner may read.
 *
 * <p>They are made through the admin API, as an operator would. A start that died before it was done is repeated: every call may be.
 */
record DemoAccounts(String alicePassword, String bobPassword) {
    static final String ADMIN_TOKEN = "admin-token";
    static final String DOMAIN = "postrider.test";
    private static final String CREDENTIALS = "credentials";
    private static final String DONE = "credentials.made";
    private static final int PASSWORD_LENGTH = 14;

    static DemoAccounts ensure(DataDirectory directory, Settings settings) throws IOException, InterruptedException {
        String kept = directory.secret(CREDENTIALS).orElse("");
        if (kept.isEmpty()) {
            kept = "alice@" + DOMAIN + " " + DataDirectory.randomSecret(PASSWORD_LENGTH) + "\nbob@" + DOMAIN + " "
                    + DataDirectory.randomSecret(PASSWORD_LENGTH);
            directory.writeSecret(CREDENTIALS, kept);
        }
        List<String> lines = kept.lines().toList();
        DemoAccounts accounts = new DemoAccounts(password(lines.get(0)), password(lines.get(1)));
        if (directory.secret(DONE).isEmpty()) {
            accounts.make(settings, directory.secret(ADMIN_TOKEN).orElseThrow());
            directory.writeSecret(DONE, "yes");
        }
        return accounts;
    }

    private static String password(String line) {
        return line.substring(line.indexOf(' ') + 1);
    }

    private void make(Settings settings, String token) throws IOException, InterruptedException {
        String base = "http://127.0.0.1:" + settings.port("mailbox-service.admin.port") + "/admin/v1/";
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
            put(client, token, base + "domains/" + DOMAIN, "{}");
            put(client, token, account(base, "alice"), "{\"password\": \"" + alicePassword + "\"}");
            put(client, token, account(base, "bob"), "{\"password\": \"" + bobPassword + "\"}");
        }
    }

    private static String account(String base, String name) {
        return base + "accounts/" + URLEncoder.encode(name + "@" + DOMAIN, StandardCharsets.UTF_8);
    }

    private static void put(HttpClient client, String token, String url, String json)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json))
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new StartFailure("the first accounts could not be made: " + response.body());
        }
    }

    /** Where to connect, as whom, and three lines to copy. */
    String banner(Settings settings, DataDirectory directory, int managementPort) {
        String ca = directory.resolve("tls").resolve("tls.crt").toString();
        int submission = Ports.submission(settings);
        int imaps = Ports.imaps(settings);
        return """

                MX %d    submission %d (STARTTLS), %d (TLS)    IMAP %d (STARTTLS)    IMAPS %d    management %d    admin %d
                alice@%s  password %s
                bob@%s    password %s

                Send a message and read it:

                  printf 'From: alice@%s\\r\\nTo: bob@%s\\r\\nSubject: Hello\\r\\n\\r\\nIt works.\\r\\n' > hello.eml
                  curl --ssl-reqd --cacert '%s' --user 'alice@%s:%s' --mail-from alice@%s --mail-rcpt bob@%s --upload-file hello.eml smtp://localhost:%d
                  curl --cacert '%s' --user 'bob@%s:%s' 'imaps://localhost:%d/INBOX;MAILINDEX=*'
                """.formatted(
                        Ports.mx(settings),
                        submission,
                        Ports.submissions(settings),
                        Ports.imap(settings),
                        imaps,
                        managementPort,
                        settings.port("mailbox-service.admin.port"),
                        DOMAIN,
                        alicePassword,
                        DOMAIN,
                        bobPassword,
                        DOMAIN,
                        DOMAIN,
                        ca,
                        DOMAIN,
                        alicePassword,
                        DOMAIN,
                        DOMAIN,
                        submission,
                        ca,
                        DOMAIN,
                        bobPassword,
                        imaps);
    }
}
