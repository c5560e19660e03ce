package dev.postrider.mailauth.dmarc;

import dev.postrider.mailauth.dmarc.DmarcRecord.Alignment;
import dev.postrider.mailauth.dmarc.TreeWalk.Step;
import dev.postrider.mailauth.dmarc.TreeWalk.Walk;
import dev.postrider.mailauth.dns.Dns;
import dev.postrider.mailauth.dns.DnsAnswer;
import dev.postrider.mailauth.dns.DomainName;
import dev.postrider.mailauth.spf.SpfResult;
import java.net.Inet4Address;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks a message against DMARC (RFC 9989 s5.3). Asks DNS and waits for it, so it runs on a virtual thread. Safe for use by many
 * threads.
 */
public final class DmarcCheck {
    /** Identifiers of each kind that are looked at. */
    private static final int MAX_IDENTIFIERS = 8;
    /** Of a message with several; a check of more would cost too many questions. */
    private static final int MAX_AUTHOR_DOMAINS = 5;

    private final Dns dns;

    public DmarcCheck(Dns dns) {
        this.dns = dns;
    }

    public DmarcVerdict check(DmarcRequest request) {
        TreeWalk tree = new TreeWalk(dns);
        return switch (request.author()) {
            case AuthorDomain.Absent() ->
                DmarcVerdict.without(
                        DmarcResult.NONE, DmarcReason.NO_AUTHOR_DOMAIN, "", DmarcReason.NO_AUTHOR_DOMAIN.text());
            case AuthorDomain.Several(Set<String> domains) -> several(domains, tree, request);
            case AuthorDomain.Found(DomainName author) -> check(author, tree, request);
        };
    }

    /** The strictest of what fails, so that nobody gets around a policy by naming a second author (RFC 9989 s10.5). */
    private DmarcVerdict several(Set<String> domains, TreeWalk tree, DmarcRequest request) {
        DmarcVerdict strictest = DmarcVerdict.without(
                DmarcResult.NONE, DmarcReason.SEVERAL_AUTHOR_DOMAINS, "", DmarcReason.SEVERAL_AUTHOR_DOMAINS.text());
        for (String domain : domains.stream().sorted().limit(MAX_AUTHOR_DOMAINS).toList()) {
            DmarcVerdict verdict = check(new DomainName(domain), tree, request);
            boolean worse = switch (verdict.result()) {
                case FAIL ->
                    strictest.result() != DmarcResult.FAIL
                            || verdict.disposition().compareTo(strictest.disposition()) > 0;
                case TEMPERROR -> strictest.result() == DmarcResult.NONE;
                case NONE, PASS, PERMERROR -> false;
            };
            strictest = worse ? verdict : strictest;
        }
        return strictest;
    }

    private DmarcVerdict check(DomainName author, TreeWalk tree, DmarcRequest request) {
        return switch (discover(author, tree)) {
            case Discovery.Failed(String detail) ->
                DmarcVerdict.without(DmarcResult.TEMPERROR, DmarcReason.DNS_FAILURE, author.text(), detail);
            case Discovery.Nothing() ->
                DmarcVerdict.without(DmarcResult.NONE, DmarcReason.NO_RECORD, author.text(), author.text());
            case Discovery.Applies(Step.Found found) -> {
                boolean usable = found.record().policiesValid()
                        || !found.record().aggregateReports().isEmpty();
                yield usable
                        ? evaluate(author, found, tree, request)
                        : DmarcVerdict.without(
                                DmarcResult.PERMERROR,
                                DmarcReason.UNUSABLE_RECORD,
                                author.text(),
                                found.domain().text());
            }
        };
    }

    /** The record that applies (RFC 9989 s4.10.1). */
    private sealed interface Discovery {
        record Applies(Step.Found found) implements Discovery {}

        record Nothing() implements Discovery {}

        record Failed(String detail) implements Discovery {}
    }

