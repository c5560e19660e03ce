package dev.postrider.deploy.cli;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command that calls an admin API has: where it is, the token, and how to print. */
final class AdminOptions {
    private static final String TOKEN_VARIABLE = "POSTRIDER_ADMIN_TOKEN";
    private static final String TOKEN_FILE_VARIABLE = "POSTRIDER_ADMIN_TOKEN_FILE";
    private static final String TOKEN_FILE = "admin-token";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec mixee = CommandSpec.create();

    @Option(
            names = "--admin",
            paramLabel = "URL",
            description = "Where the admin API is. By default POSTRIDER_ADMIN_URL, then http://127.0.0.1:9620; for the"
                    + " queue POSTRIDER_QUEUE_URL, then http://127.0.0.1:9630.")
    private Optional<URI> admin = Optional.empty();

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "Its token; by default " + TOKEN_VARIABLE + ", then the file " + TOKEN_FILE + " in --data.")
    private Optional<String> token = Optional.empty();

    @Option(
            names = "--admin-ca",
            paramLabel = "FILE",
            description = "PEM file of the authorities to believe for an https URL (default: POSTRIDER_ADMIN_CA, then"
                    + " those that Java knows).",
            defaultValue = "${env:POSTRIDER_ADMIN_CA}")
    private Optional<Path> adminCa = Optional.empty();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file that holds it; by default " + TOKEN_FILE_VARIABLE + ".")
    private Optional<Path> tokenFile = Optional.empty();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data directory of `postrider up` (default: ${DEFAULT-VALUE}).",
            defaultValue = "data")
    private Path data = Path.of("data");

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** The work of a command. Returns its exit code. */
    @FunctionalInterface
    interface Work {
        int run(AdminClient client);
    }

    /** Runs the work at mailbox-service's API, and says what went wrong in one line. */
    int run(Work work) {
        return run(AdminService.ACCOUNTS, work);
    }

    int run(AdminService service, Work work) {
        try (AdminClient client =
                new AdminClient(service, admin.orElseGet(service::defaultUrl), findToken(), adminCa)) {
            int exitCode = work.run(client);
            out().flush();
            return exitCode;
        } catch (CommandFailure failure) {
            out().flush();
            say("postrider: " + failure.getMessage());
            return failure.exitCode();
        }
    }

    PrintWriter out() {
        return mixee.commandLine().getOut();
    }

    /** To standard error. */
    void say(String line) {
        PrintWriter err = mixee.commandLine().getErr();
        err.println(line);
        err.flush();
    }

    /** Prints a result: as JSON if that was asked for, else as the text. */
    void print(JsonObject result, String text) {
        out().println(json ? result.encodePrettily() : text);
    }

    private String findToken() {
        return token.or(() -> Optional.ofNullable(System.getenv(TOKEN_VARIABLE)))
                .filter(found -> !found.isBlank())
                .map(String::strip)
                .orElseGet(this::tokenInFile);
    }

    private String tokenInFile() {
        Path file = tokenFile
                .or(() ->
                        Optional.ofNullable(System.getenv(TOKEN_FILE_VARIABLE)).map(Path::of))
                .orElseGet(() -> data.resolve(TOKEN_FILE));
        if (!Files.exists(file)) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    "no token for the admin API. Give --token or --token-file, set " + TOKEN_VARIABLE
                            + ", or name the data directory of `postrider up` with --data (there is no " + file + ").");
        }
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    "cannot read " + file + " (" + e.getClass().getSimpleName() + "). That of `postrider up` is"
                            + " readable for the user who runs it only.");
        }
    }
}
