package dev.postrider.testkit.dialogue;

/** A dialogue file is not a dialogue. */
public final class DialogueSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DialogueSyntaxException(String message) {
        super(message);
    }
}
