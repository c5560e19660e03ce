package dev.postrider.mailauth.arc;

import dev.postrider.mail.header.HeaderField;
import dev.postrider.mailauth.arc.ArcSet.ChainStatus;
import dev.postrider.mailauth.dkim.Checked;
import dev.postrider.mailauth.dkim.DkimReason;
import dev.postrider.mailauth.dkim.MessageSignature;
import dev.postrider.mailauth.dkim.SealSignature;
import dev.postrider.mailauth.dkim.SignatureFields;
import dev.postrider.mailauth.dkim.SignedHeader;
import dev.postrider.mailauth.dkim.TagList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** A header's ARC sets, found and checked for their structure (RFC 8617 s5.2, steps 1 to 3). */
sealed interface ArcChain {
    /** RFC 8617 s4.2.1. */
    int MAX_SETS = 50;

    /** The sets from the first to the last; at least one. */
    record Sets(List<ArcSet> sets) implements ArcChain {}

    /** No chain, or one that fails already. */
    record Broken(ArcResult result) implements ArcChain {}

    static ArcChain of(SignedHeader header) {
        List<HeaderField> results = header.all("arc-authentication-results");
        List<HeaderField> signatures = header.all("arc-message-signature");
        List<HeaderField> seals = header.all("arc-seal");
        int sets = Math.max(results.size(), Math.max(signatures.size(), seals.size()));
        if (sets == 0) {
            return broken(ArcReason.NOT_SEALED, sets);
        }
        if (sets > MAX_SETS) {
            return broken(ArcReason.TOO_MANY_SETS, sets);
        }
        Map<Integer, HeaderField> resultsOf = byInstance(results, ArcChain::instanceOfResults);
        Map<Integer, HeaderField> signatureOf = byInstance(signatures, ArcChain::instanceOfTags);
        Map<Integer, HeaderField> sealOf = byInstance(seals, ArcChain::instanceOfTags);
        List<ArcSet> chain = new ArrayList<>();
        for (int instance = 1; instance <= sets; instance++) {
            HeaderField result = resultsOf.get(instance);
            HeaderField signature = signatureOf.get(instance);
            HeaderField seal = sealOf.get(instance);
            if (result == null || signature == null || seal == null) {
                return broken(ArcReason.STRUCTURE, sets);
            }
            switch (set(instance, result, signature, seal)) {
                case Checked.Good<ArcSet>(ArcSet set) -> chain.add(set);
                case Checked.Bad<ArcSet>(DkimReason reason) -> {
                    return new Broken(new ArcResult(
                            ArcReason.FIELD_SYNTAX,
                            OptionalInt.of(instance),
                            Optional.of(reason),
                            sets,
                            OptionalInt.empty(),
                            List.of()));
                }
            }
        }
        return new Sets(chain);
    }

    private static Broken broken(ArcReason reason, int sets) {
        return new Broken(
                new ArcResult(reason, OptionalInt.empty(), Optional.empty(), sets, OptionalInt.empty(), List.of()));
    }

    /**
     * Fields by the instance that they name. One that names none, or one that another names too, is left out: as there are never
     * fewer places than fields, a place then stays empty and the structure is wrong.
     */
    private static Map<Integer, HeaderField> byInstance(
            List<HeaderField> fields, Function<HeaderField, OptionalInt> instanceOf) {
        Map<Integer, HeaderField> byInstance = new HashMap<>();
        for (HeaderField field : fields) {
            OptionalInt instance = instanceOf.apply(field);
            if (instance.isPresent()) {
                byInstance.putIfAbsent(instance.getAsInt(), field);
            }
        }
        return byInstance;
    }

    private static OptionalInt instanceOfTags(HeaderField field) {
        return switch (SignatureFields.tags(field)) {
            case Checked.Bad<TagList> bad -> OptionalInt.empty();
            case Checked.Good<TagList>(TagList tags) ->
                InstanceNumber.of(tags.value("i").orElse(""));
        };
    }

    private static OptionalInt instanceOfResults(HeaderField field) {
        return InstanceNumber.ofResults(field.rawValue());
    }

    private static Checked<ArcSet> set(int instance, HeaderField results, HeaderField signature, HeaderField seal) {
        TagList sealTags;
        switch (SignatureFields.tags(seal)) {
            case Checked.Good<TagList>(TagList tags) -> sealTags = tags;
            case Checked.Bad<TagList>(DkimReason reason) -> {
                return new Checked.Bad<>(reason);
            }
        }
        Optional<ChainStatus> status = chainStatus(sealTags);
        // A seal covers the sets and nothing else: h= is an error (RFC 8617 s4.1.3).
        if (status.isEmpty() || sealTags.value("h").isPresent()) {
            return new Checked.Bad<>(DkimReason.SYNTAX);
        }
        return switch (SignatureFields.arcSeal(seal, sealTags)) {
            case Checked.Bad<SealSignature>(DkimReason reason) -> new Checked.Bad<>(reason);
            case Checked.Good<SealSignature>(SealSignature sealSignature) ->
                new Checked.Good<>(new ArcSet(
                        instance,
                        List.of(results, signature, seal),
                        messageSignature(signature),
                        sealSignature,
                        status.get()));
        };
    }

    private static Checked<MessageSignature> messageSignature(HeaderField field) {
        return switch (SignatureFields.tags(field)) {
            case Checked.Bad<TagList>(DkimReason reason) -> new Checked.Bad<>(reason);
            case Checked.Good<TagList>(TagList tags) -> SignatureFields.arcMessage(field, tags);
        };
    }

    private static Optional<ChainStatus> chainStatus(TagList seal) {
        return switch (seal.value("cv").orElse("").toLowerCase(Locale.ROOT)) {
            case "none" -> Optional.of(ChainStatus.NONE);
            case "pass" -> Optional.of(ChainStatus.PASS);
            case "fail" -> Optional.of(ChainStatus.FAIL);
            default -> Optional.empty();
        };
    }
}
