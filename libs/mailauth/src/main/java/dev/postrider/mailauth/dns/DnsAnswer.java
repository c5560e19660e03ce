package dev.postrider.mailauth.dns;

import java.util.List;

/** What DNS said. */
public sealed interface DnsAnswer<T> {
    /** At least one record. */
    record Records<T>(List<T> records) implements DnsAnswer<T> {
        public Records {
            records = List.copyOf(records);
        }
    }

    /** The name exists, without such records. */
    record NoData<T>() implements DnsAnswer<T> {}

    /** NXDOMAIN. */
    record NoSuchName<T>() implements DnsAnswer<T> {}

    /** SERVFAIL, a time limit, a network that is down: ask again another time. */
    record Unavailable<T>(String detail) implements DnsAnswer<T> {}
}
