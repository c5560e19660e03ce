package dev.postrider.mailauth.results;

import dev.postrider.mail.header.HeaderBlock;
import dev.postrider.mail.header.HeaderField;
import java.net.IDN;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the Authentication-Results of a message that claim to be ours. Whoever reads ours would believe them, so they must go
 * (RFC 8601 s5).
 *
 * <p>A field whose identifier cannot be told, because it breaks the grammar, goes if our name is anywhere in it: a reader that is
 * less exact might still find it.
 */
public final class ForgedResults {
    private final Set<String> ours;

    /** @param authservIds the identifiers under which we write; case and a final dot do not matter */
    public ForgedResults(Set<String> authservIds) {
        this.ours = authservIds.stream().map(ForgedResults::normal).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The fields to leave out, each in full with its line end, from top to bottom; as indexes into the array that the header was
     * parsed from.
     */
    public List<OctetRange> in(HeaderBlock header) {
        List<OctetRange> ranges = new ArrayList<>();
        for (HeaderField field : header.fields()) {
            if (field.is("Authentication-Results") && claimsOurs(field)) {
                ranges.add(new OctetRange(field.offset(), field.offset() + field.length()));
            }
        }
        return ranges;
    }

    private boolean claimsOurs(HeaderField field) {
        String value = field.value();
        Optional<String> identifier = AuthservId.of(value);
        if (identifier.isPresent()) {
            return ours.contains(normal(identifier.get()));
        }
        String bare = value.toLowerCase(Locale.ROOT).replaceAll("[\\\\\"\\s]", "");
        return ours.stream().anyMatch(bare::contains);
    }

    /** In lower case, in A-labels, without a final dot. */
    private static String normal(String identifier) {
        String text = identifier;
        if (!text.chars().allMatch(letter -> letter < 0x80)) {
            try {
                text = IDN.toASCII(text, IDN.ALLOW_UNASSIGNED);
            } catch (IllegalArgumentException notADomain) {
                text = identifier;
            }
        }
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
