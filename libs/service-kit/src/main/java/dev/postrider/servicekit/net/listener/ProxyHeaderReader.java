package dev.postrider.servicekit.net.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.Arrays;
import java.util.Optional;

/**
 * Takes a PROXY header from the beginning of a connection, before TLS and before the socket's own handlers see an octet. Vert.x has a decoder of its own, which
 * waits for the rest of what cannot become a header any more, and asks nobody who the proxy is before it reads.
 */
final class ProxyHeaderReader extends ChannelInboundHandlerAdapter {
    private static final int USUAL_OCTETS = 128;

    private final Promise<Optional<String>> client = Promise.promise();
    private byte[] octets = new byte[USUAL_OCTETS];
    private int length;

    private ProxyHeaderReader() {}

    /** Whom the connection is for; empty: the proxy itself. Fails if the header is malformed or does not come to its end. On the socket's event loop. */
    static Future<Optional<String>> read(NetSocket socket) {
        ChannelPipeline pipeline =
                ((NetSocketInternal) socket).channelHandlerContext().pipeline();
        ProxyHeaderReader reader = new ProxyHeaderReader();
        pipeline.addFirst(reader);
        return reader.client.future();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf in) || client.future().isComplete()) {
            // After a malformed header nothing is passed on: the connection is about to be closed.
            ReferenceCountUtil.release(message);
            return;
        }
        int before = length;
        int taken = Math.min(in.readableBytes(), ProxyHeader.MOST_OCTETS - length);
        if (length + taken > octets.length) {
            octets = Arrays.copyOf(octets, Math.max(length + taken, 2 * octets.length));
        }
        in.getBytes(in.readerIndex(), octets, length, taken);
        length += taken;
        switch (ProxyHeader.read(octets, length)) {
            case ProxyHeader.Reading.Incomplete ignored -> in.release();
            case ProxyHeader.Reading.Malformed ignored -> {
                in.release();
                client.fail("malformed PROXY header");
            }
            case ProxyHeader.Reading.Complete(int headerOctets, Optional<String> from) -> {
                in.skipBytes(headerOctets - before);
                // TLS, if it is to begin now, is put behind this handler.
                client.complete(from);
                if (in.isReadable()) {
                    context.fireChannelRead(in);
                } else {
                    // To pass on nothing would look as if the client had spoken.
                    in.release();
                }
                context.pipeline().remove(this);
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        client.tryFail("closed before the end of its PROXY header");
        super.channelInactive(context);
    }
}
