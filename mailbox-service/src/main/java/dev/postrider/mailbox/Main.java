package dev.postrider.mailbox;

import dev.postrider.servicekit.ServiceMain;

/** Starts mailbox-service in a process of its own. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        ServiceMain.run(new MailboxService(), args);
    }
}
