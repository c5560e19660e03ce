package dev.postrider.sasl;

import dev.postrider.sasl.ScramClientFirst.Flag;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The one message of OAUTHBEARER (RFC 7628 s3.1) and of XOAUTH2: key=value pairs, each ended by a %x01. */
final class TokenMessage {
    private static final String KVSEP = "\1";
    private static final int MAX_CHARS = 16_384;
    private static final int MAX_PAIRS = 16;
    private static final String SCHEME = "bearer ";

    private TokenMessage() {}

    static SaslStep read(String message, SaslMechanism mechanism, SaslTerms terms) {
        if (message.length() > MAX_CHARS) {
            return new SaslStep.Failed(SaslFailure.MALFORMED);
        }
        Optional<SaslInquiry.Token> token = mechanism == SaslMechanism.XOAUTH2
                ? xoauth2(message, terms.tokenRefusal())
                : oauthBearer(message, terms.tokenRefusal());
        return token.<SaslStep>map(SaslStep.Inquire::new).orElseGet(() -> new SaslStep.Failed(SaslFailure.MALFORMED));
    }

    /** {@code client-resp = gs2-header kvsep *kvpair kvsep}. Channel binding has no meaning for a bearer's token. */
    private static Optional<SaslInquiry.Token> oauthBearer(String message, String refusal) {
        return Gs2Header.parse(message)
                .filter(header -> !(header.flag() instanceof Flag.Bound))
                .filter(header -> message.startsWith(KVSEP, header.text().length()))
                .flatMap(header -> pairs(message.substring(header.text().length() + 1))
                        .flatMap(TokenMessage::bearer)
                        .map(token -> new SaslInquiry.Token(header.authzid(), token, refusal)));
    }

    /** {@code "user=" name kvsep "auth=Bearer " token kvsep kvsep}. */
    private static Optional<SaslInquiry.Token> xoauth2(String message, String refusal) {
        return pairs(message)
                .flatMap(pairs -> Optional.ofNullable(pairs.get("user"))
                        .filter(user -> !user.isEmpty())
                        .flatMap(user ->
                                bearer(pairs).map(token -> new SaslInquiry.Token(Optional.of(user), token, refusal))));
    }

    /**
     * Empty if it is no list of pairs, or one stands in it twice.
     *
     * <pre>
     * kvpair = 1*ALPHA "=" *(VCHAR / SP / HTAB / CR / LF) kvsep
     * </pre>
     */
    private static Optional<Map<String, String>> pairs(String text) {
        if (!text.endsWith(KVSEP)) {
            return Optional.empty();
        }
        String list = text.substring(0, text.length() - 1);
        if (!list.endsWith(KVSEP)) {
            return Optional.empty();
        }
        Map<String, String> pairs = new HashMap<>();
        for (String pair : list.substring(0, list.length() - 1).split(KVSEP, MAX_PAIRS + 1)) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? "" : pair.substring(0, equals).toLowerCase(Locale.ROOT);
            if (key.isEmpty()
                    || !key.chars().allMatch(c -> c >= 'a' && c <= 'z')
                    || pairs.size() == MAX_PAIRS
                    || pairs.put(key, pair.substring(equals + 1)) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(pairs);
    }

    /** {@code b64token = 1*(ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/") *"="}, RFC 6750 s2.1. */
    private static Optional<String> bearer(Map<String, String> pairs) {
        return Optional.ofNullable(pairs.get("auth"))
                .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(value -> value.substring(SCHEME.length()).strip())
                .filter(token -> !token.isEmpty()
                        && token.chars()
                                .allMatch(
                                        c -> c < 0x80 && (Character.isLetterOrDigit(c) || "-._~+/=".indexOf(c) >= 0)));
    }
}
