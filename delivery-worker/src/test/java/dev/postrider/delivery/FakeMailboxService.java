package dev.postrider.delivery;

import dev.postrider.contracts.DeliverRequest;
import dev.postrider.contracts.DeliverResponse;
import dev.postrider.contracts.DeliveryItem;
import dev.postrider.contracts.DeliveryResult;
import dev.postrider.contracts.DeliveryService;
import dev.postrider.contracts.DeliveryTarget;
import dev.postrider.contracts.DirectoryService;
import dev.postrider.contracts.LocalTarget;
import dev.postrider.contracts.Resolution;
import dev.postrider.contracts.ResolveRequest;
import dev.postrider.contracts.ResolveResponse;
import dev.postrider.contracts.Target;
import dev.postrider.contracts.TargetResult;
import io.vertx.core.Future;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Mailboxes in memory: stores once per (queue id, account), and misbehaves on demand. Local users are {@code <number>@local.test}. */
final class FakeMailboxService {
    static final String DOMAIN = "local.test";

    /** One message in one mailbox. */
    record Stored(long accountId, DeliveryItem item) {}

    private final Set<String> keys = ConcurrentHashMap.newKeySet();
    private final LinkedBlockingQueue<Stored> arrivals = new LinkedBlockingQueue<>();
    final Map<Long, TargetResult.Status> overrides = new ConcurrentHashMap<>();
    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger unavailableFor = new AtomicInteger();

    final DeliveryService delivery = new DeliveryService() {
        @Override
        public Future<DeliverResponse> deliver(DeliverRequest request) {
            calls.incrementAndGet();
            if (unavailableFor.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                return Future.failedFuture(new StatusException(GrpcStatus.UNAVAILABLE, "down"));
            }
            DeliverResponse.Builder response = DeliverResponse.newBuilder();
            request.getItemsList().forEach(item -> response.addResults(store(item)));
            return Future.succeededFuture(response.build());
        }
    };

    final DirectoryService directory = new DirectoryService() {
        @Override
        public Future<ResolveResponse> resolve(ResolveRequest request) {
            ResolveResponse.Builder response = ResolveResponse.newBuilder();
            request.getAddressesList().forEach(address -> response.addResolutions(resolution(address)));
            return Future.succeededFuture(response.build());
        }
    };

    private DeliveryResult store(DeliveryItem item) {
        DeliveryResult.Builder result = DeliveryResult.newBuilder();
        for (DeliveryTarget target : item.getTargetsList()) {
            TargetResult.Status status = overrides.get(target.getAccountId());
            if (status == null) {
                boolean first = keys.add(item.getQueueId() + "/" + target.getAccountId());
                status = first ? TargetResult.Status.STORED : TargetResult.Status.ALREADY_STORED;
                if (first) {
                    arrivals.add(new Stored(target.getAccountId(), item));
                }
            }
            result.addTargets(TargetResult.newBuilder().setStatus(status));
        }
        return result.build();
    }

    private static Resolution resolution(String address) {
        if (!address.endsWith("@" + DOMAIN)) {
            return Resolution.newBuilder()
                    .setStatus(Resolution.Status.REMOTE)
                    .addTargets(Target.newBuilder().setRemoteAddress(address))
                    .build();
        }
        return Resolution.newBuilder()
                .setStatus(Resolution.Status.LOCAL)
                .addTargets(Target.newBuilder()
                        .setLocal(LocalTarget.newBuilder()
                                .setAccountId(Long.parseLong(address, 0, address.indexOf('@'), 10))))
                .build();
    }

    /** The next message of an account, waited for. */
    Stored take(long accountId) {
        return take("account " + accountId, stored -> stored.accountId() == accountId);
    }

    private Stored take(String what, Predicate<Stored> wanted) {
        List<Stored> others = new ArrayList<>();
        try {
            long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
            while (System.nanoTime() < endNs) {
                Stored next = arrivals.poll(1, TimeUnit.SECONDS);
                if (next != null && wanted.test(next)) {
                    return next;
                }
                if (next != null) {
                    others.add(next);
                }
            }
            throw new AssertionError("nothing stored for " + what);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } finally {
            arrivals.addAll(others);
        }
    }

    /** How many messages wait to be taken for an account. */
    long count(long accountId) {
        return arrivals.stream()
                .filter(stored -> stored.accountId() == accountId)
                .count();
    }
}
