package dev.postrider.mailbox.adapter.grpc;

import dev.postrider.contracts.DeliverRequest;
import dev.postrider.contracts.DeliverResponse;
import dev.postrider.contracts.DeliveryService;
import dev.postrider.mailbox.adapter.delivery.Deliverer;
import io.vertx.core.Future;

/** The service Delivery. */
public final class GrpcDelivery extends DeliveryService {
    private final Calls calls;
    private final Deliverer deliverer;

    public GrpcDelivery(Calls calls, Deliverer deliverer) {
        this.calls = calls;
        this.deliverer = deliverer;
    }

    @Override
    public Future<DeliverResponse> deliver(DeliverRequest request) {
        return calls.single(Operation.DELIVER, () -> deliverer.deliver(request));
    }
}
