package dev.postrider.smtp.ingress.policy;

/** The outcome of a policy. */
public sealed interface Verdict {
    /** Nothing speaks against it. */
    enum Accepted implements Verdict {
        /** The one. */
        ACCEPTED
    }

    /** Something does, for now or for good: the reason's reply code tells. */
    record Refused(Reason reason) implements Verdict {}

    /** Nothing speaks against it. */
    static Verdict accepted() {
        return Accepted.ACCEPTED;
    }

    /** Something does. */
    static Verdict refused(Reason reason) {
        return new Refused(reason);
    }
}
