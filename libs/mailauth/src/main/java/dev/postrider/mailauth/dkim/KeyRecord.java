package dev.postrider.mailauth.dkim;

import dev.postrider.mail.OctetString;
import java.util.List;
import java.util.Optional;

/**
 * A key as DNS publishes it (RFC 6376 s3.6.1).
 *
 * @param keyType {@code k=} in lower case
 * @param hashes {@code h=} in lower case, empty for all
 * @param services {@code s=} in lower case
 * @param flags {@code t=} in lower case
 * @param publicKey {@code p=}; never empty
 */
record KeyRecord(
        String keyType, List<String> hashes, List<String> services, List<String> flags, OctetString publicKey) {
    /** Characters of a record: a key of 16,384 bits fits. */
    static final int MAX_RECORD = 4096;

    private static final int MAX_ITEMS = 32;

    static Checked<KeyRecord> parse(String text) {
        if (text.length() > MAX_RECORD) {
            return new Checked.Bad<>(DkimReason.KEY_SYNTAX);
        }
        if (!(TagList.parse(text) instanceof Checked.Good<TagList>(TagList tags))) {
            return new Checked.Bad<>(DkimReason.KEY_SYNTAX);
        }
        Optional<String> version = tags.value("v");
        if (version.isPresent() && !(version.get().equals("DKIM1") && tags.startsWith("v"))) {
            return new Checked.Bad<>(DkimReason.KEY_SYNTAX);
        }
        Optional<OctetString> publicKey = tags.value("p").flatMap(Base64Value::decode);
        if (publicKey.isEmpty()) {
            return new Checked.Bad<>(DkimReason.KEY_SYNTAX);
        }
        if (publicKey.get().size() == 0) {
            return new Checked.Bad<>(DkimReason.KEY_REVOKED);
        }
        Optional<List<String>> hashes = TagList.items(tags.value("h").orElse(""), MAX_ITEMS);
        Optional<List<String>> services = TagList.items(tags.value("s").orElse("*"), MAX_ITEMS);
        Optional<List<String>> flags = TagList.items(tags.value("t").orElse(""), MAX_ITEMS);
        if (hashes.isEmpty() || services.isEmpty() || flags.isEmpty()) {
            return new Checked.Bad<>(DkimReason.KEY_SYNTAX);
        }
        return new Checked.Good<>(new KeyRecord(
                tags.value("k").orElse("rsa").toLowerCase(java.util.Locale.ROOT),
                tags.value("h").isPresent() ? hashes.get() : List.of(),
                services.get(),
                flags.get(),
                publicKey.get()));
    }

    boolean testing() {
        return flags.contains("y");
    }

    /** Must the domain of {@code i=} be {@code d=} itself? */
    boolean strict() {
        return flags.contains("s");
    }

    /** May a signature of this algorithm, over mail, use the key? Empty if so. */
    Optional<DkimReason> objection(SignatureAlgorithm algorithm) {
        if (!services.contains("*") && !services.contains("email")) {
            return Optional.of(DkimReason.KEY_FOR_OTHER_SERVICE);
        }
        if (!keyType.equals(algorithm.keyType())) {
            return Optional.of(DkimReason.KEY_OF_OTHER_TYPE);
        }
        if (!hashes.isEmpty() && !hashes.contains("sha256")) {
            return Optional.of(DkimReason.KEY_FOR_OTHER_HASH);
        }
        return Optional.empty();
    }
}
