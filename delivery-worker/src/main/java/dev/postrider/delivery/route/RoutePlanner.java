package dev.postrider.delivery.route;

import dev.postrider.contracts.AcceptedMessage;
import dev.postrider.contracts.Content;
import dev.postrider.contracts.DeliveryItem;
import dev.postrider.contracts.DeliveryTarget;
import dev.postrider.contracts.LocalTarget;
import dev.postrider.contracts.OutboundMessage;
import dev.postrider.contracts.OutboundRecipient;
import dev.postrider.contracts.Recipient;
import dev.postrider.contracts.Target;
import dev.postrider.delivery.policy.Reason;
import dev.postrider.delivery.policy.Verdict;
import dev.postrider.mail.Address;
import dev.postrider.mail.QueueId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Splits one accepted message by where its recipients live. The targets are those that the directory named at RCPT; it is not asked again.
 */
final class RoutePlanner {
    private static final int SHA256_OCTETS = 32;

    private final AcceptedMessage message;
    private final DeliveryItem.Builder item = DeliveryItem.newBuilder();
    private final Map<Long, Integer> itemOfAccount = new HashMap<>();
    private final List<RoutePlan.LocalRoute> localRoutes = new ArrayList<>();
    private final Map<String, OutboundMessage.Builder> outbound = new LinkedHashMap<>();
    private final List<RoutePlan.Refused> refused = new ArrayList<>();

    private RoutePlanner(AcceptedMessage message) {
        this.message = message;
    }

    static RoutePlan plan(AcceptedMessage message) {
        Optional<String> fault = inconsistency(message);
        return fault.isPresent() ? new RoutePlan.Inconsistent(fault.get()) : new RoutePlanner(message).routed();
    }

    /** What is wrong with a record of ours; empty if nothing is. */
    static Optional<String> inconsistency(AcceptedMessage message) {
        if (QueueId.parse(message.getQueueId()).isEmpty()) {
            return Optional.of("no queue id: " + message.getQueueId());
        }
        if (message.getRecipientsCount() == 0) {
            return Optional.of("no recipients");
        }
        for (Recipient recipient : message.getRecipientsList()) {
            if (recipient.getTargetsCount() == 0) {
                return Optional.of("a recipient without targets");
            }
            for (Target target : recipient.getTargetsList()) {
                if (target.getKindCase() == Target.KindCase.KIND_NOT_SET) {
                    return Optional.of("a target of no kind");
                }
            }
        }
        return inconsistency(message.getContent());
    }

    static Optional<String> inconsistency(Content content) {
        if (content.getSha256().size() != SHA256_OCTETS) {
            return Optional.of("a SHA-256 of " + content.getSha256().size() + " octets");
        }
        return switch (content.getBodyCase()) {
            case INLINE ->
                content.getInline().size() == content.getSizeOctets()
                        ? Optional.empty()
                        : Optional.of("a body of " + content.getInline().size() + " octets that should have "
                                + content.getSizeOctets());
            case BLOB_KEY -> content.getBlobKey().isEmpty() ? Optional.of("an empty blob key") : Optional.empty();
            case BODY_NOT_SET -> content.getSizeOctets() == 0 ? Optional.empty() : Optional.of("no body");
        };
    }

    private RoutePlan routed() {
        for (int i = 0; i < message.getRecipientsCount(); i++) {
            Recipient recipient = message.getRecipients(i);
            for (int j = 0; j < recipient.getTargetsCount(); j++) {
                Target target = recipient.getTargets(j);
                if (target.hasLocal()) {
                    addLocal(i, j, recipient, target.getLocal());
                } else {
                    addRemote(i, recipient, target.getRemoteAddress());
                }
            }
        }
        return new RoutePlan.Routed(
                localRoutes.isEmpty() ? Optional.empty() : Optional.of(completeItem()),
                localRoutes,
                outbound.values().stream().map(OutboundMessage.Builder::build).toList(),
                refused);
    }

    private void addLocal(int recipientIndex, int targetIndex, Recipient recipient, LocalTarget target) {
        int index = itemOfAccount.computeIfAbsent(target.getAccountId(), account -> {
            item.addTargets(DeliveryTarget.newBuilder()
                    .setAccountId(target.getAccountId())
                    .setDetail(target.getDetail())
                    .setDeliveredTo(recipient.getAddress()));
            return item.getTargetsCount() - 1;
        });
        localRoutes.add(new RoutePlan.LocalRoute(recipientIndex, targetIndex, index));
    }

    private void addRemote(int recipientIndex, Recipient recipient, String address) {
        Optional<Address> parsed = Address.parse(address);
        if (parsed.isEmpty()) {
            refused.add(new RoutePlan.Refused(recipientIndex, address, Verdict.of(Reason.BAD_ADDRESS)));
            return;
        }
        String domain = Address.asciiDomain(parsed.get().domain());
        OutboundMessage.Builder builder = outbound.computeIfAbsent(domain, this::newOutbound);
        boolean known = builder.getRecipientsList().stream()
                .anyMatch(other -> other.getAddress().equals(address));
        if (!known) {
            builder.addRecipients(OutboundRecipient.newBuilder()
                    .setAddress(address)
                    .setOriginalAddress(recipient.getAddress())
                    .setOrcpt(recipient.getOrcpt())
                    .addAllNotify(recipient.getNotifyList()));
        }
    }

    private DeliveryItem completeItem() {
        return item.setQueueId(message.getQueueId())
                .setReversePath(message.getReversePath().getAddress())
                .setContent(message.getContent())
                .setReceivedAtMs(message.getAcceptedAtMs())
                .setQuarantine(message.getQuarantine())
                .build();
    }

    private OutboundMessage.Builder newOutbound(String domain) {
        return OutboundMessage.newBuilder()
                .setQueueId(message.getQueueId())
                .setAcceptedAtMs(message.getAcceptedAtMs())
                .setReversePath(message.getReversePath())
                .setDestinationDomain(domain)
                .setContent(message.getContent());
    }
}
