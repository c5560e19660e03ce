package dev.postrider.mailbox.adapter.grpc;

import java.util.Locale;

/** The calls, as the label of a metric. */
public enum Operation {
    DELIVER,
    LIST_MAILBOXES,
    CREATE_MAILBOX,
    DELETE_MAILBOX,
    RENAME_MAILBOX,
    SET_SUBSCRIBED,
    GET_MAILBOX,
    OPEN_MAILBOX,
    GET_CHANGES,
    FETCH_MESSAGES,
    READ_MESSAGE,
    SEARCH,
    STORE_FLAGS,
    COPY_MESSAGES,
    EXPUNGE,
    APPEND;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
