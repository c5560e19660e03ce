package dev.postrider.delivery.relay;

import dev.postrider.delivery.policy.ExchangerPlan;
import dev.postrider.delivery.policy.Reason;
import dev.postrider.delivery.policy.Verdict;
import dev.postrider.delivery.port.NameLookup;
import dev.postrider.delivery.port.NameLookup.AddressAnswer;
import dev.postrider.delivery.port.NameLookup.MxAnswer;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** From a domain to the addresses to try, RFC 5321 s5.1. */
public final class HostSearch {
    private final NameLookup names;
    private final Set<String> ownNames;
    private final int maxHosts;
    private final int addressesPerHost;

    /**
     * @param ownNames this system's names in MX records, in lower case
     */
    public HostSearch(NameLookup names, Set<String> ownNames, int maxHosts, int addressesPerHost) {
        this.names = names;
        this.ownNames = Set.copyOf(ownNames);
        this.maxHosts = maxHosts;
        this.addressesPerHost = addressesPerHost;
    }

    /** What a search ends with. */
    sealed interface Found {
        /** At least one. */
        record Candidates(List<Candidate> candidates) implements Found {
            public Candidates {
                candidates = List.copyOf(candidates);
            }
        }

        /** None, and why. */
        record Nothing(Verdict verdict) implements Found {}
    }

    private record HostAddresses(String host, AddressAnswer answer) {}

    /**
     * @param domain A-labels in lower case, or an address literal
     */
    Future<Found> search(String domain) {
        Optional<String> literal = literalAddress(domain);
        if (literal.isPresent()) {
            return Future.succeededFuture(new Found.Candidates(List.of(new Candidate(literal.get(), literal.get()))));
        }
        if (domain.startsWith("[")) {
            return nothing(Verdict.of(Reason.BAD_ADDRESS, "", "an address literal of unknown kind"));
        }
        return names.exchangers(domain).compose(answer -> switch (answer) {
            case MxAnswer.Found(List<NameLookup.Exchanger> exchangers) -> viaExchangers(exchangers);
            // Only a domain without any MX is its own exchanger.
            case MxAnswer.Absent _ -> addressesOf(List.of(domain));
            case MxAnswer.NoSuchDomain _ -> nothing(Verdict.of(Reason.NO_SUCH_DOMAIN));
            case MxAnswer.Failed(String why) -> nothing(Verdict.of(Reason.DNS_FAILED, "", why));
        });
    }

    /** The hosts of a smart host's name: no MX look-up. */
    Future<Found> addressesOf(String host) {
        Optional<String> literal = isNumeric(host) ? Optional.of(host) : literalAddress(host);
        return literal.isPresent()
                ? Future.succeededFuture(new Found.Candidates(List.of(new Candidate(literal.get(), literal.get()))))
                : addressesOf(List.of(host));
    }

    private Future<Found> viaExchangers(List<NameLookup.Exchanger> exchangers) {
        List<ExchangerPlan.Choice> choices = exchangers.stream()
                .map(exchanger -> new ExchangerPlan.Choice(exchanger.preference(), exchanger.host()))
                .toList();
        return switch (ExchangerPlan.of(choices, ownNames, maxHosts)) {
            case ExchangerPlan.Hosts(List<String> hosts) -> addressesOf(hosts);
            case ExchangerPlan.TakesNoMail _ -> nothing(Verdict.of(Reason.NULL_MX));
            case ExchangerPlan.LoopsBack _ -> nothing(Verdict.of(Reason.LOOPS_BACK));
        };
    }

    private Future<Found> addressesOf(List<String> hosts) {
        List<Future<HostAddresses>> lookups = hosts.stream()
                .map(host -> names.addresses(host).map(answer -> new HostAddresses(host, answer)))
                .toList();
        return Future.all(lookups).map(all -> {
            List<Candidate> candidates = new ArrayList<>();
            Optional<String> trouble = Optional.empty();
            for (HostAddresses each : all.<HostAddresses>list()) {
                switch (each.answer()) {
                    case AddressAnswer.Found(List<String> addresses) ->
                        addresses.stream()
                                .limit(addressesPerHost)
                                .forEach(address -> candidates.add(new Candidate(each.host(), address)));
                    case AddressAnswer.Absent _ -> {
                        // A host without addresses is passed over.
                    }
                    case AddressAnswer.Failed(String why) -> trouble = Optional.of(why);
                }
            }
            if (!candidates.isEmpty()) {
                return new Found.Candidates(candidates);
            }
            return new Found.Nothing(trouble.map(why -> Verdict.of(Reason.DNS_FAILED, "", why))
                    .orElseGet(() -> Verdict.of(Reason.NO_ROUTE)));
        });
    }

    /** RFC 5321 s4.1.3: {@code [192.0.2.1]} or {@code [IPv6:2001:db8::1]}. */
    private static Optional<String> literalAddress(String domain) {
        if (!domain.startsWith("[") || !domain.endsWith("]")) {
            return Optional.empty();
        }
        String inner = domain.substring(1, domain.length() - 1);
        String address = inner.regionMatches(true, 0, "IPv6:", 0, 5) ? inner.substring(5) : inner;
        return isNumeric(address) ? Optional.of(address) : Optional.empty();
    }

    private static boolean isNumeric(String text) {
        boolean v4 = !text.isEmpty() && text.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
        boolean v6 = text.indexOf(':') >= 0
                && text.chars().allMatch(c -> c == ':' || c == '.' || Character.digit(c, 16) >= 0);
        return v4 || v6;
    }

    private static Future<Found> nothing(Verdict verdict) {
        return Future.succeededFuture(new Found.Nothing(verdict));
    }
}
