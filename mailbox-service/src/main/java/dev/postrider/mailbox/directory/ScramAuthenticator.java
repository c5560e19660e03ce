package dev.postrider.mailbox.directory;

import dev.postrider.mail.Address;
import dev.postrider.mail.OctetString;
import dev.postrider.mailbox.directory.port.DirectoryReader;
import dev.postrider.sasl.ScramVerifier;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * SCRAM-SHA-256 (RFC 5802, RFC 7677). A login that does not exist, or has no verifier, is given the salt of nobody, always the same, and its
 * proof is wrong. Nothing is kept between the two halves; the proof is checked against what the account has when it comes. App passwords are
 * no part of this: whoever has one sends it as it is, under TLS.
 */
public final class ScramAuthenticator {
    private final DirectoryReader reader;
    private final ThrottledChecks checks;
    private final int iterations;

    /** The first half's answer. */
    public sealed interface Start {
        /** With what to make a proof. */
        record Parameters(OctetString salt, int iterations) implements Start {}

        /** Too many failures. */
        record Throttled() implements Start {}
    }

    /**
     * The second half's answer.
     *
     * @param serverSignature if the outcome is that the login is accepted
     */
    public record Finish(LoginOutcome outcome, Optional<OctetString> serverSignature) {}

    /** @param iterations of new verifiers, so of nobody's too */
    ScramAuthenticator(DirectoryReader reader, ThrottledChecks checks, int iterations) {
        this.reader = reader;
        this.checks = checks;
        this.iterations = iterations;
    }

    /** A failed future means that the directory cannot be read now. */
    public Future<Start> start(String login, LoginSource source) {
        LoginName name = LoginName.of(login);
        if (!checks.mayTry(name.text(), source.clientIp())) {
            return Future.succeededFuture(new Start.Throttled());
        }
        return verifier(name)
                .map(found -> new Start.Parameters(
                        OctetString.of(found.verifier().salt()),
                        found.verifier().iterations()));
    }

    /** A failed future means that the directory cannot be read now. */
    public Future<Finish> finish(String login, String authMessage, byte[] proof, LoginSource source) {
        LoginName name = LoginName.of(login);
        return checks.run(
                name.text(),
                source.clientIp(),
                new Finish(new LoginOutcome.Throttled(), Optional.empty()),
                Finish::outcome,
                () -> verifier(name).map(found -> judge(found, authMessage, proof)));
    }

    private static Finish judge(Found found, String authMessage, byte[] proof) {
        Optional<OctetString> signature =
                found.verifier().check(authMessage, proof).map(OctetString::of);
        LoginOutcome outcome =
                signature.isPresent() ? Authenticator.accept(found.credential()) : new LoginOutcome.Invalid();
        return new Finish(outcome, outcome instanceof LoginOutcome.Accepted ? signature : Optional.empty());
    }

    private record Found(Optional<Credential> credential, ScramVerifier verifier) {}

    private Future<Found> verifier(LoginName name) {
        Address nobody = new Address("", "");
        return reader.scramCredential(name.address().orElse(nobody)).map(row -> {
            ScramVerifier ofNobody = ScramVerifier.ofNobody(row.secret().toByteArray(), name.text(), iterations);
            return row.credential()
                    .flatMap(credential -> ScramVerifier.parse(
                                    credential.password().scramVerifier())
                            .map(verifier -> new Found(row.credential(), verifier)))
                    .orElseGet(() -> new Found(Optional.empty(), ofNobody));
        });
    }
}
