package dev.postrider.mailauth.spf;

import java.util.List;
import java.util.Optional;

/** A record without mistakes; modifiers that nobody knows are left out (RFC 7208 s6). */
record SpfRecord(List<Directive> directives, Optional<MacroString> redirect, Optional<MacroString> explanation) {
    /** @param text as the record writes it, without its qualifier */
    record Directive(Qualifier qualifier, Mechanism mechanism, String text) {}

    SpfRecord {
        directives = List.copyOf(directives);
    }
}
