package dev.postrider.delivery.port;

import dev.postrider.delivery.policy.Verdict;

/** No session came about. */
public final class DialException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Verdict verdict;
    private final boolean plaintextMayHelp;

    public DialException(Verdict verdict, boolean plaintextMayHelp) {
        super(verdict.reason() + " " + verdict.remoteHost() + ": " + verdict.remoteReply());
        this.verdict = verdict;
        this.plaintextMayHelp = plaintextMayHelp;
    }

    public Verdict verdict() {
        return verdict;
    }

    /** The same host may be tried once more without TLS. */
    public boolean plaintextMayHelp() {
        return plaintextMayHelp;
    }
}
