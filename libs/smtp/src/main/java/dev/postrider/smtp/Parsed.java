package dev.postrider.smtp;

/** What a grammar made of a text. */
public sealed interface Parsed<T> {
    /** It is one. */
    record Valid<T>(T value) implements Parsed<T> {}

    /** It is none. */
    record Invalid<T>(GrammarFault fault) implements Parsed<T> {}
}
