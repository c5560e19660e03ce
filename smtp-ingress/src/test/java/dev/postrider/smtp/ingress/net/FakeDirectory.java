package dev.postrider.smtp.ingress.net;

import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.policy.Resolution;
import dev.postrider.smtp.ingress.policy.Target;
import dev.postrider.smtp.ingress.port.Directory;
import dev.postrider.smtp.ingress.session.Credentials;
import dev.postrider.smtp.ingress.session.SmtpEvent.LoginCheck;
import dev.postrider.smtp.ingress.session.SmtpEvent.SenderCheck;
import io.vertx.core.Future;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A directory with the domain {@code example.org}: alice (account 1, password {@code secret}), bob (2), disabled, full, and an
 * alias {@code away} that leads outside.
 */
final class FakeDirectory implements Directory {
    private static final String DOMAIN = "@example.org";

    private volatile boolean available = true;
    private final AtomicInteger questions = new AtomicInteger();

    void available(boolean now) {
        available = now;
    }

    /** How often {@link #resolve} was asked. */
    int questions() {
        return questions.get();
    }

    @Override
    public Future<List<Resolution>> resolve(List<String> addresses, long sizeOctets) {
        questions.incrementAndGet();
        return available
                ? Future.succeededFuture(addresses.stream()
                        .map(address -> resolution(address.toLowerCase(Locale.ROOT)))
                        .toList())
                : Future.failedFuture("the directory is down");
    }

    private static Resolution resolution(String address) {
        if (address.equals("postmaster")) {
            return local(1);
        }
        if (!address.endsWith(DOMAIN)) {
            return Resolution.Other.REMOTE;
        }
        String user = address.substring(0, address.length() - DOMAIN.length());
        return switch (user) {
            case "alice", "postmaster", "jörg" -> local(1);
            case "alice+lists" -> new Resolution.Local(List.of(new Target.Local(1, "lists")));
            case "bob" -> local(2);
            case "away" -> new Resolution.Local(List.of(new Target.Remote("away@elsewhere.example")));
            case "disabled" -> Resolution.Other.DISABLED;
            case "full" -> Resolution.Other.OVER_QUOTA;
            default -> Resolution.Other.UNKNOWN_USER;
        };
    }

    private static Resolution local(long accountId) {
        return new Resolution.Local(List.of(new Target.Local(accountId, "")));
    }

    @Override
    public Future<SenderCheck> maySendAs(long accountId, String address) {
        if (!available) {
            return Future.failedFuture("the directory is down");
        }
        return Future.succeededFuture(
                accountId == 1 && address.startsWith("alice") && address.endsWith(DOMAIN)
                        ? SenderCheck.ALLOWED
                        : SenderCheck.FORBIDDEN);
    }

    @Override
    public Future<LoginCheck> authenticate(Credentials credentials, String clientAddress) {
        if (!available) {
            return Future.failedFuture("the directory is down");
        }
        return Future.succeededFuture(
                switch (credentials.login()) {
                    case "disabled@example.org" -> new LoginCheck.Failed(Reason.LOGIN_DISABLED);
                    case "hasty@example.org" -> new LoginCheck.Failed(Reason.LOGIN_THROTTLED);
                    case "alice@example.org" ->
                        credentials.password().equals("secret")
                                ? new LoginCheck.Passed(1, "alice@example.org")
                                : new LoginCheck.Failed(Reason.BAD_CREDENTIALS);
                    default -> new LoginCheck.Failed(Reason.BAD_CREDENTIALS);
                });
    }
}
