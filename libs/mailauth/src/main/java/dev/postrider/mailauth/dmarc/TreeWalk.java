package dev.postrider.mailauth.dmarc;

import dev.postrider.mailauth.dmarc.DmarcRecord.Psd;
import dev.postrider.mailauth.dns.Dns;
import dev.postrider.mailauth.dns.DnsAnswer;
import dev.postrider.mailauth.dns.DomainName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The DNS tree walk (RFC 9989 s4.10). Remembers what was asked, for one message. */
final class TreeWalk {
    /** A walk asks at most one question more: names of more labels are cut to this many after the first. */
    private static final int MAX_LABELS = 7;

    private final Dns dns;
    private final Map<DomainName, Step> asked = new HashMap<>();

    TreeWalk(Dns dns) {
        this.dns = dns;
    }

    /** What stands at one name. */
    sealed interface Step {
        record Found(DomainName domain, DmarcRecord record) implements Step {}

        /** No record, or several: those are discarded. */
        record Nothing() implements Step {}

        record Failed(String detail) implements Step {}
    }

    /** What a walk found. */
    sealed interface Walk {
        /** @param found from the longest name to the shortest */
        record Complete(DomainName start, List<Step.Found> found) implements Walk {}

        record Failed(String detail) implements Walk {}
    }

    /** The record at one name. */
    Step at(DomainName domain) {
        Step known = asked.get(domain);
        if (known != null) {
            return known;
        }
        Step step = ask(domain);
        asked.put(domain, step);
        return step;
    }

    private Step ask(DomainName domain) {
        Optional<DomainName> name = DomainName.parse("_dmarc." + domain);
        if (name.isEmpty()) {
            return new Step.Nothing();
        }
        return switch (dns.txt(name.get().text())) {
            case DnsAnswer.NoData<String> _, DnsAnswer.NoSuchName<String> _ -> new Step.Nothing();
            case DnsAnswer.Unavailable<String>(String detail) -> new Step.Failed(detail);
            case DnsAnswer.Records<String>(List<String> texts) -> {
                List<DmarcRecord> records = texts.stream()
                        .flatMap(text -> DmarcRecord.parse(text).stream())
                        .toList();
                yield records.size() == 1 ? new Step.Found(domain, records.getFirst()) : new Step.Nothing();
            }
        };
    }

    /** Walks from a name to the root, or until a record says that it is, or is not, a public suffix's. */
    Walk from(DomainName start) {
        List<Step.Found> found = new ArrayList<>();
        Optional<DomainName> target = Optional.of(start);
        while (target.isPresent()) {
            DomainName name = target.get();
            switch (at(name)) {
                case Step.Failed(String detail) -> {
                    return new Walk.Failed(detail);
                }
                case Step.Nothing() -> {
                    // Further up.
                }
                case Step.Found here -> {
                    found.add(here);
                    if (here.record().psd() != Psd.UNSPECIFIED) {
                        return new Walk.Complete(start, found);
                    }
                }
            }
            target = name.labels() > MAX_LABELS ? Optional.of(name.rightmost(MAX_LABELS)) : name.parent();
        }
        return new Walk.Complete(start, found);
    }

    /** The organizational domain (RFC 9989 s4.10.2): the start of a walk that found nothing. */
    static DomainName organizationalDomain(Walk.Complete walk) {
        for (Step.Found found : walk.found()) {
            if (found.record().psd() == Psd.NO) {
                return found.domain();
            }
            if (found.record().psd() == Psd.YES) {
                // The start itself, if the record is its own.
                return walk.start().rightmost(found.domain().labels() + 1);
            }
        }
        return walk.found().isEmpty() ? walk.start() : walk.found().getLast().domain();
    }
}
