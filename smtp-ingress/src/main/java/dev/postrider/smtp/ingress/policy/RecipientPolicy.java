package dev.postrider.smtp.ingress.policy;

/** May mail go to this recipient? Relaying is a right of logins, never of networks. */
public final class RecipientPolicy {
    private RecipientPolicy() {}

    /**
     * Judges one recipient.
     *
     * @param authenticated whether the session has a login
     */
    public static Verdict judge(Resolution resolution, boolean authenticated) {
        return switch (resolution) {
            case Resolution.Local ignored -> Verdict.accepted();
            case Resolution.Other other ->
                switch (other) {
                    case REMOTE -> authenticated ? Verdict.accepted() : Verdict.refused(Reason.RELAY_DENIED);
                    case UNKNOWN_USER -> Verdict.refused(Reason.UNKNOWN_USER);
                    case DISABLED -> Verdict.refused(Reason.ACCOUNT_DISABLED);
                    case OVER_QUOTA -> Verdict.refused(Reason.OVER_QUOTA);
                    case UNAVAILABLE -> Verdict.refused(Reason.DIRECTORY_UNAVAILABLE);
                };
        };
    }
}
