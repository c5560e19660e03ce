package dev.postrider.imap.net;

import dev.postrider.imap.grammar.FetchItem;
import dev.postrider.imap.grammar.Flags;
import dev.postrider.imap.grammar.SystemFlag;
import dev.postrider.imap.message.BodySection;
import dev.postrider.imap.message.BodyStructureFormatter;
import dev.postrider.imap.message.EnvelopeFormatter;
import dev.postrider.imap.message.ImapStringWriter;
import dev.postrider.imap.message.Partial;
import dev.postrider.imap.message.ResolvedSection;
import dev.postrider.imap.message.SectionResolver;
import dev.postrider.imap.port.StoredMessage;
import dev.postrider.imap.session.FetchPlan;
import dev.postrider.mail.mime.Envelope;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Writes what FETCH says of one message, item by item. Where octets are needed that did not come with the message, it stops and says which; the caller
 * sends those and lets it go on.
 */
final class MessageWriter {
    private final FetchPlan plan;
    private final StoredMessage message;
    private final ImapStringWriter out;
    private final Flags flags;
    private final boolean marked;
    private int next;

    /** Why a writer stopped. */
    sealed interface Stop {
        /** All was written. */
        record Finished() implements Stop {}

        /** A literal of this length was announced, which these octets of the message are. */
        record NeedsOctets(ResolvedSection.Range range) implements Stop {}

        /** A header has to be read before anything can be said about it: give it to {@link #header}. */
        record NeedsHeader(ResolvedSection.FilteredHeader header) implements Stop {}
    }

    MessageWriter(FetchPlan plan, StoredMessage message, ImapStringWriter out) {
        this.plan = plan;
        this.message = message;
        this.out = out;
        this.marked = plan.marksSeen() && !message.flags().has(SystemFlag.SEEN);
        this.flags = marked ? message.flags().with(SystemFlag.SEEN) : message.flags();
    }

    /** Is the message \Seen only because of this FETCH? */
    boolean isMarked() {
        return marked;
    }

    Flags flags() {
        return flags;
    }

    /** {@code "*" SP nz-number SP "FETCH" SP "("}. */
    void begin(int number) {
        out.raw("* ").number(number).raw(" FETCH (");
    }

    /** Goes on until all is written or something is needed. */
    Stop write() {
        while (next < plan.items().size()) {
            FetchItem item = plan.items().get(next);
            out.raw(next == 0 ? "" : " ");
            next++;
            switch (item) {
                case FetchItem.Attribute attribute -> attribute(attribute);
                case FetchItem.Section section -> {
                    Optional<Stop> stop = section(section);
                    if (stop.isPresent()) {
                        return stop.get();
                    }
                }
            }
        }
        if (marked && !plan.items().contains(FetchItem.Attribute.FLAGS)) {
            out.raw(" ");
            attribute(FetchItem.Attribute.FLAGS);
        }
        out.raw(")\r\n");
        return new Stop.Finished();
    }

    private void attribute(FetchItem.Attribute attribute) {
        switch (attribute) {
            case UID -> out.raw("UID ").number(message.uid());
            case FLAGS ->
                out.raw("FLAGS (")
                        .raw(flags.text(message.uid() >= plan.recentFromUid()))
                        .raw(")");
            case INTERNALDATE -> out.raw("INTERNALDATE ").raw(message.date().quoted());
            case RFC822_SIZE -> out.raw("RFC822.SIZE ").number(message.octets());
            case ENVELOPE -> {
                out.raw("ENVELOPE ");
                EnvelopeFormatter.write(
                        message.structure().flatMap(root -> root.envelope()).orElse(Envelope.EMPTY), out);
            }
            case BODY -> structure("BODY ", false);
            case BODYSTRUCTURE -> structure("BODYSTRUCTURE ", true);
        }
    }

    private void structure(String label, boolean extended) {
        out.raw(label);
        message.structure().ifPresentOrElse(root -> BodyStructureFormatter.write(root, extended, out), () -> out.nil());
    }

