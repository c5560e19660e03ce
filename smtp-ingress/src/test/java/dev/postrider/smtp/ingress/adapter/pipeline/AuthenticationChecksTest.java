package dev.postrider.smtp.ingress.adapter.pipeline;

import static dev.postrider.smtp.ingress.policy.pipeline.PolicyStep.ARC;
import static dev.postrider.smtp.ingress.policy.pipeline.PolicyStep.DKIM;
import static dev.postrider.smtp.ingress.policy.pipeline.PolicyStep.DMARC;
import static dev.postrider.smtp.ingress.policy.pipeline.PolicyStep.SPF;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postrider.blobs.FileBlobStore;
import dev.postrider.mailauth.results.AuthenticationResults;
import dev.postrider.servicekit.config.Secret;
import dev.postrider.smtp.ingress.adapter.DnsjavaDns;
import dev.postrider.smtp.ingress.policy.pipeline.Finding;
import dev.postrider.smtp.ingress.policy.pipeline.PolicyStep;
import dev.postrider.testkit.FakeDns;
import dev.postrider.testkit.TestVertx;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPF, DKIM, ARC and DMARC of the message of RFC 8463 appendix A.3, over DNS. */
class AuthenticationChecksTest {
    private static final String MESSAGE = """
            DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
             d=football.example.com; i=@football.example.com;
             q=dns/txt; s=brisbane; t=1528637909; h=from : to :
             subject : date : message-id : from : subject : date;
             bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
             b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
             Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
            From: Joe SixPack <joe@football.example.com>
            To: Suzie Q <suzie@shopping.example.net>
            Subject: Is dinner ready?
            Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
            Message-ID: <20030712040037.46341.5F8J@football.example.com>

            Hi.

            We lost the game.  Are you hungry yet?

            Joe.
            """;

    private static final String DOMAIN = "football.example.com";
    private static final String KEY = "brisbane._domainkey." + DOMAIN;
    private static final String SENDER = "joe@" + DOMAIN;
    private static final String PERMITTED = "192.0.2.1";
    private static final String OTHER = "203.0.113.9";
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final PolicyStep[] ALL = {SPF, DKIM, ARC, DMARC};

    private final Vertx vertx = TestVertx.start();
    private final FakeDns dns = FakeDns.start()
            .with(DOMAIN, "TXT", "\"v=spf1 ip4:192.0.2.1 -all\"")
            .with(KEY, "TXT", "\"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"")
            .with("_dmarc." + DOMAIN, "TXT", "\"v=DMARC1; p=reject\"");

    @TempDir
    Path directory = Path.of("");

    private Optional<Asking> asking = Optional.empty();

    @BeforeEach
    void open() {
        asking = Optional.of(asking(LONG));
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
        dns.close();
    }

    private Asking asking(Duration ofSpf) {
        Map<PolicyStep, Duration> limits = Arrays.stream(PolicyStep.values())
                .collect(Collectors.toMap(step -> step, step -> step == SPF ? ofSpf : LONG));
        RspamdSettings rspamd = new RspamdSettings(
                "localhost", 1, false, Optional.empty(), new Secret(""), 1, 1, Duration.ofSeconds(1), false);
        return new Asking(
                vertx,
                PolicyPipeline.open(
                        vertx,
                        new PipelineSettings(LONG, limits, rspamd),
                        new DnsjavaDns(
                                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), dns.port())), LONG),
                        new FileBlobStore(vertx, directory),
                        "mx.example.org",
                        new SimpleMeterRegistry()));
    }

    private List<Finding> ask(String client, String message, PolicyStep... steps) {
        return asking.orElseThrow().ask(client, SENDER, message, steps);
    }

    @Test
    void aGoodMessagePassesAndTheResultsSayWhy() {
        List<Finding> findings = ask(PERMITTED, MESSAGE, ALL);
        assertEquals(Map.of(SPF, "pass", DKIM, "pass", ARC, "none", DMARC, "pass"), Asking.texts(findings));
        assertEquals(
                """
                Authentication-Results: mx.example.org;
                \tspf=pass smtp.mailfrom=joe@football.example.com;
                \tdkim=pass header.d=football.example.com header.i=@football.example.com
                \theader.s=brisbane header.a=ed25519-sha256 header.b="/gCrinpc";
                \tarc=none;
                \tdmarc=pass header.from=football.example.com policy.dmarc=none
                """.replace("\n", "\r\n"),
                AuthenticationResults.field(
                        "mx.example.org",
                        findings.stream()
                                .flatMap(finding -> finding.results().stream())
                                .toList(),
                        false));
    }

    @Test
    void aForgedMessageFailsAsItsDomainAsksFor() {
        assertEquals(
                Map.of(SPF, "fail", DKIM, "fail", ARC, "none", DMARC, "reject"),
                Asking.texts(ask(OTHER, MESSAGE.replace("game", "ball"), ALL)));
    }

    @Test
    void oneOfBothIsEnoughForDmarc() {
        assertEquals(
                Map.of(SPF, "fail", DKIM, "pass", ARC, "none", DMARC, "pass"), Asking.texts(ask(OTHER, MESSAGE, ALL)));
        assertEquals(
                Map.of(SPF, "pass", DMARC, "pass"),
                Asking.texts(ask(PERMITTED, MESSAGE.replace("game", "ball"), SPF, DMARC)));
    }

    @Test
    void aKeyThatCannotBeHadKeepsDmarcFromRefusing() {
        dns.failing(KEY, FakeDns.Failure.SERVFAIL);
        assertEquals(
                Map.of(
                        SPF, "fail",
                        DKIM, "temperror (unreachable)",
                        ARC, "none",
                        DMARC, "temperror (unreachable)"),
                Asking.texts(ask(OTHER, MESSAGE, ALL)));
    }

    /** SPF is given up; what it would have said might have saved the message. */
    @Test
    void anAnswerThatIsLateKeepsDmarcFromRefusing() {
        asking = Optional.of(asking(Duration.ofMillis(100)));
        dns.failing(DOMAIN, FakeDns.Failure.SILENCE);
        assertEquals(
                Map.of(SPF, "temperror (timed_out)", DMARC, "temperror (unreachable)"),
                Asking.texts(ask(OTHER, MESSAGE.replace("game", "ball"), SPF, DMARC)));
    }
}
