package dev.postrider.smtp.ingress.session;

import dev.postrider.smtp.ClientName;

/** How the client introduced itself. */
public sealed interface Greeting {
    /** Not yet. */
    record None() implements Greeting {}

    /**
     * By EHLO or HELO.
     *
     * @param extended whether by EHLO
     */
    record Given(ClientName name, boolean extended) implements Greeting {}
}
