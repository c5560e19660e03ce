package dev.postrider.mailbox.adapter.delivery;

import dev.postrider.contracts.TargetResult;

/**
 * What became of a {@link Placement}.
 *
 * @param mailboxId 0 unless it is stored (so {@code uid})
 */
record Outcome(TargetResult.Status status, int mailboxId, int uid) {
    static Outcome of(TargetResult.Status status) {
        return new Outcome(status, 0, 0);
    }

    static Outcome stored(int mailboxId, int uid) {
        return new Outcome(TargetResult.Status.STORED, mailboxId, uid);
    }

    /** The same message again. */
    Outcome again() {
        return status == TargetResult.Status.STORED
                ? new Outcome(TargetResult.Status.ALREADY_STORED, mailboxId, uid)
                : this;
    }

    TargetResult toProto() {
        return TargetResult.newBuilder()
                .setStatus(status)
                .setMailboxId(mailboxId)
                .setUid(uid)
                .build();
    }
}
