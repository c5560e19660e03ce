package dev.postrider.delivery.adapter;

import dev.postrider.contracts.DirectoryGrpcClient;
import dev.postrider.contracts.Resolution;
import dev.postrider.contracts.ResolveRequest;
import dev.postrider.delivery.port.SenderDirectory;
import dev.postrider.servicekit.grpc.ServiceChannel;
import io.vertx.core.Future;

/** The directory, by gRPC. */
public final class GrpcSenderDirectory implements SenderDirectory {
    private final DirectoryGrpcClient client;

    public GrpcSenderDirectory(ServiceChannel channel) {
        this.client = DirectoryGrpcClient.create(channel, channel.address());
    }

    @Override
    public Future<Resolution> resolve(String address) {
        ResolveRequest request =
                ResolveRequest.newBuilder().addAddresses(address).build();
        return client.resolve(request)
                .compose(response -> response.getResolutionsCount() == 1
                        ? Future.succeededFuture(response.getResolutions(0))
                        : Future.failedFuture(new IllegalStateException(
                                response.getResolutionsCount() + " resolutions for one address")));
    }
}
