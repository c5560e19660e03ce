package dev.postrider.deploy.cli;

import dev.postrider.mail.header.HeaderBlock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A message from a file, with its lines ended by CRLF as on the wire, whatever ends them in the file.
 *
 * @param octets header, blank line, body
 * @param lineEnds what ended the lines in the file: {@code crlf}, {@code lf} or {@code mixed}
 */
@SuppressWarnings("ArrayRecordComponent") // up to 64 MiB: handed on uncopied, compared by nobody
record MessageFile(byte[] octets, HeaderBlock header, String lineEnds) {
    private static final int MAX_OCTETS = 64 * 1024 * 1024;

    static MessageFile read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] read = in.readNBytes(MAX_OCTETS + 1);
            if (read.length > MAX_OCTETS) {
                throw new CommandFailure(CommandFailure.USAGE, file + " has more than " + MAX_OCTETS + " octets");
            }
            byte[] octets = withCrLf(read);
            return new MessageFile(octets, HeaderBlock.parse(octets), lineEnds(read, octets));
        } catch (NoSuchFileException e) {
            throw new CommandFailure(CommandFailure.USAGE, "there is no file " + file);
        } catch (IOException e) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    "cannot read " + file + " (" + e.getClass().getSimpleName()
                            + (e.getMessage() == null ? ")" : ": " + e.getMessage() + ")"));
        }
    }

    /** Where the body starts. */
    int bodyOffset() {
        return header.length();
    }

    private static String lineEnds(byte[] read, byte[] octets) {
        int added = octets.length - read.length;
        long lines = 0;
        for (byte octet : octets) {
            lines += octet == '\n' ? 1 : 0;
        }
        if (added == 0) {
            return "crlf";
        }
        return added == lines ? "lf" : "mixed";
    }

    private static byte[] withCrLf(byte[] octets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(octets.length + octets.length / 32);
        byte before = 0;
        for (byte octet : octets) {
            if (octet == '\n' && before != '\r') {
                out.write('\r');
            }
            out.write(octet);
            before = octet;
        }
        return out.toByteArray();
    }
}
