package dev.postrider.mail.mime;

import dev.postrider.mail.header.EncodedWords;
import dev.postrider.mail.header.LenientDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Joins and decodes parameter values, RFC 2231. */
final class ParameterValues {
    private ParameterValues() {}

    /** The decoded value of a parameter; the extended form (RFC 2231 s4) goes before the plain one. */
    static Optional<String> find(List<Parameter> parameters, String name) {
        Optional<String> extended = raw(parameters, name + "*");
        return extended.isPresent()
                ? extended.map(ParameterValues::decodeExtended)
                : raw(parameters, name).map(EncodedWords::decode);
    }

    static Optional<String> raw(List<Parameter> parameters, String name) {
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                return Optional.of(parameter.value());
            }
        }
        return Optional.empty();
    }

    /**
     * Joins continuations, which RFC 2231 s6 demands of IMAP servers: {@code a*0=x; a*1=y} becomes {@code a=xy}, and {@code
     * a*0*=..; a*1=..} becomes {@code a*=..}. Segments that have no first one stay as they are.
     */
    static List<Parameter> join(List<Parameter> parameters) {
        Map<String, NavigableMap<Integer, Segment>> segments = new HashMap<>();
        for (Parameter parameter : parameters) {
            Segment segment = Segment.of(parameter);
            if (segment.isSegment()) {
                segments.computeIfAbsent(segment.base(), base -> new TreeMap<>())
                        .putIfAbsent(segment.number(), segment);
            }
        }
        if (segments.isEmpty()) {
            return parameters;
        }
        List<Parameter> out = new ArrayList<>(parameters.size());
        Set<String> done = new HashSet<>();
        for (Parameter parameter : parameters) {
            Segment segment = Segment.of(parameter);
            NavigableMap<Integer, Segment> all = segments.get(segment.base());
            if (!segment.isSegment() || all == null || !all.containsKey(0)) {
                out.add(parameter);
            } else if (done.add(segment.base())) {
                out.add(joined(segment.base(), all));
            }
        }
        return out;
    }

    /** Joins the segments from 0 up to the first gap. */
    private static Parameter joined(String base, NavigableMap<Integer, Segment> segments) {
        List<Segment> inOrder = new ArrayList<>(segments.size());
        boolean extended = false;
        for (Segment segment : segments.values()) {
            if (segment.number() != inOrder.size()) {
                break;
            }
            inOrder.add(segment);
            extended |= segment.extended();
        }
        StringBuilder value = new StringBuilder();
        if (extended && !inOrder.getFirst().extended()) {
            value.append("''");
        }
        for (Segment segment : inOrder) {
            if (extended && !segment.extended()) {
                percentEncode(segment.value(), value);
            } else {
                value.append(segment.value());
            }
        }
        return new Parameter(extended ? base + "*" : base, value.toString());
    }

    private static void percentEncode(String text, StringBuilder out) {
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet > ' ' && octet < 0x7F && "*'%()<>@,;:\\\"/[]?=".indexOf(octet) < 0) {
                out.append((char) octet);
            } else {
                out.append('%');
                out.append(Character.toUpperCase(Character.forDigit((octet >> 4) & 15, 16)));
                out.append(Character.toUpperCase(Character.forDigit(octet & 15, 16)));
            }
        }
    }

    /** {@code extended-value = [charset] "'" [language] "'" extended-other-values}. */
    private static String decodeExtended(String value) {
        int first = value.indexOf('\'');
        int second = first < 0 ? -1 : value.indexOf('\'', first + 1);
        String charset = second < 0 ? "" : value.substring(0, first);
        String text = second < 0 ? value : value.substring(second + 1);
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        int size = 0;
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] == '%' && hex(octets, i + 1) >= 0 && hex(octets, i + 2) >= 0) {
                octets[size++] = (byte) (hex(octets, i + 1) << 4 | hex(octets, i + 2));
                i += 2;
            } else {
                octets[size++] = octets[i];
            }
        }
        return LenientDecoder.decode(charset, octets, 0, size);
    }

    private static int hex(byte[] octets, int index) {
        return index < octets.length ? Character.digit(octets[index], 16) : -1;
    }

    /** {@code base*number} or {@code base*number*}; {@code number} is -1 for a name that is not a segment's. */
    private record Segment(String base, int number, boolean extended, String value) {
        static Segment of(Parameter parameter) {
            String name = parameter.name();
            int star = name.indexOf('*');
            boolean extended = name.endsWith("*");
            int end = extended ? name.length() - 1 : name.length();
            if (star < 1 || star + 1 >= end || end - star > 4) {
                return new Segment(name, -1, false, parameter.value());
            }
            int number = 0;
            for (int i = star + 1; i < end; i++) {
                char c = name.charAt(i);
                if (c < '0' || c > '9') {
                    return new Segment(name, -1, false, parameter.value());
                }
                number = number * 10 + (c - '0');
            }
            return new Segment(name.substring(0, star), number, extended, parameter.value());
        }

        boolean isSegment() {
            return number >= 0;
        }
    }
}
