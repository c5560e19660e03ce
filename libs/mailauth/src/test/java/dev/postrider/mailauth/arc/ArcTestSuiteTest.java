package dev.postrider.mailauth.arc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postrider.mail.header.HeaderBlock;
import dev.postrider.mailauth.dkim.BodyHashes;
import dev.postrider.mailauth.dkim.KeyZone;
import dev.postrider.mailauth.dkim.Mails;
import dev.postrider.mailauth.dkim.TestKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages that others sealed. */
final class ArcTestSuiteTest {
    @ParameterizedTest
    @CsvSource({"cv_pass_i1_1, 1, 0", "cv_pass_i2_1, 2, 0", "cv_pass_i2_1_ams1_invalid, 2, 2"})
    void chainsOfOthersVerify(String name, int sets, int oldestPass) throws IOException {
        byte[] message = Mails.octets(resource(name));
        HeaderBlock header = HeaderBlock.parse(message);
        BodyHashes body = new BodyHashes();
        ArcVerification arc = ArcVerification.open(header, body);
        body.update(message, header.length(), message.length);
        body.finish();
        ArcResult result = arc.verify(new KeyZone().with("dummy._domainkey.example.org", TestKey.RSA.record()), 0);
        assertEquals(ArcReason.VERIFIED, result.reason());
        assertEquals(sets, result.sets());
        assertEquals(OptionalInt.of(oldestPass), result.oldestPass());
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = ArcTestSuiteTest.class.getResourceAsStream("/arc-test-suite/" + name + ".eml")) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
