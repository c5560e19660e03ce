package dev.postrider.smtp.ingress.adapter;

import dev.postrider.contracts.DirectoryClient;
import dev.postrider.contracts.DirectoryGrpcClient;
import dev.postrider.contracts.MaySendAsRequest;
import dev.postrider.contracts.ResolveRequest;
import dev.postrider.sasl.SaslAnswer;
import dev.postrider.sasl.SaslInquiry;
import dev.postrider.servicekit.grpc.ServiceChannel;
import dev.postrider.servicekit.trace.TraceSpan;
import dev.postrider.smtp.ingress.policy.Resolution;
import dev.postrider.smtp.ingress.policy.Target;
import dev.postrider.smtp.ingress.port.Directory;
import dev.postrider.smtp.ingress.session.SmtpEvent.SenderCheck;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** The directory of mailbox-service. Deadlines are the channel's. */
public final class GrpcDirectory implements Directory {
    private final ServiceChannel channel;
    private final DirectoryClient client;
    private final GrpcLogins logins;

    public GrpcDirectory(ServiceChannel channel) {
        this(channel, new SecureRandom());
    }

    private GrpcDirectory(ServiceChannel channel, SecureRandom random) {
        this.channel = channel;
        this.client = DirectoryGrpcClient.create(channel, channel.address());
        this.logins = new GrpcLogins(client, random);
    }

    @Override
    public Directory within(TraceSpan span) {
        return span.isOn() ? new GrpcDirectory(channel.within(span), logins.random()) : this;
    }

    @Override
    public Future<List<Resolution>> resolve(List<String> addresses, long sizeOctets) {
        ResolveRequest request = ResolveRequest.newBuilder()
                .addAllAddresses(addresses)
                .setSizeOctets(sizeOctets)
                .build();
        return client.resolve(request).map(response -> {
            List<Resolution> resolutions = new ArrayList<>(response.getResolutionsCount());
            for (dev.postrider.contracts.Resolution resolution : response.getResolutionsList()) {
                resolutions.add(resolution(resolution));
            }
            return resolutions;
        });
    }

    @Override
    public Future<SenderCheck> maySendAs(long accountId, String address) {
        MaySendAsRequest request = MaySendAsRequest.newBuilder()
                .setAccountId(accountId)
                .setAddress(address)
                .build();
        return client.maySendAs(request)
                .map(response -> response.getAllowed() ? SenderCheck.ALLOWED : SenderCheck.FORBIDDEN);
    }

    @Override
    public Future<SaslAnswer> authenticate(SaslInquiry inquiry, String clientAddress) {
        return logins.answer(inquiry, clientAddress);
    }

    private static Resolution resolution(dev.postrider.contracts.Resolution resolution) {
        return switch (resolution.getStatus()) {
            case LOCAL -> local(resolution);
            case REMOTE -> Resolution.Other.REMOTE;
            case UNKNOWN_USER -> Resolution.Other.UNKNOWN_USER;
            case DISABLED -> Resolution.Other.DISABLED;
            case OVER_QUOTA -> Resolution.Other.OVER_QUOTA;
            case STATUS_UNSPECIFIED, UNRECOGNIZED -> Resolution.Other.UNAVAILABLE;
        };
    }

    private static Resolution local(dev.postrider.contracts.Resolution resolution) {
        List<Target> targets = new ArrayList<>(resolution.getTargetsCount());
        for (dev.postrider.contracts.Target target : resolution.getTargetsList()) {
            switch (target.getKindCase()) {
                case LOCAL ->
                    targets.add(new Target.Local(
                            target.getLocal().getAccountId(), target.getLocal().getDetail()));
                case REMOTE_ADDRESS -> targets.add(new Target.Remote(target.getRemoteAddress()));
                case KIND_NOT_SET -> {
                    // A kind of target that we cannot carry: nothing is known of this address.
                    return Resolution.Other.UNAVAILABLE;
                }
            }
        }
        return targets.isEmpty() ? Resolution.Other.UNAVAILABLE : new Resolution.Local(targets);
    }
}
