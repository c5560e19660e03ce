package dev.postrider.mailauth.spf;

import dev.postrider.mailauth.dns.Dns;
import dev.postrider.mailauth.dns.DomainName;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;

/**
 * Checks a client against SPF (RFC 7208). Asks DNS and waits for it, so it runs on a virtual thread; the number of questions is
 * limited (s4.6.4), their time by the {@link Dns}. Safe for use by many threads.
 */
public final class SpfCheck {
    private static final String POSTMASTER = "postmaster";
    private static final int MAX_TEXT = 300;

    private final Dns dns;
    private final String receiver;

    /** @param receiver our host name, which explanations may quote */
    public SpfCheck(Dns dns, String receiver) {
        this.dns = dns;
        this.receiver = receiver;
    }

    /**
     * Checks the MAIL FROM identity (RFC 7208 s2.4), that which DMARC asks about.
     *
     * @param client an IPv4-mapped address counts as IPv4
     * @param reversePath {@code local@domain} without angle brackets and quotes; empty for the null sender, which stands for
     *     {@code postmaster@} and the HELO name
     * @param helo the name the client gave with HELO or EHLO, whatever it is
     * @param now for explanations that tell the time
     */
    public SpfVerdict mailFrom(InetAddress client, String reversePath, String helo, Instant now) {
        if (reversePath.isEmpty()) {
            return check(new Question(SpfIdentity.MAIL_FROM, "helo", helo, client, POSTMASTER, helo, helo, now));
        }
        int at = reversePath.lastIndexOf('@');
        String localPart = at <= 0 ? POSTMASTER : reversePath.substring(0, at);
        String domain = reversePath.substring(at + 1);
        return check(
                new Question(SpfIdentity.MAIL_FROM, "mailfrom", reversePath, client, localPart, domain, helo, now));
    }

    /** Checks the HELO identity (RFC 7208 s2.3). Arguments as for {@link #mailFrom}. */
    public SpfVerdict helo(InetAddress client, String helo, Instant now) {
        return check(new Question(SpfIdentity.HELO, "helo", helo, client, POSTMASTER, helo, helo, now));
    }

    private record Question(
            SpfIdentity identity,
            String property,
            String value,
            InetAddress client,
            String localPart,
            String domain,
            String helo,
            Instant now) {}

    private SpfVerdict check(Question question) {
        Optional<DomainName> domain = DomainName.parseQualified(question.domain());
        if (domain.isEmpty()) {
            return new SpfVerdict(
                    SpfResult.NONE,
                    SpfReason.NO_DOMAIN,
                    question.identity(),
                    "",
                    question.property(),
                    question.value(),
                    Optional.empty(),
                    0,
                    0,
                    Optional.empty(),
                    SpfReason.NO_DOMAIN.text());
        }
        InetAddress client = AddressBits.unmapped(question.client());
        MacroExpander expander = new MacroExpander(
                client, question.localPart(), domain.get().text(), question.helo(), receiver, question.now());
        SpfEvaluation evaluation = new SpfEvaluation(dns, expander);
        Conclusion conclusion = evaluation.checkHost(domain.get());
        return new SpfVerdict(
                conclusion.result(),
                conclusion.reason(),
                question.identity(),
                domain.get().text(),
                question.property(),
                question.value(),
                conclusion.mechanism().map(text -> PrintableText.of(text, MAX_TEXT)),
                evaluation.lookups(),
                evaluation.voidLookups(),
                evaluation.explain(conclusion),
                PrintableText.of(conclusion.detail(), MAX_TEXT));
    }
}
