package dev.postrider.contracts;

import com.google.protobuf.ByteString;
import dev.postrider.mail.header.HeaderText;
import dev.postrider.mail.mime.MimePart;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Turns the structure of a message into its record form and back. What {@link #fromProto} makes of {@link #toProto}'s result
 * equals the original, save that an empty text of a part's header is the same as none.
 */
public final class MessageStructures {
    private MessageStructures() {}

    /** The record form of a message's root part. */
    public static MessageStructure toProto(MimePart root) {
        return MessageStructure.newBuilder().setRoot(part(root)).build();
    }

    /** The root part of a message. A record without one gives an empty text. */
    public static MimePart fromProto(MessageStructure structure) {
        return part(structure.getRoot());
    }

    private static BodyPart part(MimePart part) {
        BodyPart.Builder out = BodyPart.newBuilder()
                .setHeaderOffset(part.headerOffset())
                .setBodyOffset(part.bodyOffset())
                .setEndOffset(part.endOffset())
                .setBodyLines(part.bodyLines())
                .setType(part.type())
                .setSubtype(part.subtype())
                .setEncoding(part.encoding())
                .addAllLanguages(part.languages());
        part.contentId().ifPresent(out::setContentId);
        part.description().ifPresent(out::setDescription);
        part.md5().ifPresent(out::setMd5);
        part.disposition().ifPresent(out::setDisposition);
        part.location().ifPresent(out::setLocation);
        for (dev.postrider.mail.mime.Parameter parameter : part.parameters()) {
            out.addParameters(parameter(parameter));
        }
        for (dev.postrider.mail.mime.Parameter parameter : part.dispositionParameters()) {
            out.addDispositionParameters(parameter(parameter));
        }
        for (MimePart child : part.children()) {
            out.addChildren(part(child));
        }
        part.envelope().ifPresent(envelope -> out.setEnvelope(envelope(envelope)));
        return out.build();
    }

    private static MimePart part(BodyPart part) {
        List<MimePart> children = new ArrayList<>(part.getChildrenCount());
        for (BodyPart child : part.getChildrenList()) {
            children.add(part(child));
        }
        return new MimePart(
                part.getHeaderOffset(),
                part.getBodyOffset(),
                part.getEndOffset(),
                part.getBodyLines(),
                part.getType().isEmpty() ? "text" : part.getType(),
                part.getSubtype().isEmpty() ? "plain" : part.getSubtype(),
                parameters(part.getParametersList()),
                present(part.getContentId()),
                present(part.getDescription()),
                part.getEncoding().isEmpty() ? "7bit" : part.getEncoding(),
                present(part.getMd5()),
                present(part.getDisposition()),
                parameters(part.getDispositionParametersList()),
                part.getLanguagesList(),
                present(part.getLocation()),
                children,
                part.hasEnvelope() ? Optional.of(envelope(part.getEnvelope())) : Optional.empty());
    }

    private static Parameter parameter(dev.postrider.mail.mime.Parameter parameter) {
        return Parameter.newBuilder()
                .setName(parameter.name())
                .setValue(parameter.value())
                .build();
    }

    private static List<dev.postrider.mail.mime.Parameter> parameters(List<Parameter> parameters) {
        List<dev.postrider.mail.mime.Parameter> out = new ArrayList<>(parameters.size());
        for (Parameter parameter : parameters) {
            out.add(new dev.postrider.mail.mime.Parameter(parameter.getName(), parameter.getValue()));
        }
        return out;
    }

    private static Envelope envelope(dev.postrider.mail.mime.Envelope envelope) {
        Envelope.Builder out = Envelope.newBuilder();
        set(envelope.date(), out::setDate);
        set(envelope.subject(), out::setSubject);
        addresses(envelope.from(), out::addFrom);
        addresses(envelope.sender(), out::addSender);
        addresses(envelope.replyTo(), out::addReplyTo);
        addresses(envelope.to(), out::addTo);
        addresses(envelope.cc(), out::addCc);
        addresses(envelope.bcc(), out::addBcc);
        set(envelope.inReplyTo(), out::setInReplyTo);
        set(envelope.messageId(), out::setMessageId);
        return out.build();
    }

    private static dev.postrider.mail.mime.Envelope envelope(Envelope envelope) {
        return new dev.postrider.mail.mime.Envelope(
                text(envelope.hasDate(), envelope.getDate()),
                text(envelope.hasSubject(), envelope.getSubject()),
                addresses(envelope.getFromList()),
                addresses(envelope.getSenderList()),
                addresses(envelope.getReplyToList()),
                addresses(envelope.getToList()),
                addresses(envelope.getCcList()),
                addresses(envelope.getBccList()),
                text(envelope.hasInReplyTo(), envelope.getInReplyTo()),
                text(envelope.hasMessageId(), envelope.getMessageId()));
    }

    private static void addresses(
            List<dev.postrider.mail.header.EnvelopeAddress> addresses, Consumer<EnvelopeAddress> out) {
        for (dev.postrider.mail.header.EnvelopeAddress address : addresses) {
            EnvelopeAddress.Builder builder = EnvelopeAddress.newBuilder();
            set(address.name(), builder::setName);
            set(address.route(), builder::setRoute);
            set(address.mailbox(), builder::setMailbox);
            set(address.host(), builder::setHost);
            out.accept(builder.build());
        }
    }

    private static List<dev.postrider.mail.header.EnvelopeAddress> addresses(List<EnvelopeAddress> addresses) {
        List<dev.postrider.mail.header.EnvelopeAddress> out = new ArrayList<>(addresses.size());
        for (EnvelopeAddress address : addresses) {
            out.add(new dev.postrider.mail.header.EnvelopeAddress(
                    text(address.hasName(), address.getName()),
                    text(address.hasRoute(), address.getRoute()),
                    text(address.hasMailbox(), address.getMailbox()),
                    text(address.hasHost(), address.getHost())));
        }
        return out;
    }

    private static void set(Optional<String> text, Consumer<ByteString> out) {
        text.ifPresent(value -> out.accept(ByteString.copyFromUtf8(value)));
    }

    private static Optional<String> text(boolean present, ByteString octets) {
        return present ? Optional.of(octets.isValidUtf8() ? octets.toStringUtf8() : latin1(octets)) : Optional.empty();
    }

    private static String latin1(ByteString octets) {
        return HeaderText.decode(octets.toByteArray(), 0, octets.size());
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
