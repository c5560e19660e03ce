package dev.postrider.delivery;

import dev.postrider.delivery.adapter.DnsNameLookup;
import dev.postrider.delivery.adapter.GrpcLocalStore;
import dev.postrider.delivery.adapter.GrpcSenderDirectory;
import dev.postrider.delivery.adapter.KafkaInbound;
import dev.postrider.delivery.adapter.KafkaMailLog;
import dev.postrider.delivery.adapter.MicrometerDeliveryMeters;
import dev.postrider.delivery.admin.QueueOperations;
import dev.postrider.delivery.deferred.DueRows;
import dev.postrider.delivery.deferred.QueueWatch;
import dev.postrider.delivery.dsn.Originals;
import dev.postrider.delivery.dsn.Reports;
import dev.postrider.delivery.hold.Holding;
import dev.postrider.delivery.local.LocalDeliveries;
import dev.postrider.delivery.net.VertxSmtpDialer;
import dev.postrider.delivery.port.Deferral;
import dev.postrider.delivery.port.DeferredQueue;
import dev.postrider.delivery.port.DeferredRow;
import dev.postrider.delivery.port.DueIn;
import dev.postrider.delivery.port.MailLog;
import dev.postrider.delivery.relay.HostSearch;
import dev.postrider.delivery.relay.Relay;
import dev.postrider.delivery.route.AcceptedFlow;
import dev.postrider.delivery.route.AttemptSpans;
import dev.postrider.delivery.route.DeadLetters;
import dev.postrider.delivery.route.OutboundFlow;
import dev.postrider.delivery.route.Outcomes;
import dev.postrider.delivery.route.Settlements;
import dev.postrider.servicekit.RunningService;
import dev.postrider.servicekit.ServiceContext;
import dev.postrider.servicekit.kafka.PartitionListener;
import dev.postrider.servicekit.kafka.RecordConsumer;
import dev.postrider.servicekit.metrics.Metrics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * The worker at work: two flows, each on a context of its own, so that a handshake with a slow server never delays a mailbox.
 */
final class RunningWorker implements RunningService {
    private static final long SWEEP_MS = TimeUnit.SECONDS.toMillis(5);
    private static final long SAMPLE_MS = TimeUnit.SECONDS.toMillis(1);

    private final Vertx vertx;
    private final DeliverySettings settings;
    private final Dependencies dependencies;
    private final OwnContext routing;
    private final OwnContext relaying;
    private final Holding holding;
    private final LocalDeliveries local;
    private final AcceptedFlow accepted;
    private final VertxSmtpDialer dialer;
    private final Relay relay;
    private final OutboundFlow outbound;
    private final DueRows dueRows;
    private final QueueWatch watch;
    private final QueueOperations operations;
    private final RecordConsumer acceptedConsumer;
    private final RecordConsumer outboundConsumer;

    static Future<RunningWorker> start(ServiceContext context, DeliverySettings settings, Dependencies dependencies) {
        return OwnContext.open(context.vertx())
                .compose(routing -> OwnContext.open(context.vertx())
                        .map(relaying -> new RunningWorker(context, settings, dependencies, routing, relaying)));
    }

