package dev.postrider.smtp.ingress.adapter.pipeline;

import dev.postrider.blobs.BlobStore;
import dev.postrider.smtp.ingress.policy.pipeline.Cause;
import dev.postrider.smtp.ingress.policy.pipeline.Finding;
import dev.postrider.smtp.ingress.policy.pipeline.Outcome;
import dev.postrider.smtp.ingress.policy.pipeline.PolicyStep;
import dev.postrider.smtp.ingress.port.StoredBody;
import dev.postrider.smtp.ingress.session.Candidate;
import dev.postrider.smtp.ingress.session.Encryption;
import dev.postrider.smtp.ingress.session.Login;
import dev.postrider.smtp.ingress.session.Transaction;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks rspamd over HTTP. The message goes out from where it lies, in memory or in the blob store. No answer, a late one and nonsense
 * are all {@link Outcome#TEMPERROR}.
 */
final class RspamdCheck implements Check {
    private static final Logger log = LoggerFactory.getLogger(RspamdCheck.class);
    private static final String PATH = "/checkv2";
    private static final int OK = 200;
    private static final int MAX_ANSWER_OCTETS = 1 << 20;
    private static final int MAX_RCPT_HEADERS = 100;

    private final HttpClient client;
    private final RspamdSettings settings;
    private final BlobStore blobs;

    RspamdCheck(Vertx vertx, RspamdSettings settings, BlobStore blobs) {
        this.settings = settings;
        this.blobs = blobs;
        HttpClientOptions options = new HttpClientOptions()
                // rspamd closes after its answer, and a question on a connection that is closing just then is lost.
                .setKeepAlive(false)
                .setDefaultHost(settings.host())
                .setDefaultPort(settings.port())
                .setConnectTimeout((int) settings.connectTimeout().toMillis())
                .setSsl(settings.tls())
                .setVerifyHost(true);
        settings.trust().ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        this.client = vertx.createHttpClient(
                options, new PoolOptions().setHttp1MaxSize(settings.atOnce()).setMaxWaitQueueSize(settings.atOnce()));
    }

    Future<Void> close() {
        return client.close();
    }

    @Override
    public Attempt begin(Question question) {
        if (question.body().octets() > settings.maxOctets()) {
            return Attempt.done(List.of(Finding.without(PolicyStep.RSPAMD, Outcome.SKIPPED, Cause.TOO_BIG)));
        }
        Exchange exchange = new Exchange(question);
        return new Attempt(exchange.run(), exchange::giveUp);
    }

    /** One question. Lives on the event loop of its message. */
    private final class Exchange {
        private final Question question;
        private Optional<HttpClientRequest> request = Optional.empty();
        private boolean givenUp;

        private Exchange(Question question) {
            this.question = question;
        }

        /**
         * A worker of rspamd that ends takes the questions under way with it, and to repeat one changes nothing. Once only: a message that
         * ends one worker would end the next as well.
         */
        private Future<List<Finding>> run() {
            return ask().recover(cause -> wasCut(cause) && !givenUp ? ask() : Future.failedFuture(cause))
                    .map(this::judged)
                    .otherwise(this::unanswered)
                    .map(List::of);
        }

        /** Has a connection ended that stood? What we have ended ourselves, for want of the rest of the message, tells why. */
        private static boolean wasCut(@Nullable Throwable cause) {
            return switch (cause) {
                case StreamResetException reset -> wasCut(reset.getCause());
                case ConnectionPoolTooBusyException busy -> false;
                case ConnectException refused -> false;
                case VertxException closed -> true;
                case IOException broken -> true;
                case null, default -> false;
            };
        }

        private Future<Optional<Buffer>> ask() {
            return client.request(HttpMethod.POST, PATH).compose(opened -> {
                request = Optional.of(opened);
                if (givenUp) {
                    opened.reset();
                }
                describe(question.candidate(), opened.headers());
                opened.putHeader("Content-Length", Long.toString(question.body().octets()));
                // rspamd answers and closes once it has the octets it was promised, maybe before the end of the blob
                // has been seen here. The answer counts; where there is none, the response fails as well.
                opened.exceptionHandler(fault -> log.atDebug()
                        .addKeyValue("queueId", question.candidate().queueId().text())
                        .addKeyValue("reason", String.valueOf(fault.getMessage()))
                        .log("the connection to rspamd has ended before the request"));
                send(opened).onFailure(fault -> opened.reset(0, fault));
                return opened.response().compose(RspamdCheck::read);
            });
        }

        private void giveUp() {
            givenUp = true;
            request.ifPresent(HttpClientRequest::reset);
        }

        private Future<Void> send(HttpClientRequest opened) {
            return switch (question.body()) {
                // Nobody writes to it before the answer is there, so it need not be copied.
                case StoredBody.InMemory(var content, var ignored) ->
                    opened.end(BufferInternal.buffer(Unpooled.wrappedBuffer(content.duplicate())));
                case StoredBody.InBlobStore(String key, long ignoredOctets, var ignored) ->
                    blobs.read(key, 0, -1).compose(stream -> stream.pipeTo(opened));
            };
        }

        private Finding judged(Optional<Buffer> answer) {
            boolean utf8 = question.candidate().transaction().mail().smtputf8();
            boolean editable = question.body() instanceof StoredBody.InMemory;
            return answer.map(body -> RspamdAnswer.of(body, utf8, editable, settings.changesHeaders()))
                    .orElseGet(RspamdAnswer::garbled);
        }

        private Finding unanswered(Throwable cause) {
            log.atWarn()
                    .addKeyValue("queueId", question.candidate().queueId().text())
                    .addKeyValue("reason", String.valueOf(cause.getMessage()))
                    .log("rspamd has not answered");
            boolean busy = cause instanceof ConnectionPoolTooBusyException;
            return Finding.without(PolicyStep.RSPAMD, Outcome.TEMPERROR, busy ? Cause.BUSY : Cause.UNREACHABLE);
        }
    }

    /** The body of the answer; empty if it is none. */
    private static Future<Optional<Buffer>> read(HttpClientResponse response) {
        Promise<Optional<Buffer>> promise = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(part -> {
            if (body.length() + part.length() > MAX_ANSWER_OCTETS) {
                promise.tryComplete(Optional.empty());
                response.request().reset();
            } else {
                body.appendBuffer(part);
            }
        });
        response.exceptionHandler(promise::tryFail);
        response.endHandler(
                v -> promise.tryComplete(response.statusCode() == OK ? Optional.of(body) : Optional.empty()));
        return promise.future();
    }

    /** The headers of rspamd's protocol. */
    private void describe(Candidate candidate, MultiMap headers) {
        var session = candidate.session();
        headers.add("IP", session.peer().address());
        headers.add("Helo", text(session.clientName()));
        headers.add("From", text(candidate.transaction().mail().reversePath().text()));
        List<Transaction.Recipient> recipients = candidate.transaction().recipients();
        for (Transaction.Recipient recipient : recipients.subList(0, Math.min(recipients.size(), MAX_RCPT_HEADERS))) {
            headers.add("Rcpt", text(recipient.command().forwardPath().text()));
        }
        headers.add("Queue-Id", candidate.queueId().text());
        headers.add("MTA-Name", candidate.hostname());
        if (session.login() instanceof Login.User(long ignored, String login)) {
            headers.add("User", text(login));
        }
        if (session.encryption() instanceof Encryption.Tls(String protocol, String cipher, var subject, var channel)) {
            headers.add("TLS-Version", protocol);
            headers.add("TLS-Cipher", cipher);
        }
        if (!settings.password().isEmpty()) {
            headers.add("Password", settings.password().get());
        }
    }

    /** UTF-8, octet by octet, as HTTP carries it; nothing that could end a line. */
    private static String text(String value) {
        String octets = new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return octets.replaceAll("[\\x00-\\x1f\\x7f]", "?");
    }
}
