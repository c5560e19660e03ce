package dev.postrider.mail.mime;

import dev.postrider.mail.header.AddressList;
import dev.postrider.mail.header.EnvelopeAddress;
import dev.postrider.mail.header.HeaderText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Keeps those fields of a part's header that structure and envelope need, within the limits; all others pass by. Reused from
 * part to part.
 */
final class HeaderCapture {
    /** RFC 2045 s5.2: what a part without a usable Content-Type is. */
    static final List<Parameter> US_ASCII = List.of(new Parameter("charset", "us-ascii"));

    /** The fields that are kept. */
    private enum Field {
        CONTENT_TYPE("content-type", false),
        CONTENT_TRANSFER_ENCODING("content-transfer-encoding", false),
        CONTENT_ID("content-id", false),
        CONTENT_DESCRIPTION("content-description", false),
        CONTENT_DISPOSITION("content-disposition", false),
        CONTENT_LANGUAGE("content-language", false),
        CONTENT_LOCATION("content-location", false),
        CONTENT_MD5("content-md5", false),
        DATE("date", true),
        SUBJECT("subject", true),
        FROM("from", true),
        SENDER("sender", true),
        REPLY_TO("reply-to", true),
        TO("to", true),
        CC("cc", true),
        BCC("bcc", true),
        IN_REPLY_TO("in-reply-to", true),
        MESSAGE_ID("message-id", true);

        private static final Field[] ALL = values();

        private final String lowerName;
        private final boolean ofMessage;

        Field(String lowerName, boolean ofMessage) {
            this.lowerName = lowerName;
            this.ofMessage = ofMessage;
        }

