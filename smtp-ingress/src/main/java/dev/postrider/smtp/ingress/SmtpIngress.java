package dev.postrider.smtp.ingress;

import dev.postrider.blobs.BlobStore;
import dev.postrider.contracts.Topics;
import dev.postrider.servicekit.Groundwork;
import dev.postrider.servicekit.PostriderService;
import dev.postrider.servicekit.RunningService;
import dev.postrider.servicekit.ServiceContext;
import dev.postrider.servicekit.config.HostPort;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.grpc.ServiceChannel;
import dev.postrider.servicekit.grpc.ServiceClients;
import dev.postrider.servicekit.kafka.KafkaSettings;
import dev.postrider.servicekit.kafka.RecordProducer;
import dev.postrider.servicekit.kafka.TopicSpec;
import dev.postrider.servicekit.metrics.Metrics;
import dev.postrider.servicekit.net.PeerTls;
import dev.postrider.servicekit.net.TlsIdentity;
import dev.postrider.servicekit.net.TlsSettings;
import dev.postrider.servicekit.net.listener.ConnectionLimits;
import dev.postrider.servicekit.net.listener.KeyedRate;
import dev.postrider.servicekit.net.listener.ListenerSettings;
import dev.postrider.servicekit.net.listener.ListenerSpec;
import dev.postrider.servicekit.net.listener.ListenerTls;
import dev.postrider.servicekit.net.listener.Listeners;
import dev.postrider.servicekit.net.listener.Protocol;
import dev.postrider.servicekit.net.listener.TlsMode;
import dev.postrider.servicekit.oauth.OauthSettings;
import dev.postrider.servicekit.storage.BlobStores;
import dev.postrider.smtp.ingress.adapter.CachingDirectory;
import dev.postrider.smtp.ingress.adapter.DnsjavaDns;
import dev.postrider.smtp.ingress.adapter.GrpcDirectory;
import dev.postrider.smtp.ingress.adapter.KafkaMessageLog;
import dev.postrider.smtp.ingress.adapter.StoreBlobSink;
import dev.postrider.smtp.ingress.adapter.pipeline.PipelineSettings;
import dev.postrider.smtp.ingress.adapter.pipeline.PolicyPipeline;
import dev.postrider.smtp.ingress.net.BodyMemory;
import dev.postrider.smtp.ingress.net.Overload;
import dev.postrider.smtp.ingress.net.Ports;
import dev.postrider.smtp.ingress.net.RelayCanary;
import dev.postrider.smtp.ingress.net.SmtpProtocol;
import dev.postrider.smtp.ingress.net.Timeouts;
import dev.postrider.smtp.ingress.policy.Extensions;
import dev.postrider.smtp.ingress.policy.ListenerRules;
import dev.postrider.smtp.ingress.session.SessionRules;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service: reads its settings, opens what it depends on, binds its listeners. */
public final class SmtpIngress implements PostriderService {
    private static final Logger log = LoggerFactory.getLogger(SmtpIngress.class);

    @Override
    public String name() {
        return "smtp-ingress";
    }

    @Override
    public Groundwork groundwork() {
        return new Groundwork(TopicSpec.ALL, List.of());
    }

    @Override
    public Future<RunningService> start(ServiceContext context) {
        return launch(context).map(started -> started);
    }

