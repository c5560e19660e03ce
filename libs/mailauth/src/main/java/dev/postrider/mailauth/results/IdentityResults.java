package dev.postrider.mailauth.results;

import dev.postrider.mailauth.dmarc.DmarcResult;
import dev.postrider.mailauth.dmarc.DmarcVerdict;
import dev.postrider.mailauth.results.MethodResult.Property;
import dev.postrider.mailauth.spf.SpfResult;
import dev.postrider.mailauth.spf.SpfVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What SPF and DMARC found, as results of methods. */
public final class IdentityResults {
    private IdentityResults() {}

    /** RFC 8601 s2.7.2. */
    public static MethodResult of(SpfVerdict verdict) {
        String text = verdict.mechanism().orElse(verdict.reason().text());
        return new MethodResult(
                "spf",
                verdict.result().text(),
                verdict.result() == SpfResult.PASS ? Optional.empty() : Optional.of(text),
                List.of(new Property("smtp", verdict.property(), verdict.value())));
    }

    /** RFC 9989 s8.1: the author's domain, and the policy to be applied. */
    public static MethodResult of(DmarcVerdict verdict) {
        List<Property> properties = new ArrayList<>();
        if (!verdict.authorDomain().isEmpty()) {
            properties.add(new Property("header", "from", verdict.authorDomain()));
        }
        if (verdict.record().isPresent()) {
            properties.add(new Property("policy", "dmarc", verdict.disposition().text()));
        }
        return new MethodResult(
                "dmarc",
                verdict.result().text(),
                verdict.result() == DmarcResult.PASS
                        ? Optional.empty()
                        : Optional.of(verdict.reason().text()),
                properties);
    }
}
