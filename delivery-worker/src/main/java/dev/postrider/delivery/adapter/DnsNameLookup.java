package dev.postrider.delivery.adapter;

import dev.postrider.delivery.port.NameLookup;
import dev.postrider.servicekit.metrics.Metrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Cache;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/** The DNS by dnsjava, with its cache. */
public final class DnsNameLookup implements NameLookup {
    private static final int CACHE_ENTRIES = 20_000;
    private static final int MAX_NEGATIVE_TTL_SECONDS = 300;

    private final Vertx vertx;
    private final LookupSession session;
    private final boolean ipv6;
    private final Map<Integer, Timers> timers = new HashMap<>();

    private record Timers(Timer found, Timer absent, Timer failed) {
        static Timers of(MeterRegistry meters, String type) {
            return new Timers(
                    Metrics.DNS_LOOKUP_SECONDS.timer(meters, type, "found"),
                    Metrics.DNS_LOOKUP_SECONDS.timer(meters, type, "absent"),
                    Metrics.DNS_LOOKUP_SECONDS.timer(meters, type, "failed"));
        }

        Timer of(Throwable failure) {
            return switch (failure) {
                case NoSuchDomainException _, NoSuchRRSetException _ -> absent;
                default -> failed;
            };
        }
    }

    /**
     * @param servers empty: those of the operating system
     * @param timeout of one question to one server
     * @param ipv6 whether AAAA records are of use
     */
    public DnsNameLookup(
            Vertx vertx, List<InetSocketAddress> servers, Duration timeout, boolean ipv6, MeterRegistry meters) {
        this.vertx = vertx;
        for (int type : List.of(Type.MX, Type.A, Type.AAAA)) {
            timers.put(type, Timers.of(meters, Type.string(type).toLowerCase(Locale.ROOT)));
        }
        this.ipv6 = ipv6;
        Cache cache = new Cache(DClass.IN);
        cache.setMaxEntries(CACHE_ENTRIES);
        cache.setMaxNCache(MAX_NEGATIVE_TTL_SECONDS);
        this.session = LookupSession.builder()
                .resolver(resolver(servers, timeout))
                .cache(cache)
                .build();
    }

    private static Resolver resolver(List<InetSocketAddress> servers, Duration timeout) {
        List<InetSocketAddress> used =
                servers.isEmpty() ? ResolverConfig.getCurrentConfig().servers() : servers;
        List<Resolver> each = new ArrayList<>();
        for (InetSocketAddress server : used) {
            SimpleResolver resolver = new SimpleResolver(server);
            resolver.setTimeout(timeout);
            each.add(resolver);
        }
        ExtendedResolver all = new ExtendedResolver(each);
        all.setTimeout(timeout.multipliedBy(2L * Math.max(1, each.size())));
        return all;
    }

    @Override
    public Future<MxAnswer> exchangers(String domain) {
        return ask(
                domain,
                Type.MX,
                result -> {
                    List<Exchanger> exchangers = new ArrayList<>();
                    for (Record record : result.getRecords()) {
                        if (record instanceof MXRecord mx) {
                            exchangers.add(new Exchanger(mx.getPriority(), text(mx.getTarget())));
                        }
                    }
                    Collections.shuffle(exchangers);
                    return exchangers.isEmpty() ? new MxAnswer.Absent() : new MxAnswer.Found(exchangers);
                },
                failure -> switch (failure) {
                    case NoSuchDomainException _ -> new MxAnswer.NoSuchDomain();
                    case NoSuchRRSetException _ -> new MxAnswer.Absent();
                    default -> new MxAnswer.Failed(reason(domain, failure));
                });
    }

    @Override
    public Future<AddressAnswer> addresses(String host) {
        Future<AddressAnswer> v4 = addresses(host, Type.A);
        if (!ipv6) {
            return v4;
        }
        return Future.all(v4, addresses(host, Type.AAAA)).map(both -> merge(both.resultAt(0), both.resultAt(1)));
    }

    /** IPv4 first: it is what more hosts of the world still reach each other by. */
    private static AddressAnswer merge(AddressAnswer v4, AddressAnswer v6) {
        List<String> all = new ArrayList<>();
        for (AddressAnswer each : List.of(v4, v6)) {
            if (each instanceof AddressAnswer.Found(List<String> addresses)) {
                all.addAll(addresses);
            }
        }
        if (!all.isEmpty()) {
            return new AddressAnswer.Found(all);
        }
        return v4 instanceof AddressAnswer.Failed ? v4 : v6;
    }

    private Future<AddressAnswer> addresses(String host, int type) {
        return ask(
                host,
                type,
                result -> {
                    List<String> addresses = new ArrayList<>();
                    for (Record record : result.getRecords()) {
                        switch (record) {
                            case ARecord a -> addresses.add(a.getAddress().getHostAddress());
                            case AAAARecord aaaa ->
                                addresses.add(aaaa.getAddress().getHostAddress());
                            default -> {
                                // A CNAME on the way.
                            }
                        }
                    }
                    Collections.shuffle(addresses);
                    return addresses.isEmpty() ? new AddressAnswer.Absent() : new AddressAnswer.Found(addresses);
                },
                failure -> switch (failure) {
                    case NoSuchDomainException _, NoSuchRRSetException _ -> new AddressAnswer.Absent();
                    default -> new AddressAnswer.Failed(reason(host, failure));
                });
    }

    private <T> Future<T> ask(String name, int type, Function<LookupResult, T> found, Function<Throwable, T> failed) {
        Name question;
        try {
            question = Name.fromString(name, Name.root);
        } catch (TextParseException e) {
            return Future.succeededFuture(failed.apply(e));
        }
        long begun = System.nanoTime();
        Timers ends = Objects.requireNonNull(timers.get(type));
        CompletionStage<LookupResult> answer = session.lookupAsync(question, type);
        return Future.fromCompletionStage(answer, vertx.getOrCreateContext())
                .recover(failure -> Future.failedFuture(
                        failure instanceof CompletionException wrapped && wrapped.getCause() != null
                                ? wrapped.getCause()
                                : failure))
                .onComplete(
                        done -> ends.found().record(System.nanoTime() - begun, TimeUnit.NANOSECONDS),
                        failure -> ends.of(failure).record(System.nanoTime() - begun, TimeUnit.NANOSECONDS))
                .map(found)
                .otherwise(failed);
    }

    private static String text(Name name) {
        return name.toString(true).equals("@") || name.equals(Name.root) ? "" : name.toString(true);
    }

    private static String reason(String name, Throwable failure) {
        return name + ": " + failure.getClass().getSimpleName()
                + (failure.getMessage() == null ? "" : " (" + failure.getMessage() + ")");
    }
}
