package dev.postrider.deploy.cli;

import dev.postrider.deploy.cli.CheckOptions.Answer;
import dev.postrider.mailauth.arc.ArcOutcome;
import dev.postrider.mailauth.arc.ArcResult;
import dev.postrider.mailauth.arc.ArcVerification;
import dev.postrider.mailauth.dkim.BodyHashes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code postrider check arc}. */
@Command(
        name = "arc",
        mixinStandardHelpOptions = true,
        description = "Does this message's chain of ARC sets verify (RFC 8617)?")
public final class CheckArcCommand implements Callable<Integer> {
    @Mixin
    private CheckOptions options = new CheckOptions();

    @Parameters(paramLabel = "FILE", description = "The message.")
    private Path file = Path.of("");

    @Override
    public Integer call() {
        return options.run(dns -> {
            MessageFile message = MessageFile.read(file);
            BodyHashes body = new BodyHashes();
            ArcVerification verification = ArcVerification.open(message.header(), body);
            body.update(message.octets(), message.bodyOffset(), message.octets().length);
            body.finish();
            ArcResult result = verification.verify(dns, Instant.now().getEpochSecond());
            return new Answer(json(message, result), text(message, result), exitCode(result));
        });
    }

    private static JsonObject json(MessageFile message, ArcResult result) {
        JsonObject json = new JsonObject()
                .put("check", "arc")
                .put("lineEnds", message.lineEnds())
                .put("result", result.outcome().keyword())
                .put("reason", result.reason().label())
                .put("detail", detail(result))
                .put("sets", result.sets());
        result.instance().ifPresent(instance -> json.put("instance", instance));
        result.oldestPass().ifPresent(oldest -> json.put("oldestPass", oldest));
        JsonArray seals = new JsonArray();
        for (ArcResult.Seal seal : result.seals()) {
            seals.add(new JsonObject()
                    .put("instance", seal.instance())
                    .put("domain", seal.domain())
                    .put("selector", seal.selector()));
        }
        return json.put("seals", seals);
    }

    private static String text(MessageFile message, ArcResult result) {
        StringJoiner lines = new StringJoiner(System.lineSeparator());
        lines.add("ARC: " + result.outcome().keyword());
        lines.add("  reason       " + detail(result));
        result.instance().ifPresent(instance -> lines.add("  at set       " + instance + " of " + result.sets()));
        result.oldestPass().ifPresent(oldest -> lines.add("  oldest pass  " + oldest));
        for (ArcResult.Seal seal : result.seals()) {
            lines.add("  set " + seal.instance() + "  sealed by " + seal.domain() + " with " + seal.selector());
        }
        return lines.add("line ends of the file: " + message.lineEnds()).toString();
    }

    private static String detail(ArcResult result) {
        return result.reason().text()
                + result.detail().map(detail -> ": " + detail.text()).orElse("");
    }

    private static int exitCode(ArcResult result) {
        if (result.outcome() == ArcOutcome.PASS) {
            return 0;
        }
        return result.passing() ? CheckOptions.UNDECIDED : CheckOptions.NOT_PASSED;
    }
}
