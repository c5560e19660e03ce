package dev.postrider.imap;

import dev.postrider.servicekit.ServiceMain;

/** Runs the gateway as a process of its own. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        ServiceMain.run(new ImapGateway(), args);
    }
}
