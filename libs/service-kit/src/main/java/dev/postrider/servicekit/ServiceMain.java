package dev.postrider.servicekit;

import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.config.ConfigurationException;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.log.Logging;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The main of one service in one process. */
public final class ServiceMain {
    private static final int EXIT_FAILED = 1;
    private static final int EXIT_CONFIGURATION = 2;

    private ServiceMain() {}

    /**
     * Runs the service until SIGTERM. Options: {@code --config FILE} (or the environment variable {@code POSTRIDER_CONFIG}), {@code --set
     * path=value}. Ends the JVM with 0 after a drain, 2 if the configuration is wrong, 1 if the service could not start.
     */
    public static void run(PostriderService service, String... args) {
        Logging.install();
        Logger log = LoggerFactory.getLogger(ServiceMain.class);
        try {
            CommandLine options = CommandLine.parse(System.getenv(), args);
            Settings settings = Configuration.load(options.file(), System.getenv(), options.overrides());
            ServiceHost host = ServiceHost.start(settings, List.of(service))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            host.drainOnSignal(() -> {});
        } catch (ConfigurationException e) {
            reportConfiguration(service, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ConfigurationException configuration) {
                reportConfiguration(service, configuration);
            } else {
                log.atError()
                        .addKeyValue("service", service.name())
                        .setCause(e.getCause())
                        .log("cannot start");
                exit(EXIT_FAILED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exit(EXIT_FAILED);
        }
    }

    private static void reportConfiguration(PostriderService service, ConfigurationException e) {
        System.err.println(service.name() + " cannot start: the configuration has mistakes");
        e.problems().forEach(problem -> System.err.println("  " + problem.describe()));
        exit(EXIT_CONFIGURATION);
    }

    private static void exit(int status) {
        Logging.flush();
        System.exit(status);
    }
}
