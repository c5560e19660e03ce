package dev.postrider.sasl;

import java.util.Optional;

/** Leads exchanges. Every function is total. */
public final class SaslServer {
    private static final String ASK_LOGIN = "Username:";
    private static final String ASK_PASSWORD = "Password:";

    private SaslServer() {}

    /**
     * The client has chosen a mechanism.
     *
     * @param initial its initial response, decoded; empty: it sent none
     */
    public static SaslStep begin(SaslMechanism mechanism, Optional<String> initial, SaslTerms terms) {
        SaslExchange exchange = switch (mechanism) {
            case PLAIN -> new SaslExchange.Plain();
            case LOGIN -> new SaslExchange.LoginName();
            case SCRAM_SHA_256 -> new SaslExchange.ScramFirst(false, terms);
            case SCRAM_SHA_256_PLUS -> new SaslExchange.ScramFirst(true, terms);
            case OAUTHBEARER, XOAUTH2 -> new SaslExchange.Token(mechanism, terms);
        };
        // What is asked for is empty but for LOGIN, RFC 4422 s3.
        String question = mechanism == SaslMechanism.LOGIN ? ASK_LOGIN : "";
        return initial.map(response -> respond(exchange, response))
                .orElseGet(() -> new SaslStep.Challenge(question, exchange));
    }

    /** The client has answered a challenge. */
    public static SaslStep respond(SaslExchange exchange, String response) {
        return switch (exchange) {
            case SaslExchange.Plain ignored -> PlainMessage.read(response);
            case SaslExchange.LoginName ignored ->
                new SaslStep.Challenge(ASK_PASSWORD, new SaslExchange.LoginPassword(response));
            case SaslExchange.LoginPassword(String login) -> PlainMessage.ask(login, response);
            case SaslExchange.ScramFirst(boolean plus, SaslTerms terms) -> Scram.first(response, plus, terms);
            case SaslExchange.ScramFinal exchanged -> Scram.last(response, exchanged);
            case SaslExchange.ScramProved(long accountId, String login) ->
                response.isEmpty() ? new SaslStep.Passed(accountId, login) : new SaslStep.Failed(SaslFailure.MALFORMED);
            case SaslExchange.Token(SaslMechanism mechanism, SaslTerms terms) ->
                TokenMessage.read(response, mechanism, terms);
            case SaslExchange.TokenRefused ignored -> new SaslStep.Failed(SaslFailure.INVALID);
        };
    }

    /** The directory has answered. An answer to another question is none. */
    public static SaslStep answered(SaslInquiry inquiry, SaslAnswer answer) {
        return switch (answer) {
            case SaslAnswer.Refused(SaslFailure failure) ->
                inquiry instanceof SaslInquiry.Token token && failure == SaslFailure.INVALID
                        ? new SaslStep.Challenge(token.refusal(), new SaslExchange.TokenRefused())
                        : new SaslStep.Failed(failure);
            case SaslAnswer.Accepted(long accountId, String login) ->
                inquiry instanceof SaslInquiry.Password || inquiry instanceof SaslInquiry.Token
                        ? new SaslStep.Passed(accountId, login)
                        : new SaslStep.Failed(SaslFailure.UNAVAILABLE);
            case SaslAnswer.Parameters parameters ->
                inquiry instanceof SaslInquiry.ScramParameters asked
                        ? Scram.challenge(asked, parameters)
                        : new SaslStep.Failed(SaslFailure.UNAVAILABLE);
            case SaslAnswer.ProofAccepted(long accountId, String login, String signature) ->
                inquiry instanceof SaslInquiry.ScramProof
                        ? new SaslStep.Challenge("v=" + signature, new SaslExchange.ScramProved(accountId, login))
                        : new SaslStep.Failed(SaslFailure.UNAVAILABLE);
        };
    }
}
