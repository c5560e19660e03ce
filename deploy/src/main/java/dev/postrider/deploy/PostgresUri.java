package dev.postrider.deploy;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code postgresql://user@host:port/database} as settings. A password in it would stand in process lists: it is refused. */
final class PostgresUri {
    private static final int DEFAULT_PORT = 5432;

    private PostgresUri() {}

    static Map<String, String> settings(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw wrong(text);
        }
        if (!"postgresql".equals(uri.getScheme())
                || uri.getHost() == null
                || uri.getPath().length() < 2) {
            throw wrong(text);
        }
        String user = uri.getUserInfo() == null ? "postrider" : uri.getUserInfo();
        if (user.indexOf(':') >= 0) {
            throw new StartFailure(
                    "--postgres holds a password, which others could see; put it into POSTRIDER_POSTGRES_PASSWORD");
        }
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("postgres.host", uri.getHost());
        settings.put("postgres.port", Integer.toString(uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort()));
        settings.put("postgres.database", uri.getPath().substring(1));
        settings.put("postgres.user", user);
        return settings;
    }

    private static StartFailure wrong(String text) {
        return new StartFailure("--postgres is postgresql://user@host:port/database, not " + text);
    }
}