    /** At the author's domain, else at its organizational domain, else at the public suffix above that. */
    private static Discovery discover(DomainName author, TreeWalk tree) {
        return switch (tree.at(author)) {
            case Step.Found found -> new Discovery.Applies(found);
            case Step.Failed(String detail) -> new Discovery.Failed(detail);
            case Step.Nothing() ->
                switch (tree.from(author)) {
                    case Walk.Failed(String detail) -> new Discovery.Failed(detail);
                    case Walk.Complete walk -> above(walk);
                };
        };
    }

    private static Discovery above(Walk.Complete walk) {
        DomainName organizational = TreeWalk.organizationalDomain(walk);
        return walk.found().stream()
                .filter(found -> found.domain().equals(organizational))
                .findFirst()
                // Then the walk ended at a public suffix, whose record is its last.
                .or(() -> walk.found().isEmpty()
                        ? Optional.empty()
                        : Optional.of(walk.found().getLast()))
                .<Discovery>map(Discovery.Applies::new)
                .orElseGet(Discovery.Nothing::new);
    }

    private DmarcVerdict evaluate(DomainName author, Step.Found found, TreeWalk tree, DmarcRequest request) {
        DmarcRecord record = found.record();
        Aligner aligner = new Aligner(author, tree);
        List<String> spf = request.spfDomain().isEmpty() ? List.of() : List.of(request.spfDomain());
        List<String> none = List.of();
        Alignments spfPassed = aligner.any(request.spf() == SpfResult.PASS ? spf : none, record.spfAlignment());
        Alignments dkimPassed = aligner.any(request.dkimPassed(), record.dkimAlignment());
        boolean passed = spfPassed == Alignments.ALIGNED || dkimPassed == Alignments.ALIGNED;
        PolicyChoice choice = passed ? domainPolicy(author, found) : choose(author, found);
        if (passed) {
            return verdict(
                    DmarcResult.PASS, DmarcReason.ALIGNED, author, found, choice, aligner, spfPassed, dkimPassed);
        }
        if (spfPassed == Alignments.UNKNOWN || dkimPassed == Alignments.UNKNOWN || choice.unknown()) {
            return verdict(
                    DmarcResult.TEMPERROR,
                    DmarcReason.DNS_FAILURE,
                    author,
                    found,
                    choice,
                    aligner,
                    spfPassed,
                    dkimPassed);
        }
        // An identifier that would not be aligned anyway must not keep the policy from being applied.
        boolean undecided = aligner.any(request.spf() == SpfResult.TEMPERROR ? spf : none, record.spfAlignment())
                        != Alignments.NOT_ALIGNED
                || aligner.any(request.dkimUndecided(), record.dkimAlignment()) != Alignments.NOT_ALIGNED;
        return undecided
                ? verdict(
                        DmarcResult.TEMPERROR,
                        DmarcReason.UNDECIDED_IDENTIFIER,
                        author,
                        found,
                        choice,
                        aligner,
                        spfPassed,
                        dkimPassed)
                : verdict(
                        DmarcResult.FAIL,
                        DmarcReason.NOT_ALIGNED,
                        author,
                        found,
                        choice,
                        aligner,
                        spfPassed,
                        dkimPassed);
    }

    private static DmarcVerdict verdict(
            DmarcResult result,
            DmarcReason reason,
            DomainName author,
            Step.Found found,
            PolicyChoice choice,
            Aligner aligner,
            Alignments spf,
            Alignments dkim) {
        boolean testing = found.record().testing();
        DmarcPolicy wanted = testing ? choice.policy().lowered() : choice.policy();
        return new DmarcVerdict(
                result,
                reason,
                author.text(),
                Optional.of(found.domain().text()),
                aligner.organizationalDomain().map(DomainName::text),
                Optional.of(choice.source()),
                Optional.of(choice.policy()),
                testing,
                result == DmarcResult.FAIL ? wanted : DmarcPolicy.NONE,
                spf == Alignments.ALIGNED,
                dkim == Alignments.ALIGNED,
                Optional.of(found.record()),
                reason.text());
    }

