package dev.postrider.imap;

import dev.postrider.imap.adapter.GrpcLogins;
import dev.postrider.imap.adapter.GrpcMailboxes;
import dev.postrider.imap.adapter.KafkaChangeFeed;
import dev.postrider.imap.net.ImapProtocol;
import dev.postrider.imap.net.Ports;
import dev.postrider.imap.net.SessionMeters;
import dev.postrider.imap.session.SessionRules;
import dev.postrider.servicekit.Groundwork;
import dev.postrider.servicekit.PostriderService;
import dev.postrider.servicekit.RunningService;
import dev.postrider.servicekit.ServiceContext;
import dev.postrider.servicekit.config.HostPort;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.grpc.ServiceChannel;
import dev.postrider.servicekit.grpc.ServiceClients;
import dev.postrider.servicekit.kafka.KafkaSettings;
import dev.postrider.servicekit.net.TlsIdentity;
import dev.postrider.servicekit.net.TlsSettings;
import dev.postrider.servicekit.net.listener.ConnectionLimits;
import dev.postrider.servicekit.net.listener.KeyedLimit;
import dev.postrider.servicekit.net.listener.ListenerSpec;
import dev.postrider.servicekit.net.listener.ListenerTls;
import dev.postrider.servicekit.net.listener.Listeners;
import dev.postrider.servicekit.net.listener.Protocol;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service: reads its settings, opens what it depends on, binds its listeners. */
public final class ImapGateway implements PostriderService {
    private static final Logger log = LoggerFactory.getLogger(ImapGateway.class);

    @Override
    public String name() {
        return "imap-gateway";
    }

    @Override
    public Groundwork groundwork() {
        return Groundwork.NONE;
    }

    @Override
    public Future<RunningService> start(ServiceContext context) {
        Settings root = context.settings();
        GatewaySettings settings = GatewaySettings.from(root.section(name()));
        KafkaSettings kafka = KafkaSettings.from(root.section("kafka"));
        HostPort mailboxService = root.hostPort("clients.mailbox-service");
        int connections = root.integer("clients.connections", 1, 64);
        TlsSettings tls = TlsSettings.from(root.section("tls"));
        root.check();
        if (tls.files().isEmpty()) {
            log.warn("no certificate is set: there is no TLS, and without it nobody can log in from elsewhere");
        }

        ServiceChannel channel = ServiceClients.open(
                context.vertx(), mailboxService, settings.callDeadline(), connections, context.internalTls());
        ServiceChannel streams = ServiceClients.openForStreams(
                context.vertx(), mailboxService, settings.streamDeadline(), connections, context.internalTls());
        KafkaChangeFeed changes = KafkaChangeFeed.start(context.vertx(), kafka, context.meters());
        context.health().check("mailbox-service", channel::ping);
        Ports ports = new Ports(
                new GrpcMailboxes(channel, streams, settings.searchDeadline()),
                new GrpcLogins(channel),
                changes,
                context.tracing());
        ConnectionLimits limits =
                new ConnectionLimits(settings.connections(), settings.connectionsPerAddress(), List.of());
        SessionMeters meters = new SessionMeters(context.meters());
        KeyedLimit<Long> logins = new KeyedLimit<>(settings.connectionsPerAccount());
        BiFunction<String, SessionRules, Protocol> protocol = (listener, rules) -> new ImapProtocol(
                listener,
                rules,
                settings.timeouts(),
                settings.plaintextOnLoopback(),
                ports,
                logins,
                meters,
                System::currentTimeMillis);
        return tls.load(context.vertx(), context.meters())
                .compose(identity -> Listeners.start(context.vertx(), specs(settings, identity, protocol), limits)
                        .onFailure(fault -> identity.ifPresent(TlsIdentity::close))
                        .<RunningService>map(listeners -> () -> listeners
                                .drain(settings.drain().toMillis())
                                .transform(done -> {
                                    identity.ifPresent(TlsIdentity::close);
                                    return close(changes, channel, streams);
                                })))
                .recover(fault -> close(changes, channel, streams).transform(done -> Future.failedFuture(fault)));
    }

    /** Without a certificate there is no listener that begins with TLS. */
    private static List<ListenerSpec> specs(
            GatewaySettings settings,
            Optional<TlsIdentity> identity,
            BiFunction<String, SessionRules, Protocol> protocol) {
        SessionRules rules = new SessionRules(
                identity.isPresent(),
                settings.beforeLogin(),
                settings.afterLogin(),
                settings.appendOctets(),
                settings.freeLoginFailures(),
                settings.loginFailures(),
                settings.errors(),
                settings.loginDelay());
        return settings.listeners().stream()
                .filter(listener -> !listener.implicitTls() || identity.isPresent())
                .map(listener -> new ListenerSpec(
                        listener.name(),
                        listener.host(),
                        listener.port(),
                        settings.eventLoops(),
                        identity.map(keys -> ListenerTls.of(keys.keyCertOptions(), listener.implicitTls())),
                        listener.access(),
                        Duration.ZERO,
                        protocol.apply(listener.name(), rules)))
                .toList();
    }

    private static Future<Void> close(KafkaChangeFeed changes, ServiceChannel channel, ServiceChannel streams) {
        return Future.join(changes.close(), channel.close(), streams.close()).mapEmpty();
    }
}
