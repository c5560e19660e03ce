package dev.postrider.servicekit.grpc;

import static dev.postrider.testkit.TestVertx.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.postrider.contracts.DirectoryGrpcClient;
import dev.postrider.contracts.DirectoryGrpcService;
import dev.postrider.contracts.DirectoryService;
import dev.postrider.contracts.ResolveRequest;
import dev.postrider.contracts.ResolveResponse;
import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.config.ConfigurationException;
import dev.postrider.servicekit.config.HostPort;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.net.InternalTls;
import dev.postrider.servicekit.net.InternalTlsSettings;
import dev.postrider.servicekit.net.PeerTls;
import dev.postrider.servicekit.net.PeerTlsFiles;
import dev.postrider.servicekit.net.TlsIdentity;
import dev.postrider.servicekit.trace.Tracing;
import dev.postrider.testkit.TestAuthority;
import dev.postrider.testkit.TestVertx;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** gRPC between services that show each other certificates. */
final class InternalTlsTest {
    private static final Duration CALL = Duration.ofSeconds(20);

    @AutoClose
    private final TestVertx running = new TestVertx();

    private final Vertx vertx = running.vertx();
    private final TestAuthority ours = TestAuthority.named("ours");
    private final TestAuthority other = TestAuthority.named("other");
    private final Promise<ResolveResponse> held = Promise.promise();
    private final Promise<Void> reached = Promise.promise();

    @TempDir
    private Path directory = Path.of("");

    private static PeerTls read(TestAuthority.Pem pem) throws IOException {
        return PeerTls.read(new PeerTlsFiles(
                Optional.of(new TlsIdentity.Files(pem.certificate(), pem.key(), List.of())),
                Optional.of(pem.authorities())));
    }

    private int serve(PeerTls tls, String... allowed) {
        DirectoryService service = new DirectoryService() {
            @Override
            public Future<ResolveResponse> resolve(ResolveRequest request) {
                if (request.getAddressesList().contains("hold")) {
                    reached.tryComplete();
                    return held.future();
                }
                return Future.succeededFuture(ResolveResponse.getDefaultInstance());
            }
        };
        return await(GrpcServerShell.start(
                        vertx,
                        "127.0.0.1",
                        0,
                        2,
                        List.of(DirectoryGrpcService.of(service)),
                        Optional.of(new InternalTls(tls, Set.of(allowed))),
                        Tracing.OFF))
                .port();
    }

    private Future<ResolveResponse> call(ServiceChannel channel, String what) {
        return DirectoryGrpcClient.create(channel, channel.address())
                .resolve(ResolveRequest.newBuilder().addAddresses(what).build());
    }

    private ServiceChannel open(String host, int port, PeerTls tls) {
        return ServiceClients.open(
                vertx, new HostPort(host, port), CALL, 1, Optional.of(new InternalTls(tls, Set.of())));
    }

    private void assertServed(int port, PeerTls client) {
        await(call(open("localhost", port, client), "x"));
    }

    private void assertRefused(int port, PeerTls client) {
        assertRefused(open("localhost", port, client));
    }

    private void assertRefused(ServiceChannel channel) {
        assertThrows(CompletionException.class, () -> await(call(channel, "x")));
    }

    private TestAuthority.Pem server() {
        return ours.issue(directory.resolve("server"), "localhost");
    }

    private TestAuthority.Pem client() {
        return ours.issue(directory.resolve("client"), "smtp-ingress");
    }

    @Test
    void servicesOfOurAuthorityAreServedAndNobodyElseIs() throws Exception {
        int port = serve(read(server()));
        assertServed(port, read(client()));

        assertRefused(ServiceClients.open(vertx, new HostPort("localhost", port), CALL, 1));
        TestAuthority.Pem ofOther = other.issue(directory.resolve("other"), "smtp-ingress");
        assertRefused(port, PeerTls.read(new PeerTlsFiles(Optional.empty(), Optional.of(client().authorities()))));
        assertRefused(
                port,
                PeerTls.read(new PeerTlsFiles(
                        Optional.of(new TlsIdentity.Files(ofOther.certificate(), ofOther.key(), List.of())),
                        Optional.of(client().authorities()))));
        assertRefused(port, read(ours.issueExpired(directory.resolve("expired"), "smtp-ingress")));
    }

    @Test
    void aServerIsBelievedOnlyByItsNameAndAuthorityAndInItsTime() throws Exception {
        PeerTls client = read(client());
        int elsewhere = serve(read(ours.issue(directory.resolve("elsewhere"), "elsewhere")));
        assertRefused(elsewhere, client);
        // The address is right, but not what the certificate is for.
        assertRefused(open("127.0.0.1", serve(read(server())), client));
        assertServed(serve(read(ours.issue(directory.resolve("several"), "elsewhere", "localhost"))), client);
        await(call(
                open("127.0.0.1", serve(read(ours.issue(directory.resolve("address"), "x", "127.0.0.1"))), client),
                "x"));

        TestAuthority.Pem foreign = other.issue(directory.resolve("foreign"), "localhost");
        int impostor = serve(PeerTls.read(new PeerTlsFiles(
                Optional.of(new TlsIdentity.Files(foreign.certificate(), foreign.key(), List.of())),
                Optional.of(server().authorities()))));
        assertRefused(impostor, client);
        assertRefused(serve(read(ours.issueExpired(directory.resolve("expired"), "localhost"))), client);
    }

    @Test
    void callersMayBeLimitedToNames() throws Exception {
        int port = serve(read(server()), "smtp-ingress", "imap-gateway");
        assertServed(port, read(client()));
        assertRefused(port, read(ours.issue(directory.resolve("stranger"), "stranger")));
    }

    @Test
    void renewedFilesServeNewConnectionsWhileOldOnesGoOn() throws Exception {
        PeerTls server = read(server());
        int port = serve(server);
        PeerTls client = read(client());
        ServiceChannel before = open("localhost", port, client);
        Future<ResolveResponse> running = call(before, "hold");
        await(reached.future());

        // A new authority, too: nothing of the old one is believed by whoever comes now.
        other.issue(directory.resolve("server"), "localhost");
        other.issue(directory.resolve("client"), "smtp-ingress");
        server.refresh();
        PeerTls late = read(ours.issue(directory.resolve("late"), "smtp-ingress"));
        assertRefused(port, late);
        client.refresh();
        assertServed(port, client);

        held.complete(ResolveResponse.getDefaultInstance());
        await(running);
        await(call(before, "x"));
    }

    @Test
    void brokenFilesLeaveTheOldOnesInUse() throws Exception {
        TestAuthority.Pem pem = server();
        PeerTls server = read(pem);
        int port = serve(server);
        Files.writeString(pem.key(), "nothing");
        Files.writeString(pem.authorities(), "nothing");
        server.refresh();
        assertServed(port, read(client()));
        assertThrows(IOException.class, () -> read(pem));
    }

    @Test
    void whoTurnsItOnMustSetAllFiles() {
        Settings settings = Configuration.of("internal-tls.enabled = on");
        InternalTlsSettings.from(settings.section("internal-tls"));
        ConfigurationException e = assertThrows(ConfigurationException.class, settings::check);
        assertEquals(
                List.of("internal-tls.certificate", "internal-tls.authorities"),
                e.problems().stream().map(problem -> problem.path()).toList());
        assertEquals(
                Optional.empty(), InternalTlsSettings.from(Configuration.of("").section("internal-tls")));
    }
}
