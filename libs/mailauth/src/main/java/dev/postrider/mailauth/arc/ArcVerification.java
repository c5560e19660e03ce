package dev.postrider.mailauth.arc;

import dev.postrider.mail.header.HeaderBlock;
import dev.postrider.mail.header.HeaderField;
import dev.postrider.mailauth.dkim.BodyHashes;
import dev.postrider.mailauth.dkim.Checked;
import dev.postrider.mailauth.dkim.DkimReason;
import dev.postrider.mailauth.dkim.MessageSignature;
import dev.postrider.mailauth.dkim.MessageSignatureCheck;
import dev.postrider.mailauth.dkim.SignatureKeys;
import dev.postrider.mailauth.dkim.SignedHeader;
import dev.postrider.mailauth.dns.Dns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The ARC chain of one message, in the same two phases as {@link dev.postrider.mailauth.dkim.DkimVerification} and over the same
 * {@link BodyHashes}.
 */
public final class ArcVerification {
    /** A set and, where its message signature can be checked, the check. */
    private record Link(ArcSet set, Checked<MessageSignatureCheck> messageSignature) {}

    private final ArcChain chain;
    private final List<Link> links;

    private ArcVerification(ArcChain chain, List<Link> links) {
        this.chain = chain;
        this.links = links;
    }

    /**
     * Reads the sets of a header and opens the hashes of the body that they need.
     *
     * @param body fresh: nothing was fed to it yet
     */
    public static ArcVerification open(HeaderBlock header, BodyHashes body) {
        SignedHeader signedHeader = new SignedHeader(header);
        ArcChain chain = ArcChain.of(signedHeader);
        List<Link> links = new ArrayList<>();
        if (chain instanceof ArcChain.Sets(List<ArcSet> sets) && !failedBefore(sets.getLast())) {
            for (ArcSet set : sets) {
                links.add(new Link(set, check(set, set.instance() == sets.size(), signedHeader, body)));
            }
        }
        return new ArcVerification(chain, links);
    }

    /** Older signatures are only for {@code oldest-pass}; one with {@code l=} is not worth a hash of its own. */
    private static Checked<MessageSignatureCheck> check(
            ArcSet set, boolean newest, SignedHeader header, BodyHashes body) {
        return switch (set.messageSignature()) {
            case Checked.Bad<MessageSignature>(DkimReason reason) -> new Checked.Bad<>(reason);
            case Checked.Good<MessageSignature>(MessageSignature signature) ->
                newest || signature.bodyLength().isEmpty()
                        ? new Checked.Good<>(new MessageSignatureCheck(header, body, signature))
                        : new Checked.Bad<>(DkimReason.NOT_EVALUATED);
        };
    }

    /**
     * Judges the chain (RFC 8617 s5.2). Blocks while DNS answers: at most one question per key, 100 keys.
     *
     * @param nowEpochSeconds the time at which the message came, seconds since 1970
     * @throws IllegalStateException if the body is not finished
     */
    public ArcResult verify(Dns dns, long nowEpochSeconds) {
        return switch (chain) {
            case ArcChain.Broken(ArcResult result) -> result;
            case ArcChain.Sets(List<ArcSet> sets) -> verify(sets, new SignatureKeys(dns), nowEpochSeconds);
        };
    }

    private ArcResult verify(List<ArcSet> sets, SignatureKeys keys, long nowEpochSeconds) {
        ArcSet newest = sets.getLast();
        if (failedBefore(newest)) {
            return failed(sets, newest, ArcReason.FAILED_BEFORE, Optional.empty());
        }
        for (ArcSet set : sets) {
            if (!set.statusIsInPlace()) {
                return failed(sets, set, ArcReason.CHAIN_STATUS, Optional.empty());
            }
        }
        DkimReason message = messageSignature(links.getLast(), keys, nowEpochSeconds);
        if (message != DkimReason.VERIFIED) {
            return failed(sets, newest, ArcReason.MESSAGE_SIGNATURE_FAILED, Optional.of(message));
        }
        for (ArcSet set : sets.reversed()) {
            DkimReason seal = keys.check(set.seal(), signedBySeal(sets, set)).reason();
            if (seal != DkimReason.VERIFIED) {
                return failed(sets, set, ArcReason.SEAL_FAILED, Optional.of(seal));
            }
        }
        return new ArcResult(
                ArcReason.VERIFIED,
                OptionalInt.empty(),
                Optional.empty(),
                sets.size(),
                OptionalInt.of(oldestPass(keys, nowEpochSeconds)),
                seals(sets));
    }

    private static boolean failedBefore(ArcSet newest) {
        return newest.chainStatus() == ArcSet.ChainStatus.FAIL;
    }

    private static DkimReason messageSignature(Link link, SignatureKeys keys, long nowEpochSeconds) {
        return switch (link.messageSignature()) {
            case Checked.Bad<MessageSignatureCheck>(DkimReason reason) -> reason;
            case Checked.Good<MessageSignatureCheck>(MessageSignatureCheck check) ->
                check.verify(keys, nowEpochSeconds).reason();
        };
    }

    /** All sets up to the seal's own, each in full, but its own without the signature. */
    private static byte[] signedBySeal(List<ArcSet> sets, ArcSet sealed) {
        List<HeaderField> before = new ArrayList<>();
        for (ArcSet set : sets.subList(0, sealed.instance())) {
            before.addAll(set.fields());
        }
        HeaderField seal = before.removeLast();
        return SignedHeader.signedBySeal(before, seal);
    }

    /** Step 5 of RFC 8617 s5.2: downwards from the newest, whose signature is known to verify. */
    private int oldestPass(SignatureKeys keys, long nowEpochSeconds) {
        for (int index = links.size() - 2; index >= 0; index--) {
            if (messageSignature(links.get(index), keys, nowEpochSeconds) != DkimReason.VERIFIED) {
                return links.get(index).set().instance() + 1;
            }
        }
        return 0;
    }

    private static ArcResult failed(List<ArcSet> sets, ArcSet at, ArcReason reason, Optional<DkimReason> detail) {
        return new ArcResult(
                reason, OptionalInt.of(at.instance()), detail, sets.size(), OptionalInt.empty(), seals(sets));
    }

    private static List<ArcResult.Seal> seals(List<ArcSet> sets) {
        return sets.stream()
                .map(set -> new ArcResult.Seal(
                        set.instance(), set.seal().domain(), set.seal().selector()))
                .toList();
    }
}
