package dev.postrider.mailbox.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.servicekit.admin.AdminSettings;
import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.config.ConfigurationException;
import dev.postrider.servicekit.config.Settings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SettingsTest {
    @Test
    void theDefaultsAreThoseOfOwasp() {
        Settings root = Configuration.of("");
        DirectorySettings directory = DirectorySettings.read(root.section("mailbox-service.directory"));
        AdminSettings admin = AdminSettings.read(root.section("mailbox-service.admin"));
        root.check();
        assertEquals(new DirectorySettings.Argon2(19 * 1024, 2, 1), directory.argon2());
        assertEquals("+", directory.separator().text());
        assertEquals(Duration.ofMinutes(5), directory.rememberFor());
        assertTrue(directory.postmaster().isEmpty());
        assertEquals("127.0.0.1", admin.host());
        assertEquals(9620, admin.port());
        assertTrue(admin.token().isEmpty());
    }

    @Test
    void everyMistakeIsSaidAtOnceAndNoSecretIsShown() {
        Settings root = Configuration.of("""
                mailbox-service {
                  directory {
                    detail-separator = "--", postmaster = "nobody"
                    argon2 { memory = 8 KiB, parallelism = 2 }
                    hash-threads = 65
                  }
                  admin { token = "too short" }
                }
                """);
        DirectorySettings.read(root.section("mailbox-service.directory"));
        AdminSettings.read(root.section("mailbox-service.admin"));
        String message = String.valueOf(
                assertThrows(ConfigurationException.class, root::check).getMessage());
        for (String path : new String[] {
            "directory.detail-separator",
            "directory.postmaster",
            "directory.argon2.memory",
            "directory.hash-threads",
            "admin.token"
        }) {
            assertTrue(message.contains("mailbox-service." + path), path + " in " + message);
        }
        assertFalse(message.contains("too short"), message);
    }
}
