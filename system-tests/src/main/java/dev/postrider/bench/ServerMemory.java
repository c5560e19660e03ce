package dev.postrider.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What the server's JVM holds now.
 *
 * @param liveHeapOctets after a full collection
 * @param residentOctets of the process, as the kernel sees it
 * @param descriptors open files and sockets
 */
record ServerMemory(long liveHeapOctets, long residentOctets, long descriptors) {
    static ServerMemory of(SystemUnderTest system) throws IOException, InterruptedException {
        // The second one takes what the first one's finalization set free.
        collect(system.pid());
        collect(system.pid());
        Path process = Path.of("/proc", Long.toString(system.pid()));
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            return new ServerMemory(heap(system), resident(process), files.count());
        }
    }

    private static void collect(long pid) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!jcmd.waitFor(60, TimeUnit.SECONDS) || jcmd.exitValue() != 0) {
            throw new IllegalStateException("jcmd could not collect garbage in " + pid);
        }
    }

    private static long heap(SystemUnderTest system) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + system.managementPort() + "/metrics"))
                .timeout(Duration.ofSeconds(10))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofLines())
                    .body()
                    .filter(line -> line.startsWith("jvm_memory_used_bytes{") && line.contains("area=\"heap\""))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
    }

    private static long resident(Path process) throws IOException {
        try (Stream<String> lines = Files.lines(process.resolve("status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .sum()
                    * 1024;
        }
    }
}
