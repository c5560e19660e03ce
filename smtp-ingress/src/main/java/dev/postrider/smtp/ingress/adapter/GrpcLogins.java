package dev.postrider.smtp.ingress.adapter;

import com.google.protobuf.ByteString;
import dev.postrider.contracts.AuthenticateRequest;
import dev.postrider.contracts.AuthenticateResponse;
import dev.postrider.contracts.AuthenticateTokenRequest;
import dev.postrider.contracts.DirectoryClient;
import dev.postrider.contracts.FinishScramRequest;
import dev.postrider.contracts.FinishScramResponse;
import dev.postrider.contracts.StartScramRequest;
import dev.postrider.contracts.StartScramResponse;
import dev.postrider.sasl.SaslAnswer;
import dev.postrider.sasl.SaslFailure;
import dev.postrider.sasl.SaslInquiry;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.Base64;

/** The questions of SASL exchanges, asked of mailbox-service. The nonces of SCRAM are made here: they must be new, and are no secret. */
final class GrpcLogins {
    private static final String PROTOCOL = "smtp";
    private static final int NONCE_OCTETS = 18;

    private final DirectoryClient client;
    private final SecureRandom random;

    GrpcLogins(DirectoryClient client, SecureRandom random) {
        this.client = client;
        this.random = random;
    }

    SecureRandom random() {
        return random;
    }

    Future<SaslAnswer> answer(SaslInquiry inquiry, String clientIp) {
        return switch (inquiry) {
            case SaslInquiry.Password(String login, String password) ->
                client.authenticate(AuthenticateRequest.newBuilder()
                                .setLogin(login)
                                .setPassword(password)
                                .setClientIp(clientIp)
                                .setProtocol(PROTOCOL)
                                .build())
                        .map(GrpcLogins::accepted);
            case SaslInquiry.Token token ->
                client.authenticateToken(AuthenticateTokenRequest.newBuilder()
                                .setLogin(token.login().orElse(""))
                                .setToken(token.token())
                                .setClientIp(clientIp)
                                .setProtocol(PROTOCOL)
                                .build())
                        .map(GrpcLogins::accepted);
            case SaslInquiry.ScramParameters asked ->
                client.startScram(StartScramRequest.newBuilder()
                                .setLogin(asked.login())
                                .setClientIp(clientIp)
                                .setProtocol(PROTOCOL)
                                .build())
                        .map(this::parameters);
            case SaslInquiry.ScramProof(String login, String authMessage, String proof) ->
                client.finishScram(FinishScramRequest.newBuilder()
                                .setLogin(login)
                                .setAuthMessage(authMessage)
                                .setClientProof(
                                        ByteString.copyFrom(Base64.getDecoder().decode(proof)))
                                .setClientIp(clientIp)
                                .setProtocol(PROTOCOL)
                                .build())
                        .map(GrpcLogins::proved);
        };
    }

    private static SaslAnswer accepted(AuthenticateResponse response) {
        return response.getResult() == AuthenticateResponse.Result.OK
                ? new SaslAnswer.Accepted(response.getAccountId(), response.getLogin())
                : refused(response.getResult());
    }

    private SaslAnswer parameters(StartScramResponse response) {
        if (response.getResult() != AuthenticateResponse.Result.OK) {
            return refused(response.getResult());
        }
        byte[] nonce = new byte[NONCE_OCTETS];
        random.nextBytes(nonce);
        return new SaslAnswer.Parameters(
                base64(response.getSalt()),
                response.getIterations(),
                Base64.getEncoder().encodeToString(nonce));
    }

    private static SaslAnswer proved(FinishScramResponse response) {
        AuthenticateResponse outcome = response.getOutcome();
        return outcome.getResult() == AuthenticateResponse.Result.OK
                ? new SaslAnswer.ProofAccepted(
                        outcome.getAccountId(), outcome.getLogin(), base64(response.getServerSignature()))
                : refused(outcome.getResult());
    }

    private static SaslAnswer refused(AuthenticateResponse.Result result) {
        return new SaslAnswer.Refused(
                switch (result) {
                    case INVALID -> SaslFailure.INVALID;
                    case DISABLED -> SaslFailure.DISABLED;
                    case THROTTLED -> SaslFailure.THROTTLED;
                    // A newer directory may know more results than we do: no verdict.
                    case OK, RESULT_UNSPECIFIED, UNRECOGNIZED -> SaslFailure.UNAVAILABLE;
                });
    }

    private static String base64(ByteString octets) {
        return Base64.getEncoder().encodeToString(octets.toByteArray());
    }
}
