package dev.postrider.containers;

import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** A rendered probe of one container, asked as the kubelet asks it. */
record HttpProbe(URI uri, Probe rendered) {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** Leads from the name of a container's port to the port of this machine. */
    @FunctionalInterface
    interface Ports {
        int port(String name);
    }

    static HttpProbe of(Probe rendered, Ports ports) {
        HTTPGetAction get = Objects.requireNonNull(rendered.getHttpGet(), "a probe by HTTP");
        if (get.getScheme() != null || !get.getHttpHeaders().isEmpty()) {
            throw new AssertionError("no test asks probes like " + rendered);
        }
        return new HttpProbe(
                URI.create("http://127.0.0.1:" + ports.port(get.getPort().getStrVal()) + get.getPath()), rendered);
    }

    /** @return what is wrong, if anything is: any status from 200 to 399 is a success */
    Optional<String> failure() throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(rendered.getTimeoutSeconds()))
                .build();
        try {
            HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() >= 200 && response.statusCode() < 400
                    ? Optional.empty()
                    : Optional.of(uri.getPath() + ": " + response.statusCode() + " " + response.body());
        } catch (IOException e) {
            return Optional.of(uri.getPath() + ": " + e);
        }
    }

    Duration period() {
        return Duration.ofSeconds(rendered.getPeriodSeconds());
    }

    /** Failures in a row after which the kubelet acts. */
    int patience() {
        return rendered.getFailureThreshold();
    }
}
