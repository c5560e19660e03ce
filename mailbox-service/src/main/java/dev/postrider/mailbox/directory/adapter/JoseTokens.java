package dev.postrider.mailbox.directory.adapter;

import dev.postrider.mail.Address;
import dev.postrider.mailbox.directory.port.Tokens;
import dev.postrider.servicekit.oauth.OauthSettings;
import dev.postrider.servicekit.thread.VirtualThreads;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Access tokens that are JWTs (RFC 7519, RFC 9068), checked with the public keys of their issuers. The arithmetic runs on virtual threads. */
public final class JoseTokens implements Tokens {
    private static final Logger log = LoggerFactory.getLogger(JoseTokens.class);
    private static final int MAX_CHARS = 16_384;
    /** RFC 8725 s3.1: only these. None of them takes a public key for a secret. */
    private static final AlgorithmConstraints ALGORITHMS = new AlgorithmConstraints(
            AlgorithmConstraints.ConstraintType.PERMIT,
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
            AlgorithmIdentifiers.EDDSA);

    private record Trusted(OauthSettings.Issuer settings, KeySet keys) {}

    private final Vertx vertx;
    private final LongSupplier nowMs;
    private final Map<String, Trusted> issuers = new HashMap<>();

    public JoseTokens(Vertx vertx, OauthSettings settings, LongSupplier nowMs) {
        this.vertx = vertx;
        this.nowMs = nowMs;
        HttpClient http = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(5))
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        for (OauthSettings.Issuer issuer : settings.issuers()) {
            issuers.put(issuer.issuer(), new Trusted(issuer, new KeySet(vertx, http, issuer.keys(), settings, nowMs)));
        }
    }

    @Override
    public Future<Optional<Address>> loginOf(String token) {
        if (token.length() > MAX_CHARS) {
            return Future.succeededFuture(Optional.empty());
        }
        Optional<JwtContext> unverified = read(token);
        Optional<Trusted> trusted = unverified.flatMap(context -> Optional.ofNullable(issuers.get(issuerOf(context))));
        if (trusted.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        return trusted.get()
                .keys()
                .keys(keyIdOf(unverified.get()))
                .compose(keys -> VirtualThreads.call(
                        vertx, "jwt", () -> verify(token, trusted.get().settings(), keys)));
    }

    /** Only to learn whose it says it is and which key it names. */
    private static Optional<JwtContext> read(String token) {
        JwtConsumer unchecked = new JwtConsumerBuilder()
                .setSkipAllValidators()
                .setDisableRequireSignature()
                .setSkipSignatureVerification()
                .build();
        try {
            return Optional.of(unchecked.process(token));
        } catch (InvalidJwtException noJwt) {
            return Optional.empty();
        }
    }

    private static String issuerOf(JwtContext context) {
        try {
            return Optional.ofNullable(context.getJwtClaims().getIssuer()).orElse("");
        } catch (MalformedClaimException noText) {
            return "";
        }
    }

    private static Optional<String> keyIdOf(JwtContext context) {
        return context.getJoseObjects().stream()
                .filter(JsonWebSignature.class::isInstance)
                .findFirst()
                .flatMap(signature -> Optional.ofNullable(signature.getKeyIdHeaderValue()));
    }

    private Optional<Address> verify(String token, OauthSettings.Issuer issuer, List<JsonWebKey> keys) {
        try {
            JwtClaims claims = new JwtConsumerBuilder()
                    .setVerificationKeyResolver(new JwksVerificationKeyResolver(keys))
                    .setJwsAlgorithmConstraints(ALGORITHMS)
                    .setExpectedIssuer(true, issuer.issuer())
                    .setExpectedAudience(true, issuer.audience())
                    .setRequireExpirationTime()
                    .setAllowedClockSkewInSeconds((int) issuer.clockSkew().toSeconds())
                    .setEvaluationTime(NumericDate.fromMilliseconds(nowMs.getAsLong()))
                    .build()
                    .processToClaims(token);
            return issuer.scope().map(scope -> hasScope(claims, scope)).orElse(true)
                    ? login(claims, issuer.loginClaim())
                    : Optional.empty();
        } catch (InvalidJwtException refused) {
            // The codes only: the message holds the token.
            log.atDebug()
                    .addKeyValue("issuer", issuer.issuer())
                    .addKeyValue(
                            "codes",
                            refused.getErrorDetails().stream()
                                    .map(detail -> String.valueOf(detail.getErrorCode()))
                                    .toList())
                    .log("token refused");
            return Optional.empty();
        }
    }

    /** {@code scope} of RFC 8693 s4.2, words in one text; some issuers have {@code scp}, a text or a list. */
    private static boolean hasScope(JwtClaims claims, String wanted) {
        for (String name : List.of("scope", "scp")) {
            Object value = claims.getClaimValue(name);
            if (value instanceof String words
                    && Arrays.asList(words.split(" ", -1)).contains(wanted)) {
                return true;
            }
            if (value instanceof List<?> list && list.contains(wanted)) {
                return true;
            }
        }
        return false;
    }

    private static Optional<Address> login(JwtClaims claims, String name) {
        boolean unverified = name.equals("email") && Boolean.FALSE.equals(claims.getClaimValue("email_verified"));
        return !unverified && claims.getClaimValue(name) instanceof String text
                ? Address.parse(text)
                : Optional.empty();
    }
}
