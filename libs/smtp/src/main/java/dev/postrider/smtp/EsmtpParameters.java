package dev.postrider.smtp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The parameters behind a path, RFC 5321 s4.1.2. */
final class EsmtpParameters {
    /** More than all extensions together define. */
    private static final int MAX_PARAMETERS = 20;

    private EsmtpParameters() {}

    /**
     * One parameter.
     *
     * @param keyword in upper case
     * @param value empty if there is no {@code =}
     */
    record Parameter(String keyword, Optional<String> value) {}

    /**
     * <pre>
     * esmtp-param   = esmtp-keyword ["=" esmtp-value]
     * esmtp-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-")
     * esmtp-value   = 1*(%d33-60 / %d62-126) / UTF8-non-ascii
     * </pre>
     */
    static Parsed<List<Parameter>> parse(String text) {
        if (text.isEmpty()) {
            return new Parsed.Valid<>(List.of());
        }
        List<Parameter> parameters = new ArrayList<>(4);
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf(' ', at);
            end = end < 0 ? text.length() : end;
            if (end > at) {
                Optional<Parameter> parameter = parameter(text.substring(at, end));
                if (parameter.isEmpty() || parameters.size() == MAX_PARAMETERS) {
                    return new Parsed.Invalid<>(GrammarFault.BAD_PARAMETER);
                }
                if (contains(parameters, parameter.get().keyword())) {
                    return new Parsed.Invalid<>(GrammarFault.REPEATED_PARAMETER);
                }
                parameters.add(parameter.get());
            }
            at = end + 1;
        }
        return new Parsed.Valid<>(parameters);
    }

    private static boolean contains(List<Parameter> parameters, String keyword) {
        for (Parameter parameter : parameters) {
            if (parameter.keyword().equals(keyword)) {
                return true;
            }
        }
        return false;
    }

    private static Optional<Parameter> parameter(String text) {
        int equals = text.indexOf('=');
        String keyword = equals < 0 ? text : text.substring(0, equals);
        if (!isKeyword(keyword)) {
            return Optional.empty();
        }
        keyword = keyword.toUpperCase(Locale.ROOT);
        if (equals < 0) {
            return Optional.of(new Parameter(keyword, Optional.empty()));
        }
        String value = text.substring(equals + 1);
        return isValue(value) ? Optional.of(new Parameter(keyword, Optional.of(value))) : Optional.empty();
    }

    private static boolean isValue(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c != '=' && c != 0x7F);
    }

    private static boolean isKeyword(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letterDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterDigit && (c != '-' || i == 0)) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
