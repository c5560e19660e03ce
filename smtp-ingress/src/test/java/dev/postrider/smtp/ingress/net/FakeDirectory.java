package dev.postrider.smtp.ingress.net;

import dev.postrider.sasl.SaslAnswer;
import dev.postrider.sasl.SaslFailure;
import dev.postrider.sasl.SaslInquiry;
import dev.postrider.sasl.ScramVerifier;
import dev.postrider.smtp.ingress.policy.Resolution;
import dev.postrider.smtp.ingress.policy.Target;
import dev.postrider.smtp.ingress.port.Directory;
import dev.postrider.smtp.ingress.session.SmtpEvent.SenderCheck;
import io.vertx.core.Future;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A directory with the domain {@code example.org}: alice (account 1, password {@code secret}), bob (2), disabled, full, and an
 * alias {@code away} that leads outside. SCRAM is that of RFC 7677 s3: whatever the login, the password is {@code pencil}, and the server's
 * part of the nonce is always the same. Alice's token is {@code good.token}.
 */
final class FakeDirectory implements Directory {
    private static final String DOMAIN = "@example.org";
    private static final String SALT = "W22ZaJ0SNY7soEsUEjb6gQ==";
    private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final ScramVerifier PENCIL = ScramVerifier.derive(
                    "pencil", Base64.getDecoder().decode(SALT), 4096)
            .orElseThrow();

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
    public Future<SaslAnswer> authenticate(SaslInquiry inquiry, String clientAddress) {
        return available ? Future.succeededFuture(answer(inquiry)) : Future.failedFuture("the directory is down");
    }

    private static SaslAnswer answer(SaslInquiry inquiry) {
        return switch (inquiry) {
            case SaslInquiry.Password(String login, String password) ->
                checked(login, login.equals("alice@example.org") && password.equals("secret"));
            case SaslInquiry.Token token ->
                checked(
                        token.login().orElse("alice@example.org"),
                        token.login().orElse("alice@example.org").equals("alice@example.org")
                                && token.token().equals("good.token"));
            case SaslInquiry.ScramParameters asked ->
                asked.login().equals("hasty@example.org")
                        ? new SaslAnswer.Refused(SaslFailure.THROTTLED)
                        : new SaslAnswer.Parameters(SALT, 4096, SERVER_NONCE);
            case SaslInquiry.ScramProof(String login, String authMessage, String proof) ->
                PENCIL.check(authMessage, Base64.getDecoder().decode(proof))
                        .<SaslAnswer>map(signature -> new SaslAnswer.ProofAccepted(
                                1, login, Base64.getEncoder().encodeToString(signature)))
                        .orElseGet(() -> new SaslAnswer.Refused(SaslFailure.INVALID));
        };
    }

    private static SaslAnswer checked(String login, boolean right) {
        return switch (login) {
            case "disabled@example.org" -> new SaslAnswer.Refused(SaslFailure.DISABLED);
            case "hasty@example.org" -> new SaslAnswer.Refused(SaslFailure.THROTTLED);
            default -> right ? new SaslAnswer.Accepted(1, login) : new SaslAnswer.Refused(SaslFailure.INVALID);
        };
    }
}
