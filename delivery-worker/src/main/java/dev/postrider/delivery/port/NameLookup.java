package dev.postrider.delivery.port;

import io.vertx.core.Future;
import java.util.List;

/** The DNS. Futures never fail: that there is no answer is an answer. */
public interface NameLookup {
    /** The MX records of a domain, CNAMEs followed, in random order. */
    Future<MxAnswer> exchangers(String domain);

    /** The addresses of a host, CNAMEs followed, in random order. */
    Future<AddressAnswer> addresses(String host);

    /** What is known of a domain's MX records. */
    sealed interface MxAnswer {
        record Found(List<Exchanger> exchangers) implements MxAnswer {
            public Found {
                exchangers = List.copyOf(exchangers);
            }
        }

        /** The domain exists and has no MX. */
        record Absent() implements MxAnswer {}

        /** NXDOMAIN. */
        record NoSuchDomain() implements MxAnswer {}

        /** SERVFAIL, a timeout, a broken answer. */
        record Failed(String why) implements MxAnswer {}
    }

    /**
     * One MX record.
     *
     * @param host without a final dot; empty for the root, RFC 7505
     */
    record Exchanger(int preference, String host) {}

    /** What is known of a host's addresses. */
    sealed interface AddressAnswer {
        /**
         * @param addresses in text form
         */
        record Found(List<String> addresses) implements AddressAnswer {
            public Found {
                addresses = List.copyOf(addresses);
            }
        }

        /** There are none. */
        record Absent() implements AddressAnswer {}

        /** SERVFAIL, a timeout, a broken answer. */
        record Failed(String why) implements AddressAnswer {}
    }
}
