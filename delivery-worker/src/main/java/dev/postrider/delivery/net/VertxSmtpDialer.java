package dev.postrider.delivery.net;

import dev.postrider.blobs.BlobStore;
import dev.postrider.delivery.policy.Reason;
import dev.postrider.delivery.policy.Verdict;
import dev.postrider.delivery.port.DialException;
import dev.postrider.delivery.port.SmtpDialer;
import dev.postrider.delivery.port.SmtpLink;
import dev.postrider.delivery.session.SessionPolicy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Opens sockets. One client per TLS policy: a client may reuse a TLS context, and one policy's must never serve another's connection. */
public final class VertxSmtpDialer implements SmtpDialer {
    private static final Set<String> TLS_VERSIONS = Set.of("TLSv1.2", "TLSv1.3");

    private final Vertx vertx;
    private final BlobStore blobs;
    private final PhaseLimits limits;
    private final Optional<String> sourceAddress;
    private final NetClient trusting;
    private final NetClient verifying;

    /**
     * @param trust PEM file of the authorities that a checked certificate must come from; empty: those of the JVM
     * @param sourceAddress that connections come from; empty: the operating system's choice
     */
    public VertxSmtpDialer(
            Vertx vertx, BlobStore blobs, PhaseLimits limits, Optional<Path> trust, Optional<String> sourceAddress) {
        this.vertx = vertx;
        this.blobs = blobs;
        this.limits = limits;
        this.sourceAddress = sourceAddress;
        // Opportunistic: the alternative is plaintext, so any certificate is better than none (RFC 7435).
        this.trusting = vertx.createNetClient(options().setTrustAll(true).setHostnameVerificationAlgorithm(""));
        NetClientOptions checked = options().setHostnameVerificationAlgorithm("HTTPS");
        trust.ifPresent(file -> checked.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        this.verifying = vertx.createNetClient(checked);
    }

    private NetClientOptions options() {
        NetClientOptions options = new NetClientOptions()
                .setConnectTimeout(Math.toIntExact(limits.connect().toMillis()))
                .setEnabledSecureTransportProtocols(TLS_VERSIONS)
                .setSslHandshakeTimeout(Math.max(1, limits.tls().toSeconds()))
                .setTcpNoDelay(true);
        sourceAddress.ifPresent(options::setLocalAddress);
        return options;
    }

    @Override
    public Future<SmtpLink> dial(String host, String address, int port, SessionPolicy policy) {
        NetClient client = policy.tls() == SessionPolicy.Tls.REQUIRED ? verifying : trusting;
        return client.connect(port, address)
                .recover(failure -> Future.failedFuture(new DialException(
                        Verdict.of(Reason.CONNECT_FAILED, policy.remote(), String.valueOf(failure.getMessage())),
                        false)))
                .compose(socket -> {
                    Optional<String> serverName = host.equals(address) ? Optional.empty() : Optional.of(host);
                    return new SmtpConnection(vertx, socket, blobs, limits, policy, serverName).introduce();
                });
    }

    /** Closes what is left. */
    public Future<Void> close() {
        return trusting.close().eventually(verifying::close);
    }
}
