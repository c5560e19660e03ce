package dev.postrider.deploy.images;

import dev.postrider.embedded.EmbeddedKafka;
import dev.postrider.embedded.LocalPostgres;
import dev.postrider.servicekit.net.SelfSigned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Starts services from their staged images, on engines of its own, and ends them again: {@code Rehearsal [--record] DIRECTORY…}, a directory with the root file
 * system of an image each, mailbox-service first. With {@code --record} each leaves {@code opt/postrider/service.aot}, its AOT cache; without, it prints
 * a line for each: the name of the directory, and the milliseconds from the start of the process until it was ready, elapsed and of CPU.
 */
public final class Rehearsal {
    /** Any free one: the machine may be running Postrider. */
    private static final List<String> PORTS = List.of(
            "MANAGEMENT",
            "MAILBOX_SERVICE_GRPC",
            "IMAP_GATEWAY_LISTENERS_IMAP",
            "IMAP_GATEWAY_LISTENERS_IMAPS",
            "SMTP_INGRESS_LISTENERS_MX",
            "SMTP_INGRESS_LISTENERS_SUBMISSION",
            "SMTP_INGRESS_LISTENERS_SUBMISSIONS");

    private Rehearsal() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        boolean record = args.length > 0 && args[0].equals("--record");
        List<Path> roots = List.of(args).subList(record ? 1 : 0, args.length).stream()
                .map(Path::of)
                .toList();
        Path work = Files.createTempDirectory("postrider-rehearsal-");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(work.resolve("kafka"));
                LocalPostgres postgres = LocalPostgres.start(work.resolve("postgres"), "rehearsal")) {
            Map<String, String> environment = environment(kafka, postgres, work);
            for (Path root : roots) {
                try (StagedService service = StagedService.start(root, environment, record)) {
                    StagedService.Ready ready = service.awaitReady();
                    service.stop();
                    System.out.printf(
                            Locale.ROOT,
                            "%s %d %d%n",
                            root.getFileName(),
                            ready.elapsed().toMillis(),
                            ready.cpu().toMillis());
                }
            }
        }
        System.exit(0); // the broker leaves threads behind
    }

    /** Settings as a container has them. Each service is alone: what it asks of another is not answered, and it is ready all the same. */
    private static Map<String, String> environment(EmbeddedKafka kafka, LocalPostgres postgres, Path work)
            throws IOException {
        SelfSigned.PemFiles tls = SelfSigned.ensure(work.resolve("tls"), List.of("localhost"), Instant.now());
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("POSTRIDER_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
        environment.put("POSTRIDER_POSTGRES_HOST", postgres.host());
        environment.put("POSTRIDER_POSTGRES_PORT", Integer.toString(postgres.port()));
        environment.put("POSTRIDER_POSTGRES_DATABASE", postgres.database());
        environment.put("POSTRIDER_POSTGRES_USER", postgres.user());
        environment.put("POSTRIDER_POSTGRES_PASSWORD", postgres.password());
        environment.put("POSTRIDER_POSTGRES_TLS", "disable");
        environment.put("POSTRIDER_BLOBS_DIRECTORY", work.resolve("blobs").toString());
        environment.put("POSTRIDER_TLS_CERTIFICATE", tls.certificate().toString());
        environment.put("POSTRIDER_TLS_KEY", tls.key().toString());
        for (String port : PORTS) {
            environment.put("POSTRIDER_" + port + "_PORT", "0");
        }
        return environment;
    }
}
