package dev.postrider.system;

import dev.postrider.testkit.dialogue.TrustingTls;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What an operator does: domains and accounts, through the admin API. */
public final class AdminApi {
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .sslContext(TrustingTls.context())
            .build();
    private final String base;
    private final String token;

    public AdminApi(int port, String token) {
        this("http", port, token);
    }

    /** @param scheme {@code https} where the services talk TLS with each other */
    public AdminApi(String scheme, int port, String token) {
        this.base = scheme + "://127.0.0.1:" + port + "/admin/v1/";
        this.token = token;
    }

    public void putDomain(String domain) throws IOException, InterruptedException {
        put("domains/" + domain, "{}");
    }

    public void putAccount(String login, String password) throws IOException, InterruptedException {
        put("accounts/" + URLEncoder.encode(login, StandardCharsets.UTF_8), "{\"password\": \"" + password + "\"}");
    }

    /** What {@code postrider verify} finds. @return the report as JSON; it has {@code "ok":true} if every promise holds */
    public String verify() throws IOException, InterruptedException {
        return send("POST", "verify", "{}");
    }

    private void put(String path, String json) throws IOException, InterruptedException {
        send("PUT", path, json);
    }

    private String send(String method, String path, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json))
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new AssertionError(method + " " + path + ": " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }
}
