package dev.postrider.imap.grammar;

import java.util.ArrayList;
import java.util.List;

/** A command as it came: text, literals, and where a literal is announced whose octets are not here. Does not show itself: it may hold a password. */
public record CommandText(List<Part> parts) {
    public CommandText {
        parts = List.copyOf(parts);
    }

    /** One piece. Octets are characters U+0000 to U+00FF. */
    public sealed interface Part {
        /** Of the line, without line end and without the braces of a literal. */
        record Text(String octets) implements Part {}

        /** The octets of a literal. */
        record Literal(String octets) implements Part {}

        /** A literal whose octets are elsewhere, or not wanted yet. */
        record Absent(long octets) implements Part {}
    }

    /** A command of one line, for tests and short answers. */
    public static CommandText of(String line) {
        return new CommandText(List.of(new Part.Text(line)));
    }

    /** This with a further piece. */
    CommandText with(Part part) {
        List<Part> more = new ArrayList<>(parts);
        more.add(part);
        return new CommandText(more);
    }

    @Override
    public String toString() {
        return "CommandText[" + parts.size() + " parts]";
    }
}
