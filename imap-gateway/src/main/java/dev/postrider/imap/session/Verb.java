package dev.postrider.imap.session;

import java.util.Locale;
import java.util.Optional;

/** The commands, and when they are allowed. */
public enum Verb {
    CAPABILITY(Stage.ANY),
    NOOP(Stage.ANY),
    LOGOUT(Stage.ANY),
    ID(Stage.ANY),
    STARTTLS(Stage.NOT_AUTHENTICATED),
    AUTHENTICATE(Stage.NOT_AUTHENTICATED),
    LOGIN(Stage.NOT_AUTHENTICATED),
    NAMESPACE(Stage.AUTHENTICATED),
    LIST(Stage.AUTHENTICATED),
    LSUB(Stage.AUTHENTICATED),
    SUBSCRIBE(Stage.AUTHENTICATED),
    UNSUBSCRIBE(Stage.AUTHENTICATED),
    CREATE(Stage.AUTHENTICATED),
    DELETE(Stage.AUTHENTICATED),
    RENAME(Stage.AUTHENTICATED),
    STATUS(Stage.AUTHENTICATED),
    SELECT(Stage.AUTHENTICATED),
    EXAMINE(Stage.AUTHENTICATED),
    APPEND(Stage.AUTHENTICATED),
    IDLE(Stage.AUTHENTICATED),
    CHECK(Stage.SELECTED),
    CLOSE(Stage.SELECTED),
    UNSELECT(Stage.SELECTED),
    EXPUNGE(Stage.SELECTED),
    SEARCH(Stage.SELECTED),
    FETCH(Stage.SELECTED),
    STORE(Stage.SELECTED),
    COPY(Stage.SELECTED),
    MOVE(Stage.SELECTED),
    UID_EXPUNGE(Stage.SELECTED),
    UID_SEARCH(Stage.SELECTED),
    UID_FETCH(Stage.SELECTED),
    UID_STORE(Stage.SELECTED),
    UID_COPY(Stage.SELECTED),
    UID_MOVE(Stage.SELECTED),
    /** What is no command. */
    UNKNOWN(Stage.ANY);

    /** When a command is allowed, RFC 3501 s3. */
    public enum Stage {
        ANY,
        NOT_AUTHENTICATED,
        /** With a mailbox selected, too. */
        AUTHENTICATED,
        SELECTED
    }

    private final Stage stage;
    private final String text = name().replace('_', ' ');
    private final String label = name().toLowerCase(Locale.ROOT);

    Verb(Stage stage) {
        this.stage = stage;
    }

    public Stage stage() {
        return stage;
    }

    /** As clients write it. */
    public String text() {
        return text;
    }

    /** As a metric label. */
    public String label() {
        return label;
    }

    /** May the client be told of news, expunged messages among it, at its end? RFC 3501 s7.4.1: not while sequence numbers are in use. */
    public boolean allowsNews() {
        return switch (this) {
            case FETCH, STORE, SEARCH -> false;
            default -> true;
        };
    }

    /** The command of that name. */
    public static Optional<Verb> named(String word) {
        for (Verb verb : values()) {
            if (verb != UNKNOWN && verb.text.equals(word)) {
                return Optional.of(verb);
            }
        }
        return Optional.empty();
    }
}
