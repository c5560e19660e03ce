package dev.postrider.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * PostgreSQL's processes on one data directory, as the system knows them: they outlive the JVM that started them, and nobody may collect them when they
 * have ended (in some containers process 1 does not).
 */
record Postmaster(Path data) {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
    private static final long LOOK_AGAIN_MS = 20;

    /** The running server. A stale file may name a process that is somebody else's by now, or one that has ended and was not collected. */
    Optional<ProcessHandle> running() throws IOException {
        if (!Files.exists(pidFile())) {
            return Optional.empty();
        }
        return Files.readAllLines(pidFile()).stream()
                .findFirst()
                .filter(line -> line.strip().matches("[0-9]{1,18}"))
                .flatMap(line -> ProcessHandle.of(Long.parseLong(line.strip())))
                .filter(Postmaster::isPostgres);
    }

    /** Ends the server, if it runs, and clears away what it left: both would hold the data directory and the port. */
    void end() throws IOException {
        Optional<ProcessHandle> server = running();
        try {
            if (server.isPresent()) {
                // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for every client to leave.
                new ProcessBuilder("kill", "-INT", Long.toString(server.get().pid()))
                        .start()
                        .waitFor();
                if (!ended(List.of(server.get()))) {
                    server.get().destroyForcibly();
                }
            }
            clear();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while an earlier PostgreSQL was stopping", e);
        }
    }

    /**
     * After a server that was killed. Its children end by themselves, but not at once, and until then PostgreSQL does not start. Nor does it while the
     * process that the file names exists, whether that has ended uncollected or is somebody else's. The file is no loss: PostgreSQL finds a server that
     * still uses the directory by its shared memory, too.
     */
    private void clear() throws IOException, InterruptedException {
        List<ProcessHandle> left = ProcessHandle.allProcesses()
                .filter(Postmaster::isPostgres)
                .filter(this::worksHere)
                .toList();
        left.forEach(ProcessHandle::destroyForcibly);
        if (!ended(left)) {
            throw new IOException("processes of an earlier PostgreSQL do not end: " + left);
        }
        Files.deleteIfExists(pidFile());
    }

    /** All of PostgreSQL's processes work in their data directory. Where that cannot be seen, none is found, and PostgreSQL's own check has to do. */
    private boolean worksHere(ProcessHandle process) {
        try {
            return Files.isSameFile(Path.of("/proc", Long.toString(process.pid()), "cwd"), data);
        } catch (IOException e) {
            return false; // it has ended just now, or is not ours
        }
    }

    private static boolean ended(List<ProcessHandle> processes) throws InterruptedException {
        long end = System.nanoTime() + STOP_TIMEOUT.toNanos();
        while (processes.stream().anyMatch(Postmaster::isPostgres)) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(LOOK_AGAIN_MS);
        }
        return true;
    }

    /** An ended process has no command, collected or not. */
    private static boolean isPostgres(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("/postgres");
    }

    private Path pidFile() {
        return data.resolve("postmaster.pid");
    }
}
