package dev.postrider.smtp.ingress.adapter;

import dev.postrider.mailauth.dns.Dns;
import dev.postrider.mailauth.dns.DnsAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Cache;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/**
 * The DNS by dnsjava: UDP, and TCP where an answer is truncated; aliases followed; answers cached as long as they say, a day at most.
 *
 * <p>Waits for the answer, so it is called from virtual threads. An interrupted thread gets {@link DnsAnswer.Unavailable} at once and
 * stays interrupted. Safe for use by many threads; one for the process is enough, and it needs no end.
 */
public final class DnsjavaDns implements Dns {
    private static final int CACHE_ENTRIES = 4_000;
    private static final int MAX_TTL_SECONDS = 86_400;
    private static final int MAX_NEGATIVE_TTL_SECONDS = 300;
    private static final int MAX_ALIASES = 8;
    /** The largest sets of TXT records in the wild have a third of this. */
    private static final int MAX_ANSWER_OCTETS = 16 * 1024;
    /** Of one answer; further ones are left out. */
    private static final int MAX_RECORDS = 256;

    private final LookupSession session;
    private final Duration timeout;

    /**
     * @param servers empty: those of the operating system
     * @param timeout of one question, whatever servers are asked and aliases followed; a server that is silent is asked again, or the
     *     next one is, after a third of it
     */
    public DnsjavaDns(List<InetSocketAddress> servers, Duration timeout) {
        this.timeout = timeout;
        Cache cache = new Cache(DClass.IN);
        cache.setMaxEntries(CACHE_ENTRIES);
        cache.setMaxCache(MAX_TTL_SECONDS);
        cache.setMaxNCache(MAX_NEGATIVE_TTL_SECONDS);
        this.session = LookupSession.builder()
                .resolver(new BoundedResolver(resolver(servers, timeout), MAX_ANSWER_OCTETS))
                .maxRedirects(MAX_ALIASES)
                .cache(cache)
                .build();
    }

    private static Resolver resolver(List<InetSocketAddress> servers, Duration timeout) {
        List<InetSocketAddress> used =
                servers.isEmpty() ? ResolverConfig.getCurrentConfig().servers() : servers;
        List<Resolver> each = new ArrayList<>();
        for (InetSocketAddress server : used) {
            SimpleResolver resolver = new SimpleResolver(server);
            resolver.setTimeout(timeout.dividedBy(3));
            each.add(resolver);
        }
        ExtendedResolver all = new ExtendedResolver(each);
        all.setTimeout(timeout);
        return all;
    }

    @Override
    public DnsAnswer<String> txt(String name) {
        return ask(name, Type.TXT, TXTRecord.class, DnsjavaDns::joined);
    }

    @Override
    public DnsAnswer<Inet4Address> a(String name) {
        return ask(
                name,
                Type.A,
                ARecord.class,
                record -> record.getAddress() instanceof Inet4Address address ? Stream.of(address) : Stream.empty());
    }

    /** Without IPv4-mapped addresses, which nobody connects from. */
    @Override
    public DnsAnswer<Inet6Address> aaaa(String name) {
        return ask(
                name,
                Type.AAAA,
                AAAARecord.class,
                record -> record.getAddress() instanceof Inet6Address address ? Stream.of(address) : Stream.empty());
    }

    @Override
    public DnsAnswer<String> mx(String name) {
        return ask(name, Type.MX, MXRecord.class, record -> Stream.of(text(record.getTarget())));
    }

    @Override
    public DnsAnswer<String> ptr(InetAddress address) {
        return ask(
                ReverseMap.fromAddress(address),
                Type.PTR,
                PTRRecord.class,
                record -> Stream.of(text(record.getTarget())));
    }

    private <R extends Record, T> DnsAnswer<T> ask(String name, int type, Class<R> kind, Function<R, Stream<T>> read) {
        try {
            return ask(new Name(wire(name)), type, kind, read);
        } catch (IOException noName) {
            return new DnsAnswer.NoSuchName<>();
        }
    }

    private <R extends Record, T> DnsAnswer<T> ask(Name name, int type, Class<R> kind, Function<R, Stream<T>> read) {
        CompletableFuture<LookupResult> answer = session.lookupAsync(name, type).toCompletableFuture();
        try {
            List<T> found = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).getRecords().stream()
                    .filter(kind::isInstance)
                    .map(kind::cast)
                    .sorted(Comparator.comparingInt(DnsjavaDns::preference))
                    .flatMap(read)
                    .limit(MAX_RECORDS)
                    .toList();
            return found.isEmpty() ? new DnsAnswer.NoData<>() : new DnsAnswer.Records<>(found);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return switch (cause) {
                case NoSuchDomainException _ -> new DnsAnswer.NoSuchName<>();
                case NoSuchRRSetException _ -> new DnsAnswer.NoData<>();
                default -> unavailable(name, type, reason(cause));
            };
        } catch (TimeoutException e) {
            return unavailable(name, type, "no answer within " + timeout.toMillis() + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unavailable(name, type, "interrupted");
        }
    }

    /** The sort keeps the order of records that have none. */
    private static int preference(Record record) {
        return record instanceof MXRecord mx ? mx.getPriority() : 0;
    }

    private static Stream<String> joined(TXTRecord record) {
        StringBuilder text = new StringBuilder();
        for (byte[] string : record.getStringsAsByteArrays()) {
            text.append(new String(string, StandardCharsets.ISO_8859_1));
        }
        return Stream.of(text.toString());
    }

    /** The name on the wire, label by label, since text would need escapes: a label may hold any octet. */
    private static byte[] wire(String name) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(name.length() + 2);
        for (String label : name.split("\\.", -1)) {
            byte[] octets = label.getBytes(StandardCharsets.ISO_8859_1);
            if (octets.length == 0 || octets.length > 63) {
                throw new IOException("a label of " + octets.length + " octets");
            }
            out.write(octets.length);
            out.writeBytes(octets);
        }
        out.write(0);
        return out.toByteArray();
    }

    private static String text(Name name) {
        return name.equals(Name.root) ? "" : name.toString(true);
    }

    private static <T> DnsAnswer<T> unavailable(Name name, int type, String reason) {
        return new DnsAnswer.Unavailable<>(name.toString(true) + " " + Type.string(type) + ": " + reason);
    }

    private static String reason(Throwable failure) {
        return failure.getClass().getSimpleName()
                + (failure.getMessage() == null ? "" : " (" + failure.getMessage() + ")");
    }
}
