package dev.postrider.deploy.cli;

import dev.postrider.deploy.cli.CheckOptions.Answer;
import dev.postrider.mailauth.dkim.BodyHashes;
import dev.postrider.mailauth.dkim.DkimOutcome;
import dev.postrider.mailauth.dkim.DkimReport;
import dev.postrider.mailauth.dkim.DkimResult;
import dev.postrider.mailauth.dkim.DkimVerification;
import dev.postrider.mailauth.dmarc.AuthorDomain;
import dev.postrider.mailauth.dmarc.DmarcCheck;
import dev.postrider.mailauth.dmarc.DmarcRequest;
import dev.postrider.mailauth.dmarc.DmarcResult;
import dev.postrider.mailauth.dmarc.DmarcVerdict;
import dev.postrider.mailauth.dns.Dns;
import dev.postrider.mailauth.spf.SpfCheck;
import dev.postrider.mailauth.spf.SpfResult;
import dev.postrider.mailauth.spf.SpfVerdict;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postrider check dmarc}. */
@Command(
        name = "dmarc",
        mixinStandardHelpOptions = true,
        description = "Does the author's domain stand behind this message (RFC 9989)?"
                + " DKIM is verified; SPF counts if --ip says where the message came from.")
public final class CheckDmarcCommand implements Callable<Integer> {
    private static final String NOT_EVALUATED = "not-evaluated";

    @Mixin
    private CheckOptions options = new CheckOptions();

    @Parameters(paramLabel = "FILE", description = "The message.")
    private Path file = Path.of("");

    @Option(names = "--ip", paramLabel = "ADDRESS", description = "The client's address.")
    private Optional<String> ip = Optional.empty();

    @Option(
            names = "--mail-from",
            paramLabel = "ADDRESS",
            defaultValue = "",
            description = "The sender of the envelope; without it the null sender.")
    private String mailFrom = "";

    @Option(
            names = "--helo",
            paramLabel = "NAME",
            defaultValue = "",
            description = "The name that the client gave with HELO or EHLO.")
    private String helo = "";

    @Override
    public Integer call() {
        return options.run(dns -> {
            Instant now = Instant.now();
            MessageFile message = MessageFile.read(file);
            Optional<SpfVerdict> spf = ip.map(address -> new SpfCheck(dns, CheckSpfCommand.RECEIVER)
                    .mailFrom(CheckOptions.address("--ip", address), CheckSpfCommand.sender(mailFrom), helo, now));
            DkimReport dkim = dkim(message, dns, now);
            List<String> undecided = dkim.results().stream()
                    .filter(result -> result.outcome() == DkimOutcome.TEMPERROR)
                    .flatMap(result -> result.domain().stream())
                    .toList();
            DmarcVerdict verdict = new DmarcCheck(dns)
                    .check(new DmarcRequest(
                            AuthorDomain.of(message.header()),
                            spf.map(SpfVerdict::result).orElse(SpfResult.NONE),
                            spf.map(SpfVerdict::domain).orElse(""),
                            dkim.passedDomains(),
                            undecided));
            return new Answer(json(verdict, spf, dkim), text(verdict, spf, dkim), exitCode(verdict.result()));
        });
    }

    private static DkimReport dkim(MessageFile message, Dns dns, Instant now) {
        BodyHashes body = new BodyHashes();
        DkimVerification verification = DkimVerification.open(message.header(), body, DkimVerification.MAX_SIGNATURES);
        body.update(message.octets(), message.bodyOffset(), message.octets().length);
        body.finish();
        return verification.verify(dns, now.getEpochSecond());
    }

    private static JsonObject json(DmarcVerdict verdict, Optional<SpfVerdict> spf, DkimReport dkim) {
        JsonObject json = new JsonObject()
                .put("check", "dmarc")
                .put("result", verdict.result().text())
                .put("reason", verdict.reason().label())
                .put("authorDomain", verdict.authorDomain());
        verdict.policyDomain().ifPresent(domain -> json.put("policyDomain", domain));
        verdict.organizationalDomain().ifPresent(domain -> json.put("organizationalDomain", domain));
        verdict.policySource().ifPresent(source -> json.put("policySource", source.label()));
        verdict.policy().ifPresent(policy -> json.put("policy", policy.text()));
        JsonArray signatures = new JsonArray();
        for (DkimResult result : dkim.results()) {
            JsonObject signature = new JsonObject()
                    .put("result", result.outcome().keyword())
                    .put("detail", result.reason().text());
            result.domain().ifPresent(domain -> signature.put("domain", domain));
            result.selector().ifPresent(selector -> signature.put("selector", selector));
            signatures.add(signature);
        }
        return json.put("testing", verdict.testing())
                .put("disposition", verdict.disposition().text())
                .put("detail", verdict.detail())
                .put(
                        "spf",
                        spf.map(SpfReport::json)
                                .orElseGet(() -> new JsonObject().put("result", NOT_EVALUATED))
                                .put("aligned", verdict.spfAligned()))
                .put(
                        "dkim",
                        new JsonObject().put("aligned", verdict.dkimAligned()).put("signatures", signatures));
    }

    private static String text(DmarcVerdict verdict, Optional<SpfVerdict> spf, DkimReport dkim) {
        StringJoiner lines = new StringJoiner(System.lineSeparator());
        lines.add("DMARC of " + (verdict.authorDomain().isEmpty() ? "the message" : verdict.authorDomain()) + ": "
                + verdict.result().text());
        lines.add("  reason       " + verdict.reason().text());
        if (!verdict.detail().equals(verdict.reason().text())) {
            lines.add("  detail       " + CheckOptions.printable(verdict.detail()));
        }
        verdict.policyDomain().ifPresent(domain -> lines.add("  record at    _dmarc." + domain));
        verdict.organizationalDomain().ifPresent(domain -> lines.add("  organization " + domain));
        verdict.policy()
                .ifPresent(policy -> lines.add("  policy       " + policy.text()
                        + verdict.policySource()
                                .map(source -> " for the " + source.label().replace('-', ' '))
                                .orElse("")
                        + (verdict.testing() ? ", in test" : "")));
        lines.add("  disposition  " + verdict.disposition().text());
        lines.add("  SPF          "
                + spf.map(found -> found.result().text() + " for " + found.domain())
                        .orElse("not evaluated: --ip is missing")
                + (verdict.spfAligned() ? ", aligned" : ""));
        for (DkimResult result : dkim.results()) {
            lines.add("  DKIM         "
                    + CheckOptions.printable(result.outcome().keyword()
                            + result.domain().map(domain -> " for " + domain).orElse("") + ": "
                            + result.reason().text()));
        }
        if (verdict.dkimAligned()) {
            lines.add("               a signature is aligned");
        }
        return lines.toString();
    }

    private static int exitCode(DmarcResult result) {
        return switch (result) {
            case PASS -> 0;
            case TEMPERROR -> CheckOptions.UNDECIDED;
            case NONE, FAIL, PERMERROR -> CheckOptions.NOT_PASSED;
        };
    }
}
