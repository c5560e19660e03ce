package dev.postrider.imap.adapter;

import dev.postrider.contracts.AuthenticateRequest;
import dev.postrider.contracts.AuthenticateResponse;
import dev.postrider.contracts.DirectoryClient;
import dev.postrider.contracts.DirectoryGrpcClient;
import dev.postrider.imap.port.LoginCheck;
import dev.postrider.imap.port.Logins;
import dev.postrider.sasl.SaslInquiry;
import dev.postrider.servicekit.grpc.ServiceChannel;
import dev.postrider.servicekit.trace.TraceSpan;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logins, checked by mailbox-service. */
public final class GrpcLogins implements Logins {
    private static final Logger log = LoggerFactory.getLogger(GrpcLogins.class);
    private static final String PROTOCOL = "imap";

    private final ServiceChannel channel;
    private final DirectoryClient client;

    public GrpcLogins(ServiceChannel channel) {
        this.channel = channel;
        this.client = DirectoryGrpcClient.create(channel, channel.address());
    }

    @Override
    public Future<LoginCheck> check(SaslInquiry.Password asked, String clientAddress) {
        return check(client, asked, clientAddress);
    }

    @Override
    public Future<LoginCheck> check(SaslInquiry.Password asked, String clientAddress, TraceSpan span) {
        return check(
                span.isOn() ? DirectoryGrpcClient.create(channel.within(span), channel.address()) : client,
                asked,
                clientAddress);
    }

    private static Future<LoginCheck> check(DirectoryClient client, SaslInquiry.Password asked, String clientAddress) {
        AuthenticateRequest request = AuthenticateRequest.newBuilder()
                .setLogin(asked.login())
                .setPassword(asked.password())
                .setClientIp(clientAddress)
                .setProtocol(PROTOCOL)
                .build();
        return client.authenticate(request).map(GrpcLogins::check).recover(cause -> {
            log.atWarn()
                    .addKeyValue("reason", String.valueOf(cause.getMessage()))
                    .log("cannot check a login");
            return Future.succeededFuture(LoginCheck.Refused.UNAVAILABLE);
        });
    }

    private static LoginCheck check(AuthenticateResponse response) {
        return switch (response.getResult()) {
            case OK -> new LoginCheck.Passed(response.getAccountId(), response.getLogin());
            case INVALID -> LoginCheck.Refused.INVALID;
            case DISABLED -> LoginCheck.Refused.DISABLED;
            case THROTTLED -> LoginCheck.Refused.THROTTLED;
            // A newer directory may know more results than we do: no verdict.
            case RESULT_UNSPECIFIED, UNRECOGNIZED -> LoginCheck.Refused.UNAVAILABLE;
        };
    }
}
