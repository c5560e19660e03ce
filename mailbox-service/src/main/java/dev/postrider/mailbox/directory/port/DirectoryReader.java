package dev.postrider.mailbox.directory.port;

import dev.postrider.mail.Address;
import dev.postrider.mailbox.directory.Credential;
import dev.postrider.mailbox.directory.DirectoryGraph;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Optional;

/** The directory's tables, as far as mail needs them. A failed future means that they cannot be read now. */
public interface DirectoryReader {
    /**
     * Everything that can be reached from these addresses, in one round trip.
     *
     * @param seeds canonical addresses, with and without detail as they came
     * @param barePostmaster whether {@code postmaster} without a domain is asked for too
     */
    Future<DirectoryGraph> graph(Collection<Address> seeds, boolean barePostmaster);

    /** Whom a canonical address lets log in. */
    Future<Optional<Credential>> credential(Address login);

    /** Replaces the hash of an unchanged password; does nothing if the password was changed meanwhile. */
    Future<Void> replaceHash(long accountId, String oldHash, String newHash);
}
