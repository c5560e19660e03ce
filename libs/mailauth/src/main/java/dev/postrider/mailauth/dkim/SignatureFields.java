package dev.postrider.mailauth.dkim;

import dev.postrider.mail.OctetString;
import dev.postrider.mail.header.HeaderField;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads signature fields (RFC 6376 s6.1.1). The first thing that is wrong is the reason; what was read in spite of it is thrown
 * away with the reader.
 */
public final class SignatureFields {
    /** Octets of a whole field; ten times what the longest real ones have. */
    static final int MAX_FIELD = 32 * 1024;

    static final int MAX_SIGNED_FIELDS = 512;
    private static final int MAX_IDENTITY = 320;
    private static final int MAX_DIGITS = 76;
    private static final int SHA256_OCTETS = 32;

    private final TagList tags;
    private Optional<DkimReason> fault = Optional.empty();

    private SignatureFields(TagList tags) {
        this.tags = tags;
    }

    /** The tags of a field's value. */
    public static Checked<TagList> tags(HeaderField field) {
        if (field.length() > MAX_FIELD) {
            return new Checked.Bad<>(DkimReason.TOO_LONG);
        }
        return TagList.parse(new String(field.rawValue(), StandardCharsets.ISO_8859_1));
    }

    /** Reads a DKIM-Signature. */
    static Checked<MessageSignature> dkim(HeaderField field, TagList tags) {
        SignatureFields reader = new SignatureFields(tags);
        if (!reader.required("v").equals("1")) {
            reader.wrong(DkimReason.VERSION_UNKNOWN);
        }
        MessageSignature signature = reader.messageSignature(field, tags.value("i"));
        if (!DomainNames.isWithin(signature.identityDomain(), signature.domain())) {
            reader.wrong(DkimReason.IDENTITY_OUTSIDE_DOMAIN);
        }
        return reader.checked(signature);
    }

    /** Reads an ARC-Message-Signature, in which {@code i=} is the instance and {@code v=} is not known (RFC 8617 s4.1.2). */
    public static Checked<MessageSignature> arcMessage(HeaderField field, TagList tags) {
        SignatureFields reader = new SignatureFields(tags);
        MessageSignature signature = reader.messageSignature(field, Optional.empty());
        // Seals are made after the message signature, over it; it cannot cover them.
        if (signature.signedFields().contains("arc-seal")) {
            reader.wrong(DkimReason.SYNTAX);
        }
        return reader.checked(signature);
    }

    /** Reads what an ARC-Seal has in common with a signature (RFC 8617 s4.1.3). */
    public static Checked<SealSignature> arcSeal(HeaderField field, TagList tags) {
        SignatureFields reader = new SignatureFields(tags);
        reader.number("t");
        return reader.checked(new SealSignature(
                field, reader.algorithm(), reader.base64("b"), reader.domainName("d"), reader.domainName("s")));
    }

    private MessageSignature messageSignature(HeaderField field, Optional<String> identityTag) {
        SignatureAlgorithm algorithm = algorithm();
        OctetString signature = base64("b");
        OctetString bodyHash = base64("bh");
        if (bodyHash.size() != SHA256_OCTETS) {
            wrong(DkimReason.SYNTAX);
        }
        String[] forms = tags.value("c").orElse("simple/simple").split("/", 3);
        Canonicalization headerForm = canonicalization(forms[0]);
        Canonicalization bodyForm = forms.length == 1 ? Canonicalization.SIMPLE : canonicalization(forms[1]);
        if (forms.length > 2) {
            wrong(DkimReason.CANONICALIZATION_UNKNOWN);
        }
        String domain = domainName("d");
        String selector = domainName("s");
        String identity = DomainNames.utf8(TagList.withoutSpace(identityTag.orElse("@" + domain)));
        String identityDomain = identityTag.isEmpty() ? domain : identityDomain(identityTag.get());
        List<String> signedFields = signedFields();
        queryMethod();
        OptionalLong timestamp = number("t");
        OptionalLong expiry = number("x");
        if (timestamp.isPresent() && expiry.isPresent() && expiry.getAsLong() <= timestamp.getAsLong()) {
            wrong(DkimReason.SYNTAX);
        }
        return new MessageSignature(
                field,
                algorithm,
                signature,
                bodyHash,
                headerForm,
                bodyForm,
                domain,
                selector,
                identity,
                identityDomain,
                signedFields,
                number("l"),
                expiry);
    }

