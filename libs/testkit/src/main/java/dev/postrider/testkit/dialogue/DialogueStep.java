package dev.postrider.testkit.dialogue;

/** One line of a dialogue. {@code connection} counts from 1, {@code line} is its number in the file. */
public sealed interface DialogueStep {
    int connection();

    int line();

    /** The client sends. */
    record Send(int connection, DialogueText text, int line) implements DialogueStep {}

    /** The server must answer with a line like this. */
    record Expect(int connection, LinePattern pattern, int line) implements DialogueStep {}

    /** The server must answer with one line like this or more; the first that is not is the next step's. */
    record ExpectSome(int connection, LinePattern pattern, int line) implements DialogueStep {}

    /** {@code @name arguments}: the harness knows what it means. */
    record Directive(int connection, String name, String arguments, int line) implements DialogueStep {}

    /** {@code @closed}: the server has closed the connection. */
    record ExpectClosed(int connection, int line) implements DialogueStep {}

    /** {@code @silent}: the server has nothing more to say now. */
    record ExpectSilence(int connection, int line) implements DialogueStep {}

    /** {@code @close}: the client goes away without a word. */
    record Close(int connection, int line) implements DialogueStep {}
}
