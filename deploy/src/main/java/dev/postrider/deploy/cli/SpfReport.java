package dev.postrider.deploy.cli;

import dev.postrider.mailauth.spf.SpfVerdict;
import io.vertx.core.json.JsonObject;
import java.util.StringJoiner;

/** An SPF verdict for people and for programs. */
final class SpfReport {
    private SpfReport() {}

    static JsonObject json(SpfVerdict verdict) {
        JsonObject json = new JsonObject()
                .put("identity", verdict.identity().label())
                .put("result", verdict.result().text())
                .put("reason", verdict.reason().label())
                .put("domain", verdict.domain());
        verdict.mechanism().ifPresent(mechanism -> json.put("mechanism", mechanism));
        verdict.explanation().ifPresent(explanation -> json.put("explanation", explanation));
        return json.put("lookups", verdict.lookups())
                .put("voidLookups", verdict.voidLookups())
                .put("detail", verdict.detail());
    }

    static String text(SpfVerdict verdict) {
        StringJoiner lines = new StringJoiner(System.lineSeparator());
        String what = switch (verdict.identity()) {
            case MAIL_FROM -> "MAIL FROM";
            case HELO -> "HELO";
        };
        lines.add(what + " " + CheckOptions.printable(verdict.value()) + ": "
                + verdict.result().text());
        lines.add("  reason       " + verdict.reason().text());
        lines.add("  detail       " + verdict.detail());
        verdict.explanation().ifPresent(explanation -> lines.add("  explanation  " + explanation));
        lines.add("  look-ups     " + verdict.lookups() + " of 10, " + verdict.voidLookups() + " of 2 void");
        return lines.toString();
    }
}
