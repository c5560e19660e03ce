package dev.postrider.servicekit.health;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Asks the service in the same container whether it is ready, where neither a shell nor curl could: exit code 0 if it is. Kubernetes asks by itself. */
public final class ReadyProbe {
    private static final int LIMIT_MS = 3_000;

    private ReadyProbe() {}

    /** @param args the URL of {@code /readyz} */
    public static void main(String[] args) {
        System.exit(isReady(URI.create(args[0])) ? 0 : 1);
    }

    static boolean isReady(URI readyz) {
        try {
            HttpURLConnection connection = (HttpURLConnection) readyz.toURL().openConnection();
            connection.setConnectTimeout(LIMIT_MS);
            connection.setReadTimeout(LIMIT_MS);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }
}
