package dev.postrider.delivery.policy;

import dev.postrider.contracts.DsnNotify;
import java.util.List;

/** Does the sender want to hear of it? RFC 3461 s4.1: without NOTIFY, of failures only. */
public final class NotifyPolicy {
    private NotifyPolicy() {}

    public static boolean wantsFailure(List<DsnNotify> notify) {
        return notify.isEmpty() || notify.contains(DsnNotify.NOTIFY_FAILURE);
    }

    public static boolean wantsSuccess(List<DsnNotify> notify) {
        return notify.contains(DsnNotify.NOTIFY_SUCCESS);
    }

    public static boolean wantsDelay(List<DsnNotify> notify) {
        return notify.contains(DsnNotify.NOTIFY_DELAY);
    }
}
