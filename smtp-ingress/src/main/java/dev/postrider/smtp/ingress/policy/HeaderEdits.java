package dev.postrider.smtp.ingress.policy;

import dev.postrider.mail.header.HeaderBlock;
import dev.postrider.mailauth.results.ForgedResults;
import dev.postrider.mailauth.results.OctetRange;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The fields that are taken out of a header before it is stored. All else that a client sent stays octet by octet; size and
 * SHA-256 of a message are of what is stored.
 *
 * @param fieldNames in lower case. Of Authentication-Results only those go that claim to be ours; of the others, all
 * @param authservId how we name ourselves in Authentication-Results
 */
public record HeaderEdits(List<String> fieldNames, String authservId) {
    /** Whoever reads ours would believe them (RFC 8601 s5). */
    private static final String AUTHENTICATION_RESULTS = "authentication-results";
    /** Only final delivery writes it (RFC 5321 s4.4). */
    private static final String RETURN_PATH = "return-path";

    private static final List<String> OF_STRANGERS = List.of(RETURN_PATH, AUTHENTICATION_RESULTS);
    /** Who got a blind copy is nobody's business (RFC 5322 s3.6.3, RFC 6409 s8). */
    private static final List<String> OF_USERS = List.of(RETURN_PATH, AUTHENTICATION_RESULTS, "bcc", "resent-bcc");
    /** Servers of ours bring mail that has passed one of ours already, and may tell what that one found. */
    private static final List<String> OF_OUR_SERVERS = List.of(RETURN_PATH);

    /** What a listener takes out. */
    public static HeaderEdits of(ListenerRules.Purpose purpose, String authservId) {
        return switch (purpose) {
            case MX -> new HeaderEdits(OF_STRANGERS, authservId);
            case SUBMISSION -> new HeaderEdits(OF_USERS, authservId);
            case LMTP -> new HeaderEdits(OF_OUR_SERVERS, authservId);
        };
    }

    /**
     * Takes them out of {@code octets[0, length)}, which holds one header.
     *
     * @return its new length
     */
    public int apply(byte[] octets, int length) {
        HeaderBlock header = HeaderBlock.parse(octets, 0, length);
        Set<Integer> forged = new ForgedResults(Set.of(authservId))
                .in(header).stream().map(OctetRange::from).collect(Collectors.toSet());
        return HeaderGaps.close(
                octets,
                length,
                header,
                field -> field.is(AUTHENTICATION_RESULTS)
                        ? fieldNames.contains(AUTHENTICATION_RESULTS) && forged.contains(field.offset())
                        : fieldNames.stream().anyMatch(field::is));
    }
}
