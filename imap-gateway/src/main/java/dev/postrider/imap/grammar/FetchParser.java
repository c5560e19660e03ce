package dev.postrider.imap.grammar;

import dev.postrider.imap.message.BodySection;
import dev.postrider.imap.message.Partial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What FETCH asks for, RFC 3501 s6.4.5 and s9. */
public final class FetchParser {
    private static final int MAX_ITEMS = 100;
    private static final int MAX_PATH = 64;
    private static final int MAX_FIELDS = 1000;

    private static final List<FetchItem> FAST =
            List.of(FetchItem.Attribute.FLAGS, FetchItem.Attribute.INTERNALDATE, FetchItem.Attribute.RFC822_SIZE);

    private final CommandReader in;

    private FetchParser(CommandReader in) {
        this.in = in;
    }

    /** {@code "ALL" / "FULL" / "FAST" / fetch-att / "(" fetch-att *(SP fetch-att) ")"}. */
    public static List<FetchItem> items(CommandReader in) {
        return new FetchParser(in).items();
    }

    private List<FetchItem> items() {
        List<FetchItem> items = new ArrayList<>();
        if (in.take('(')) {
            do {
                if (items.size() == MAX_ITEMS) {
                    throw SyntaxFault.limit("Too many items");
                }
                item(in.word(), items, false);
            } while (in.take(' '));
            in.expect(')');
        } else {
            item(in.word(), items, true);
        }
        return items;
    }

    private void item(String name, List<FetchItem> items, boolean macros) {
        switch (name) {
            case "ALL", "FAST", "FULL" -> {
                if (!macros) {
                    throw SyntaxFault.syntax("Macro in a list");
                }
                items.addAll(FAST);
                if (!name.equals("FAST")) {
                    items.add(FetchItem.Attribute.ENVELOPE);
                }
                if (name.equals("FULL")) {
                    items.add(FetchItem.Attribute.BODY);
                }
            }
            case "UID" -> items.add(FetchItem.Attribute.UID);
            case "FLAGS" -> items.add(FetchItem.Attribute.FLAGS);
            case "INTERNALDATE" -> items.add(FetchItem.Attribute.INTERNALDATE);
            case "ENVELOPE" -> items.add(FetchItem.Attribute.ENVELOPE);
            case "BODYSTRUCTURE" -> items.add(FetchItem.Attribute.BODYSTRUCTURE);
            case "RFC822.SIZE" -> items.add(FetchItem.Attribute.RFC822_SIZE);
            case "RFC822" -> items.add(rfc822(name, BodySection.ALL, false));
            case "RFC822.HEADER" -> items.add(rfc822(name, BodySection.HEADER, true));
            case "RFC822.TEXT" -> items.add(rfc822(name, BodySection.TEXT, false));
            case "BODY.PEEK" -> items.add(section(true));
            case "BODY" -> items.add(in.peek() == '[' ? section(false) : FetchItem.Attribute.BODY);
            default -> throw SyntaxFault.syntax("Unknown FETCH item");
        }
    }

    private static FetchItem rfc822(String label, BodySection section, boolean peek) {
        return new FetchItem.Section(Optional.of(label), section, Optional.empty(), peek);
    }

    /** {@code section ["<" number "." nz-number ">"]}, {@code section = "[" [section-spec] "]"}. */
    private FetchItem section(boolean peek) {
        in.expect('[');
        BodySection section = sectionSpec();
        in.expect(']');
        Optional<Partial> partial = Optional.empty();
        if (in.take('<')) {
            long offset = in.number();
            in.expect('.');
            partial = Optional.of(new Partial(offset, in.nzNumber()));
            in.expect('>');
        }
        return new FetchItem.Section(Optional.empty(), section, partial, peek);
    }

    /** {@code section-spec = section-msgtext / (section-part ["." section-text])}. */
    private BodySection sectionSpec() {
        List<Integer> path = new ArrayList<>();
        while (Characters.isDigit(in.peek())) {
            if (path.size() == MAX_PATH) {
                throw SyntaxFault.limit("Section too deep");
            }
            path.add((int) Math.min(in.nzNumber(), Integer.MAX_VALUE));
            if (!in.take('.')) {
                return new BodySection(path, BodySection.Kind.WHOLE, List.of());
            }
        }
        if (in.peek() == ']' && path.isEmpty()) {
            return BodySection.ALL;
        }
        return switch (in.word()) {
            case "HEADER" -> new BodySection(path, BodySection.Kind.HEADER, List.of());
            case "HEADER.FIELDS" -> new BodySection(path, BodySection.Kind.HEADER_FIELDS, headerList());
            case "HEADER.FIELDS.NOT" -> new BodySection(path, BodySection.Kind.HEADER_FIELDS_NOT, headerList());
            case "TEXT" -> new BodySection(path, BodySection.Kind.TEXT, List.of());
            case "MIME" -> {
                if (path.isEmpty()) {
                    throw SyntaxFault.syntax("MIME needs a part number");
                }
                yield new BodySection(path, BodySection.Kind.MIME, List.of());
            }
            default -> throw SyntaxFault.syntax("Unknown section");
        };
    }

    /** {@code SP header-list}, {@code header-list = "(" header-fld-name *(SP header-fld-name) ")"}. */
    private List<String> headerList() {
        in.space();
        in.expect('(');
        List<String> fields = new ArrayList<>();
        do {
            if (fields.size() == MAX_FIELDS) {
                throw SyntaxFault.limit("Too many header fields");
            }
            fields.add(in.astring());
        } while (in.take(' '));
        in.expect(')');
        return fields;
    }
}
