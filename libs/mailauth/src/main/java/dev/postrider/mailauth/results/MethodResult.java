package dev.postrider.mailauth.results;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What one method found ({@code resinfo} of RFC 8601 s2.2).
 *
 * @param method {@code spf}, {@code dkim}, {@code dmarc}, {@code arc}, {@code auth}, {@code iprev}
 * @param result a keyword of RFC 8601 s2.7
 * @param comment what people want to know; need not be safe
 * @param properties what was judged
 */
public record MethodResult(String method, String result, Optional<String> comment, List<Property> properties) {
    private static final Pattern KEYWORD = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?");

    /**
     * {@code propspec}, such as {@code smtp.mailfrom=bob@example.org}.
     *
     * @param type {@code smtp}, {@code header}, {@code body} or {@code policy}
     * @param name such as {@code mailfrom}, {@code d}, {@code iprev}
     * @param value need not be safe
     */
    public record Property(String type, String name, String value) {
        public Property {
            requireKeyword(type);
            requireKeyword(name);
        }
    }

    /** @throws IllegalArgumentException if a name is no keyword: names come from code, not from mail */
    public MethodResult {
        requireKeyword(method);
        requireKeyword(result);
        properties = List.copyOf(properties);
    }

    private static void requireKeyword(String text) {
        if (!KEYWORD.matcher(text).matches()) {
            throw new IllegalArgumentException("not a keyword: " + text);
        }
    }
}
