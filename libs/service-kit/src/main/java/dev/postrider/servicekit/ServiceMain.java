package dev.postrider.servicekit;

import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.config.ConfigurationException;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.log.Logging;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The main of one service in one process. */
public final class ServiceMain {
    private static final int EXIT_DONE = 0;
    private static final int EXIT_FAILED = 1;
    private static final int EXIT_CONFIGURATION = 2;
    private static final long PREPARE_LIMIT_S = 120;
    /** How long a start may take that a signal has come into. */
    private static final long START_GRACE_S = 5;

    private ServiceMain() {}

    /**
     * Runs the service until SIGTERM, which may come while it starts. Options: {@code --config FILE} (or the environment variable {@code POSTRIDER_CONFIG}), {@code --set
     * path=value}. Ends the JVM with 0 after a drain, 2 if the configuration is wrong, 1 if the service could not start.
     *
     * <p>With the first argument {@code prepare} it only makes what the service needs ({@link Groundwork}), and ends with 0 when that is done.
     */
    public static void run(PostriderService service, String... args) {
        Logging.install();
        Logger log = LoggerFactory.getLogger(ServiceMain.class);
        try {
            CommandLine options = CommandLine.parse(System.getenv(), args);
            Settings settings = Configuration.load(options.file(), System.getenv(), options.overrides());
            if (options.prepare()) {
                prepare(service, settings);
                log.atInfo().addKeyValue("service", service.name()).log("prepared");
                exit(EXIT_DONE);
                return;
            }
            CompletableFuture<ServiceHost> starting = new CompletableFuture<>();
            // Before the start: whoever sees it ready may end it at once.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(starting), "postrider-drain"));
            Future.<Void>succeededFuture()
                    .compose(v -> ServiceHost.start(settings, List.of(service)))
                    .onSuccess(starting::complete)
                    .onFailure(starting::completeExceptionally);
            starting.get();
        } catch (ConfigurationException e) {
            reportConfiguration(service, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ConfigurationException configuration) {
                reportConfiguration(service, configuration);
            } else if (e.getCause() instanceof NotPreparedException missing) {
                System.err.println(service.name() + " cannot start: " + missing.getMessage());
                exit(EXIT_FAILED);
            } else {
                log.atError()
                        .addKeyValue("service", service.name())
                        .setCause(e.getCause())
                        .log("cannot start");
                exit(EXIT_FAILED);
            }
        } catch (TimeoutException e) {
            System.err.println(service.name() + " is not prepared: Kafka or PostgreSQL did not answer for "
                    + PREPARE_LIMIT_S + " s");
            exit(EXIT_FAILED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exit(EXIT_FAILED);
        }
    }

    /** Whoever started this, a Kubernetes Job say, may start it again. */
    private static void prepare(PostriderService service, Settings settings)
            throws ExecutionException, InterruptedException, TimeoutException {
        Vertx vertx = Vertx.vertx();
        try {
            service.groundwork()
                    .make(vertx, settings)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PREPARE_LIMIT_S, TimeUnit.SECONDS);
        } finally {
            vertx.close();
        }
    }

    /** The JVM ends. What has started, or is about to, is drained; what could not start has nothing to drain. */
    private static void end(CompletableFuture<ServiceHost> starting) {
        Logger log = LoggerFactory.getLogger(ServiceMain.class);
        try {
            starting.get(START_GRACE_S, TimeUnit.SECONDS).drainAndHalt();
        } catch (ExecutionException reportedAlready) {
            log.atDebug().log("ended without a start");
        } catch (TimeoutException e) {
            log.atWarn().log("ended before it had started");
            Logging.flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
