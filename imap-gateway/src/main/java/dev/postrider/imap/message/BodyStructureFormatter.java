package dev.postrider.imap.message;

import dev.postrider.mail.mime.Envelope;
import dev.postrider.mail.mime.MimePart;
import dev.postrider.mail.mime.Parameter;
import java.util.List;
import java.util.Optional;

/** Writes BODY and BODYSTRUCTURE, RFC 3501 s7.4.2. */
public final class BodyStructureFormatter {
    private BodyStructureFormatter() {}

    /**
     * Writes the structure with its parentheses.
     *
     * @param extended with extension data: BODYSTRUCTURE; without: BODY
     */
    public static void write(MimePart part, boolean extended, ImapStringWriter out) {
        out.raw("(");
        if (part.isMultipart()) {
            multipart(part, extended, out);
        } else {
            single(part, extended, out);
        }
        out.raw(")");
    }

    /**
     * The parts of a multipart as clients see them: the grammar wants at least one, so that a multipart without any has an
     * empty text.
     */
    static List<MimePart> partsOf(MimePart multipart) {
        return multipart.children().isEmpty() ? List.of(emptyText(multipart.endOffset())) : multipart.children();
    }

    /**
     * <pre>
     * body-type-mpart = 1*body SP media-subtype [SP body-ext-mpart]
     * body-ext-mpart  = body-fld-param [SP body-fld-dsp [SP body-fld-lang [SP body-fld-loc]]]
     * </pre>
     */
    private static void multipart(MimePart part, boolean extended, ImapStringWriter out) {
        for (MimePart child : partsOf(part)) {
            write(child, extended, out);
        }
        out.raw(" ").string(part.subtype());
        if (extended) {
            parameters(part.parameters(), out.raw(" "));
            extension(part, out);
        }
    }

    /**
     * <pre>
     * body-type-basic = media-basic SP body-fields
     * body-type-msg   = media-message SP body-fields SP envelope SP body SP body-fld-lines
     * body-type-text  = media-text SP body-fields SP body-fld-lines
     * body-fields     = body-fld-param SP body-fld-id SP body-fld-desc SP body-fld-enc SP body-fld-octets
     * body-ext-1part  = body-fld-md5 [SP body-fld-dsp [SP body-fld-lang [SP body-fld-loc]]]
     * </pre>
     */
    private static void single(MimePart part, boolean extended, ImapStringWriter out) {
        // A message/rfc822 without a message in it cannot be said in this grammar.
        boolean opaque = part.type().equals("message") && part.subtype().equals("rfc822") && !part.isMessage();
        out.string(opaque ? "application" : part.type()).raw(" ").string(opaque ? "octet-stream" : part.subtype());
        parameters(part.parameters(), out.raw(" "));
        out.raw(" ").nstring(part.contentId()).raw(" ").nstring(part.description());
        out.raw(" ").string(part.encoding()).raw(" ").number(part.bodyLength());
        if (part.isMessage()) {
            MimePart message = part.children().getFirst();
            EnvelopeFormatter.write(message.envelope().orElse(Envelope.EMPTY), out.raw(" "));
            write(message, extended, out.raw(" "));
            out.raw(" ").number(part.bodyLines());
        } else if (part.isText()) {
            out.raw(" ").number(part.bodyLines());
        }
        if (extended) {
            out.raw(" ").nstring(part.md5());
            extension(part, out);
        }
    }

    private static void extension(MimePart part, ImapStringWriter out) {
        if (part.disposition().isPresent()) {
            out.raw(" (").string(part.disposition().get());
            parameters(part.dispositionParameters(), out.raw(" "));
            out.raw(")");
        } else {
            out.raw(" ").nil();
        }
        languages(part.languages(), out.raw(" "));
        out.raw(" ").nstring(part.location());
    }

    /** {@code body-fld-param = "(" string SP string *(SP string SP string) ")" / nil}. */
    private static void parameters(List<Parameter> parameters, ImapStringWriter out) {
        if (parameters.isEmpty()) {
            out.nil();
            return;
        }
        String separator = "(";
        for (Parameter parameter : parameters) {
            out.raw(separator).string(parameter.name()).raw(" ").string(parameter.value());
            separator = " ";
        }
        out.raw(")");
    }

    /** {@code body-fld-lang = nstring / "(" string *(SP string) ")"}. */
    private static void languages(List<String> languages, ImapStringWriter out) {
        if (languages.isEmpty()) {
            out.nil();
            return;
        }
        String separator = "(";
        for (String language : languages) {
            out.raw(separator).string(language);
            separator = " ";
        }
        out.raw(")");
    }

    private static MimePart emptyText(long offset) {
        return new MimePart(
                offset,
                offset,
                offset,
                0,
                "text",
                "plain",
                List.of(),
                Optional.empty(),
                Optional.empty(),
                "7bit",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }
}
