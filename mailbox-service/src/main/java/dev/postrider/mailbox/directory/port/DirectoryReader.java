package dev.postrider.mailbox.directory.port;

import dev.postrider.mail.Address;
import dev.postrider.mail.OctetString;
import dev.postrider.mailbox.directory.Credential;
import dev.postrider.mailbox.directory.DirectoryGraph;
import dev.postrider.mailbox.directory.StoredPassword;
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

    /**
     * Whom a canonical address lets log in.
     *
     * @param appPasswordSha256 of what was presented, if it looks like an app password
     */
    Future<Optional<Credential>> credential(Address login, Optional<byte[]> appPasswordSha256);

    /** The same for SCRAM, with what a login that does not exist is to be answered from. One round trip, whether it exists or not. */
    Future<ScramCredential> scramCredential(Address login);

    /** Replaces what is kept of an unchanged password; does nothing if the password was changed meanwhile. */
    Future<Void> replacePassword(long accountId, String oldHash, StoredPassword made);

    /** An app password was used now. */
    Future<Void> appPasswordUsed(long accountId, long appPasswordId);

    /** @param secret the same in every process and for ever */
    record ScramCredential(OctetString secret, Optional<Credential> credential) {}
}
