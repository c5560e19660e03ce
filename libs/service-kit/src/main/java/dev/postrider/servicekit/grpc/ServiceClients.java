package dev.postrider.servicekit.grpc;

import dev.postrider.servicekit.config.HostPort;
import dev.postrider.servicekit.net.InternalTls;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Opens channels to other services. */
public final class ServiceClients {
    private static final int CONNECT_TIMEOUT_MS = 2_000;
    /** A connection from which nothing came for so long is dropped: its peer may be gone without a word. */
    private static final int READ_IDLE_S = 60;

    /** The same, where a stream may stand still because its reader's reader is slow. */
    private static final int SLOW_READ_IDLE_S = 600;

    private ServiceClients() {}

    /**
     * A channel in clear to every address of {@code target}'s name; never fails, calls do while there is no address.
     */
    public static ServiceChannel open(Vertx vertx, HostPort target, Duration deadline, int connections) {
        return open(vertx, target, deadline, connections, Optional.empty());
    }

    /**
     * A channel to every address of {@code target}'s name; never fails, calls do while there is no address.
     *
     * @param deadline of calls on this channel; see {@link ServiceChannel#withDeadline}
     * @param connections HTTP/2 connections to each address
     * @param tls if there is one, the certificate of each must have {@code target}'s name
     */
    public static ServiceChannel open(
            Vertx vertx, HostPort target, Duration deadline, int connections, Optional<InternalTls> tls) {
        return open(
                vertx,
                target,
                deadline,
                connections,
                tls,
                READ_IDLE_S,
                GrpcLimits.STREAM_WINDOW_OCTETS,
                GrpcLimits.CONNECTION_WINDOW_OCTETS);
    }

    /**
     * As {@link #open}, for streams that may be paused for long. What a paused stream has received and not handed out counts against its connection's
     * window, so that a few of them would stop every other call: here a stream can hold little, and the connection has room for thousands.
     */
    public static ServiceChannel openForStreams(
            Vertx vertx, HostPort target, Duration deadline, int connections, Optional<InternalTls> tls) {
        return open(
                vertx,
                target,
                deadline,
                connections,
                tls,
                SLOW_READ_IDLE_S,
                GrpcLimits.SLOW_STREAM_WINDOW_OCTETS,
                GrpcLimits.SLOW_CONNECTION_WINDOW_OCTETS);
    }

    private static ServiceChannel open(
            Vertx vertx,
            HostPort target,
            Duration deadline,
            int connections,
            Optional<InternalTls> tls,
            int readIdleSeconds,
            int streamWindow,
            int connectionWindow) {
        // One client per connection: a client's pool opens a second connection only when the first has no stream left.
        List<GrpcClient> clients = IntStream.range(0, connections)
                .mapToObj(i -> client(vertx, target, tls, readIdleSeconds, streamWindow, connectionWindow))
                .toList();
        return new ServiceChannel(target, new AddressBook(vertx, target), clients, deadline);
    }

    private static GrpcClient client(
            Vertx vertx,
            HostPort target,
            Optional<InternalTls> tls,
            int readIdleSeconds,
            int streamWindow,
            int connectionWindow) {
        GrpcClientOptions grpc = new GrpcClientOptions()
                .setMaxMessageSize(GrpcLimits.MAX_MESSAGE_OCTETS)
                .setScheduleDeadlineAutomatically(true);
        HttpClientOptions http = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setHttp2MultiplexingLimit(GrpcLimits.MAX_CONCURRENT_STREAMS)
                .setHttp2ConnectionWindowSize(connectionWindow)
                .setInitialSettings(new Http2Settings().setInitialWindowSize(streamWindow))
                .setConnectTimeout(CONNECT_TIMEOUT_MS)
                .setReadIdleTimeout(readIdleSeconds)
                .setTcpKeepAlive(true);
        tls.ifPresent(internal -> internal.call(http, target.host()).setUseAlpn(true));
        return GrpcClient.client(vertx, grpc, http);
    }
}
