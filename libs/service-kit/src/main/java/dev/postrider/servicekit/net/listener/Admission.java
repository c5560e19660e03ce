package dev.postrider.servicekit.net.listener;

/** Whether there is room for a connection. */
sealed interface Admission {
    /** There is. */
    record Granted(Permit permit) implements Admission {}

    /** There is not. */
    record Refused(Refusal why) implements Admission {}
}
