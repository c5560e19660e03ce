package dev.postrider.mailauth.dkim;

import dev.postrider.mailauth.dns.Dns;
import dev.postrider.mailauth.dns.DnsAnswer;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks for keys and checks signatures with them (RFC 6376 s6.1.2, s6.1.3). Each name is asked for once. For one message, used by
 * one thread at a time.
 */
public final class SignatureKeys {
    /** Several records at one name are undefined by RFC 6376 s3.6.2.2; while keys are exchanged they happen. Each is tried. */
    static final int MAX_RECORDS = 4;

    /**
     * What a signature is worth.
     *
     * @param testing the key that decided says {@code t=y}
     */
    public record Verdict(DkimReason reason, boolean testing) {}

    private final Dns dns;
    private final Map<String, DnsAnswer<String>> answers = new HashMap<>();

    public SignatureKeys(Dns dns) {
        this.dns = dns;
    }

    Verdict check(MessageSignature signature, byte[] signed) {
        boolean subdomain = !signature.identityDomain().equals(signature.domain());
        return check(
                signature.domain(),
                signature.selector(),
                signature.algorithm(),
                signature.signature().toByteArray(),
                signed,
                subdomain);
    }

    public Verdict check(SealSignature seal, byte[] signed) {
        return check(
                seal.domain(),
                seal.selector(),
                seal.algorithm(),
                seal.signature().toByteArray(),
                signed,
                false);
    }

    private Verdict check(
            String domain,
            String selector,
            SignatureAlgorithm algorithm,
            byte[] signature,
            byte[] signed,
            boolean subdomain) {
        DnsAnswer<String> answer = answers.computeIfAbsent(selector + "._domainkey." + domain, dns::txt);
        return switch (answer) {
            case DnsAnswer.Records<String>(List<String> records) ->
                firstThatVerifies(records, algorithm, signature, signed, subdomain);
            case DnsAnswer.NoData<String> none -> new Verdict(DkimReason.KEY_NOT_FOUND, false);
            case DnsAnswer.NoSuchName<String> none -> new Verdict(DkimReason.KEY_NOT_FOUND, false);
            case DnsAnswer.Unavailable<String> unavailable -> new Verdict(DkimReason.KEY_UNAVAILABLE, false);
        };
    }

    /** If none does, the verdict is that of the record that came nearest. */
    private static Verdict firstThatVerifies(
            List<String> records, SignatureAlgorithm algorithm, byte[] signature, byte[] signed, boolean subdomain) {
        Verdict best = new Verdict(DkimReason.KEY_SYNTAX, false);
        for (String record : records.subList(0, Math.min(records.size(), MAX_RECORDS))) {
            Verdict verdict = tryRecord(record, algorithm, signature, signed, subdomain);
            if (verdict.reason() == DkimReason.VERIFIED) {
                return verdict;
            }
            if (best.reason() == DkimReason.KEY_SYNTAX || verdict.reason() == DkimReason.SIGNATURE_MISMATCH) {
                best = verdict;
            }
        }
        return best;
    }

    private static Verdict tryRecord(
            String text, SignatureAlgorithm algorithm, byte[] signature, byte[] signed, boolean subdomain) {
        return switch (KeyRecord.parse(text)) {
            case Checked.Bad<KeyRecord>(DkimReason reason) -> new Verdict(reason, false);
            case Checked.Good<KeyRecord>(KeyRecord record) -> {
                Optional<DkimReason> objection = record.strict() && subdomain
                        ? Optional.of(DkimReason.KEY_WITHOUT_SUBDOMAINS)
                        : record.objection(algorithm);
                DkimReason reason = objection.orElseGet(() -> switch (PublicKeys.decode(
                        algorithm, record.publicKey().toByteArray())) {
                    case Checked.Bad<PublicKey>(DkimReason bad) -> bad;
                    case Checked.Good<PublicKey>(PublicKey key) -> verify(algorithm, key, signature, signed);
                });
                yield new Verdict(reason, record.testing());
            }
        };
    }

    private static DkimReason verify(SignatureAlgorithm algorithm, PublicKey key, byte[] signature, byte[] signed) {
        try {
            boolean verified = switch (algorithm) {
                case RSA_SHA256 -> verifies("SHA256withRSA", key, signature, signed);
                // RFC 8463 s3: Ed25519 signs the hash, not the text.
                case ED25519_SHA256 ->
                    verifies("Ed25519", key, signature, BodyHash.sha256().digest(signed));
            };
            return verified ? DkimReason.VERIFIED : DkimReason.SIGNATURE_MISMATCH;
        } catch (GeneralSecurityException signatureOfWrongForm) {
            return DkimReason.SIGNATURE_MISMATCH;
        }
    }

    private static boolean verifies(String scheme, PublicKey key, byte[] signature, byte[] signed)
            throws GeneralSecurityException {
        Signature verifier = Signature.getInstance(scheme);
        verifier.initVerify(key);
        verifier.update(signed);
        return verifier.verify(signature);
    }
}