    private RunningWorker(
            ServiceContext context,
            DeliverySettings settings,
            Dependencies dependencies,
            OwnContext routing,
            OwnContext relaying) {
        this.vertx = context.vertx();
        this.settings = settings;
        this.dependencies = dependencies;
        this.routing = routing;
        this.relaying = relaying;
        InstantSource clock = InstantSource.system();
        MicrometerDeliveryMeters meters = new MicrometerDeliveryMeters(context.meters());
        MailLog log = new KafkaMailLog(dependencies.producer(), Metrics.DELIVERY_EVENTS_LOST.counter(context.meters()));
        DeferredQueue queue = dependencies.queue();
        holding = new Holding(vertx, meters, settings.holdFirst(), settings.holdLongest());
        Reports reports = new Reports(
                log,
                new GrpcSenderDirectory(dependencies.channel()),
                new Originals(dependencies.blobs(), holding, settings.reportFullOctets()),
                holding,
                meters,
                clock,
                settings.hostname());
        Outcomes outcomes = new Outcomes(
                log,
                reports,
                holding,
                settings.retry(),
                settings.reportDelayAfter(),
                () -> ThreadLocalRandom.current().nextDouble(),
                meters,
                clock);
        DeadLetters deadLetters = new DeadLetters(log, holding, meters, clock);

        local = new LocalDeliveries(
                vertx, new GrpcLocalStore(dependencies.channel()), settings.local(), meters, System::nanoTime);
        AttemptSpans spans = new AttemptSpans(context.tracing());
        accepted = new AcceptedFlow(log, local, outcomes, new Settlements(queue, holding), deadLetters, holding, spans);

        dialer = new VertxSmtpDialer(
                vertx, dependencies.blobs(), settings.phases(), settings.smartHostTrust(), settings.sourceAddress());
        relay = new Relay(
                settings.relay(),
                settings.relayPolicy(),
                new HostSearch(
                        new DnsNameLookup(
                                vertx, settings.dnsServers(), settings.dnsTimeout(), settings.ipv6(), context.meters()),
                        settings.ownNames(),
                        settings.relay().hosts(),
                        settings.relay().addressesPerHost()),
                dialer,
                meters,
                clock,
                System::nanoTime);
        outbound = new OutboundFlow(
                relay,
                outcomes,
                new Settlements(queue, holding),
                deadLetters,
                queue,
                dependencies.blobs(),
                holding,
                spans);
        String owner = settings.hostname() + "/" + ProcessHandle.current().pid();
        dueRows = new DueRows(
                vertx,
                queue,
                settings.due(),
                holding,
                owner,
                Map.of(
                        Deferral.Kind.RELAY,
                        new DueRows.Ways(outbound::retry, outbound::giveUp),
                        Deferral.Kind.LOCAL,
                        new DueRows.Ways(
                                (origin, payload) -> hop(
                                        routing.context(), relaying.context(), () -> accepted.retry(origin, payload)),
                                (origin, payload, verdict) -> hop(
                                        routing.context(),
                                        relaying.context(),
                                        () -> accepted.giveUp(origin, payload, verdict)))),
                meters,
                clock);
        watch = new QueueWatch(vertx, queue, dueRows::buckets);
        operations = new QueueOperations(
                dependencies.desk(), log, this::giveUp, owner, settings.due().lease(), clock);

        acceptedConsumer = RecordConsumer.start(
                routing.context(),
                dependencies.kafka(),
                settings.accepted(),
                context.meters(),
                PartitionListener.NONE,
                records -> accepted.handle(KafkaInbound.of(records)));
        outboundConsumer = RecordConsumer.start(
                relaying.context(),
                dependencies.kafka(),
                settings.outbound(),
                context.meters(),
                ownership(),
                records -> outbound.handle(KafkaInbound.of(records)));
        relaying.context().runOnContext(ready -> {
            dueRows.start();
            watch.start();
            vertx.setPeriodic(SWEEP_MS, timer -> relay.sweep());
        });
        show(meters);
        context.health().check("consumer mail.accepted", acceptedConsumer::ping);
        context.health().check("consumer mail.outbound", outboundConsumer::ping);
    }

    /** Whoever owns a partition of mail.outbound owns the deferred mail of its destinations. */
    private PartitionListener ownership() {
        return new PartitionListener() {
            @Override
            public void assigned(Set<Integer> partitions) {
                dueRows.own(partitions);
            }

            @Override
            public void revoking(Set<Integer> partitions) {
                dueRows.disown(partitions);
                relay.releaseRevoked();
            }

            @Override
            public void revoked(Set<Integer> partitions) {
                dueRows.disown(partitions);
                relay.releaseRevoked();
            }
        };
    }

    /** What operators may do; from any context. */
    QueueOperations operations() {
        return operations;
    }

    private Future<Void> giveUp(DeferredRow row) {
        return hop(relaying.context(), vertx.getOrCreateContext(), () -> dueRows.workOn(row));
    }

    private void show(MicrometerDeliveryMeters meters) {
        meters.inFlight("local", sampled(routing, local::size));
        meters.inFlight("relay", sampled(relaying, relay::size));
        meters.inFlight("deferred", sampled(relaying, dueRows::size));
        meters.connections(sampled(relaying, relay::connections));
        meters.destinations("active", sampled(relaying, relay::destinations));
        meters.destinations("waiting", sampled(relaying, relay::starved));
        meters.oldestDueSeconds(watch::oldestDueSeconds);
        for (DueIn due : DueIn.values()) {
            meters.queued(due, () -> watch.count(due));
        }
    }

    /** A number that only {@code owner} may look at, as it was a moment ago, for those who come from other threads. */
    private Supplier<Number> sampled(OwnContext owner, IntSupplier value) {
        AtomicInteger last = new AtomicInteger();
        owner.context().runOnContext(on -> vertx.setPeriodic(SAMPLE_MS, timer -> last.set(value.getAsInt())));
        return last::get;
    }

    /** Lets what is being carried or stored end, and gives everything else back. */
    @Override
    public Future<Void> drain() {
        holding.drain();
        routing.context().runOnContext(now -> local.drain());
        relaying.context().runOnContext(now -> {
            dueRows.drain();
            relay.drain();
        });
        return Future.join(List.of(
                        acceptedConsumer.close(settings.drainGrace()), outboundConsumer.close(settings.drainGrace())))
                .transform(closed -> dialer.close())
                .transform(closed -> dependencies.close())
                .transform(closed -> Future.join(routing.close(), relaying.close()))
                .mapEmpty();
    }

    /** Runs {@code step} on another context and completes on this one. */
    private static <T> Future<T> hop(Context there, Context back, Supplier<Future<T>> step) {
        Promise<T> promise = Promise.promise();
        there.runOnContext(on -> Future.succeededFuture()
                .compose(arrived -> step.get())
                .onComplete(done -> back.runOnContext(off -> {
                    if (done.succeeded()) {
                        promise.complete(done.result());
                    } else {
                        promise.fail(done.cause());
                    }
                })));
        return promise.future();
    }
}