    /** As {@link #start}, with what only tests want to know. */
    Future<StartedIngress> launch(ServiceContext context) {
        Settings root = context.settings();
        IngressSettings settings =
                IngressSettings.from(root.section(name()), OauthSettings.from(root.section("auth.oauth")));
        KafkaSettings kafka = KafkaSettings.from(root.section("kafka"));
        BlobStores blobStores = BlobStores.from(root.section("blobs"));
        HostPort mailboxService = root.hostPort("clients.mailbox-service");
        int connections = root.integer("clients.connections", 1, 64);
        TlsSettings tls = TlsSettings.from(root.section("tls"));
        int openBlobs = settings.openBlobs() > 0 ? settings.openBlobs() : openBlobs(root.string("blobs.type"));
        if (tls.clientAuthorities().isEmpty() && settings.asksClientsForCertificates()) {
            root.problem("tls.client-authorities", "set, because a listener asks clients for certificates");
        }
        root.check();
        if (tls.files().isEmpty()) {
            log.warn("no certificate is set: there is no TLS, and without it nobody can log in to submit mail");
        }

        LongSupplier clock = System::currentTimeMillis;
        RecordProducer producer =
                RecordProducer.start(context.vertx(), kafka, context.meters(), Topics.ACCEPTED, Topics.EVENTS);
        ServiceChannel channel = ServiceClients.open(
                context.vertx(), mailboxService, settings.directoryDeadline(), connections, context.internalTls());
        BlobStore blobs = blobStores.open(context.vertx(), context.meters());
        context.health().check("kafka", producer::ping);
        context.health().check("mailbox-service", channel::ping);
        context.health().check("blobs", blobs::ping);

        PolicyPipeline policy = PolicyPipeline.open(
                context.vertx(),
                new PipelineSettings(
                        settings.policy().timeLimit(),
                        settings.policy().timeLimits(),
                        settings.policy().rspamd()),
                new DnsjavaDns(settings.policy().dnsServers(), settings.policy().dnsTimeout()),
                blobs,
                settings.hostname(),
                context.meters());
        Ports ports = new Ports(
                new CachingDirectory(new GrpcDirectory(channel), settings.directory(), clock),
                new KafkaMessageLog(producer),
                new StoreBlobSink(blobs),
                policy,
                context.tracing());
        ConnectionLimits limits = new ConnectionLimits(settings.connections(), clock);
        BodyMemory bodyMemory = new BodyMemory(settings.bodyMemoryOctets(), openBlobs);
        Overload overload = new Overload(
                limits::stressed,
                settings.stress(),
                new KeyedRate<>(settings.messagesPerMinute(), clock),
                settings.connections().ipv6Bits());
        Metrics.SMTP_STRESS.gauge(context.meters(), () -> limits.stressed() ? 1 : 0);
        Metrics.SMTP_BODY_MEMORY.gauge(context.meters(), bodyMemory::takenOctets);
        Metrics.SMTP_BODY_BLOBS.gauge(context.meters(), bodyMemory::openBlobs);
        BiFunction<SessionRules, Timeouts, Protocol> protocol = (rules, timeouts) ->
                new SmtpProtocol(rules, timeouts, ports, bodyMemory, overload, context.meters(), clock);
        return groundwork()
                .topicsAtStart(context.vertx(), context.health(), kafka)
                .compose(v -> tls.watchClientAuthorities(context.vertx()))
                .compose(authorities -> tls.load(context.vertx(), context.meters())
                        .map(identity -> new Trust(identity, authorities.map(PeerTls::trust))))
                .compose(trust -> Listeners.start(context.vertx(), specs(settings, trust, protocol), limits)
                        .onFailure(fault -> trust.identity().ifPresent(TlsIdentity::close))
                        .onSuccess(listeners -> startCanary(context, settings, listeners))
                        .map(listeners -> new StartedIngress(listeners, settings.drain(), () -> {
                            trust.identity().ifPresent(TlsIdentity::close);
                            return close(producer, channel, blobs, policy);
                        })))
                .recover(
                        fault -> close(producer, channel, blobs, policy).transform(done -> Future.failedFuture(fault)));
    }

    /** A listener that waits for a PROXY header would not even greet it. */
    private static void startCanary(ServiceContext context, IngressSettings settings, Listeners listeners) {
        settings.listeners().stream()
                .map(IngressSettings.Listener::common)
                .filter(mx -> mx.name().equals("mx") && !mx.access().expectsProxyHeader())
                .forEach(mx -> RelayCanary.start(
                        context.vertx(),
                        mx.host(),
                        listeners.port(mx.name()),
                        settings.relayCanary(),
                        context.meters()));
    }

    /** Our certificates, and whom we believe about those of clients. */
    private record Trust(Optional<TlsIdentity> identity, Optional<X509ExtendedTrustManager> authorities) {
        Optional<ListenerTls> tls(ListenerSettings listener) {
            return identity.map(ours -> new ListenerTls(
                    ours.keyCertOptions(),
                    listener.tls() == TlsMode.IMPLICIT,
                    listener.clientCertificates(),
                    authorities));
        }
    }

    /** Without a certificate there is no listener that begins with TLS. */
    private static List<ListenerSpec> specs(
            IngressSettings settings, Trust trust, BiFunction<SessionRules, Timeouts, Protocol> protocol) {
        return settings.listeners().stream()
                .filter(listener -> listener.common().tls() != TlsMode.IMPLICIT
                        || trust.identity().isPresent())
                .map(listener -> new ListenerSpec(
                        listener.common().name(),
                        listener.common().host(),
                        listener.common().port(),
                        settings.eventLoops(),
                        listener.common().tls() == TlsMode.OFF ? Optional.empty() : trust.tls(listener.common()),
                        listener.common().access(),
                        listener.common().greetingDelay(),
                        protocol.apply(
                                new SessionRules(
                                        settings.hostname(),
                                        rules(listener, trust.identity().isPresent()),
                                        listener.limits(),
                                        Extensions.ACTED_ON,
                                        settings.authentication(),
                                        settings.policy().rules(listener.policy()),
                                        address -> listener.xclientFrom().stream()
                                                .anyMatch(network -> network.contains(address))),
                                listener.timeouts())))
                .toList();
    }

    /** An open file is cheap; an upload to S3 holds whole parts in memory. */
    private static int openBlobs(String store) {
        return store.equals("s3") ? 64 : 1000;
    }

    private static ListenerRules rules(IngressSettings.Listener listener, boolean certified) {
        TlsMode tls = listener.common().tls();
        return new ListenerRules(
                listener.common().name(),
                listener.purpose(),
                certified && (tls == TlsMode.STARTTLS || tls == TlsMode.STARTTLS_REQUIRED),
                tls == TlsMode.STARTTLS_REQUIRED);
    }

    private static Future<Void> close(
            RecordProducer producer, ServiceChannel channel, BlobStore blobs, PolicyPipeline policy) {
        return Future.join(producer.close(), channel.close(), blobs.close(), policy.close())
                .mapEmpty();
    }
}