    private <T> Checked<T> checked(T value) {
        return fault.isPresent() ? new Checked.Bad<>(fault.get()) : new Checked.Good<>(value);
    }

    private void wrong(DkimReason reason) {
        if (fault.isEmpty()) {
            fault = Optional.of(reason);
        }
    }

    private String required(String name) {
        Optional<String> value = tags.value(name);
        if (value.isEmpty()) {
            wrong(DkimReason.TAG_MISSING);
        }
        return value.orElse("");
    }

    /** {@code sig-a-tag-alg = sig-a-tag-k "-" sig-a-tag-h}. */
    private SignatureAlgorithm algorithm() {
        String keyword = required("a").toLowerCase(Locale.ROOT);
        if (keyword.equals("rsa-sha1")) {
            wrong(DkimReason.ALGORITHM_OBSOLETE);
        }
        Optional<SignatureAlgorithm> algorithm = SignatureAlgorithm.named(keyword);
        if (algorithm.isEmpty()) {
            wrong(DkimReason.ALGORITHM_UNKNOWN);
        }
        return algorithm.orElse(SignatureAlgorithm.RSA_SHA256);
    }

    private OctetString base64(String name) {
        Optional<OctetString> octets = Base64Value.decode(required(name));
        if (octets.isEmpty() || octets.get().size() == 0) {
            wrong(DkimReason.SYNTAX);
        }
        return octets.orElse(OctetString.of());
    }

    private Canonicalization canonicalization(String name) {
        Optional<Canonicalization> known = Canonicalization.named(name.strip());
        if (known.isEmpty()) {
            wrong(DkimReason.CANONICALIZATION_UNKNOWN);
        }
        return known.orElse(Canonicalization.SIMPLE);
    }

    private String domainName(String tag) {
        Optional<String> name = DomainNames.normal(required(tag));
        if (name.isEmpty()) {
            wrong(DkimReason.SYNTAX);
        }
        return name.orElse("");
    }

    /** {@code sig-i-tag = %x69 [FWS] "=" [FWS] [ Local-part ] "@" domain-name}, in dkim-quoted-printable. */
    private String identityDomain(String identity) {
        String written = TagList.withoutSpace(identity);
        Optional<String> domain = written.length() > MAX_IDENTITY
                ? Optional.empty()
                : QuotedPrintable.decode(written)
                        .filter(text -> text.indexOf('@') >= 0)
                        .flatMap(text -> DomainNames.normal(text.substring(text.lastIndexOf('@') + 1)));
        if (domain.isEmpty()) {
            wrong(DkimReason.SYNTAX);
        }
        return domain.orElse("");
    }

    /** {@code sig-h-tag = %x68 [FWS] "=" [FWS] hdr-name *( [FWS] ":" [FWS] hdr-name )}. */
    private List<String> signedFields() {
        Optional<List<String>> names = TagList.items(required("h"), MAX_SIGNED_FIELDS);
        if (names.isEmpty()) {
            wrong(DkimReason.TOO_LONG);
        } else if (!names.get().stream().allMatch(SignatureFields::isFieldName)) {
            wrong(DkimReason.SYNTAX);
        } else if (!names.get().contains("from")) {
            wrong(DkimReason.FROM_NOT_SIGNED);
        }
        return names.orElse(List.of());
    }

    private static boolean isFieldName(String name) {
        return !name.isEmpty() && name.chars().allMatch(letter -> letter > ' ' && letter < 0x7f);
    }

    /** {@code sig-q-tag-method = "dns/txt" / x-sig-q-tag-type}; one that is known is enough. */
    private void queryMethod() {
        Optional<String> methods = tags.value("q");
        if (methods.isPresent()
                && !TagList.items(methods.get(), TagList.MAX_TAGS)
                        .orElse(List.of())
                        .contains("dns/txt")) {
            wrong(DkimReason.QUERY_METHOD_UNKNOWN);
        }
    }

    /** Digits; what is too great for a long is as good as endless (RFC 6376 s3.5, {@code t=}). */
    private OptionalLong number(String tag) {
        Optional<String> digits = tags.value(tag);
        if (digits.isEmpty()) {
            return OptionalLong.empty();
        }
        String text = digits.get();
        boolean valid = !text.isEmpty()
                && text.length() <= MAX_DIGITS
                && text.chars().allMatch(letter -> letter >= '0' && letter <= '9');
        if (!valid) {
            wrong(DkimReason.SYNTAX);
            return OptionalLong.empty();
        }
        return OptionalLong.of(
                new BigInteger(text).min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact());
    }
}
