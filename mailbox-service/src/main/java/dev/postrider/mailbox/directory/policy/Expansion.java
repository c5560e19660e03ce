package dev.postrider.mailbox.directory.policy;

import dev.postrider.mail.Address;
import dev.postrider.mailbox.directory.Answer;
import dev.postrider.mailbox.directory.Destination;
import dev.postrider.mailbox.directory.DirectoryGraph;
import dev.postrider.mailbox.directory.LocalAccount;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One run over the aliases that an address leads to, level by level: each alias is met first where it is nested least, so the depth
 * limit does not depend on the order of targets.
 */
final class Expansion {
    /** An address to look up, and the alias that led to it. */
    private record Step(Address address, String detail, int depth, Optional<Origin> origin) {}

    /** The alias in whose expansion we are, and the ones around it. */
    private record Origin(Address alias, Optional<Origin> outer) {
        boolean contains(Address key) {
            return alias.equals(key) || outer.map(o -> o.contains(key)).orElse(false);
        }
    }

    private record Visited(Address alias, String detail) {}

    private record Mailbox(LocalAccount account, String detail) {}

    private final DirectoryGraph graph;
    private final DetailSeparator separator;
    private final Optional<Address> configuredPostmaster;

    private final ArrayDeque<Step> pending = new ArrayDeque<>();
    private final Set<Visited> visited = new HashSet<>();
    private final Map<Long, Mailbox> mailboxes = new LinkedHashMap<>();
    private final Set<Address> forwards = new LinkedHashSet<>();
    private Optional<Answer.Fault> fault = Optional.empty();
    private boolean looped;
    private boolean disabledDomain;

    Expansion(DirectoryGraph graph, DetailSeparator separator, Optional<Address> configuredPostmaster) {
        this.graph = graph;
        this.separator = separator;
        this.configuredPostmaster = configuredPostmaster;
    }

    void run(Address address) {
        pending.add(new Step(address, "", 0, Optional.empty()));
        while (!pending.isEmpty() && fault.isEmpty()) {
            take(pending.remove());
            if (mailboxes.size() + forwards.size() > AddressResolver.MAX_DESTINATIONS
                    || visited.size() > AddressResolver.MAX_DESTINATIONS * AddressResolver.MAX_DEPTH) {
                fault = Optional.of(Answer.Fault.TOO_MANY);
            }
        }
    }

    boolean leadsTo(long accountId) {
        return mailboxes.containsKey(accountId);
    }

    /**
     * What to say at RCPT. One target that takes mail is enough; then those that are merely full stay in, so that their senders hear of
     * it. Of several reasons against, the one that may pass wins.
     */
    Answer answer(long sizeOctets) {
        if (fault.isPresent()) {
            return new Answer.Misconfigured(fault.get());
        }
        List<Destination> open = new ArrayList<>();
        boolean anyRoom = !forwards.isEmpty();
        for (Mailbox mailbox : mailboxes.values()) {
            if (mailbox.account().enabled()) {
                open.add(new Destination.Mailbox(mailbox.account().id(), mailbox.detail()));
                anyRoom |= mailbox.account().hasRoomFor(sizeOctets);
            }
        }
        if (!anyRoom && !open.isEmpty()) {
            return new Answer.OverQuota();
        }
        boolean remoteItself = open.isEmpty() && visited.isEmpty() && forwards.size() == 1;
        if (remoteItself) {
            return new Answer.Remote(forwards.iterator().next());
        }
        forwards.forEach(address -> open.add(new Destination.Forward(address)));
        if (!open.isEmpty()) {
            return new Answer.Local(List.copyOf(open));
        }
        if (!mailboxes.isEmpty() || disabledDomain) {
            return new Answer.Disabled();
        }
        return looped ? new Answer.Misconfigured(Answer.Fault.LOOP) : new Answer.UnknownUser();
    }

    private void take(Step step) {
        Address key = step.address().canonical();
        Boolean enabled = graph.domains().get(key.domain());
        if (enabled == null) {
            forwards.add(step.address());
        } else if (!enabled) {
            disabledDomain = true;
        } else {
            takeLocal(step, key);
        }
    }

    private void takeLocal(Step step, Address key) {
        Optional<DetailSeparator.Split> split = separator.split(key);
        String detail = separator
                .split(step.address())
                .map(DetailSeparator.Split::detail)
                .orElse(step.detail());
        boolean found = takeAlias(step, key, step.detail())
                || takeAccount(key, step.detail())
                || (split.isPresent() && takeAlias(step, split.get().user(), detail))
                || (split.isPresent() && takeAccount(split.get().user(), detail));
        if (found) {
            return;
        }
        Address user = split.map(DetailSeparator.Split::user).orElse(key);
        if (insideOf(step, key) || insideOf(step, user)) {
            looped = true;
            return;
        }
        if (user.localPart().equals(AddressResolver.POSTMASTER) && takePostmaster(step, user, detail)) {
            return;
        }
        Address catchAll = DirectoryGraph.catchAllOf(key.domain());
        if (!takeAlias(step, catchAll, "") && insideOf(step, catchAll)) {
            looped = true;
        }
    }

    private static boolean insideOf(Step step, Address alias) {
        return step.origin().map(origin -> origin.contains(alias)).orElse(false);
    }

    private boolean takeAlias(Step step, Address alias, String detail) {
        List<Address> targets = graph.aliases().get(alias);
        if (targets == null || insideOf(step, alias)) {
            return false;
        }
        follow(step, alias, targets, detail);
        return true;
    }

    private boolean takeAccount(Address login, String detail) {
        LocalAccount account = graph.accounts().get(login);
        if (account == null) {
            return false;
        }
        mailboxes.putIfAbsent(account.id(), new Mailbox(account, detail));
        return true;
    }

    private boolean takePostmaster(Step step, Address postmaster, String detail) {
        if (configuredPostmaster.isPresent()) {
            follow(step, postmaster, List.of(configuredPostmaster.get()), detail);
            return true;
        }
        graph.fallbackPostmaster()
                .ifPresent(account -> mailboxes.putIfAbsent(account.id(), new Mailbox(account, detail)));
        return graph.fallbackPostmaster().isPresent();
    }

    private void follow(Step step, Address alias, List<Address> targets, String detail) {
        if (step.depth() == AddressResolver.MAX_DEPTH) {
            fault = Optional.of(Answer.Fault.TOO_DEEP);
            return;
        }
        if (visited.add(new Visited(alias, detail))) {
            Optional<Origin> origin = Optional.of(new Origin(alias, step.origin()));
            for (Address target : targets) {
                pending.add(new Step(target, detail, step.depth() + 1, origin));
            }
        }
    }
}
