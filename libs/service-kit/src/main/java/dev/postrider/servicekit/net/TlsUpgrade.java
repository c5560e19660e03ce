package dev.postrider.servicekit.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

/**
 * STARTTLS on any event loop. Vert.x 5.0 cannot: of several servers that share a port only the first has what {@code
 * NetSocket.upgradeToSsl} needs, and on the others' sockets it fails. So Netty's handler is put into the pipeline here. One per
 * listener; the session cache of its context serves all event loops.
 */
public final class TlsUpgrade {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final int HANDSHAKE_SECONDS = 30;
    private static final String HANDLER = "ssl";

    private final SSLContext context;

    private TlsUpgrade(SSLContext context) {
        this.context = context;
    }

    /** Fails if the identity cannot be used. */
    public static Future<TlsUpgrade> with(Vertx vertx, KeyCertOptions identity) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identity.getKeyManagerFactory(vertx).getKeyManagers(), null, null);
            return Future.succeededFuture(new TlsUpgrade(context));
        } catch (Exception unusable) { // KeyCertOptions declares no less.
            return Future.failedFuture(unusable);
        }
    }

    /** What was written to the socket before goes out in plaintext. On the socket's event loop. */
    public Future<SSLSession> upgrade(NetSocket socket) {
        ChannelHandlerContext channel = ((NetSocketInternal) socket).channelHandlerContext();
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(PROTOCOLS);
        SslHandler handler = new SslHandler(engine);
        handler.setHandshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS);
        Promise<SSLSession> promise = Promise.promise();
        handler.handshakeFuture().addListener(handshake -> {
            if (handshake.isSuccess()) {
                promise.complete(engine.getSession());
            } else {
                promise.fail(handshake.cause());
            }
        });
        channel.pipeline().addFirst(HANDLER, handler);
        return promise.future();
    }
}