    private Optional<Stop> section(FetchItem.Section item) {
        label(item);
        return switch (resolve(item.section())) {
            case ResolvedSection.Missing _ -> {
                out.nil();
                yield Optional.empty();
            }
            case ResolvedSection.Range whole -> {
                ResolvedSection.Range range =
                        item.partial().map(partial -> partial.of(whole)).orElse(whole);
                yield octets(range);
            }
            case ResolvedSection.FilteredHeader header -> {
                Optional<ByteBuffer> here = here(header.offset(), header.length());
                if (here.isEmpty()) {
                    yield Optional.of(new Stop.NeedsHeader(header));
                }
                filtered(item, header, here.get());
                yield Optional.empty();
            }
        };
    }

    private void label(FetchItem.Section item) {
        if (item.label().isPresent()) {
            out.raw(item.label().get());
        } else {
            out.raw("BODY[");
            item.section().write(out);
            out.raw("]");
            item.partial()
                    .ifPresent(partial -> out.raw("<").number(partial.offset()).raw(">"));
        }
        out.raw(" ");
    }

    private Optional<Stop> octets(ResolvedSection.Range range) {
        out.literalHeader(range.length());
        if (range.length() == 0) {
            return Optional.empty();
        }
        Optional<ByteBuffer> here = here(range.offset(), range.length());
        here.ifPresent(out::raw);
        return here.isPresent() ? Optional.empty() : Optional.of(new Stop.NeedsOctets(range));
    }

    /** The header that {@link Stop.NeedsHeader} asked for; then {@link #write} goes on. */
    void header(ResolvedSection.FilteredHeader wanted, ByteBuffer header) {
        if (plan.items().get(next - 1) instanceof FetchItem.Section item) {
            filtered(item, wanted, header);
        }
    }

    private void filtered(FetchItem.Section item, ResolvedSection.FilteredHeader wanted, ByteBuffer header) {
        byte[] octets = new byte[header.remaining()];
        header.get(header.position(), octets);
        byte[] kept = wanted.filter(octets);
        Optional<Partial> partial = item.partial();
        if (partial.isEmpty()) {
            out.literal(kept);
        } else {
            ResolvedSection.Range range = partial.get().of(new ResolvedSection.Range(0, kept.length));
            out.literalHeader(range.length()).raw(ByteBuffer.wrap(kept, (int) range.offset(), (int) range.length()));
        }
    }

    /** For the message itself its size and the length of its header say all; else the structure does. */
    private ResolvedSection resolve(BodySection section) {
        long header = message.header().map(ByteBuffer::remaining).orElse(0);
        if (!section.path().isEmpty() || (message.header().isEmpty() && section.kind() != BodySection.Kind.WHOLE)) {
            return message.structure()
                    .map(root -> SectionResolver.resolve(root, section))
                    .orElse(new ResolvedSection.Missing());
        }
        return switch (section.kind()) {
            case WHOLE -> new ResolvedSection.Range(0, message.octets());
            case HEADER -> new ResolvedSection.Range(0, header);
            case TEXT -> new ResolvedSection.Range(header, message.octets() - header);
            case HEADER_FIELDS -> new ResolvedSection.FilteredHeader(0, header, section.fields(), false);
            case HEADER_FIELDS_NOT -> new ResolvedSection.FilteredHeader(0, header, section.fields(), true);
            case MIME -> new ResolvedSection.Missing();
        };
    }

    /** Octets that came with the message. */
    private Optional<ByteBuffer> here(long offset, long length) {
        return slice(message.content(), offset, length).or(() -> slice(message.header(), offset, length));
    }

    private static Optional<ByteBuffer> slice(Optional<ByteBuffer> octets, long offset, long length) {
        return octets.filter(all -> offset + length <= all.remaining())
                .map(all -> all.slice(all.position() + (int) offset, (int) length));
    }
}
