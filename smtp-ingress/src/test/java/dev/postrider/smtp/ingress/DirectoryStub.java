package dev.postrider.smtp.ingress;

import dev.postrider.contracts.AuthenticateRequest;
import dev.postrider.contracts.AuthenticateResponse;
import dev.postrider.contracts.DirectoryService;
import dev.postrider.contracts.LocalTarget;
import dev.postrider.contracts.MaySendAsRequest;
import dev.postrider.contracts.MaySendAsResponse;
import dev.postrider.contracts.Resolution;
import dev.postrider.contracts.ResolveRequest;
import dev.postrider.contracts.ResolveResponse;
import dev.postrider.contracts.Target;
import io.vertx.core.Future;

/** A directory over gRPC: everybody at {@code example.org} is account 1, whose password is {@code secret}. */
final class DirectoryStub extends DirectoryService {
    @Override
    public Future<ResolveResponse> resolve(ResolveRequest request) {
        ResolveResponse.Builder response = ResolveResponse.newBuilder();
        for (String address : request.getAddressesList()) {
            Resolution.Builder resolution = Resolution.newBuilder();
            if (address.startsWith("nobody@")) {
                resolution.setStatus(Resolution.Status.UNKNOWN_USER);
            } else if (address.endsWith("@example.org")) {
                resolution
                        .setStatus(Resolution.Status.LOCAL)
                        .addTargets(Target.newBuilder()
                                .setLocal(LocalTarget.newBuilder().setAccountId(1)));
            } else {
                resolution.setStatus(Resolution.Status.REMOTE);
            }
            response.addResolutions(resolution);
        }
        return Future.succeededFuture(response.build());
    }

    @Override
    public Future<AuthenticateResponse> authenticate(AuthenticateRequest request) {
        boolean good = request.getPassword().equals("secret");
        return Future.succeededFuture(AuthenticateResponse.newBuilder()
                .setResult(good ? AuthenticateResponse.Result.OK : AuthenticateResponse.Result.INVALID)
                .setAccountId(1)
                .setLogin(request.getLogin())
                .build());
    }

    @Override
    public Future<MaySendAsResponse> maySendAs(MaySendAsRequest request) {
        return Future.succeededFuture(MaySendAsResponse.newBuilder()
                .setAllowed(request.getAddress().endsWith("@example.org"))
                .build());
    }
}
