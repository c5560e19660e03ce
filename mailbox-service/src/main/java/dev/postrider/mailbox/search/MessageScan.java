package dev.postrider.mailbox.search;

import dev.postrider.mail.header.EncodedWords;
import dev.postrider.mail.header.HeaderBlock;
import dev.postrider.mail.header.HeaderField;
import dev.postrider.mail.header.MessageDate;
import dev.postrider.mail.mime.DecodedText;
import dev.postrider.mail.mime.MimePart;
import dev.postrider.mailbox.message.TextFold;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks through one message for what SQL could not tell. The octets come in order, in ranges of any size; only headers are
 * collected, bodies are decoded as they pass by. Not thread-safe; for one message.
 */
public final class MessageScan {
    /** A part of the message that is looked through. */
    private sealed interface Section {
        long from();

        long until();

        record RootHeader(long from, long until) implements Section {}

        record EmbeddedHeader(long from, long until) implements Section {}

        record TextBody(long from, long until, MimePart part) implements Section {}
    }

    private final Map<Integer, Needle> needles;
    private final boolean[] found;
    private final NeedleMatcher anywhere = new NeedleMatcher();
    private final NeedleMatcher inHeader = new NeedleMatcher();
    private final List<Section> sections = new ArrayList<>();
    private long position;
    private int current;
    private ByteArrayOutputStream header = new ByteArrayOutputStream();
    private Optional<DecodedText> text = Optional.empty();

    /**
     * @param leafCount the leaves' number
     * @param needles by leaf
     */
    public MessageScan(MimePart root, int leafCount, Map<Integer, Needle> needles) {
        this.needles = needles;
        this.found = new boolean[leafCount];
        needles.forEach((leaf, needle) -> {
            switch (needle) {
                case Needle.Body(String value) -> anywhere.want(leaf, value);
                case Needle.Text(String value) -> {
                    anywhere.want(leaf, value);
                    inHeader.want(leaf, value);
                }
                case Needle.Header _, Needle.Sent _ -> {
                    // Asked of the fields when the header is complete.
                }
            }
        });
        sections.add(new Section.RootHeader(0, root.bodyOffset()));
        if (!anywhere.isDone()) {
            collect(root);
        }
        sections.sort(Comparator.comparingLong(Section::from));
    }

    /** How many octets, from the first, have to be given. */
    public long neededOctets() {
        return sections.getLast().until();
    }

    private void collect(MimePart part) {
        if (part.isText()) {
            sections.add(new Section.TextBody(part.bodyOffset(), part.endOffset(), part));
        }
        for (MimePart child : part.children()) {
            if (part.isMessage()) {
                sections.add(new Section.EmbeddedHeader(child.headerOffset(), child.bodyOffset()));
            }
            collect(child);
        }
    }

    /** The next octets of the message. */
    public void accept(byte[] octets, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end && current < sections.size()) {
            Section section = sections.get(current);
            if (position < section.from()) {
                long skip = Math.min(section.from() - position, end - at);
                position += skip;
                at += (int) skip;
                continue;
            }
            int take = (int) Math.min(Math.max(section.until() - position, 0), end - at);
            give(section, octets, at, take);
            position += take;
            at += take;
            if (position >= section.until()) {
                close(section);
                current++;
            }
        }
        position += end - at;
    }

    /** The message ends here. The result has true at the leaves whose needle was found. */
    public boolean[] finish() {
        while (current < sections.size()) {
            close(sections.get(current));
            current++;
        }
        return found;
    }

    private void give(Section section, byte[] octets, int at, int count) {
        switch (section) {
            case Section.RootHeader _ -> header.write(octets, at, count);
            case Section.EmbeddedHeader _ -> header.write(octets, at, count);
            case Section.TextBody body -> {
                if (text.isEmpty()) {
                    text = Optional.of(new DecodedText(body.part(), piece -> anywhere.accept(piece, found)));
                }
                text.get().accept(octets, at, count);
            }
        }
    }

    private void close(Section section) {
        switch (section) {
            case Section.RootHeader _ -> {
                HeaderBlock block = takeHeader();
                askFields(block);
                look(block, inHeader);
            }
            case Section.EmbeddedHeader _ -> look(takeHeader(), anywhere);
            case Section.TextBody _ -> {
                text.ifPresent(DecodedText::finish);
                text = Optional.empty();
                anywhere.end(found);
            }
        }
    }

    private HeaderBlock takeHeader() {
        HeaderBlock block = HeaderBlock.parse(header.toByteArray());
        header = new ByteArrayOutputStream();
        return block;
    }

    private void look(HeaderBlock block, NeedleMatcher matcher) {
        if (matcher.isDone()) {
            return;
        }
        for (HeaderField field : block.fields()) {
            matcher.accept(field.name() + ": " + EncodedWords.decode(field.value()), found);
            matcher.end(found);
        }
    }

    private void askFields(HeaderBlock block) {
        needles.forEach((leaf, needle) -> {
            switch (needle) {
                case Needle.Header(String name, String value) -> {
                    for (HeaderField field : block.fields()) {
                        if (field.is(name)
                                && (value.isEmpty()
                                        || TextFold.fold(EncodedWords.decode(field.value()))
                                                .contains(value))) {
                            found[leaf] = true;
                        }
                    }
                }
                case Needle.Sent(long fromDay, long untilDay) ->
                    block.value("Date").flatMap(MessageDate::parse).ifPresent(date -> {
                        long day = date.toLocalDate().toEpochDay();
                        found[leaf] = day >= fromDay && day < untilDay;
                    });
                case Needle.Body _, Needle.Text _ -> {
                    // Looked for in the text.
                }
            }
        });
    }
}
