package dev.postrider.delivery.policy;

import dev.postrider.mail.EnhancedStatusCode;

/**
 * What one attempt meant for one recipient.
 *
 * @param status RFC 3463; of the remote reply if that had one
 * @param remoteHost name and address of the server that answered, or whatever is known of it; may be empty
 * @param remoteReply its whole reply, or what went wrong in words; may be empty
 */
public record Verdict(
        Disposition disposition, Reason reason, EnhancedStatusCode status, String remoteHost, String remoteReply) {
    /** With nothing to say beyond the reason. */
    public static Verdict of(Reason reason) {
        return of(reason, "", "");
    }

    /** With the reason's own disposition and status. */
    public static Verdict of(Reason reason, String remoteHost, String detail) {
        return new Verdict(reason.disposition(), reason, reason.status(), remoteHost, detail);
    }

    /** The same trouble, now for good, because the message's time is up. */
    public Verdict expired() {
        String last = remoteReply.isEmpty() ? reason.text() : remoteReply;
        return new Verdict(Disposition.FAILED, Reason.EXPIRED, Reason.EXPIRED.status(), remoteHost, last);
    }
}
