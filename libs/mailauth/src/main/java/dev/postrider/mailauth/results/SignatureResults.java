package dev.postrider.mailauth.results;

import dev.postrider.mailauth.arc.ArcOutcome;
import dev.postrider.mailauth.arc.ArcResult;
import dev.postrider.mailauth.dkim.DkimReport;
import dev.postrider.mailauth.dkim.DkimResult;
import dev.postrider.mailauth.results.MethodResult.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What DKIM and ARC found, as results of methods. */
public final class SignatureResults {
    private SignatureResults() {}

    /** One result per signature (RFC 8601 s2.7.1, RFC 6008, RFC 8463). */
    public static List<MethodResult> of(DkimReport report) {
        return report.results().stream().map(SignatureResults::of).toList();
    }

    private static MethodResult of(DkimResult result) {
        List<Property> properties = new ArrayList<>();
        result.domain().ifPresent(domain -> properties.add(new Property("header", "d", domain)));
        result.identity().ifPresent(identity -> properties.add(new Property("header", "i", identity)));
        result.selector().ifPresent(selector -> properties.add(new Property("header", "s", selector)));
        result.algorithm().ifPresent(algorithm -> properties.add(new Property("header", "a", algorithm)));
        result.signaturePrefix().ifPresent(prefix -> properties.add(new Property("header", "b", prefix)));
        String text = result.reason().text() + (result.testing() ? ", key in test" : "");
        return new MethodResult(
                "dkim",
                result.outcome().keyword(),
                result.passed() && !result.testing() ? Optional.empty() : Optional.of(text),
                properties);
    }

    /** One result for the chain (RFC 8617 s4.4, s6). */
    public static MethodResult of(ArcResult result) {
        List<Property> properties = new ArrayList<>();
        if (result.oldestPass().isPresent()) {
            properties.add(new Property(
                    "header",
                    "oldest-pass",
                    Integer.toString(result.oldestPass().getAsInt())));
        }
        Optional<String> comment = result.outcome() == ArcOutcome.FAIL
                ? Optional.of(result.reason().text()
                        + result.detail().map(detail -> ": " + detail.text()).orElse("")
                        + (result.instance().isPresent()
                                ? " (i=" + result.instance().getAsInt() + ")"
                                : ""))
                : Optional.empty();
        return new MethodResult("arc", result.outcome().keyword(), comment, properties);
    }
}
