package dev.postrider.deploy.cli;

import dev.postrider.servicekit.config.HostPort;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code postrider smoke}: one message through everything. */
@Command(
        name = "smoke",
        mixinStandardHelpOptions = true,
        description = {
            "Send a message by submission with a login, and read it back by IMAP.",
            "Without a login it makes an account for that by the admin API, and removes it."
        })
public final class SmokeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Option(names = "--submission", paramLabel = "HOST:PORT", description = "Submission with STARTTLS.")
    private Optional<String> submission = Optional.empty();

    @Option(names = "--submissions", paramLabel = "HOST:PORT", description = "Submission over TLS, instead.")
    private Optional<String> submissions = Optional.empty();

    @Option(names = "--imaps", paramLabel = "HOST:PORT", required = true, description = "IMAP over TLS.")
    private String imaps = "";

    @Option(
            names = "--tls-name",
            paramLabel = "NAME",
            description = "The name that certificates must have; by default the host that is connected to.")
    private Optional<String> tlsName = Optional.empty();

    @Option(
            names = "--tls-trust",
            paramLabel = "FILE",
            description =
                    "PEM file of the authorities, or of the certificate itself; by default those that Java knows.")
    private Optional<Path> tlsTrust = Optional.empty();

    @Option(names = "--login-file", paramLabel = "FILE", description = "The login of an account to use.")
    private Optional<Path> loginFile = Optional.empty();

    @Option(names = "--password-file", paramLabel = "FILE", description = "Its password.")
    private Optional<Path> passwordFile = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long the message may take (default: ${DEFAULT-VALUE}).",
            defaultValue = "60")
    private int timeoutSeconds = 60;

    /** @param login address and login in one */
    private record Account(String login, String password) {
        @Override
        public String toString() {
            return login;
        }
    }

    @Override
    public Integer call() {
        if (loginFile.isEmpty() && passwordFile.isEmpty()) {
            return admin.run(client -> {
                String domain = "smoke-" + random(4) + ".invalid";
                Account account = new Account("smoke@" + domain, random(16));
                client.create("/domains/" + domain, new JsonObject());
                try {
                    client.create(path(account), new JsonObject().put("password", account.password()));
                    return sendAndRead(account);
                } finally {
                    remove(client, domain, account);
                }
            });
        }
        PrintWriter err = spec.commandLine().getErr();
        try {
            return sendAndRead(
                    new Account(content(loginFile, "--login-file"), content(passwordFile, "--password-file")));
        } catch (CommandFailure failure) {
            err.println("postrider: " + failure.getMessage());
            err.flush();
            return failure.exitCode();
        }
    }

    private int sendAndRead(Account account) {
        PrintWriter out = spec.commandLine().getOut();
        Tls tls = Tls.trusting(tlsTrust, tlsName);
        String token = random(12);
        long begin = System.nanoTime();
        String queueId =
                SmokeMail.send(target(), submissions.isPresent(), tls, account.login(), account.password(), token);
        out.println("accepted as " + queueId);
        out.flush();
        SmokeMail.read(
                hostPort("--imaps", imaps),
                tls,
                account.login(),
                account.password(),
                token,
                Duration.ofSeconds(timeoutSeconds));
        out.println("read back by IMAP "
                + Duration.ofNanos(System.nanoTime() - begin).toMillis() + " ms after it was sent");
        out.flush();
        return 0;
    }

    private HostPort target() {
        if (submission.isPresent() == submissions.isPresent()) {
            throw new CommandFailure(CommandFailure.USAGE, "give --submission or --submissions");
        }
        return submission
                .map(text -> hostPort("--submission", text))
                .orElseGet(() -> hostPort("--submissions", submissions.orElse("")));
    }

    private static HostPort hostPort(String option, String text) {
        return HostPort.parse(text)
                .orElseThrow(() -> new CommandFailure(CommandFailure.USAGE, option + " wants HOST:PORT, not " + text));
    }

    private static void remove(AdminClient client, String domain, Account account) {
        client.delete(path(account));
        client.delete("/domains/" + domain);
    }

    private static String path(Account account) {
        return "/accounts/" + AdminClient.encode(account.login());
    }

    private static String content(Optional<Path> file, String option) {
        Path path = file.orElseThrow(() -> new CommandFailure(CommandFailure.USAGE, "give " + option + ", too"));
        try {
            return Files.readString(path).strip();
        } catch (IOException e) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    "cannot read " + path + " (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static String random(int octets) {
        byte[] bytes = new byte[octets];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
