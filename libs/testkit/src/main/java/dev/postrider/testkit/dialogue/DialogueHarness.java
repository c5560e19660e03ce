package dev.postrider.testkit.dialogue;

/** What a dialogue talks to: fresh for every run of a file. */
public interface DialogueHarness extends AutoCloseable {
    /**
     * Opens a connection, when the dialogue first uses its number.
     *
     * @param connection from 1
     */
    DialoguePeer connect(int connection);

    /**
     * Carries out {@code @name arguments}, such as {@code @tls} or {@code @clock +5m}. Everything that the client said before has been sent.
     *
     * @throws AssertionError if it does not know the directive
     */
    void directive(DialogueStep.Directive directive);

    /** Ends everything that the run opened. */
    @Override
    void close();
}
