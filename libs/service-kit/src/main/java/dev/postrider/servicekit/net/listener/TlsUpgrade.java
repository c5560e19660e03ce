package dev.postrider.servicekit.net.listener;

import dev.postrider.servicekit.net.TlsPolicy;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS on a socket that is open already: at once, after a PROXY header, or after STARTTLS. Vert.x 5.0 cannot do the last: of several servers that share a port only
 * the first has what {@code NetSocket.upgradeToSsl} needs. So Netty's handler is put into the pipeline here, for all three. One per listener; the session cache of
 * its context serves all event loops.
 */
final class TlsUpgrade {
    private static final int HANDSHAKE_SECONDS = 30;
    private static final String HANDLER = "ssl";

    private final SSLContext context;
    private final ClientCertificates clients;
    private final Optional<X509ExtendedTrustManager> authorities;

    private TlsUpgrade(SSLContext context, ListenerTls tls) {
        this.context = context;
        this.clients = tls.clients();
        this.authorities = tls.authorities();
    }

    /** Fails if the identity cannot be used. */
    static Future<TlsUpgrade> with(Vertx vertx, ListenerTls tls) {
        try {
            TlsPolicy.ready();
            TrustManager[] trust = tls.authorities()
                    .map(authorities -> new TrustManager[] {
                        tls.clients() == ClientCertificates.REQUEST ? new AnyClient(authorities) : authorities
                    })
                    .orElse(null);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(tls.identity().getKeyManagerFactory(vertx).getKeyManagers(), trust, null);
            return Future.succeededFuture(new TlsUpgrade(context, tls));
        } catch (Exception unusable) { // KeyCertOptions declares no less.
            return Future.failedFuture(unusable);
        }
    }

    /** What was written to the socket before goes out in plaintext. On the socket's event loop. */
    Future<TlsSession> upgrade(NetSocket socket) {
        SSLEngine engine = context.createSSLEngine();
        TlsPolicy.applyTo(engine);
        switch (clients) {
            case NONE -> {}
            case REQUEST -> engine.setWantClientAuth(true);
            case REQUIRE -> engine.setNeedClientAuth(true);
        }
        SslHandler handler = new SslHandler(engine);
        handler.setHandshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS);
        Promise<TlsSession> promise = Promise.promise();
        handler.handshakeFuture().addListener(handshake -> {
            if (handshake.isSuccess()) {
                promise.complete(new TlsSession(
                        engine.getSession().getProtocol(),
                        engine.getSession().getCipherSuite(),
                        authorities.flatMap(known -> ClientSubject.of(engine.getSession(), known)),
                        TlsExporter.of(engine.getSession())));
            } else {
                promise.fail(handshake.cause());
            }
        });
        ChannelPipeline pipeline =
                ((NetSocketInternal) socket).channelHandlerContext().pipeline();
        // A PROXY header comes before TLS: its reader, if it is at work just now, stays in front.
        @Nullable ChannelHandlerContext header = pipeline.context(ProxyHeaderReader.class);
        if (header == null) {
            pipeline.addFirst(HANDLER, handler);
        } else {
            pipeline.addAfter(header.name(), HANDLER, handler);
        }
        pipeline.addBefore(HANDLER, "first-octet", new FirstOctet());
        return promise.future();
    }

    /**
     * TLS begins with a record of its handshake (RFC 8446 s5.1). Whatever begins otherwise is cut at once: some of it looks to Netty like a long record of SSL 2.0,
     * whose end it would wait for.
     */
    private static final class FirstOctet extends ChannelInboundHandlerAdapter {
        private static final int HANDSHAKE = 22;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof ByteBuf in && in.isReadable() && in.getByte(in.readerIndex()) != HANDSHAKE) {
                in.release();
                var _ = context.close();
            } else {
                context.fireChannelRead(message);
                context.pipeline().remove(this);
            }
        }
    }
}
