package dev.postrider.servicekit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which build this is, as Maven wrote it into the kit's jar. */
public record BuildInfo(String version) {
    public static BuildInfo read() {
        try (InputStream in = BuildInfo.class.getResourceAsStream("/postrider-build.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return new BuildInfo(properties.getProperty("version", "unknown"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
