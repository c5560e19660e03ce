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
    private static final int KILLED = 128 + 9;

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
            System.out.println("Not installed, so not tested with: " + name + " (.ci/tools installs it)");
        }
        return found;
    }

    /** Runs it. @return its output @throws AssertionError with its errors, if it fails or does not end */
    byte[] run(Path directory, byte[] input, List<String> arguments) throws IOException, InterruptedException {
        Result result = result(directory, input, Input.ENDS, arguments);
        if (result.status() != 0) {
            String text = result.output();
            throw new AssertionError(name + " ended with " + result.status() + ": " + result.errors()
                    + text.substring(Math.max(0, text.length() - SHOWN_OF_OUTPUT)));
        }
        return result.output().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What a run came to; its texts are octets, one a character. */
    record Result(int status, String output, String errors) {}

    /** What becomes of its input behind what it is given. */
    enum Input {
        ENDS,
        /** It stays open until the program ends by itself. */
        STAYS_OPEN
    }

    /** Runs it to its end, whatever that is. @throws AssertionError if it does not end */
    Result result(Path directory, byte[] input, Input behind, List<String> arguments)
            throws IOException, InterruptedException {
        Path errors = Files.createTempFile(directory, name, ".errors");
        Process process = new ProcessBuilder(Stream.concat(Stream.of(path.toString()), arguments.stream())
                        .toList())
                .directory(directory.toFile())
                .redirectError(errors.toFile())
                .start();
        Thread writer = Thread.ofVirtual().start(() -> {
            try (var out = process.getOutputStream()) {
                out.write(input);
                out.flush();
                if (behind == Input.STAYS_OPEN) {
                    process.waitFor();
                }
            } catch (IOException e) {
                process.destroy(); // it did not read its input; its status says so
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Thread watch = Thread.ofVirtual().start(() -> {
            try {
                if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        byte[] output = process.getInputStream().readAllBytes();
        int status = process.waitFor();
        watch.join();
        writer.join();
        if (status == KILLED) {
            throw new AssertionError(name + " did not end within " + TIMEOUT_SECONDS + " s");
        }
        return new Result(
                status,
                new String(output, StandardCharsets.ISO_8859_1),
                Files.readString(errors, StandardCharsets.ISO_8859_1));
    }
}
