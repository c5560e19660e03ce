package dev.postrider.servicekit.admin;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.servicekit.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BearerTokenTest {
    @Test
    void aTokenInAFileIsRenewedWhenTheFileHoldsAnotherOne(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("token");
        Files.writeString(file, "the first token of all\n");
        BearerToken token = new BearerToken(Configuration.of("mailbox-service.admin.token = \"file:" + file + "\"")
                .secret("mailbox-service.admin.token"));
        assertTrue(token.isIn("Bearer the first token of all"));

        Files.writeString(file, "");
        token.renew();
        assertTrue(token.isIn("Bearer the first token of all"), "a file that is being written");

        Files.writeString(file, "the token after that\n");
        token.renew();
        assertTrue(token.isIn("Bearer the token after that"));
        assertFalse(token.isIn("Bearer the first token of all"));
    }
}
