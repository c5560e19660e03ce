package dev.postrider.delivery.route;

import com.google.protobuf.ByteString;
import dev.postrider.contracts.AcceptedMessage;
import dev.postrider.contracts.Recipient;
import dev.postrider.delivery.outcome.RecipientOutcome;
import dev.postrider.delivery.port.Deferral;
import java.util.List;

/** Keeps an accepted message for the mailboxes that could not take it yet. */
record LocalNarrowing(AcceptedMessage message, List<RoutePlan.LocalRoute> routes) implements Outcomes.Narrowing {
    @Override
    public Deferral.Kind kind() {
        return Deferral.Kind.LOCAL;
    }

    @Override
    public String destination() {
        return "";
    }

    @Override
    public ByteString narrowedTo(List<RecipientOutcome> recipients, int attempts) {
        AcceptedMessage.Builder narrowed = message.toBuilder().clearRecipients();
        for (RecipientOutcome outcome : recipients) {
            RoutePlan.LocalRoute route = routes.get(outcome.index());
            Recipient recipient = message.getRecipients(route.recipient());
            narrowed.addRecipients(
                    recipient.toBuilder().clearTargets().addTargets(recipient.getTargets(route.target())));
        }
        return narrowed.build().toByteString();
    }
}
