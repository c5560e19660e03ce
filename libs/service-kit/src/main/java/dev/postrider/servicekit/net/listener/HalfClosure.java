package dev.postrider.servicekit.net.listener;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;

/**
 * Lets a client shut down its side of a connection, or of TLS 1.3 (RFC 8446 s6.1), and go on listening. Vert.x knows nothing of that, so the end of the input comes to the socket's
 * handler as an empty buffer, in its place behind everything that was sent before it, however much of that waits in a socket that is paused.
 */
final class HalfClosure extends ChannelInboundHandlerAdapter {
    private HalfClosure() {}

    /** On the socket's event loop, before it reads. */
    static void allow(NetSocket socket) {
        ChannelHandlerContext vertx = ((NetSocketInternal) socket).channelHandlerContext();
        vertx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        // In front of Vert.x's own handler, and behind TLS, whenever that comes.
        vertx.pipeline().addBefore(vertx.name(), "half-closure", new HalfClosure());
    }

    /** Whether this is the end of what the client sends. With TLS it may come twice. */
    static boolean isEnd(Buffer received) {
        return received.length() == 0;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event == ChannelInputShutdownEvent.INSTANCE || event == SslCloseCompletionEvent.SUCCESS) {
            context.fireChannelRead(Unpooled.EMPTY_BUFFER);
            context.fireChannelReadComplete();
        } else {
            super.userEventTriggered(context, event);
        }
    }
}
