package dev.postrider.deploy.cli;

import dev.postrider.servicekit.net.PeerTls;
import dev.postrider.servicekit.net.PeerTlsFiles;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** Calls an admin API. Every refusal becomes a {@link CommandFailure} with what the API said. */
final class AdminClient implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** A verification of a large store takes its time. */
    private static final Duration ANSWER = Duration.ofMinutes(10);

    private static final int RETRIES = 5;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final int PAGE = 1_000;
    private static final String OVERLOADED = "urn:postrider:problem:overloaded";

    private final AdminService service;
    private final URI base;
    private final String token;
    private final HttpClient.Builder connecting;
    private HttpClient http;

    /** @param authorities PEM file of those to believe for {@code https}; empty: those that the platform believes */
    AdminClient(AdminService service, URI base, String token, Optional<Path> authorities) {
        if (base.getHost() == null || (!"http".equals(base.getScheme()) && !"https".equals(base.getScheme()))) {
            throw new CommandFailure(
                    CommandFailure.USAGE, "--admin wants a URL such as " + service.onThisMachine() + ", not " + base);
        }
        this.service = service;
        this.base = base;
        this.token = token;
        this.connecting =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
        authorities.ifPresent(file -> connecting.sslContext(believing(file)));
        this.http = connecting.build();
    }

    /** Calls from now on are made over a new connection: behind one address there may be another process by then. */
    private void reconnect() {
        http.close();
        http = connecting.build();
    }

    /** Posts again, a bounded number of times, while a service is busy or stops. For what may be repeated. */
    JsonObject postPatiently(String path) {
        for (int left = RETRIES; ; left--) {
            try {
                return post(path);
            } catch (CommandFailure failure) {
                if (!failure.isPassing() || left == 0) {
                    throw failure;
                }
                pause();
                reconnect();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(CommandFailure.UNREACHABLE, "interrupted");
        }
    }

    private static SSLContext believing(Path authorities) {
        try {
            return PeerTls.read(new PeerTlsFiles(Optional.empty(), Optional.of(authorities)))
                    .newContext();
        } catch (IOException | GeneralSecurityException e) {
            throw new CommandFailure(
                    CommandFailure.USAGE, "--admin-ca wants a PEM file of certificates: " + e.getMessage());
        }
    }

    /** A part of a path. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    JsonObject get(String path) {
        return send(request(path).GET());
    }

    JsonObject put(String path, JsonObject body) {
        return send(withBody(path, "PUT", body));
    }

    /** Refused with 412 if it exists. */
    JsonObject create(String path, JsonObject body) {
        return send(withBody(path, "PUT", body).header("If-None-Match", "*"));
    }

    JsonObject patch(String path, JsonObject body) {
        return send(withBody(path, "PATCH", body));
    }

    JsonObject post(String path) {
        return send(request(path).POST(HttpRequest.BodyPublishers.noBody()));
    }

    JsonObject post(String path, JsonObject body) {
        return send(withBody(path, "POST", body));
    }

    void delete(String path) {
        send(request(path).DELETE());
    }

    /**
     * All items of a list, read in parts.
     *
     * @param query {@code name=value} pairs, encoded
     */
    List<JsonObject> list(String path, List<String> query) {
        return list(path, query, PAGE);
    }

    List<JsonObject> list(String path, List<String> query, int partSize) {
        List<JsonObject> items = new ArrayList<>();
        String after = "";
        do {
            List<String> parameters = new ArrayList<>(query);
            parameters.add("limit=" + partSize);
            if (!after.isEmpty()) {
                parameters.add("after=" + encode(after));
            }
            JsonObject page = get(path + "?" + String.join("&", parameters));
            JsonArray found = page.getJsonArray("items", new JsonArray());
            for (int i = 0; i < found.size(); i++) {
                items.add(found.getJsonObject(i));
            }
            after = page.getString("next", "");
        } while (!after.isEmpty());
        return items;
    }

    private HttpRequest.Builder withBody(String path, String method, JsonObject body) {
        return request(path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body.encode()));
    }

    private HttpRequest.Builder request(String path) {
        try {
            return HttpRequest.newBuilder(base.resolve("/admin/v1" + path))
                    .timeout(ANSWER)
                    .header("Authorization", "Bearer " + token);
        } catch (IllegalArgumentException notAHeader) {
            // The message of the exception would show the token.
            throw new CommandFailure(CommandFailure.USAGE, "the token has characters that a header cannot hold");
        }
    }

    private JsonObject send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            JsonObject body = parse(response.body());
            if (response.statusCode() >= 300) {
                throw refusal(response.statusCode(), body);
            }
            return body;
        } catch (SSLException e) {
            throw new CommandFailure(
                    CommandFailure.UNREACHABLE,
                    "the admin API at " + base + " is not believed, or does not speak TLS (" + e.getMessage()
                            + "). Is --admin-ca right, and the certificate for this name?");
        } catch (IOException e) {
            throw new CommandFailure(
                    CommandFailure.UNREACHABLE,
                    "no answer from the admin API at " + base
                            + ". Is " + service.service() + " (or `postrider up`) running, with " + service.service()
                            + ".admin.token set? (" + e.getClass().getSimpleName() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(CommandFailure.UNREACHABLE, "interrupted");
        }
    }

    private JsonObject parse(String body) {
        if (body.isEmpty()) {
            return new JsonObject();
        }
        try {
            return new JsonObject(Buffer.buffer(body));
        } catch (DecodeException notJson) {
            throw new CommandFailure(
                    CommandFailure.UNREACHABLE, "what answers at " + base + " is not Postrider's admin API");
        }
    }

    private static CommandFailure refusal(int status, JsonObject problem) {
        StringBuilder message = new StringBuilder(problem.getString("detail", "refused with status " + status));
        if (status == 401) {
            message.setLength(0);
            message.append("the admin API does not accept this token. Is it that of this server?");
        }
        if (status == 412) {
            // What follows is advice about HTTP.
            message.setLength(Math.max(message.indexOf(";"), 0));
            message.append(".");
        }
        JsonArray errors = problem.getJsonArray("errors", new JsonArray());
        if (errors.size() > 1) {
            for (int i = 0; i < errors.size(); i++) {
                JsonObject error = errors.getJsonObject(i);
                message.append(System.lineSeparator())
                        .append("  ")
                        .append(error.getString("field", ""))
                        .append(": ")
                        .append(error.getString("detail", ""));
            }
        }
        if (problem.getString("type", "").equals(OVERLOADED)) {
            return CommandFailure.passing(message.toString());
        }
        return new CommandFailure(
                status == 503 ? CommandFailure.UNREACHABLE : CommandFailure.REFUSED, message.toString());
    }

    @Override
    public void close() {
        http.close();
    }
}
