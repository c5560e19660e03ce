package dev.postrider.mailauth.results;

import java.util.ArrayList;
import java.util.List;

/** Writes an Authentication-Results field (RFC 8601 s2.2). */
public final class AuthenticationResults {
    private static final int LINE = 78;

    private AuthenticationResults() {}

    /**
     * The field with its name and last CRLF, each result on a line of its own, folded at 78 characters where that is possible.
     * {@code authres-header-field = "Authentication-Results:" authres-payload}.
     *
     * @param authservId who says so (RFC 8601 s2.5)
     * @param results none gives {@code ; none}
     * @param utf8 may values keep their characters beyond ASCII (RFC 6532)? If not they become question marks
     */
    public static String field(String authservId, List<MethodResult> results, boolean utf8) {
        FieldValues values = new FieldValues(utf8);
        StringBuilder field = new StringBuilder(256);
        field.append("Authentication-Results: ").append(values.value(authservId));
        if (results.isEmpty()) {
            field.append("; none");
        }
        for (MethodResult result : results) {
            field.append(";\r\n\t");
            appendFolded(field, pieces(result, values));
        }
        return field.append("\r\n").toString();
    }

    /** {@code resinfo = [CFWS] ";" methodspec [ CFWS reasonspec ] [ CFWS 1*propspec ]}, as what must not be broken. */
    private static List<String> pieces(MethodResult result, FieldValues values) {
        List<String> pieces = new ArrayList<>();
        pieces.add(result.method() + "=" + result.result());
        result.comment().ifPresent(comment -> pieces.addAll(values.comment(comment)));
        for (MethodResult.Property property : result.properties()) {
            pieces.add(property.type() + "." + property.name() + "=" + values.value(property.value()));
        }
        return pieces;
    }

    private static void appendFolded(StringBuilder field, List<String> pieces) {
        // The tab counts as one; the line may still get a semicolon.
        int column = 1;
        boolean first = true;
        for (String piece : pieces) {
            if (!first) {
                boolean fits = column + 1 + piece.length() + 1 <= LINE;
                field.append(fits ? " " : "\r\n\t");
                column = fits ? column + 1 : 1;
            }
            field.append(piece);
            column += piece.length();
            first = false;
        }
    }
}
