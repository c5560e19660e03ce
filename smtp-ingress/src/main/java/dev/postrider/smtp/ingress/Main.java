package dev.postrider.smtp.ingress;

import dev.postrider.servicekit.ServiceMain;

/** Starts the service in a process of its own. */
public final class Main {
    private Main() {}

    /** Options as {@link ServiceMain#run} knows them. */
    public static void main(String[] args) {
        ServiceMain.run(new SmtpIngress(), args);
    }
}
