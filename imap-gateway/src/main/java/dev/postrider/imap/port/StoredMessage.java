package dev.postrider.imap.port;

import dev.postrider.imap.grammar.Flags;
import dev.postrider.imap.grammar.InternalDate;
import dev.postrider.mail.mime.MimePart;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A message as it was read.
 *
 * @param structure if it was asked for; so {@code header}, which goes up to and with the blank line
 * @param content all octets, if they were asked for and the message is small
 */
public record StoredMessage(
        long uid,
        long modseq,
        Flags flags,
        InternalDate date,
        long octets,
        long emailId,
        Optional<MimePart> structure,
        Optional<ByteBuffer> header,
        Optional<ByteBuffer> content) {}
