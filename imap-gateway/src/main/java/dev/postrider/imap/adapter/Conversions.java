package dev.postrider.imap.adapter;

import dev.postrider.contracts.FetchedMessage;
import dev.postrider.contracts.MessageStructures;
import dev.postrider.imap.grammar.Flags;
import dev.postrider.imap.grammar.InternalDate;
import dev.postrider.imap.grammar.MailboxName;
import dev.postrider.imap.grammar.UidRange;
import dev.postrider.imap.grammar.UidSet;
import dev.postrider.imap.port.MailboxInfo;
import dev.postrider.imap.port.MessageFlags;
import dev.postrider.imap.port.StoredMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Between the records of the contracts and ours. */
final class Conversions {
    private Conversions() {}

    static dev.postrider.contracts.UidSet uids(UidSet uids) {
        dev.postrider.contracts.UidSet.Builder set = dev.postrider.contracts.UidSet.newBuilder();
        for (UidRange range : uids.ranges()) {
            set.addRanges(dev.postrider.contracts.UidRange.newBuilder()
                    .setFirst((int) range.first())
                    .setLast((int) range.last()));
        }
        return set.build();
    }

    /** UIDs are unsigned. */
    static List<Long> uids(List<Integer> uids) {
        List<Long> unsigned = new ArrayList<>(uids.size());
        for (int uid : uids) {
            unsigned.add(Integer.toUnsignedLong(uid));
        }
        return unsigned;
    }

    static dev.postrider.contracts.Flags flags(Flags flags) {
        return dev.postrider.contracts.Flags.newBuilder()
                .setSystem(flags.system())
                .addAllKeywords(flags.keywords())
                .build();
    }

    static Flags flags(dev.postrider.contracts.Flags flags) {
        return new Flags(flags.getSystem(), flags.getKeywordsList());
    }

    static List<MessageFlags> messageFlags(List<dev.postrider.contracts.MessageFlags> messages) {
        List<MessageFlags> converted = new ArrayList<>(messages.size());
        for (dev.postrider.contracts.MessageFlags message : messages) {
            converted.add(new MessageFlags(
                    Integer.toUnsignedLong(message.getUid()), message.getModseq(), flags(message.getFlags())));
        }
        return converted;
    }

    static MailboxInfo mailbox(dev.postrider.contracts.MailboxInfo info) {
        return new MailboxInfo(
                info.getId(),
                new MailboxName(info.getName()),
                role(info.getRole()),
                info.getSubscribed(),
                info.getHasChildren(),
                Integer.toUnsignedLong(info.getUidValidity()),
                Integer.toUnsignedLong(info.getUidNext()),
                info.getHighestModseq(),
                info.getMessages(),
                info.getUnseen(),
                Integer.toUnsignedLong(info.getRecentFromUid()));
    }

    /** A role that a newer store knows and we do not is none. */
    private static Optional<MailboxInfo.Role> role(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        for (MailboxInfo.Role role : MailboxInfo.Role.values()) {
            if (role.name().equals(upper)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }

    static StoredMessage message(FetchedMessage message) {
        return new StoredMessage(
                Integer.toUnsignedLong(message.getUid()),
                message.getModseq(),
                flags(message.getFlags()),
                new InternalDate(message.getInternalDateMs(), message.getInternalDateOffsetMinutes()),
                message.getSizeOctets(),
                message.getEmailId(),
                message.hasStructure()
                        ? Optional.of(MessageStructures.fromProto(message.getStructure()))
                        : Optional.empty(),
                message.getHeader().isEmpty()
                        ? Optional.empty()
                        : Optional.of(message.getHeader().asReadOnlyByteBuffer()),
                message.getContent().isEmpty()
                        ? Optional.empty()
                        : Optional.of(message.getContent().asReadOnlyByteBuffer()));
    }
}
