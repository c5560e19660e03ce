package dev.postrider.embedded;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A JVM that starts a PostgreSQL and is killed: its server lives on. */
final class OrphanedPostgres {
    private OrphanedPostgres() {}

    /** @return the orphan's process id and port, with a blank between */
    static String make(Path directory, String password) throws Exception {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OrphanedPostgres.class.getName(),
                        directory.toString(),
                        password)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(60, TimeUnit.SECONDS);
        return output.lines()
                .filter(line -> line.startsWith("orphan "))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("it did not start: " + output))
                .substring("orphan ".length());
    }

    public static void main(String[] args) throws Exception {
        LocalPostgres postgres = LocalPostgres.start(Path.of(args[0]), args[1]);
        try (var connection = EmbeddedEnginesTest.connect(postgres, args[1])) {
            connection.createStatement().execute("CREATE TABLE kept AS SELECT 42 AS answer");
        }
        System.out.println("orphan " + postgres.pid() + " " + postgres.port());
        System.out.flush();
        Runtime.getRuntime().halt(137);
    }
}
