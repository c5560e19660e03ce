package dev.postrider.mailauth.dkim;

import java.util.List;

/**
 * What became of a message's signatures.
 *
 * @param results one per evaluated signature, in the order of the header, or a single {@link DkimReason#NOT_SIGNED}
 * @param notEvaluated how many signatures stood below the last one that was evaluated
 */
public record DkimReport(List<DkimResult> results, int notEvaluated) {
    public DkimReport {
        results = List.copyOf(results);
    }

    /** The domains that signed, for DMARC's alignment. */
    public List<String> passedDomains() {
        return results.stream()
                .filter(DkimResult::passed)
                .flatMap(result -> result.domain().stream())
                .distinct()
                .toList();
    }
}
