package dev.postrider.deploy.cli;

import dev.postrider.mailauth.dns.Dns;
import dev.postrider.servicekit.config.HostPort;
import dev.postrider.smtp.ingress.adapter.DnsjavaDns;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every {@code postrider check …} has: where to ask DNS, and how to print. */
final class CheckOptions {
    /** Any result but a pass. */
    static final int NOT_PASSED = 1;
    /** DNS does not answer: ask again later. */
    static final int UNDECIDED = 3;

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec mixee = CommandSpec.create();

    @Option(
            names = "--resolver",
            paramLabel = "HOST:PORT",
            description =
                    "The DNS server to ask, by address; may be given several times (default: those of the system).")
    private List<String> resolvers = new ArrayList<>();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** What a check found. */
    record Answer(JsonObject json, String text, int exitCode) {}

    @FunctionalInterface
    interface Check {
        Answer run(Dns dns);
    }

    /** Runs the check, and says what went wrong in one line. Returns the exit code. */
    int run(Check check) {
        try {
            Answer answer = check.run(new DnsjavaDns(servers(), TIMEOUT));
            PrintWriter out = mixee.commandLine().getOut();
            out.println(json ? answer.json().encodePrettily() : answer.text());
            out.flush();
            return answer.exitCode();
        } catch (CommandFailure failure) {
            PrintWriter err = mixee.commandLine().getErr();
            err.println("postrider: " + failure.getMessage());
            err.flush();
            return failure.exitCode();
        }
    }

    private List<InetSocketAddress> servers() {
        return resolvers.stream()
                .map(text -> HostPort.parse(text)
                        .map(server -> new InetSocketAddress(address("--resolver", server.host()), server.port()))
                        .orElseThrow(() -> new CommandFailure(
                                CommandFailure.USAGE,
                                "--resolver " + text + " is no address with a port, such as 127.0.0.1:53")))
                .toList();
    }

    /** An IP address, never a name that would have to be looked up. */
    static InetAddress address(String option, String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    CommandFailure.USAGE, option + ": " + text + " is no IP address, such as 192.0.2.1 or 2001:db8::1");
        }
    }

    /** For a terminal: what a stranger wrote moves no cursor. */
    static String printable(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
