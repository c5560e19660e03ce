package dev.postrider.mailbox.admin.net;

import dev.postrider.mailbox.directory.Authenticator;
import dev.postrider.mailbox.directory.StoredPassword;
import dev.postrider.mailbox.directory.port.Passwords;
import dev.postrider.servicekit.admin.Fields;
import dev.postrider.servicekit.admin.Problem;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A password in a request, and how it is kept. */
final class NewPassword {
    private static final int MIN_CHARS = 8;

    private NewPassword() {}

    /** The value never stands in an error. */
    static Optional<String> in(Fields fields, String name) {
        return fields.value(name).flatMap(value -> {
            if (value instanceof String text
                    && text.length() >= MIN_CHARS
                    && text.getBytes(StandardCharsets.UTF_8).length <= Passwords.MAX_OCTETS
                    && text.indexOf('\0') < 0) {
                return Optional.of(text);
            }
            return fields.wrong(
                    name,
                    "a text of at least " + MIN_CHARS + " characters and at most " + Passwords.MAX_OCTETS + " octets");
        });
    }

    static Future<StoredPassword> keep(Passwords passwords, String password) {
        return passwords
                .keep(Authenticator.prepare(password))
                .recover(failure -> Future.failedFuture(
                        failure instanceof Passwords.OverloadedException
                                ? new Problem(
                                                Problem.Kind.OVERLOADED,
                                                "Too many passwords are being hashed. Try again in a second.")
                                        .asException()
                                : failure));
    }
}
