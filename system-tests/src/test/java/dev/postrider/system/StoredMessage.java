package dev.postrider.system;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A message as a mailbox holds it: the lines that we put before it, and the rest, which must be what was sent. */
public record StoredMessage(List<String> trace, String latin1) {
    /** RFC 5321 s4.4, RFC 8601 s4.1: these fields are ours; messages of these tests have none of their own. */
    private static final Pattern TRACE_FIELD =
            Pattern.compile("(?:Return-Path|Received|Delivered-To|Authentication-Results):(?:[^\r\n]|\r\n[ \t])*\r\n");

    private static final Pattern RECEIVED_ID = Pattern.compile("\\bid ([0-9A-Z]{26})\\b");

    public static StoredMessage of(byte[] octets) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        Matcher field = TRACE_FIELD.matcher(text);
        List<String> trace = new java.util.ArrayList<>();
        int end = 0;
        while (field.find(end) && field.start() == end) {
            trace.add(field.group());
            end = field.end();
        }
        return new StoredMessage(List.copyOf(trace), text.substring(end));
    }

    /** What was sent. */
    public byte[] sent() {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The queue id in our Received line. */
    public Optional<String> queueId() {
        return trace.stream()
                .filter(line -> line.startsWith("Received:"))
                .map(RECEIVED_ID::matcher)
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1))
                .findFirst();
    }

    public String sha256() {
        return sha256(sent());
    }

    public static String sha256(byte[] octets) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