    /** @param unknown DNS did not say whether the author's domain exists */
    private record PolicyChoice(PolicySource source, DmarcPolicy policy, boolean unknown) {}

    private static PolicyChoice domainPolicy(DomainName author, Step.Found found) {
        DmarcRecord record = found.record();
        DmarcPolicy p = record.policiesValid() ? record.policy().orElse(DmarcPolicy.NONE) : DmarcPolicy.NONE;
        if (found.domain().equals(author)) {
            return new PolicyChoice(PolicySource.DOMAIN, p, false);
        }
        return new PolicyChoice(
                PolicySource.SUBDOMAIN,
                record.policiesValid() ? record.subdomainPolicy().orElse(p) : p,
                false);
    }

    private PolicyChoice choose(DomainName author, Step.Found found) {
        PolicyChoice choice = domainPolicy(author, found);
        DmarcRecord record = found.record();
        if (choice.source() == PolicySource.DOMAIN
                || !record.policiesValid()
                || record.nonExistentPolicy().isEmpty()) {
            return choice;
        }
        DmarcPolicy np = record.nonExistentPolicy().get();
        return switch (dns.a(author.text())) {
            case DnsAnswer.NoSuchName<Inet4Address> _ ->
                new PolicyChoice(PolicySource.NON_EXISTENT_SUBDOMAIN, np, false);
            case DnsAnswer.Unavailable<Inet4Address> _ ->
                new PolicyChoice(choice.source(), choice.policy(), np != choice.policy());
            case DnsAnswer.NoData<Inet4Address> _, DnsAnswer.Records<Inet4Address> _ -> choice;
        };
    }

    private enum Alignments {
        ALIGNED,
        NOT_ALIGNED,
        /** DNS did not say. */
        UNKNOWN
    }

    /** Compares domains with the author's (RFC 9989 s4.10.2). */
    private static final class Aligner {
        private final DomainName author;
        private final TreeWalk tree;
        private Optional<Walk> authorWalk = Optional.empty();

        Aligner(DomainName author, TreeWalk tree) {
            this.author = author;
            this.tree = tree;
        }

        /** Is any of the domains aligned? */
        Alignments any(List<String> domains, Alignment mode) {
            Alignments best = Alignments.NOT_ALIGNED;
            for (String each : domains.subList(0, Math.min(MAX_IDENTIFIERS, domains.size()))) {
                Optional<DomainName> domain = DomainName.parse(each);
                Alignments one = domain.isEmpty() ? Alignments.NOT_ALIGNED : compare(domain.get(), mode);
                if (one == Alignments.ALIGNED) {
                    return one;
                }
                best = one == Alignments.UNKNOWN ? one : best;
            }
            return best;
        }

        private Alignments compare(DomainName domain, Alignment mode) {
            if (domain.equals(author)) {
                return Alignments.ALIGNED;
            }
            if (mode == Alignment.STRICT) {
                return Alignments.NOT_ALIGNED;
            }
            Optional<DomainName> organizational = organizationalDomain();
            if (organizational.isEmpty()) {
                return Alignments.UNKNOWN;
            }
            // An organizational domain is the domain itself or above it, so most strangers cost no question.
            if (!domain.isAtOrBelow(organizational.get())) {
                return Alignments.NOT_ALIGNED;
            }
            return switch (tree.from(domain)) {
                case Walk.Failed _ -> Alignments.UNKNOWN;
                case Walk.Complete walk ->
                    TreeWalk.organizationalDomain(walk).equals(organizational.get())
                            ? Alignments.ALIGNED
                            : Alignments.NOT_ALIGNED;
            };
        }

        /** That of the author; empty if DNS did not say. */
        Optional<DomainName> organizationalDomain() {
            Walk walk = authorWalk.orElseGet(() -> tree.from(author));
            authorWalk = Optional.of(walk);
            return walk instanceof Walk.Complete complete
                    ? Optional.of(TreeWalk.organizationalDomain(complete))
                    : Optional.empty();
        }
    }
}
