package dev.postrider.smtp.ingress.policy;

import dev.postrider.mail.header.HeaderBlock;
import dev.postrider.mail.header.HeaderField;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** How often has a message been here? RFC 5321 s6.3. */
public final class MailLoops {
    private MailLoops() {}

    /**
     * Counts the hops of a header that were ours, and how often it was delivered to the same address; returns the greater number.
     *
     * @param hostname how we name ourselves
     */
    public static int count(HeaderBlock header, String hostname) {
        int ours = 0;
        int most = 0;
        Map<String, Integer> deliveries = new HashMap<>();
        for (HeaderField field : header.fields()) {
            if (field.is("Received")) {
                ours += receiver(field.value()).equalsIgnoreCase(hostname) ? 1 : 0;
            } else if (field.is("Delivered-To")) {
                most = Math.max(most, deliveries.merge(field.value().toLowerCase(Locale.ROOT), 1, Integer::sum));
            }
        }
        return Math.max(ours, most);
    }

    /**
     * The name in {@code By-domain = CFWS "BY" FWS Extended-Domain} (RFC 5321 s4.4); empty if there is none. Comments are skipped: a client
     * chooses what stands in them.
     */
    private static String receiver(String value) {
        int depth = 0;
        boolean by = false;
        int wordStart = -1;
        for (int i = 0; i <= value.length(); i++) {
            char c = i < value.length() ? value.charAt(i) : ' ';
            boolean inWord = depth == 0 && c != ' ' && c != '\t' && c != '(' && c != ';';
            if (inWord && wordStart < 0) {
                wordStart = i;
            } else if (!inWord && wordStart >= 0) {
                String word = value.substring(wordStart, i);
                if (by) {
                    return word;
                }
                by = word.equalsIgnoreCase("by");
                wordStart = -1;
            }
            if (c == '(') {
                depth++;
            } else if (c == ')' && depth > 0) {
                depth--;
            }
        }
        return "";
    }
}
