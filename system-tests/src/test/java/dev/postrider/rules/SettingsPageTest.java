package dev.postrider.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/settings.md} is what the services really read. */
final class SettingsPageTest {
    @Test
    void pageIsMadeOfTheDefaults() throws IOException {
        Path file = Reactor.root().resolve("docs/settings.md");
        String page = SettingsPage.make();
        if (Boolean.getBoolean("postrider.write-pages")) {
            Files.writeString(file, page);
        }
        assertEquals(page, Files.readString(file), "make docs/settings.md anew; its head says how");
    }
}
