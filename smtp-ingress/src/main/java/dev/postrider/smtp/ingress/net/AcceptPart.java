package dev.postrider.smtp.ingress.net;

/** What the time of a message's acceptance is made of, as the label of a metric. */
public enum AcceptPart {
    /** From the reply to DATA, or the first BDAT, to the end of data: the client's time. */
    RECEIVE,
    /** The policy's steps; without any it does not occur. */
    EVALUATE,
    /** Making the body durable where it does not travel in the record. */
    STORE,
    /** The log's acknowledgement. */
    COMMIT
}
