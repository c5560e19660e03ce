package dev.postrider.mailauth.dkim;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a signature says of itself, for reports, read also when the signature as a whole is nothing. */
record SignatureClaims(
        Optional<String> domain,
        Optional<String> identity,
        Optional<String> selector,
        Optional<String> algorithm,
        String signature) {
    static final SignatureClaims NONE =
            new SignatureClaims(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), "");

    private static final int MIN_PREFIX = 8;
    private static final int MAX_PREFIX = 64;
    private static final int MAX_IDENTITY = 320;
    private static final int MAX_ALGORITHM = 32;

    static SignatureClaims of(TagList tags) {
        Optional<String> domain = tags.value("d").flatMap(DomainNames::normal);
        return new SignatureClaims(
                domain,
                tags.value("i")
                        .map(TagList::withoutSpace)
                        .map(DomainNames::utf8)
                        .filter(text -> !text.isEmpty() && text.length() <= MAX_IDENTITY)
                        .or(() -> domain.map(name -> "@" + name)),
                tags.value("s").flatMap(DomainNames::normal),
                tags.value("a").filter(SignatureClaims::isKeyword),
                tags.value("b").map(SignatureClaims::base64Start).orElse(""));
    }

    /** How long prefixes must be to tell the signatures apart (RFC 6008 s4). */
    static int tellingPrefix(List<SignatureClaims> all) {
        Set<String> signatures = new HashSet<>();
        all.forEach(claims -> signatures.add(claims.signature()));
        int length = MIN_PREFIX;
        while (length < MAX_PREFIX && prefixes(signatures, length) < signatures.size()) {
            length++;
        }
        return length;
    }

    private static int prefixes(Set<String> signatures, int length) {
        Set<String> prefixes = new HashSet<>();
        signatures.forEach(signature -> prefixes.add(prefix(signature, length)));
        return prefixes.size();
    }

    Optional<String> signaturePrefix(int length) {
        return signature.isEmpty() ? Optional.empty() : Optional.of(prefix(signature, length));
    }

    private static String prefix(String signature, int length) {
        return signature.substring(0, Math.min(signature.length(), length));
    }

    private static boolean isKeyword(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_ALGORITHM
                && text.chars().allMatch(letter -> letter > ' ' && letter < 0x7f);
    }

    private static String base64Start(String value) {
        String text = prefix(TagList.withoutSpace(value), MAX_PREFIX);
        boolean base64 = text.chars()
                .allMatch(letter -> (letter >= 'a' && letter <= 'z')
                        || (letter >= 'A' && letter <= 'Z')
                        || (letter >= '0' && letter <= '9')
                        || letter == '+'
                        || letter == '/'
                        || letter == '=');
        return base64 ? text : "";
    }
}
