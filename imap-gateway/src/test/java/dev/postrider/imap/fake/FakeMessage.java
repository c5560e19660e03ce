package dev.postrider.imap.fake;

import dev.postrider.imap.grammar.Flags;
import dev.postrider.imap.grammar.InternalDate;
import dev.postrider.imap.port.FetchRequest;
import dev.postrider.imap.port.MessageFlags;
import dev.postrider.imap.port.StoredMessage;
import dev.postrider.mail.mime.MimeParser;
import dev.postrider.mail.mime.MimePart;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A message in one mailbox. Octets are Latin-1. */
record FakeMessage(long uid, long modseq, Flags flags, InternalDate date, String octets) {
    static final int INLINE_OCTETS = 256 * 1024;

    byte[] bytes() {
        return octets.getBytes(StandardCharsets.ISO_8859_1);
    }

    FakeMessage with(Flags other, long now) {
        return new FakeMessage(uid, now, other, date, octets);
    }

    MessageFlags toFlags() {
        return new MessageFlags(uid, modseq, flags);
    }

    StoredMessage read(FetchRequest request, long emailId) {
        MimePart root = MimeParser.parse(bytes());
        return new StoredMessage(
                uid,
                modseq,
                flags,
                date,
                octets.length(),
                emailId,
                request.structure() ? Optional.of(root) : Optional.empty(),
                request.header() ? Optional.of(ByteBuffer.wrap(bytes(), 0, (int) root.bodyOffset())) : Optional.empty(),
                request.content() && octets.length() <= INLINE_OCTETS
                        ? Optional.of(ByteBuffer.wrap(bytes()))
                        : Optional.empty());
    }
}
