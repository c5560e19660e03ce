package dev.postrider.deploy.cli;

import dev.postrider.deploy.cli.CheckOptions.Answer;
import dev.postrider.mailauth.dkim.BodyHashes;
import dev.postrider.mailauth.dkim.DkimOutcome;
import dev.postrider.mailauth.dkim.DkimReport;
import dev.postrider.mailauth.dkim.DkimResult;
import dev.postrider.mailauth.dkim.DkimVerification;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code postrider check dkim}. */
@Command(
        name = "dkim",
        mixinStandardHelpOptions = true,
        description = "Do this message's signatures verify (RFC 6376)? Passes if one does.")
public final class CheckDkimCommand implements Callable<Integer> {
    @Mixin
    private CheckOptions options = new CheckOptions();

    @Parameters(paramLabel = "FILE", description = "The message.")
    private Path file = Path.of("");

    @Override
    public Integer call() {
        return options.run(dns -> {
            MessageFile message = MessageFile.read(file);
            BodyHashes body = new BodyHashes();
            DkimVerification verification =
                    DkimVerification.open(message.header(), body, DkimVerification.MAX_SIGNATURES);
            body.update(message.octets(), message.bodyOffset(), message.octets().length);
            body.finish();
            DkimReport report = verification.verify(dns, Instant.now().getEpochSecond());
            return new Answer(json(message, report), text(message, report), exitCode(report));
        });
    }

    private static JsonObject json(MessageFile message, DkimReport report) {
        JsonArray signatures = new JsonArray();
        for (DkimResult result : report.results()) {
            JsonObject signature = new JsonObject()
                    .put("result", result.outcome().keyword())
                    .put("reason", result.reason().label())
                    .put("detail", result.reason().text());
            result.domain().ifPresent(domain -> signature.put("domain", domain));
            result.identity().ifPresent(identity -> signature.put("identity", identity));
            result.selector().ifPresent(selector -> signature.put("selector", selector));
            result.algorithm().ifPresent(algorithm -> signature.put("algorithm", algorithm));
            result.signaturePrefix().ifPresent(prefix -> signature.put("signature", prefix));
            signatures.add(signature.put("testing", result.testing()));
        }
        return new JsonObject()
                .put("check", "dkim")
                .put("lineEnds", message.lineEnds())
                .put("passedDomains", new JsonArray(report.passedDomains()))
                .put("signatures", signatures)
                .put("notEvaluated", report.notEvaluated());
    }

    private static String text(MessageFile message, DkimReport report) {
        StringJoiner lines = new StringJoiner(System.lineSeparator());
        for (DkimResult result : report.results()) {
            lines.add("DKIM" + result.domain().map(domain -> " of " + domain).orElse("") + ": "
                    + result.outcome().keyword());
            lines.add("  reason       " + result.reason().text() + (result.testing() ? ", key in test" : ""));
            result.selector().ifPresent(selector -> lines.add("  selector     " + selector));
            result.identity().ifPresent(identity -> lines.add("  identity     " + CheckOptions.printable(identity)));
            result.algorithm().ifPresent(algorithm -> lines.add("  algorithm    " + CheckOptions.printable(algorithm)));
            result.signaturePrefix().ifPresent(prefix -> lines.add("  signature    " + prefix + "…"));
        }
        if (report.notEvaluated() > 0) {
            lines.add(report.notEvaluated() + " more signatures were not evaluated");
        }
        return lines.add("line ends of the file: " + message.lineEnds()).toString();
    }

    private static int exitCode(DkimReport report) {
        if (report.results().stream().anyMatch(DkimResult::passed)) {
            return 0;
        }
        boolean undecided = report.results().stream().anyMatch(result -> result.outcome() == DkimOutcome.TEMPERROR);
        return undecided ? CheckOptions.UNDECIDED : CheckOptions.NOT_PASSED;
    }
}
