package dev.postrider.servicekit.grpc;

import static dev.postrider.testkit.TestVertx.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.contracts.AuthenticateRequest;
import dev.postrider.contracts.AuthenticateResponse;
import dev.postrider.contracts.DirectoryGrpcClient;
import dev.postrider.contracts.DirectoryGrpcService;
import dev.postrider.contracts.DirectoryService;
import dev.postrider.contracts.ResolveRequest;
import dev.postrider.contracts.ResolveResponse;
import dev.postrider.servicekit.config.HostPort;
import dev.postrider.testkit.TestVertx;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class ServiceChannelTest {
    private static final Duration SOON = Duration.ofMillis(300);

    @AutoClose
    private final TestVertx running = new TestVertx();

    private final Vertx vertx = running.vertx();
    private final Promise<ResolveResponse> held = Promise.promise();
    private final Promise<Void> reached = Promise.promise();
    private final ConcurrentHashMap<String, Boolean> threads = new ConcurrentHashMap<>();

    /** Resolves at once, but for {@code hold}; authenticates never. */
    private GrpcServerShell serve(int port, int eventLoops) {
        DirectoryService directory = new DirectoryService() {
            @Override
            public Future<ResolveResponse> resolve(ResolveRequest request) {
                threads.put(Thread.currentThread().getName(), true);
                if (request.getAddressesList().contains("hold")) {
                    reached.tryComplete();
                    return held.future();
                }
                return Future.succeededFuture(ResolveResponse.getDefaultInstance());
            }

            @Override
            public Future<AuthenticateResponse> authenticate(AuthenticateRequest request) {
                return Promise.<AuthenticateResponse>promise().future();
            }
        };
        return await(GrpcServerShell.start(
                vertx, "127.0.0.1", port, eventLoops, List.of(DirectoryGrpcService.of(directory))));
    }

    private ServiceChannel open(int port, int connections) {
        return ServiceClients.open(vertx, new HostPort("localhost", port), Duration.ofSeconds(10), connections);
    }

    private static DirectoryGrpcClient stub(ServiceChannel channel) {
        return DirectoryGrpcClient.create(channel, channel.address());
    }

    private static ResolveRequest ask(String address) {
        return ResolveRequest.newBuilder().addAddresses(address).build();
    }

    @Test
    void callsReachTheServiceThroughWhicheverAddressAnswers() {
        GrpcServerShell server = serve(0, 2);
        // localhost may be ::1 too, where nobody listens.
        ServiceChannel channel = open(server.port(), 4);
        await(channel.ping());
        List<Future<ResolveResponse>> calls = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            calls.add(stub(channel).resolve(ask("a@example")));
        }
        await(Future.all(calls));
        assertEquals(2, threads.size(), "connections are spread over the event loops");
        await(channel.close());
    }

    @Test
    void aCallEndsAtItsDeadline() {
        GrpcServerShell server = serve(0, 1);
        ServiceChannel channel = open(server.port(), 1);
        Future<AuthenticateResponse> call =
                stub(channel.withDeadline(SOON)).authenticate(AuthenticateRequest.getDefaultInstance());
        assertThrows(CompletionException.class, () -> await(call));
        // The connection lives on.
        await(stub(channel).resolve(ask("a@example")));
    }

    @Test
    void aMessageAboveTheLimitFailsItsCallOnly() {
        GrpcServerShell server = serve(0, 1);
        ServiceChannel channel = open(server.port(), 1);
        assertThrows(CompletionException.class, () -> await(stub(channel).resolve(ask("x".repeat(17 << 20)))));
        await(stub(channel).resolve(ask("x".repeat(8 << 20))));
    }

    @Test
    void aServiceThatIsAwayFailsCallsAndOneThatComesBackServesThem() {
        GrpcServerShell server = serve(0, 1);
        int port = server.port();
        ServiceChannel channel = open(port, 1);
        await(stub(channel).resolve(ask("a@example")));
        await(server.drain(Duration.ofSeconds(1)));
        assertThrows(CompletionException.class, () -> await(stub(channel).resolve(ask("a@example"))));
        assertThrows(CompletionException.class, () -> await(channel.ping()));
        serve(port, 1);
        await(stub(channel).resolve(ask("a@example")));
    }

    @Test
    void aDrainLetsRunningCallsEnd() {
        GrpcServerShell server = serve(0, 1);
        ServiceChannel channel = open(server.port(), 1);
        Future<ResolveResponse> running = stub(channel).resolve(ask("hold"));
        await(reached.future());
        Future<Void> drained = server.drain(Duration.ofSeconds(20));
        held.complete(ResolveResponse.getDefaultInstance());
        await(running);
        await(drained);
    }

    @Test
    void aNameThatDoesNotExistFailsCalls() {
        ServiceChannel channel =
                ServiceClients.open(vertx, new HostPort("no-such-host.invalid", 1), Duration.ofSeconds(2), 1);
        CompletionException e = assertThrows(
                CompletionException.class, () -> await(stub(channel).resolve(ask("a@example"))));
        assertTrue(String.valueOf(e.getMessage()).contains("no-such-host.invalid"));
    }
}
