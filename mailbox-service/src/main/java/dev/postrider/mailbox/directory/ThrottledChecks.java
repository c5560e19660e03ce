package dev.postrider.mailbox.directory;

import dev.postrider.mailbox.directory.port.LoginThrottle;
import io.vertx.core.Future;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs checks of logins under the throttle: one of the failures that a client and a login are allowed is taken before anything is checked,
 * and given back if it was none. So parallel guesses cannot exceed the limit.
 */
final class ThrottledChecks {
    private final LoginThrottle throttle;

    ThrottledChecks(LoginThrottle throttle) {
        this.throttle = throttle;
    }

    /**
     * @param name of the login, in one form
     * @param throttled the result if nothing is checked
     * @param outcomeOf what a result says of the login
     */
    <T> Future<T> run(
            String name, String clientIp, T throttled, Function<T, LoginOutcome> outcomeOf, Supplier<Future<T>> check) {
        if (!throttle.take(name, clientIp)) {
            return Future.succeededFuture(throttled);
        }
        return check.get().onComplete(result -> {
            if (result.failed()) {
                throttle.giveBack(name, clientIp);
                return;
            }
            switch (outcomeOf.apply(result.result())) {
                case LoginOutcome.Invalid() -> {}
                case LoginOutcome.Accepted _ -> {
                    throttle.giveBack(name, clientIp);
                    throttle.trust(name, clientIp);
                }
                case LoginOutcome.Disabled(), LoginOutcome.Throttled() -> throttle.giveBack(name, clientIp);
            }
        });
    }

    /** Are there any failures left? Takes none. */
    boolean mayTry(String name, String clientIp) {
        boolean may = throttle.take(name, clientIp);
        if (may) {
            throttle.giveBack(name, clientIp);
        }
        return may;
    }
}
