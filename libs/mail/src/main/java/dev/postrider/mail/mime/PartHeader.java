package dev.postrider.mail.mime;

import java.util.List;
import java.util.Optional;

/** What the header of one part says, as {@link MimePart} wants it. */
record PartHeader(
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
        Optional<Envelope> envelope) {
    /** RFC 2045 s6.4: no other encoding is allowed for composite types. */
    boolean isIdentityEncoding() {
        return encoding.equals("7bit") || encoding.equals("8bit") || encoding.equals("binary");
    }

    boolean isMultipart() {
        return type.equals("multipart");
    }

    boolean isMessage() {
        return type.equals("message") && subtype.equals("rfc822");
    }

    PartHeader withType(String newType, String newSubtype, List<Parameter> newParameters) {
        return new PartHeader(
                newType,
                newSubtype,
                newParameters,
                contentId,
                description,
                encoding,
                md5,
                disposition,
                dispositionParameters,
                languages,
                location,
                envelope);
    }
}
