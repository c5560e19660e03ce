package dev.postrider.mailauth.dmarc;

import dev.postrider.mailauth.spf.SpfResult;
import dev.postrider.mailauth.spf.SpfVerdict;
import java.util.List;

/**
 * What is known of a message.
 *
 * @param author from its From field
 * @param spf result for the MAIL FROM identity
 * @param spfDomain the domain this result is about; empty if there was none
 * @param dkimPassed the {@code d=} of each signature that verified
 * @param dkimUndecided the {@code d=} of each signature whose key could not be fetched for now
 */
public record DmarcRequest(
        AuthorDomain author, SpfResult spf, String spfDomain, List<String> dkimPassed, List<String> dkimUndecided) {
    public DmarcRequest {
        dkimPassed = List.copyOf(dkimPassed);
        dkimUndecided = List.copyOf(dkimUndecided);
    }

    /** From the verdict on MAIL FROM. */
    public static DmarcRequest of(
            AuthorDomain author, SpfVerdict mailFrom, List<String> dkimPassed, List<String> dkimUndecided) {
        return new DmarcRequest(author, mailFrom.result(), mailFrom.domain(), dkimPassed, dkimUndecided);
    }
}
