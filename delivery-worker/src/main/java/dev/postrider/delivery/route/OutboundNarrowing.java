package dev.postrider.delivery.route;

import com.google.protobuf.ByteString;
import dev.postrider.contracts.OutboundMessage;
import dev.postrider.delivery.outcome.RecipientOutcome;
import dev.postrider.delivery.port.Deferral;
import java.util.List;

/** Keeps an outbound message for the recipients that their server has not taken yet. */
record OutboundNarrowing(OutboundMessage message) implements Outcomes.Narrowing {
    @Override
    public Deferral.Kind kind() {
        return Deferral.Kind.RELAY;
    }

    @Override
    public String destination() {
        return message.getDestinationDomain();
    }

    @Override
    public ByteString narrowedTo(List<RecipientOutcome> recipients, int attempts) {
        OutboundMessage.Builder narrowed = message.toBuilder().clearRecipients().setAttempt(attempts);
        recipients.forEach(outcome -> narrowed.addRecipients(message.getRecipients(outcome.index())));
        return narrowed.build().toByteString();
    }
}
