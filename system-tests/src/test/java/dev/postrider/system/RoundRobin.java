package dev.postrider.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** One address in front of several servers, as a load balancer is: each connection goes to the next server that takes it. */
final class RoundRobin implements AutoCloseable {
    private final ServerSocket listening;
    private final List<Integer> servers;
    private final AtomicInteger turn = new AtomicInteger();

    private RoundRobin(ServerSocket listening, List<Integer> servers) {
        this.listening = listening;
        this.servers = servers;
    }

    /** @param servers their ports on this machine */
    static RoundRobin before(Integer... servers) throws IOException {
        RoundRobin front = new RoundRobin(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), List.of(servers));
        Thread.ofVirtual().name("round-robin").start(front::accept);
        return front;
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Thread.ofVirtual().start(() -> forward(client));
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void forward(Socket client) {
        try {
            Splice.join(client, this::connect);
        } catch (IOException noServer) {
            // The client finds its connection closed, which is all that there is to tell.
            turn.incrementAndGet();
        }
    }

    private Socket connect() throws IOException {
        IOException refused = new IOException("no servers");
        for (int i = 0; i < servers.size(); i++) {
            int port = servers.get(Math.floorMod(turn.getAndIncrement(), servers.size()));
            try {
                return new Socket(InetAddress.getLoopbackAddress(), port);
            } catch (IOException dead) {
                refused = dead;
            }
        }
        throw refused;
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
