package dev.postrider.mailbox.adapter.search;

/** A search took longer than it may; part of an answer would be a wrong one. */
public final class SearchTooLongException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SearchTooLongException() {
        super("the search takes too long", null, false, false);
    }
}
