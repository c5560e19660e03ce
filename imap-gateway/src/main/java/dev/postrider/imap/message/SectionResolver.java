package dev.postrider.imap.message;

import dev.postrider.mail.mime.MimePart;
import java.util.List;
import java.util.Optional;

/**
 * Finds the section of a message that a client names, RFC 3501 s6.4.5.
 *
 * <p>Part numbers count the parts of a multipart. A message that is not a multipart has one part, number 1: its body. A part
 * that is message/rfc822 has the part numbers of the message in it; HEADER, HEADER.FIELDS and TEXT are allowed only there (and
 * without part numbers), MIME only with part numbers.
 */
public final class SectionResolver {
    private static final ResolvedSection MISSING = new ResolvedSection.Missing();

    private SectionResolver() {}

    /** Finds a section. */
    public static ResolvedSection resolve(MimePart root, BodySection section) {
        if (section.path().isEmpty()) {
            return ofMessage(root, section);
        }
        return find(root, section.path()).map(part -> ofPart(part, section)).orElse(MISSING);
    }

    /** The part that part numbers name; for FETCH BINARY (RFC 3516), too. */
    public static Optional<MimePart> find(MimePart root, List<Integer> path) {
        // What the next number counts in: a message, or a part.
        MimePart current = root;
        boolean message = true;
        for (int number : path) {
            if (!message && current.isMessage()) {
                current = current.children().getFirst();
                message = true;
            }
            Optional<MimePart> next = child(current, message, number);
            if (next.isEmpty()) {
                return next;
            }
            current = next.get();
            message = false;
        }
        return Optional.of(current);
    }

    private static Optional<MimePart> child(MimePart container, boolean message, int number) {
        if (container.isMultipart()) {
            List<MimePart> parts = BodyStructureFormatter.partsOf(container);
            return number >= 1 && number <= parts.size() ? Optional.of(parts.get(number - 1)) : Optional.empty();
        }
        return message && number == 1 ? Optional.of(container) : Optional.empty();
    }

    private static ResolvedSection ofMessage(MimePart message, BodySection section) {
        return switch (section.kind()) {
            case WHOLE ->
                new ResolvedSection.Range(message.headerOffset(), message.endOffset() - message.headerOffset());
            case HEADER -> header(message);
            case HEADER_FIELDS -> filtered(message, section, false);
            case HEADER_FIELDS_NOT -> filtered(message, section, true);
            case TEXT -> body(message);
            case MIME -> MISSING;
        };
    }

    private static ResolvedSection ofPart(MimePart part, BodySection section) {
        return switch (section.kind()) {
            case WHOLE -> body(part);
            case MIME -> header(part);
            case HEADER, HEADER_FIELDS, HEADER_FIELDS_NOT, TEXT ->
                part.isMessage() ? ofMessage(part.children().getFirst(), section) : MISSING;
        };
    }

    private static ResolvedSection header(MimePart part) {
        return new ResolvedSection.Range(part.headerOffset(), part.headerLength());
    }

    private static ResolvedSection body(MimePart part) {
        return new ResolvedSection.Range(part.bodyOffset(), part.bodyLength());
    }

    private static ResolvedSection filtered(MimePart message, BodySection section, boolean negate) {
        return new ResolvedSection.FilteredHeader(
                message.headerOffset(), message.headerLength(), section.fields(), negate);
    }
}
