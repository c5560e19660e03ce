package dev.postrider.deploy.cli;

import dev.postrider.deploy.cli.CheckOptions.Answer;
import dev.postrider.mail.Address;
import dev.postrider.mailauth.spf.SpfCheck;
import dev.postrider.mailauth.spf.SpfResult;
import dev.postrider.mailauth.spf.SpfVerdict;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code postrider check spf}. */
@Command(
        name = "spf",
        mixinStandardHelpOptions = true,
        description = "May this client send mail for this domain (RFC 7208)? The exit code is that of MAIL FROM.")
public final class CheckSpfCommand implements Callable<Integer> {
    /** What stands for our name where an explanation asks for it. */
    static final String RECEIVER = "unknown";

    @Mixin
    private CheckOptions options = new CheckOptions();

    @Option(names = "--ip", paramLabel = "ADDRESS", required = true, description = "The client's address.")
    private String ip = "";

    @Option(
            names = "--mail-from",
            paramLabel = "ADDRESS",
            defaultValue = "",
            description = "The sender of the envelope; without it the null sender.")
    private String mailFrom = "";

    @Option(
            names = "--helo",
            paramLabel = "NAME",
            required = true,
            description = "The name that the client gave with HELO or EHLO; checked too.")
    private String helo = "";

    @Override
    public Integer call() {
        return options.run(dns -> {
            InetAddress client = CheckOptions.address("--ip", ip);
            SpfCheck check = new SpfCheck(dns, RECEIVER);
            Instant now = Instant.now();
            SpfVerdict sender = check.mailFrom(client, sender(mailFrom), helo, now);
            SpfVerdict host = check.helo(client, helo, now);
            JsonObject json = new JsonObject()
                    .put("check", "spf")
                    .put("result", sender.result().text())
                    .put("mailFrom", SpfReport.json(sender))
                    .put("helo", SpfReport.json(host));
            return new Answer(
                    json,
                    SpfReport.text(sender) + System.lineSeparator() + SpfReport.text(host),
                    exitCode(sender.result()));
        });
    }

    /** The address as the check wants it; angle brackets are allowed, so {@code <>} is the null sender. */
    static String sender(String text) {
        String address = text.startsWith("<") && text.endsWith(">") ? text.substring(1, text.length() - 1) : text;
        if (address.isEmpty()) {
            return "";
        }
        if (address.indexOf('@') < 0) {
            throw new CommandFailure(
                    CommandFailure.USAGE, "--mail-from: " + text + " is no address, such as alice@example.org");
        }
        return Address.parse(address)
                .map(read -> read.localPart() + "@" + read.domain())
                .orElse(address);
    }

    private static int exitCode(SpfResult result) {
        return switch (result) {
            case PASS -> 0;
            case TEMPERROR -> CheckOptions.UNDECIDED;
            case NONE, NEUTRAL, FAIL, SOFTFAIL, PERMERROR -> CheckOptions.NOT_PASSED;
        };
    }
}
