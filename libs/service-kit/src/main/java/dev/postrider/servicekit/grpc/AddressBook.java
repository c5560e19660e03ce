package dev.postrider.servicekit.grpc;

import dev.postrider.servicekit.config.HostPort;
import dev.postrider.servicekit.thread.VirtualThreads;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All addresses of one name, looked up again every ten seconds, handed out in turn, those that took no connection lately last. While a look-up fails the last
 * known addresses serve.
 */
final class AddressBook {
    private static final Logger log = LoggerFactory.getLogger(AddressBook.class);
    private static final long REFRESH_MS = 10_000;

    private final Vertx vertx;
    private final HostPort target;
    private final AddressTurns turns = new AddressTurns(System::nanoTime);
    private final long timer;
    private volatile List<SocketAddress> addresses = List.of();

    AddressBook(Vertx vertx, HostPort target) {
        this.vertx = vertx;
        this.target = target;
        this.timer = vertx.setPeriodic(REFRESH_MS, id -> refreshQuietly());
        refreshQuietly();
    }

    /** The addresses, the next one in turn first; looks the name up if none is known. */
    Future<List<SocketAddress>> inTurn() {
        List<SocketAddress> known = addresses;
        return known.isEmpty() ? refresh().map(turns::order) : Future.succeededFuture(turns.order(known));
    }

    /** Notes that an address took no connection. */
    void failed(SocketAddress address) {
        turns.failed(address);
    }

    private void refreshQuietly() {
        refresh()
                .onFailure(e -> log.atWarn()
                        .addKeyValue("target", target)
                        .addKeyValue("reason", e.toString())
                        .log("cannot resolve the name"));
    }

    private Future<List<SocketAddress>> refresh() {
        return VirtualThreads.call(vertx, "resolve-" + target.host(), this::resolve)
                .onSuccess(found -> {
                    addresses = found;
                    turns.retain(found);
                });
    }

    private List<SocketAddress> resolve() throws UnknownHostException {
        return Arrays.stream(InetAddress.getAllByName(target.host()))
                .map(InetAddress::getHostAddress)
                .distinct()
                .sorted()
                .map(address -> SocketAddress.inetSocketAddress(target.port(), address))
                .toList();
    }

    void close() {
        vertx.cancelTimer(timer);
    }
}