        /** Is this the name that stands in {@code [from, end)}? */
        boolean is(byte[] octets, int from, int end) {
            if (end - from != lowerName.length()) {
                return false;
            }
            for (int i = 0; i < lowerName.length(); i++) {
                byte octet = octets[from + i];
                if (octet != lowerName.charAt(i)
                        && (octet < 'A' || octet > 'Z' || (octet | 0x20) != lowerName.charAt(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final int LONGEST_NAME = 25;
    private static final int KEPT_AT_MOST = 4096;

    private final MimeLimits limits;
    private int totalLeft;
    private byte[] octets = new byte[1024];
    private int size;
    private boolean ofMessage;
    private boolean keeping;

    // Parallel: which field, and where its value starts and ends in `octets`.
    private Field[] fields = new Field[24];
    private int[] starts = new int[24];
    private int[] ends = new int[24];
    private int count;

    HeaderCapture(MimeLimits limits) {
        this.limits = limits;
        this.totalLeft = limits.maxTotalHeaderOctets();
    }

    /**
     * A new header starts.
     *
     * @param message of a message: with the fields of its envelope
     */
    void start(boolean message) {
        totalLeft -= size;
        size = 0;
        count = 0;
        keeping = false;
        ofMessage = message;
    }

    /** One line of the header, in {@code [from, to)}. */
    void line(byte[] line, int from, int to) {
        byte first = line[from];
        if (first == ' ' || first == '\t') {
            if (keeping) {
                append(line, from, to);
                ends[count - 1] = size;
            }
            return;
        }
        keeping = false;
        int lower = first | 0x20;
        // No field that is kept starts otherwise.
        if (lower < 'b' || lower > 't' || count == KEPT_AT_MOST) {
            return;
        }
        int colon = colon(line, from, to);
        if (colon < 0) {
            return;
        }
        int nameEnd = colon;
        while (nameEnd > from && (line[nameEnd - 1] == ' ' || line[nameEnd - 1] == '\t')) {
            nameEnd--;
        }
        for (Field field : Field.ALL) {
            if ((ofMessage || !field.ofMessage) && field.is(line, from, nameEnd)) {
                keep(field, line, colon + 1, to);
                return;
            }
        }
    }

    private static int colon(byte[] line, int from, int to) {
        int stop = Math.min(to, from + LONGEST_NAME + 80);
        for (int i = from; i < stop; i++) {
            if (line[i] == ':') {
                return i;
            }
        }
        return -1;
    }

    private void keep(Field field, byte[] line, int from, int to) {
        if (count == fields.length) {
            fields = Arrays.copyOf(fields, count * 2);
            starts = Arrays.copyOf(starts, count * 2);
            ends = Arrays.copyOf(ends, count * 2);
        }
        fields[count] = field;
        starts[count] = size;
        append(line, from, to);
        ends[count++] = size;
        keeping = true;
    }

    private void append(byte[] line, int from, int to) {
        int length = Math.min(to - from, Math.min(limits.maxHeaderOctets(), totalLeft) - size);
        if (length <= 0) {
            return;
        }
        if (octets.length - size < length) {
            octets = Arrays.copyOf(octets, Math.max(octets.length * 2, size + length));
        }
        System.arraycopy(line, from, octets, size, length);
        size += length;
    }

    /**
     * What the header says.
     *
     * @param inDigest the part stands in a multipart/digest, where message/rfc822 is the default (RFC 2046 s5.1.5)
     */
    PartHeader toPartHeader(boolean inDigest) {
        Optional<String> contentType = text(Field.CONTENT_TYPE);
        String type = "text";
        String subtype = "plain";
        List<Parameter> parameters = US_ASCII;
        if (contentType.isPresent()) {
            StructuredValue value = StructuredValue.parse(contentType.get());
            if (!value.token().isEmpty() && !value.subtoken().isEmpty()) {
                type = value.token();
                subtype = value.subtoken();
                parameters = value.parameters();
            } else if (value.token().equals("text") && !value.parameters().isEmpty()) {
                parameters = value.parameters();
            }
        } else if (inDigest) {
            type = "message";
            subtype = "rfc822";
            parameters = List.of();
        }
        Optional<StructuredValue> disposition = text(Field.CONTENT_DISPOSITION)
                .map(StructuredValue::parse)
                .filter(value -> !value.token().isEmpty());
        return new PartHeader(
                type,
                subtype,
                parameters,
                text(Field.CONTENT_ID),
                text(Field.CONTENT_DESCRIPTION),
                text(Field.CONTENT_TRANSFER_ENCODING)
                        .flatMap(StructuredValue::firstToken)
                        .orElse("7bit"),
                text(Field.CONTENT_MD5),
                disposition.map(StructuredValue::token),
                disposition.map(StructuredValue::parameters).orElse(List.of()),
                text(Field.CONTENT_LANGUAGE).map(StructuredValue::tokens).orElse(List.of()),
                text(Field.CONTENT_LOCATION),
                ofMessage ? Optional.of(envelope()) : Optional.empty());
    }

    private Envelope envelope() {
        List<EnvelopeAddress> from = addresses(Field.FROM);
        List<EnvelopeAddress> sender = addresses(Field.SENDER);
        List<EnvelopeAddress> replyTo = addresses(Field.REPLY_TO);
        return new Envelope(
                nullable(Field.DATE),
                nullable(Field.SUBJECT),
                from,
                sender.isEmpty() ? from : sender,
                replyTo.isEmpty() ? from : replyTo,
                addresses(Field.TO),
                addresses(Field.CC),
                addresses(Field.BCC),
                nullable(Field.IN_REPLY_TO),
                nullable(Field.MESSAGE_ID));
    }

    /** The first field of this kind, if it says anything. */
    private Optional<String> text(Field field) {
        return nullable(field).filter(value -> !value.isEmpty());
    }

    /** The first field of this kind, which may be empty. */
    private Optional<String> nullable(Field field) {
        for (int i = 0; i < count; i++) {
            if (fields[i] == field) {
                return Optional.of(HeaderText.unfold(octets, starts[i], ends[i] - starts[i]));
            }
        }
        return Optional.empty();
    }

    /** RFC 5322 s4.5.3: several fields of a kind are one list. */
    private List<EnvelopeAddress> addresses(Field field) {
        List<EnvelopeAddress> found = List.of();
        for (int i = 0; i < count && found.size() < AddressList.MAX_ADDRESSES; i++) {
            if (fields[i] == field) {
                List<EnvelopeAddress> more =
                        AddressList.parse(HeaderText.unfold(octets, starts[i], ends[i] - starts[i]));
                if (found.isEmpty()) {
                    found = more;
                } else {
                    found = new ArrayList<>(found);
                    found.addAll(more);
                }
            }
        }
        return found;
    }
}
