package dev.postrider.delivery;

import dev.postrider.servicekit.ServiceMain;

/** The delivery worker as a process of its own. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        ServiceMain.run(new DeliveryWorker(), args);
    }
}
