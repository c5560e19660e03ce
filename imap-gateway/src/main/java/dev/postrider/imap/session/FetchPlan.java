package dev.postrider.imap.session;

import dev.postrider.imap.grammar.FetchItem;
import dev.postrider.imap.grammar.UidSet;
import dev.postrider.imap.message.BodySection;
import dev.postrider.imap.port.FetchRequest;
import dev.postrider.imap.port.UidList;
import java.util.List;

/**
 * What is to be sent of which messages.
 *
 * @param numbering the sequence numbers that the client knows
 * @param recentFromUid messages from here on are \Recent
 * @param setSeen whether sections that do not peek set \Seen
 */
public record FetchPlan(
        long mailboxId, UidSet uids, List<FetchItem> items, UidList numbering, long recentFromUid, boolean setSeen) {
    public FetchPlan {
        items = List.copyOf(items);
    }

    /** Will \Seen be set? */
    public boolean marksSeen() {
        return setSeen && items.stream().anyMatch(item -> item instanceof FetchItem.Section section && !section.peek());
    }

    /** Just what the store has to read for these items. */
    public FetchRequest request() {
        boolean structure = false;
        boolean header = false;
        boolean content = false;
        for (FetchItem item : items) {
            switch (item) {
                case FetchItem.Attribute attribute -> structure |= needsStructure(attribute);
                case FetchItem.Section section -> {
                    boolean part = !section.section().path().isEmpty();
                    structure |= part;
                    header |= !part && needsHeader(section.section().kind());
                    content |= part || needsContent(section.section().kind());
                }
            }
        }
        return new FetchRequest(mailboxId, uids, structure, header, content);
    }

    private static boolean needsStructure(FetchItem.Attribute attribute) {
        return switch (attribute) {
            case ENVELOPE, BODY, BODYSTRUCTURE -> true;
            case UID, FLAGS, INTERNALDATE, RFC822_SIZE -> false;
        };
    }

    /** Where the body begins is known from the header's length. */
    private static boolean needsHeader(BodySection.Kind kind) {
        return switch (kind) {
            case HEADER, HEADER_FIELDS, HEADER_FIELDS_NOT, TEXT -> true;
            case WHOLE, MIME -> false;
        };
    }

    private static boolean needsContent(BodySection.Kind kind) {
        return switch (kind) {
            case WHOLE, TEXT -> true;
            case HEADER, HEADER_FIELDS, HEADER_FIELDS_NOT, MIME -> false;
        };
    }
}
