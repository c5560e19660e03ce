package dev.postrider.system;

import java.io.ByteArrayOutputStream;
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

    /** What a run left. */
    record Result(int status, byte[] output, String errors) {}

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

    /** Runs it. @throws AssertionError with its errors, if it fails or does not end */
    byte[] run(Path directory, byte[] input, List<String> arguments) throws IOException, InterruptedException {
        Result result = runAny(directory, input, arguments);
        if (result.status() != 0) {
            String output = new String(result.output(), StandardCharsets.ISO_8859_1);
            throw new AssertionError(name + " ended with " + result.status() + ": " + result.errors()
                    + output.substring(Math.max(0, output.length() - SHOWN_OF_OUTPUT)));
        }
        return result.output();
    }

    private Result runAny(Path directory, byte[] input, List<String> arguments)
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
            } catch (IOException e) {
                process.destroy(); // it did not read its input; its status says so
            }
        });
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        process.getInputStream().transferTo(output);
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(name + " did not end within " + TIMEOUT_SECONDS + " s");
        }
        writer.join();
        return new Result(process.exitValue(), output.toByteArray(), Files.readString(errors));
    }
}
