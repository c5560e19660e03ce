package dev.postrider.delivery.route;

import dev.postrider.contracts.DeliveryItem;
import dev.postrider.contracts.OutboundMessage;
import dev.postrider.delivery.policy.Verdict;
import java.util.List;
import java.util.Optional;

/** Where a message goes. */
sealed interface RoutePlan {
    /**
     * @param local one item for all mailboxes, if any
     * @param localRoutes which recipients each target of {@code local} stands for
     * @param outbound one message per destination domain
     * @param refused recipients that lead nowhere
     */
    record Routed(
            Optional<DeliveryItem> local,
            List<LocalRoute> localRoutes,
            List<OutboundMessage> outbound,
            List<Refused> refused)
            implements RoutePlan {}

    /** The record contradicts itself. */
    record Inconsistent(String detail) implements RoutePlan {}

    /**
     * One recipient in one mailbox.
     *
     * @param recipient index among the message's recipients
     * @param target index among the recipient's targets
     * @param item index among the item's targets; several recipients may lead to one mailbox
     */
    record LocalRoute(int recipient, int target, int item) {}

    /** One target of a recipient that cannot be used. */
    record Refused(int recipient, String finalRecipient, Verdict verdict) {}
}
