package dev.postrider.mail.mime;

import java.util.List;
import java.util.Optional;

/**
 * One part of a message: where it lies and what its header says about it (RFC 2045, RFC 3501 s7.4.2).
 *
 * <p>Offsets count octets from the start of the whole message. What cannot be what it says it is has been given the type
 * by which it can be read: a multipart without a boundary is {@code text/plain}; a multipart or embedded message beyond the
 * limits, and an embedded message with base64 or quoted-printable encoding, are {@code application/octet-stream}.
 *
 * @param headerOffset where the header starts
 * @param bodyOffset where the body starts: behind the header's blank line, if there is one
 * @param endOffset where the body ends; the line end before a boundary line belongs to the boundary
 * @param bodyLines line ends (LF, with or without CR) in the body
 * @param type in lower case, {@code text}
 * @param subtype in lower case, {@code plain}
 * @param parameters of Content-Type, in order
 * @param contentId with its angle brackets
 * @param description unfolded, encoded words left alone
 * @param encoding in lower case, {@code 7bit} by default
 * @param disposition in lower case
 * @param languages as written
 * @param children the parts of a multipart (none if no boundary line was found); of message/rfc822 exactly one: the
 *     embedded message
 * @param envelope of the root and of an embedded message
 */
public record MimePart(
        long headerOffset,
        long bodyOffset,
        long endOffset,
        long bodyLines,
        String type,
        String subtype,
        List<Parameter> parameters,
        Optional<String> contentId,
        Optional<String> description,
        String encoding,
        Optional<String> md5,
        Optional<String> disposition,
        List<Parameter> dispositionParameters,
        List<String> languages,
        Optional<String> location,
        List<MimePart> children,
        Optional<Envelope> envelope) {
    public MimePart {
        parameters = List.copyOf(parameters);
        dispositionParameters = List.copyOf(dispositionParameters);
        languages = List.copyOf(languages);
        children = List.copyOf(children);
    }

    /** Is this {@code multipart/*}? */
    public boolean isMultipart() {
        return type.equals("multipart");
    }

    /** Is this {@code message/rfc822}, with the embedded message as its only child? */
    public boolean isMessage() {
        return type.equals("message") && subtype.equals("rfc822") && children.size() == 1;
    }

    /** Is this {@code text/*}? */
    public boolean isText() {
        return type.equals("text");
    }

    /** The body in octets, as it is stored (not decoded). */
    public long bodyLength() {
        return endOffset - bodyOffset;
    }

    /** The header in octets, with its blank line. */
    public long headerLength() {
        return bodyOffset - headerOffset;
    }

    /**
     * The value of a parameter of Content-Type, with RFC 2231 decoded.
     *
     * @param name in lower case
     */
    public Optional<String> parameter(String name) {
        return ParameterValues.find(parameters, name);
    }

    /**
     * The file name: from Content-Disposition, or else the name in Content-Type. RFC 2231 and (though not allowed there)
     * RFC 2047 are decoded.
     */
    public Optional<String> fileName() {
        return ParameterValues.find(dispositionParameters, "filename").or(() -> parameter("name"));
    }
}
