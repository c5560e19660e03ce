package dev.postrider.mailbox.directory.adapter;

import static dev.postrider.mailbox.directory.DirectorySystem.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.mail.Address;
import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.config.ConfigurationException;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.oauth.OauthSettings;
import dev.postrider.testkit.TestVertx;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JoseTokensTest {
    private static final String ISSUER = "https://id.example.org";
    private static final Optional<Address> ALICE = Address.parse("alice@example.org");
    private static final Optional<Address> NOBODY = Optional.empty();
    private static final long START_MS = 1_800_000_000_000L;
    private static final PublicJsonWebKey RSA = rsa("rsa");
    private static final PublicJsonWebKey OTHER_RSA = rsa("other");

    private final Vertx vertx = TestVertx.start();
    private final AtomicInteger fetches = new AtomicInteger();
    private final AtomicReference<String> served = new AtomicReference<>("");
    private long nowMs = START_MS;
    private JoseTokens tokens = new JoseTokens(vertx, settings("file:/nowhere", ""), () -> nowMs);

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void trust() throws IOException {
        tokens = new JoseTokens(vertx, settings(file(RSA).toUri().toString(), ""), () -> nowMs);
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void aGoodTokenSaysWhoseItIs() throws JoseException {
        assertEquals(ALICE, login(token(RSA, AlgorithmIdentifiers.RSA_USING_SHA256, claims -> {})));
        assertEquals(ALICE, login(token(RSA, AlgorithmIdentifiers.RSA_PSS_USING_SHA256, claims -> {})));
    }

    @Test
    void ellipticCurvesToo() throws IOException, JoseException {
        PublicJsonWebKey ec = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        ec.setKeyId("ec");
        PublicJsonWebKey ed = OkpJwkGenerator.generateJwk("Ed25519");
        ed.setKeyId("ed");
        JoseTokens both = new JoseTokens(vertx, settings(file(ec, ed).toUri().toString(), ""), () -> nowMs);
        assertEquals(
                ALICE,
                await(both.loginOf(token(ec, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256, claims -> {}))));
        assertEquals(ALICE, await(both.loginOf(token(ed, AlgorithmIdentifiers.EDDSA, claims -> {}))));
        assertEquals(NOBODY, await(both.loginOf(rs256(claims -> {}))));
    }

    @Test
    void everyClaimIsChecked() throws JoseException {
        assertEquals(NOBODY, login(rs256(claims -> claims.setIssuer("https://elsewhere.example"))));
        assertEquals(NOBODY, login(rs256(claims -> claims.setAudience("another system"))));
        assertEquals(ALICE, login(rs256(claims -> claims.setAudience("another system", "postrider"))));
        assertEquals(NOBODY, login(rs256(claims -> claims.unsetClaim("aud"))));
        assertEquals(NOBODY, login(rs256(claims -> claims.unsetClaim("iss"))));
        assertEquals(NOBODY, login(rs256(claims -> claims.unsetClaim("exp"))));
        assertEquals(NOBODY, login(rs256(claims -> claims.unsetClaim("email"))));
        assertEquals(NOBODY, login(rs256(claims -> claims.setClaim("email", 7))));
        assertEquals(NOBODY, login(rs256(claims -> claims.setClaim("email", "no address"))));
        assertEquals(NOBODY, login(rs256(claims -> claims.setClaim("email_verified", false))));
        assertEquals(ALICE, login(rs256(claims -> claims.setClaim("email_verified", true))));
        assertEquals(NOBODY, login(rs256(claims -> claims.setNotBefore(seconds(120)))));
        assertEquals(ALICE, login(rs256(claims -> claims.setNotBefore(seconds(30)))), "clocks differ");
    }

    @Test
    void timeRunsOut() throws JoseException {
        String token = rs256(claims -> {});
        nowMs += 630_000;
        assertEquals(ALICE, login(token), "within the skew");
        nowMs += 60_000;
        assertEquals(NOBODY, login(token));
    }

    @Test
    void aScopeThatIsWantedMustBeThere() throws IOException, JoseException {
        JoseTokens mail = new JoseTokens(vertx, settings(file(RSA).toUri().toString(), "mail"), () -> nowMs);
        assertEquals(NOBODY, await(mail.loginOf(rs256(claims -> {}))));
        assertEquals(NOBODY, await(mail.loginOf(rs256(claims -> claims.setClaim("scope", "email mailbox")))));
        assertEquals(ALICE, await(mail.loginOf(rs256(claims -> claims.setClaim("scope", "openid mail")))));
        assertEquals(ALICE, await(mail.loginOf(rs256(claims -> claims.setStringListClaim("scp", "openid", "mail")))));
    }

    @Test
    void nothingButAKeyOfTheIssuerSigns() throws JoseException {
        assertEquals(NOBODY, login(token(OTHER_RSA, AlgorithmIdentifiers.RSA_USING_SHA256, claims -> {})));
        String good = rs256(claims -> {});
        String[] parts = good.split("\\.", -1);
        assertEquals(NOBODY, login(parts[0] + "." + parts[1] + "."));
        assertEquals(NOBODY, login(parts[0] + "." + encoded("{\"iss\":\"" + ISSUER + "\"}") + "." + parts[2]));
        assertEquals(NOBODY, login(encoded("{\"alg\":\"none\"}") + "." + parts[1] + "."));
        for (String rubbish : List.of("", "x", "..", "a.b.c", good + ".x", "x".repeat(20_000))) {
            assertEquals(NOBODY, login(rubbish), rubbish);
        }
    }

    /** RFC 8725 s2.1: the public key, which everybody has, used as a secret. */
    @Test
    void aPublicKeyIsNoSecret() throws JoseException {
        JsonWebSignature forged = new JsonWebSignature();
        forged.setPayload(claims().toJson());
        forged.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        forged.setKeyIdHeaderValue("rsa");
        forged.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        forged.setKey(new HmacKey(RSA.getPublicKey().getEncoded()));
        assertEquals(NOBODY, login(forged.getCompactSerialization()));
    }

    @Test
    void keysAreFetchedOnceAndAgainWhenATokenNamesANewOne() throws JoseException {
        JoseTokens remote = remote(200);
        served.set(set(RSA));
        assertEquals(ALICE, await(remote.loginOf(rs256(claims -> {}))));
        assertEquals(ALICE, await(remote.loginOf(rs256(claims -> {}))));
        assertEquals(1, fetches.get());
        served.set(set(RSA, OTHER_RSA));
        String renewed = token(OTHER_RSA, AlgorithmIdentifiers.RSA_USING_SHA256, claims -> {});
        assertEquals(NOBODY, await(remote.loginOf(renewed)), "too soon to ask again");
        nowMs += 31_000;
        assertEquals(ALICE, await(remote.loginOf(renewed)));
        assertEquals(2, fetches.get());
        for (int i = 0; i < 10; i++) {
            PublicJsonWebKey made = OTHER_RSA;
            made.setKeyId("made up " + i);
            assertEquals(NOBODY, await(remote.loginOf(token(made, AlgorithmIdentifiers.RSA_USING_SHA256, c -> {}))));
            made.setKeyId("other");
        }
        assertEquals(2, fetches.get(), "whoever makes up key ids causes nothing");
    }

    @Test
    void withoutKeysNothingIsSaidAndOldOnesServeForADay() throws JoseException {
        AtomicInteger status = new AtomicInteger(503);
        JoseTokens remote = remote(status);
        served.set(set(RSA));
        String token = rs256(claims -> claims.setExpirationTime(seconds(1_000_000)));
        assertTrue(remote.loginOf(token)
                .transform(result -> Future.succeededFuture(result.failed()))
                .toCompletionStage()
                .toCompletableFuture()
                .join());
        status.set(200);
        nowMs += 31_000;
        assertEquals(ALICE, await(remote.loginOf(token)));
        status.set(503);
        nowMs += 3_700_000;
        assertEquals(ALICE, await(remote.loginOf(token)));
        nowMs += 86_400_000;
        assertThrows(IllegalStateException.class, () -> await(remote.loginOf(token)));
    }

    @Test
    void whatIsNoKeySetIsNotTaken() throws JoseException {
        for (String wrong : List.of("", "no JSON", "{}", "{\"keys\":[]}", "x".repeat(600_000))) {
            JoseTokens remote = remote(200);
            served.set(wrong);
            assertThrows(IllegalStateException.class, () -> await(remote.loginOf(rs256(claims -> {}))), wrong);
        }
    }

    @Test
    void everyMistakeInTheSettingsIsSaid() {
        Settings root = Configuration.of("""
                auth.oauth.issuers = [
                  { issuer = "a", keys = "ftp://x/y", audience = "b", unknown = 1 }
                  { issuer = "c", keys = "http://elsewhere.example/jwks", audience = "d" }
                  { keys = "file:/x" }
                ]
                """);
        OauthSettings.from(root.section("auth.oauth"));
        String message = String.valueOf(
                assertThrows(ConfigurationException.class, root::check).getMessage());
        for (String path : List.of(
                "issuers[0].keys",
                "issuers[0].unknown",
                "issuers[1].keys",
                "issuers[2].issuer",
                "issuers[2].audience")) {
            assertTrue(message.contains("auth.oauth." + path), path + " in " + message);
        }
    }

    private JoseTokens remote(int status) {
        return remote(new AtomicInteger(status));
    }

    private JoseTokens remote(AtomicInteger status) {
        HttpServer server = await(vertx.createHttpServer()
                .requestHandler(request -> {
                    fetches.incrementAndGet();
                    var _ = request.response().setStatusCode(status.get()).end(served.get());
                })
                .listen(0, "127.0.0.1"));
        return new JoseTokens(vertx, settings("http://127.0.0.1:" + server.actualPort() + "/jwks", ""), () -> nowMs);
    }

    private Optional<Address> login(String token) {
        return await(tokens.loginOf(token));
    }

    private static OauthSettings settings(String keys, String scope) {
        Settings root = Configuration.of("""
                auth.oauth.issuers = [{ issuer = "%s", audience = postrider, keys = "%s", scope = "%s" }]
                """.formatted(ISSUER, keys, scope));
        OauthSettings settings = OauthSettings.from(root.section("auth.oauth"));
        root.check();
        return settings;
    }

    private Path file(JsonWebKey... keys) throws IOException {
        return Files.writeString(
                directory.resolve("keys-" + keys.length + "-" + keys[0].getKeyId() + ".json"), set(keys));
    }

    private static String set(JsonWebKey... keys) {
        return new JsonWebKeySet(keys).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    private static PublicJsonWebKey rsa(String keyId) {
        try {
            PublicJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(keyId);
            return key;
        } catch (JoseException e) {
            throw new AssertionError(e);
        }
    }

    private static NumericDate seconds(long fromStart) {
        return NumericDate.fromSeconds(START_MS / 1000 + fromStart);
    }

    private static JwtClaims claims() {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setAudience("postrider");
        claims.setSubject("4711");
        claims.setClaim("email", "alice@example.org");
        claims.setExpirationTime(seconds(600));
        return claims;
    }

    private static String rs256(Consumer<JwtClaims> change) throws JoseException {
        return token(RSA, AlgorithmIdentifiers.RSA_USING_SHA256, change);
    }

    private static String token(PublicJsonWebKey key, String algorithm, Consumer<JwtClaims> change)
            throws JoseException {
        JwtClaims claims = claims();
        change.accept(claims);
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setAlgorithmHeaderValue(algorithm);
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setKey(key.getPrivateKey());
        return signature.getCompactSerialization();
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
