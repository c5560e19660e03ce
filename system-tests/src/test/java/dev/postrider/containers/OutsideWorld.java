package dev.postrider.containers;

import dev.postrider.system.MailboxAudit;
import dev.postrider.system.StoredMessage;
import dev.postrider.testkit.FakeDns;
import dev.postrider.testkit.FakeMx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.xbill.DNS.Message;

/** The rest of the world in a container: the DNS beyond the cluster, and the mail server of another domain. */
final class OutsideWorld implements AutoCloseable {
    static final String DOMAIN = "far.test";

    private static final int DNS_PORT = 53;
    private static final int SMTP_PORT = 25;
    private static final Pattern RECEIVED = Pattern.compile("^received (\\S+) ([0-9a-f]{64})$", Pattern.MULTILINE);

    private final GenericContainer<?> container;
    private final String network;

    private OutsideWorld(GenericContainer<?> container, String network) {
        this.container = container;
        this.network = network;
    }

    static OutsideWorld start(Network network) {
        GenericContainer<?> container =
                TestProgram.of(OutsideWorld.class, List.of(FakeMx.class, Message.class, Logger.class), List.of());
        container.withNetwork(network);
        return new OutsideWorld(TestProgram.started(container), network.getId());
    }

    /** Inside the container: prints the id of each message that arrives, and the digest of what was sent. */
    public static void main(String[] arguments) throws Exception {
        String here = InetAddress.getLocalHost().getHostAddress();
        FakeDns.startAt(new InetSocketAddress(DNS_PORT))
                .with(DOMAIN, "MX", "10 mx." + DOMAIN + ".")
                .with("mx." + DOMAIN, "A", here);
        FakeMx mx = FakeMx.startAt(new InetSocketAddress(SMTP_PORT));
        System.out.println(TestProgram.LISTENING);
        while (true) {
            FakeMx.Received received = mx.await();
            System.out.println("received " + MailboxAudit.idOf(received.latin1()) + " "
                    + StoredMessage.of(received.octets()).sha256());
        }
    }

    /** Where its DNS is, as pods see it. */
    String address() {
        return container.getContainerInfo().getNetworkSettings().getNetworks().values().stream()
                .filter(joined -> network.equals(joined.getNetworkID()))
                .findFirst()
                .flatMap(joined -> Optional.ofNullable(joined.getIpAddress()))
                .orElseThrow();
    }

    /** Ids of the messages that it has taken, each with the digest of what was sent. */
    Map<String, String> received() {
        Map<String, String> received = new HashMap<>();
        RECEIVED.matcher(container.getLogs()).results().forEach(line -> received.put(line.group(1), line.group(2)));
        return received;
    }

    @Override
    public void close() {
        container.stop();
    }
}
