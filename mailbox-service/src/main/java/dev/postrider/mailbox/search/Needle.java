package dev.postrider.mailbox.search;

/** What to look for in a message, where SQL could not tell. Texts are folded. */
public sealed interface Needle {
    /**
     * In the decoded fields of a name.
     *
     * @param name in any case
     * @param value empty: the field is there
     */
    record Header(String name, String value) implements Needle {}

    /** In the decoded text of the body, headers of embedded messages included. */
    record Body(String value) implements Needle {}

    /** In the message's header or in its body. */
    record Text(String value) implements Needle {}

    /** The day of the Date field, without regard to time and zone: {@code [fromDay, untilDay)} in days since 1970. */
    record Sent(long fromDay, long untilDay) implements Needle {}
}
