package dev.postrider.mailbox.directory.policy;

import dev.postrider.mail.Address;
import dev.postrider.mailbox.directory.Answer;
import dev.postrider.mailbox.directory.DirectoryGraph;
import java.util.Optional;

/**
 * Where mail for an address goes.
 *
 * <p>For one address the first of these holds: an alias of exactly this address; an account of exactly this address; an alias, then
 * an account, of the address without its detail; for {@code postmaster}, the configured postmaster or the first administrator; the
 * catch-all of the domain. Targets of aliases are resolved the same way. An alias is not used a second time inside its own
 * expansion: so {@code alice -> alice, bob} keeps a copy for the account {@code alice}, and a loop ends.
 */
public final class AddressResolver {
    /** Aliases nested deeper are a mistake. */
    public static final int MAX_DEPTH = 10;

    /** Places that one address may lead to. */
    public static final int MAX_DESTINATIONS = 1_000;

    public static final String POSTMASTER = "postmaster";

    private final DetailSeparator separator;
    private final Optional<Address> configuredPostmaster;

    /**
     * @param configuredPostmaster takes the mail for postmaster of every domain where nobody has that name
     */
    public AddressResolver(DetailSeparator separator, Optional<Address> configuredPostmaster) {
        this.separator = separator;
        this.configuredPostmaster = configuredPostmaster;
    }

    /**
     * @param question an address as given in RCPT, or {@code postmaster} without a domain, RFC 5321 s4.5.1
     * @param sizeOctets announced size of the message, 0 if unknown
     */
    public Answer resolve(String question, DirectoryGraph graph, long sizeOctets) {
        return startOf(question, graph.primaryDomain())
                .map(address -> resolve(address, graph, sizeOctets))
                .orElseGet(Answer.UnknownUser::new);
    }

    /** The same for an address that was read already. */
    public Answer resolve(Address address, DirectoryGraph graph, long sizeOctets) {
        return graph.complete()
                ? expand(address, graph).answer(sizeOctets)
                : new Answer.Misconfigured(Answer.Fault.TOO_MANY);
    }

    /**
     * May the account put this address into MAIL FROM or From? Its own login, every alias and catch-all that leads to it, all with
     * any detail. Whether it accepts mail at the moment does not matter.
     */
    public boolean maySendAs(long accountId, String address, DirectoryGraph graph) {
        return Address.parse(address)
                .map(parsed -> isLoginOf(accountId, parsed.canonical(), graph)
                        || expand(parsed, graph).leadsTo(accountId))
                .orElse(false);
    }

    private static Optional<Address> startOf(String question, Optional<String> primaryDomain) {
        if (question.equalsIgnoreCase(POSTMASTER)) {
            return primaryDomain.map(domain -> new Address(POSTMASTER, domain));
        }
        return Address.parse(question);
    }

    private Expansion expand(Address address, DirectoryGraph graph) {
        Expansion expansion = new Expansion(graph, separator, configuredPostmaster);
        expansion.run(address);
        return expansion;
    }

    private boolean isLoginOf(long accountId, Address key, DirectoryGraph graph) {
        return Optional.ofNullable(graph.accounts().get(key))
                .or(() -> separator
                        .split(key)
                        .flatMap(split -> Optional.ofNullable(graph.accounts().get(split.user()))))
                .filter(account -> account.id() == accountId)
                .isPresent();
    }
}
