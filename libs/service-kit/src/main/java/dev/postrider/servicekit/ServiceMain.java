package dev.postrider.servicekit;

/** The main of one service in one process. */
public final class ServiceMain {
    private ServiceMain() {}

    /**
     * Runs the service until SIGTERM. Options: {@code --config FILE} (or the environment variable {@code POSTRIDER_CONFIG}), {@code --set
     * path=value}. Ends the JVM with 0 after a drain, 2 if the configuration is wrong, 1 if the service could not start.
     */
    public static void run(PostriderService service, String... args) {
        throw new UnsupportedOperationException(service.name() + args.length);
    }
}
