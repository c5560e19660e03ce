package dev.postrider.smtp.ingress.policy.pipeline;

/** What is done about a finding. */
public enum Action {
    /** Nothing: it is in the log, the metrics and the message's header. */
    MONITOR,
    /** Accept, and file it under Junk. */
    QUARANTINE,
    /** 451. */
    TEMPFAIL,
    /** 550. */
    REJECT
}
