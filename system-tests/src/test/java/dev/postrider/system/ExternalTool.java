package dev.postrider.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program that is not ours, if this machine has it. */
record ExternalTool(String name, Path path) {
    private static final long TIMEOUT_SECONDS = 60;
    private static final int SHOWN_OF_OUTPUT = 2000;

    /** Looks along PATH; says on standard output what is not installed, so that nothing is left out in silence. */
    static Optional<ExternalTool> find(String name) {
        Optional<ExternalTool> found = Stream.of(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(path -> new ExternalTool(name, path));
        if (found.isEmpty()) {
            System.out.println("Not installed, so not tested with: " + name);
        }
        return found;
    }

    /** Runs it. @return its output @throws AssertionError with its errors, if it fails or does not end */
    byte[] run(Path directory, byte[] input, List<String> arguments) throws IOException, InterruptedException {
        Path errors = Files.createTempFile(directory, name, ".errors");
        Process process = new ProcessBuilder(Stream.concat(Stream.of(path.toString()), arguments.stream())
                        .toList())
                .directory(directory.toFile())
                .redirectError(errors.toFile())
                .start();
        Thread writer = Thread.ofVirtual().start(() -> {
            try (var out = process.getOutputStream()) {
                out.write(input);
            } catch (IOException e) {
                process.destroy(); // it did not read its input; its status says so
            }
        });
        byte[] output = process.getInputStream().readAllBytes();
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(name + " did not end within " + TIMEOUT_SECONDS + " s");
        }
        writer.join();
        if (process.exitValue() != 0) {
            String text = new String(output, StandardCharsets.ISO_8859_1);
            throw new AssertionError(name + " ended with " + process.exitValue() + ": " + Files.readString(errors)
                    + text.substring(Math.max(0, text.length() - SHOWN_OF_OUTPUT)));
        }
        return output;
    }
}
