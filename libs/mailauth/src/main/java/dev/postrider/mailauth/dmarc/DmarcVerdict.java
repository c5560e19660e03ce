package dev.postrider.mailauth.dmarc;

import java.util.Optional;

/**
 * The answer of a check.
 *
 * @param authorDomain as A-labels in lower case ({@code header.from} of Authentication-Results); empty if there is not exactly one
 * @param policyDomain whose record applies
 * @param organizationalDomain of the author's domain; present once a record was found
 * @param policySource which policy of the record applies
 * @param policy that policy, as published
 * @param testing does the owner only test it ({@code t=y})?
 * @param disposition what the owner wants done with this message: {@link DmarcPolicy#NONE} unless it failed; one level below the policy
 *     while testing. Whether we do it is the receiver's choice (RFC 9989 s5.4)
 * @param spfAligned did SPF pass for an aligned domain?
 * @param dkimAligned did DKIM pass for an aligned domain?
 * @param record that applies
 * @param detail more about the reason, for logs and people
 */
public record DmarcVerdict(
        DmarcResult result,
        DmarcReason reason,
        String authorDomain,
        Optional<String> policyDomain,
        Optional<String> organizationalDomain,
        Optional<PolicySource> policySource,
        Optional<DmarcPolicy> policy,
        boolean testing,
        DmarcPolicy disposition,
        boolean spfAligned,
        boolean dkimAligned,
        Optional<DmarcRecord> record,
        String detail) {

    /** An answer without a record. */
    static DmarcVerdict without(DmarcResult result, DmarcReason reason, String authorDomain, String detail) {
        return new DmarcVerdict(
                result,
                reason,
                authorDomain,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                DmarcPolicy.NONE,
                false,
                false,
                Optional.empty(),
                detail);
    }
}
